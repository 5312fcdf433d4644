"""Powers, indices and formulas within a line, such as ``x^2``, ``x_{1}`` and ``\\frac{1}{2}``."""

from __future__ import annotations

import re
import string

from voicelab.text import formulas
from voicelab.text.latex_names import COMMANDS
from voicelab.text.spoken_text import MAYBE_APART, PARAGRAPH
from voicelab.text.tags import LEFT_OUT

__all__ = ["read_bar", "read_brace", "read_escape", "read_index", "read_power", "read_stars_power"]

_POWER = re.compile(
    r"\^(?:\{([^{}]{1,40})\}|(-?\d{1,4}(?:\.\d{1,12})?)(?!\.?\d)|([A-Za-z])(?![A-Za-z^])|(\\circ)(?![A-Za-z]))"
)
_POWER_BEGUN = re.compile(r"\^(?:\{[^{}]{0,40}\}?|-?\d{0,4}(?:\.\d{0,12})?|[A-Za-z]|\\[a-z]{0,4})")
_INDEX = re.compile(r"_\{([^{}]{1,40})\}")
_INDEX_BEGUN = re.compile(r"_\{[^{}]{0,40}\}?")
_BASE = re.compile(r"\{(\w{1,20})\}(?=[_^])")
_BASE_BEGUN = re.compile(r"\{\w{0,20}\}?")
_STARS_POWER = re.compile(r"\*\*(-?\d{1,6}(?:\.\d{1,12})?|[a-z](?![A-Za-z]))(?=[^\w*])(?!\.\d)")
_STARS_POWER_BEGUN = re.compile(r"\*\*(?:-?\d{0,6}(?:\.\d{0,12})?|[a-z])")
_BRACED = r"[^{}]*"
for _ in range(4):  # braces within braces, as in \boxed{\frac{\sqrt{x_{1}}}{2}}
    _BRACED = rf"(?:[^{{}}]|\{{{_BRACED}\}})*"
_COMMAND = re.compile(
    r"\\([A-Za-z]+)((?<=frac)\d\d(?=\D)"
    rf"|(?:\s?(?:\[[^\[\]{{}}]*\])?\{{{_BRACED}\}})+(?=[^{{\[])"
    r"|(?=[^A-Za-z\d{\[])|(?<!frac)(?=\d))"
)
_BESIDE_NUMBERS = frozenset(
    ["times", "cdot", "div", "pm", "le", "leq", "ge", "geq", "ne", "neq", "approx", "circ", "degree"]
)
_NUMBER = re.compile(r"(?<![A-Za-z\d.,])[\d.,]*\d$")
_FRACTIONS = frozenset(["frac", "dfrac", "tfrac", "cfrac"])
_ENDS_WITH_FRACTION = re.compile(r"/\w+$")
_ENVIRONMENT = re.compile(r"\\begin\{([a-z]{4,12}\*?)\}")
_ENVIRONMENT_BEGUN = re.compile(r"\\b(?:e(?:g(?:i(?:n(?:\{(?:[a-z]{1,12}\*?)?)?)?)?)?)?")
_COMMAND_BEGUN = re.compile(r"\\[A-Za-z]+(?:\s?[\[{][^\n]*|(?<=frac)\d{0,2})?")

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
        if end > 0 and end + 2 == len(held) and not is_over and held.find("\\frac", 2, end) > 0:
            return None  # what stands beside a fraction may have to be parted from it
        if end > 0:
            spoken = _beside(before, formulas.spoken_formula(held[2:end]))
            is_followed = held[end + 2 : end + 3].isalnum() and _ENDS_WITH_FRACTION.search(spoken)
            return f"{spoken} " if is_followed else spoken, end + 2
        return None if not is_over and formulas.may_go_on(held) else (second, 2)
    if second in string.punctuation:
        return second, 2
    environment = _ENVIRONMENT.match(held)
    if environment is not None:
        closing = f"\\end{{{environment[1]}}}"
        end = held.find(closing)
        if end > 0:
            end += len(closing)
            return f"{formulas.spoken_formula(held[:end])}{PARAGRAPH}", end
        if not is_over and formulas.may_go_on(held):
            return None
    if _ENVIRONMENT_BEGUN.fullmatch(held) and not is_over:
        return None
    command = _COMMAND.match(f"{held} " if is_over else held)
    if command is None:
        begun = _COMMAND_BEGUN.fullmatch(held) and formulas.may_go_on(held)
        return None if begun and not is_over else ("\\", 1)
    name, parts = command.groups()
    is_fraction = name in _FRACTIONS and bool(parts)
    may_be_beside = is_fraction or name in _BESIDE_NUMBERS
    is_beside = may_be_beside and _NUMBER.search(before) is not None  # as in 1\\frac{1}{2}
    if (before[-1].isalnum() and not is_beside) or before[-1] == ":":
        return "\\", 1
    if name not in COMMANDS or not (parts or not before[-1].isalpha()):
        return "\\", 1
    spoken = _beside(before, formulas.spoken_formula(command[0]))
    goes_on = is_fraction and held[command.end() : command.end() + 1].isalnum()
    return f"{spoken} " if goes_on else spoken, command.end()


def _beside(before: str, spoken: str) -> str:
    """Return a formula apart from what it stands beside, so that ``2`` and ``1/2`` do not become ``21/2``."""
    if not spoken[:1].isdigit():
        return spoken
    return f" {spoken}" if before[-1].isdigit() else f" × {spoken}" if before[-1] == "}" else spoken


def read_power(held: str, is_over: bool, before: str) -> Found:
    """Read a power such as ``^2`` or ``^{n+1}``."""
    if not (before[-1].isalnum() or before[-1] in ")]}"):
        return "^", 1
    whole = _POWER_BEGUN.fullmatch(held) is not None and not is_over
    power = None if whole and not held.endswith("}") else _POWER.match(held)
    if power is not None:
        return formulas.superscript(power[1] or power[2] or power[3] or power[4] or ""), power.end()
    return None if whole else ("^", 1)


def read_index(held: str, is_over: bool) -> Found:
    """Read an index such as ``_{1}``."""
    index = _INDEX.match(held)
    if index is not None:
        return formulas.subscript(index[1]), index.end()
    return None if _INDEX_BEGUN.fullmatch(held) and not is_over else ("_", 1)


def read_bar(held: str, is_over: bool, before: str) -> Found:
    """Read a bar or a dot between blanks, which parts as a comma does, but within brackets: ``P(A | B)``."""
    if len(held) == 1 and not is_over:
        return None
    is_inside = max(map(before.rfind, "([{")) > max(map(before.rfind, ")]}"))
    is_apart = before[-1].isspace() and held[1:2].isspace() and not is_inside
    if is_apart:
        return (LEFT_OUT if held[1] == "\n" else f"{LEFT_OUT},"), 1
    return held[0], 1


def read_brace(held: str, is_over: bool, before: str) -> Found:
    """Read braces around what has an index or a power."""
    base = _BASE.match(held)
    if base is not None:
        return base[1], base.end()
    return None if _BASE_BEGUN.fullmatch(held) and not is_over else ("{", 1)


def read_stars_power(held: str, before: str, *, is_over: bool) -> Found:
    """Read ``**2`` behind a word; says no word where it is no power, as in ``s**t``."""
    if _STARS_POWER_BEGUN.fullmatch(held) and not is_over:
        return None
    power = _STARS_POWER.match(f"{held} " if is_over else held)
    if power is not None and power[1].isalpha() and before[-1].isalpha():
        is_base = before[-1] in "xyzenXYZ" or power[1] in "bmnxyz"
        power = power if is_base and not before[-2].isalnum() else None
    return ("", 0) if power is None else (formulas.superscript(power[1]), power.end())
