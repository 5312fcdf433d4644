"""Web addresses within a text: what people say of them."""

from __future__ import annotations

import re

__all__ = ["ends_address", "is_cased", "is_in_address", "read_address", "spoken_address"]

_LONGEST = 40
"""Characters of a web address that are worth hearing; of a longer one its host is enough."""

_LONGEST_READ = 2_048
_DATA = tuple(f"data:{kind}/" for kind in ("image", "audio", "video", "application", "font", "text"))
_STARTS = ("http://", "https://", "www.", "mailto:", *_DATA)
_LONGEST_START = max(map(len, _STARTS))
_END = re.compile(r"[^!-;=?-_a-~\u00c0-\u024f\u0370-\u03ff\u0400-\u052f]")
"""White space, angle brackets, backticks and all but ASCII and the letters of Europe."""
_KANA = re.compile("[\u3040-\u30ff]")
_AFTER = ".,;:!?'\"*_~`]}"


def is_in_address(held: str) -> bool:
    """Say whether a text begins with an address, which goes on to its first other character."""
    return len(held) < _LONGEST_READ and held[:_LONGEST_START].lower().startswith(_STARTS)


def is_cased(character: str) -> bool:
    """Say whether a character is a digit or has capitals: no address begins right behind it."""
    return character.isdigit() or character.lower() != character.upper()


def ends_address(character: str) -> bool:
    """Say whether a character is part of no address."""
    return _END.match(character) is not None


def read_address(held: str, *, is_over: bool) -> tuple[str, int] | None:
    """Read what may begin with an address; returns what to say, and for how many characters.

    `None` where more must be read first.
    """
    lower = held[:_LONGEST_START].lower()
    if not lower.startswith(_STARTS):
        begun = any(start.startswith(lower) for start in _STARTS)
        return None if begun and not is_over else (held[0], 1)
    end = _END.search(held)
    if end is None and not is_over and len(held) < _LONGEST_READ:
        return None
    address = held[: end.start()] if end else held
    closing = address.count(")") - address.count("(")
    while address[-1] in _AFTER or (address[-1] == ")" and closing > 0):
        closing -= address[-1] == ")"
        address = address[:-1]
    if len(address) <= len("mailto:") and address.lower() in ("http", "https", "www", "mailto", "http:/"):
        return held[0], 1
    following = held[len(address) : len(address) + 1]
    goes_on = address.endswith("/") and following.isalpha() and not _KANA.match(following)
    return spoken_address(address) + ("/" if goes_on else ""), len(address)


def spoken_address(address: str) -> str:
    """Return a web address as people say it: no scheme, no query, of a long one the host, of data nothing."""
    if address[:_LONGEST_START].lower().startswith(_DATA):
        return ""
    plain = re.sub(
        r"^https?://[^/?#@\s]*@", "", address, flags=re.IGNORECASE
    )  # whom to sign in, with a password
    plain = re.sub(r"^(?:https?://|mailto:)?(?:www\.)?", "", plain, flags=re.IGNORECASE)
    plain = re.split(r"[?#]", plain)[0].rstrip("/")
    return plain if len(plain) <= _LONGEST else plain.partition("/")[0]
