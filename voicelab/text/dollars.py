"""Dollar signs: around a formula they are marks, ahead of a price they are words."""

from __future__ import annotations

import re
import unicodedata

from voicelab.text.formulas import may_go_on, spoken_formula

__all__ = ["read_dollar"]

_CLOSING = re.compile(r"(?<!\\)\$")
_LATEX = re.compile(r"[\\^{}]|_(?!\d)")
_LONGEST_PLAIN = 60
"""Characters of a formula without a mark of LaTeX."""

_SIGNS = frozenset("+-*/<>=|:,.;'!()[]%°′″ √∞∂∇_–−·…½¼¾")
_OPEN_ENDS = frozenset("+-*/<>=:,.;(–−· ")
_NAMES = r"(?!(?:sin|cos|tan|log|ln|exp|max|min|mod|gcd|lcm)\b)"
_WORD = re.compile(rf"[A-Za-z]{{4}}|(?:^|[\s,;:]){_NAMES}[A-Za-z][a-z]{{1,2}}\s")
"""A word of prose, with what parts it from the next: as in ``$5 or``."""
_LAST_WORD = re.compile(rf".*[\s,;]{_NAMES}[a-z]{{2,3}}", re.DOTALL)
_EQUATION = re.compile(r"[A-Za-z][\w ]*(?:\([\w, ]*\))? ?=")
"""What begins an equation of words, such as ``speed = way / time``."""
_PRICE = re.compile(r"\d[\d.,]*[A-Za-z]{0,2}")
_ORDINAL = "stnr"
"""What ordinals go on with, as in ``$n$th``."""

Found = tuple[str, int] | None
"""What to say, and for how many characters; `None` where more must be read first."""


def read_dollar(held: str, is_over: bool, before: str) -> Found:
    """Read a formula in ``$…$`` or ``$$…$$``, and no price."""
    if held.startswith("$$"):
        end = held.find("$$", 2)
        if end > 2:
            return spoken_formula(held[2:end]), end + 2
        return None if not is_over and may_go_on(held) else ("$", 1)
    if len(held) == 1:
        return ("$", 1) if is_over or (_is_cased(before[-1]) and not before[-1].isdigit()) else None
    if _is_cased(before[-1]) and not (before[-1].isdigit() and held[1] == "\\"):
        return "$", 1  # as in US$30 and 10$
    closing = _CLOSING.search(held, 1)
    if closing is None:
        return None if not is_over and _may_be_formula(held[1:]) else ("$", 1)
    end = closing.start()
    if end + 1 == len(held) and not is_over:
        return None
    inner, after = held[1:end], held[end + 1 : end + 2]
    if not _is_formula(inner) or not _may_follow(inner, after):
        return "$", 1
    spoken = spoken_formula(inner)
    is_mixed = before[-1].isdigit() and spoken[:1].isdigit()
    return f" {spoken}" if is_mixed else spoken, end + 1


def _is_cased(character: str) -> bool:
    """Whether a character is a digit or a letter of a script that parts words by blanks."""
    return character.isdigit() or character.lower() != character.upper()


def _may_follow(inner: str, after: str) -> bool:
    if not _is_cased(after or " "):
        return True
    is_unit = _LATEX.search(inner) is not None or _PRICE.fullmatch(inner) is not None
    return after in _ORDINAL or (is_unit and (after.isalpha() or "\\" in inner))


def _may_be_formula(inner: str) -> bool:
    """Whether what was begun by a dollar sign may still be a formula, and is no price."""
    inner = inner.removeprefix(" ")
    if inner[:1].isspace() or not may_go_on(inner):
        return False
    if _LATEX.search(inner) or _EQUATION.match(inner):
        return True
    return len(inner) < _LONGEST_PLAIN and _is_plain(inner)


def _is_formula(inner: str) -> bool:
    if inner[:1] == inner[-1:] == " " and re.search(r"[A-Za-z\\]", inner):
        inner = inner[1:-1]  # as in $ x = 5 $
    if not inner or inner != inner.strip():
        return False
    if _LATEX.search(inner):
        return True
    if inner[-1] in _OPEN_ENDS:
        return False
    if _EQUATION.match(inner):
        return True
    opened, closed = sum(map(inner.count, "([")), sum(map(inner.count, ")]"))
    return opened == closed and _LAST_WORD.fullmatch(inner) is None and _is_plain(inner)


def _is_plain(inner: str) -> bool:
    """Whether a text holds only numbers, single letters and signs of mathematics."""
    depth = 0
    for character in inner:
        depth += (character in "([") - (character in ")]")
        if depth < 0 or not _is_known(character):
            return False
    return _WORD.search(inner) is None and ". " not in inner.replace("...", "…")


def _is_known(character: str) -> bool:
    if character.isascii():
        return character.isalnum() or character in _SIGNS
    is_greek = "\u0370" <= character <= "\u03ff"
    is_index = "\u2070" <= character <= "\u209f" or character in "²³¹"
    return is_greek or is_index or character in _SIGNS or unicodedata.category(character) == "Sm"
