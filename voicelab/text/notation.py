"""Powers, indices and formulas within a line, such as ``x^2``, ``$x_1$`` and ``\\frac{1}{2}``."""

from __future__ import annotations

import re
import string

from voicelab.text import formulas
from voicelab.text.spoken_text import MAYBE_APART

__all__ = ["read_brace", "read_dollar", "read_escape", "read_index", "read_power", "read_stars_power"]

_POWER = re.compile(r"\^(?:\{([^{}]{1,40})\}|(-?\d{1,4}(?:\.\d{1,12})?)(?!\.?\d)|([A-Za-z])(?![A-Za-z^]))")
_POWER_BEGUN = re.compile(r"\^(?:\{[^{}]{0,40}\}?|-?\d{0,4}(?:\.\d{0,12})?|[A-Za-z])")
_INDEX = re.compile(r"_\{([^{}]{1,40})\}")
_INDEX_BEGUN = re.compile(r"_\{[^{}]{0,40}\}?")
_BASE = re.compile(r"\{(\w{1,20})\}(?=[_^])")
_BASE_BEGUN = re.compile(r"\{\w{0,20}\}?")
_STARS_POWER = re.compile(r"\*\*(\d{1,6}(?:\.\d{1,12})?|[a-z](?![A-Za-z]))(?=[^\w*])(?!\.\d)")
_STARS_POWER_BEGUN = re.compile(r"\*\*(?:\d{0,6}(?:\.\d{0,12})?|[a-z])")
_COMMAND = re.compile(r"\\([A-Za-z]+)((?:\s?(?:\[[^\[\]{}]*\])?\{(?:[^{}]|\{[^{}]*\})*\})*)(?=[^A-Za-z{\[])")
_COMMAND_BEGUN = re.compile(r"\\[A-Za-z]+(?:\s?[\[{][^\n]*)?")

_ORDINAL = "stnr"
"""What ordinals go on with, as in ``$n$th``."""

Found = tuple[str, int] | None
"""What to say, and for how many characters; `None` where more must be read first."""


def read_escape(held: str, is_over: bool, before: str) -> Found:
    """Read an escaped mark, or a formula in ``\\( … \\)``, ``\\[ … \\]``, or ``\\frac{1}{2}`` by itself."""
    if len(held) == 1:
        return ("\\", 1) if is_over else None
    second = held[1]
    if second == "\n":
        return MAYBE_APART, 2  # a line that was broken on purpose
    if second in "([":
        end = held.find("\\)" if second == "(" else "\\]", 2)
        if end > 0:
            return formulas.spoken_formula(held[2:end]), end + 2
        return None if not is_over and len(held) < formulas.LONGEST_FORMULA else (second, 2)
    if second in string.punctuation:
        return second, 2
    command = _COMMAND.match(f"{held} " if is_over else held)
    if command is not None and not before[-1].isalnum() and before[-1] != ":":
        is_known = command[1] in formulas.COMMANDS and (command[2] or not before[-1].isalpha())
        return (formulas.spoken_formula(command[0]), command.end()) if is_known else ("\\", 1)
    begun = _COMMAND_BEGUN.fullmatch(held) and len(held) < formulas.LONGEST_FORMULA
    return None if begun and not is_over and command is None else ("\\", 1)


def read_dollar(held: str, is_over: bool, before: str) -> Found:
    """Read a formula in ``$…$`` or ``$$…$$``, and no price."""
    if held.startswith("$$"):
        end = held.find("$$", 2)
        if end > 2:
            return formulas.spoken_formula(held[2:end]), end + 2
        return None if not is_over and len(held) < formulas.LONGEST_FORMULA else ("$", 1)
    if before[-1].isalnum():
        return "$", 1
    if len(held) == 1:
        return ("$", 1) if is_over else None
    end = held.find("$", 1)
    if end < 0:
        return None if not is_over and formulas.may_be_formula(held[1:]) else ("$", 1)
    if end + 1 == len(held) and not is_over:
        return None
    after = held[end + 1 : end + 2]
    if formulas.is_formula(held[1:end]) and (after in _ORDINAL or not after.isalnum()):
        return formulas.spoken_formula(held[1:end]), end + 1
    return "$", 1


def read_power(held: str, is_over: bool, before: str) -> Found:
    """Read a power such as ``^2`` or ``^{n+1}``."""
    if not (before[-1].isalnum() or before[-1] in ")]}"):
        return "^", 1
    whole = _POWER_BEGUN.fullmatch(held) is not None and not is_over
    power = None if whole and not held.endswith("}") else _POWER.match(held)
    if power is not None:
        return formulas.superscript(power[1] or power[2] or power[3]), power.end()
    return None if whole else ("^", 1)


def read_index(held: str, is_over: bool) -> Found:
    """Read an index such as ``_{1}``."""
    index = _INDEX.match(held)
    if index is not None:
        return formulas.subscript(index[1]), index.end()
    return None if _INDEX_BEGUN.fullmatch(held) and not is_over else ("_", 1)


def read_brace(held: str, is_over: bool, before: str) -> Found:
    """Read braces around what has an index or a power."""
    base = _BASE.match(held)
    if base is not None:
        return base[1], base.end()
    return None if _BASE_BEGUN.fullmatch(held) and not is_over else ("{", 1)


def read_stars_power(held: str, *, is_over: bool) -> Found:
    """Read ``**2`` behind a word; says no word where it is no power."""
    if _STARS_POWER_BEGUN.fullmatch(held) and not is_over:
        return None
    power = _STARS_POWER.match(f"{held} " if is_over else held)
    return ("", 0) if power is None else (formulas.superscript(power[1]), power.end())
