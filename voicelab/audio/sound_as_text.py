"""Sound as text: the bytes of a sound file in base64, as pages hold them, and players as HTML."""

from __future__ import annotations

import base64
import binascii
import contextlib
import re

from voicelab.audio.file_kinds import kind_of_beginning

__all__ = ["refused_base64", "sound_of_html"]

_PLAYER = re.compile(r"\s*<audio\b.*</audio>\s*", re.DOTALL)
_SOURCE = re.compile(r"""\ssrc=(["'])data:[^,"'>]{0,99};base64,([A-Za-z0-9+/=\s]+)\1""")
_DATA = re.compile(r"data:((?:audio|video)/)?[^,\s]{0,99},", re.IGNORECASE)
_BASE64 = re.compile(r"[A-Za-z0-9+/_-]{200}")
"""More letters of it than any word or path has without a break."""
_STANDARD = str.maketrans("-_", "+/")
"""The letters of base64 in addresses, as those of plain base64."""


def sound_of_html(text: str) -> bytes | None:
    """Return the sound file within a player, an ``audio`` element and nothing else; `None` for other text."""
    found = _SOURCE.search(text) if _PLAYER.fullmatch(text) else None
    try:
        return base64.b64decode(found[2]) if found else None
    except binascii.Error:
        return None


def refused_base64(text: str) -> str:
    """Return why a text that is a sound file in base64 is not read, in a sentence; empty for others."""
    stated = _DATA.match(text)
    code = text[stated.end() if stated else 0 :][:400].replace("\r", "").replace("\n", "")
    beginning = b""
    if _BASE64.match(code):
        with contextlib.suppress(binascii.Error):
            beginning = base64.b64decode(code[:200].translate(_STANDARD))
    if not (stated and stated[1]) and not kind_of_beginning(beginning):
        return ""
    return (
        f"this text is a sound as a page sends it: {text[:24]}…. Give its bytes: "
        "base64.b64decode(text.partition(',')[2] or text)"
    )
