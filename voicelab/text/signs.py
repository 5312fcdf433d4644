"""Pictures and signs: those that carry a value are said, ornaments are not.

What a sign means is said by a plainer sign that every voice knows, so that no language has to be known:
``➗`` is ``÷``, ``🔟`` is ``10``, ``★★★☆☆`` is ``3/5``. Ticks and crosses are left as they stand where they
answer something: behind a word or a colon, as in ``Wi-Fi: ✅``.
"""

from __future__ import annotations

import re
import unicodedata

__all__ = ["PICTURE", "STARS", "is_greeting", "is_ornament", "is_sign_alone", "spoken_sign", "spoken_stars"]

_PICTURE = re.compile(
    "[\u2139\u231a\u231b\u23e9-\u23fa\u25aa\u25ab\u25b6\u25c0\u25fb-\u25fe\u2600-\u2668"
    "\u266a\u266b\u2670-\u27bf"
    "\u2b05-\u2b07\u2b1b\u2b1c\u2b50\u2b55\ufe00-\ufe0f\u20e3\U0001f000-\U0001faff\U000e0001-\U000e01ef]"
)
PICTURE = _PICTURE.pattern
"""Pattern of a character of a picture."""

_GREETING = re.compile(
    "[\U0001f389\U0001f38a\U0001f44b-\U0001f450\U0001f600-\U0001f64f\U0001f910-\U0001f97a]"
)
_SELECTOR = re.compile("[\ufe00-\ufe0f]")

STARS = "★☆⭐"
_MOST_STARS = 10
"""Stars in a row; more are an ornament."""

_ANSWERS = frozenset("✅✔✓❌✗✘❎✖☑☐🟢🟡🟠🔴⭕🚫")
_THUMBS = frozenset("👍👎")
_ASKING = frozenset(':：=/?？)"”’»') | _ANSWERS
"""What stands ahead of a sign that answers, but for words."""
_TERM = re.compile(r"(?:\d|\)|(?<![^\W\d_])[^\W\d_])$")
"""What is counted with: a number, a letter by itself, a bracket."""
_RATING = re.compile(r"(?<![\d.,])(?:10|\d)(?:[.,]\d)?$")
_OPERATIONS = {"➕": "+", "➖": "-", "➗": "÷", "✖": "×", "✕": "×"}
_SUITS = frozenset("♠♥♦♣")
_ARROWS = re.compile("[\u2794\u2798-\u27af\u27b1-\u27be\u2b05-\u2b07]")
_TURNED = {"⬅": "←", "⬆": "↑", "⬇": "↓"}
_RANKS = frozenset("AKQJTBDV0123456789")


def is_ornament(character: str) -> bool:
    """Say whether a character is a picture; `spoken_sign` says what of it is spoken all the same."""
    return _PICTURE.match(character) is not None


def is_greeting(character: str) -> bool:
    """Say whether a picture is a face, a hand or a feast, which end sentences as marks do."""
    return _GREETING.match(character) is not None


def is_sign_alone(text: str) -> bool:
    """Say whether a text, such as the cell of a table, is a picture and nothing else."""
    signs = _SELECTOR.sub("", text.strip())
    return 0 < len(signs) <= 4 and all(map(is_ornament, signs)) and signs[0] not in STARS


def spoken_sign(picture: str, before: str) -> str:
    """Return what a picture says behind a character; nothing if it is an ornament there."""
    if picture == "🔟":
        return "10"
    number = unicodedata.digit(picture, 0) if picture.isdigit() else unicodedata.numeric(picture, 0)
    if number:
        return f"{number:g}"  # as in ❶
    is_term = _TERM.search(before) is not None
    if picture in _OPERATIONS and (is_term or picture in "➕➖"):
        return _OPERATIONS[picture]
    if picture in _SUITS:
        return picture if before[-1:] in _RANKS else ""
    if _ARROWS.match(picture):
        return _TURNED.get(picture, "→") if before[-1:].isalnum() else ""
    is_answer = before[-1:].isalnum() or before[-1:] in _ASKING
    is_thumb = picture in _THUMBS and before[-1:] in tuple(":：=/?？")
    return picture if (picture in _ANSWERS and is_answer) or is_thumb else ""


def spoken_stars(stars: str, before: str) -> str:
    """Return a run of stars as a rating, such as ``4/5``; one by itself is an ornament, but behind a number.

    Parameters
    ----------
    stars
        The stars, and ``½`` for half of one.
    before
        The characters ahead of them.
    """
    if len(stars) < 2:
        return "★" if _RATING.search(before) else ""
    if len(stars) > _MOST_STARS:
        return ""
    full = f"{sum(star in '★⭐' for star in stars)}{'½' if '½' in stars else ''}"
    return f"{full}/{len(stars)}" if "☆" in stars or len(stars) == 5 else f"{full} ★"
