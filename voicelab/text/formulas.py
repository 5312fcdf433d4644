"""Formulas: LaTeX as characters that a voice of any language can say, such as ``x²`` and ``1/2``."""

from __future__ import annotations

import re

from voicelab.text.formula_rows import ROW, joined_rows, parted_rows
from voicelab.text.latex_names import DROPPED, FUNCTIONS, KEPT, SILENT, SYMBOLS, TWO_PARTS

__all__ = ["may_go_on", "spoken_formula", "subscript", "superscript"]

_LONGEST = 400
"""Characters that a formula may have without a command of LaTeX; what is longer is taken as it stands."""

_LONGEST_LATEX = 8_000
"""Characters that a formula with commands may have, such as a derivation of many rows."""

_RAISED = str.maketrans("0123456789+-−=()n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ⁿ")
_LOWERED = str.maketrans("0123456789+-−=()", "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎")
_ORDINALS = frozenset(["th", "st", "nd", "rd", "er", "re", "ère", "ème", "eme"])

_FRACTION = re.compile(r"\\[dtc]?frac\s*(?:\{([^{}]*)\}|(\w))\s*(?:\{([^{}]*)\}|(\w))")
_BINOMIAL = re.compile(r"\\[dt]?binom\s*\{([^{}]*)\}\s*\{([^{}]*)\}")
_ROOT = re.compile(r"\\sqrt\s*(?:\[([^\[\]]*)\])?\s*(?:\{([^{}]*)\}|(\w))")
_TWO_PARTS = re.compile(rf"\\(?:{'|'.join(TWO_PARTS)})\s*\{{[^{{}}]*\}}\s*\{{([^{{}}]*)\}}")
_WRAPPED = re.compile(r"\\(?![dtc]?frac|[dt]?binom|sqrt)([A-Za-z]+)\*?\s*\{([^{}]*)\}")
_RAISED_GROUP = re.compile(
    r"\^\s*(?:\{([^{}]*)\}|(\\(?![dtc]?frac|sqrt)[A-Za-z]+(?![A-Za-z]|\s*\{)|-?\d+(?:\.\d+)?|[^\s{}\\]))"
)
_LOWERED_GROUP = re.compile(
    r"_\s*(?:\{([^{}]*)\}|(\\(?![dtc]?frac|sqrt)[A-Za-z]+(?![A-Za-z]|\s*\{)|\d+|[^\s{}\\]))"
)
_LIMITS = re.compile(
    r"([∑∏∫])\s*(?:\\limits\s*)?_\s*(?:\{([^{}]*)\}|(\w))\s*\^\s*(?:\{([^{}]*)\}|([^\s{}\\]))"
)
"""As in ``\\sum_{i=1}^n``, which is no power."""
_GROUP = re.compile(r"\{([^{}]*)\}")
_INNER_BLANK = re.compile(r"(?<=[(\[]) | (?=[)\],;])| (?=\.(?:\s|$))")
_COMMAND = re.compile(r"\\([A-Za-z]+)\*?(\s?)")
_SYMBOL = re.compile(r"\\([A-Za-z]+)(\s?)")
_SPACE = re.compile(r"\\[,;:> ]|~")
_NEGATED = re.compile(r"\\not\s*(=|\\in(?![A-Za-z]))")
_EMPTY_SIDE = re.compile(r"\\(?:left|right)\s*\.")
_MARKS = re.compile(r"\\[^\[(]|[\^_{}=]")
_PARAGRAPH = re.compile(r"\n[ \t\r]*\n$")
_LATEX = re.compile(r"\\[A-Za-z]{2}")

_ESCAPED = {r"\{": "\ue000", r"\}": "\ue001", r"\$": "\ue007", r"\_": "\ue008"}
_CARET = "\ue002"
"""Of a power that is no number; not read again."""
_OPEN, _CLOSE = "\ue004", "\ue005"
"""Around a fraction or a root: what stands beside it must not become a part of it."""

_DERIVED = re.compile(rf"{_OPEN}([d∂]²?/[^{_CLOSE}]*){_CLOSE}\s*")
_IS_RAISED = re.compile(rf"{_OPEN}([^{_OPEN}{_CLOSE}]*){_CLOSE}(?=[⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻ⁿ{_CARET}])")
_PRODUCT = re.compile(rf"{_CLOSE}\s*{_OPEN}")
_BEFORE = re.compile(rf"(?<=[\w)°′'!]){_OPEN}(?=[\w(])")
_BEHIND = re.compile(rf"{_CLOSE}(?=[\w(\[√∑∏∫∂∇\ue000])")


def may_go_on(held: str) -> bool:
    """Say whether what was begun as a formula, and has no end yet, may still be one."""
    if len(held) >= (_LONGEST_LATEX if _LATEX.search(held) else _LONGEST):
        return False
    return _MARKS.search(held) is not None or _PARAGRAPH.search(held) is None


def spoken_formula(latex: str) -> str:
    """Return a formula as a voice should say it.

    Examples
    --------
    >>> spoken_formula(r"\\frac{1}{2} \\times x^2 \\leq \\sqrt{y_1}")
    '1/2 × x² ≤ √y₁'
    >>> spoken_formula(r"1\\frac{1}{2} \\\\ x")
    '1 1/2, x'
    """
    text = parted_rows(latex.replace("...", "…").replace(r"\lbrace", r"\{").replace(r"\rbrace", r"\}"))
    for written, kept in _ESCAPED.items():
        text = text.replace(written, kept)
    text = _NEGATED.sub(lambda m: "≠" if m[1] == "=" else "∉", text)
    text = _SYMBOL.sub(_symbol, _SPACE.sub(" ", _EMPTY_SIDE.sub("", text)).replace(r"\!", ""))
    text = _LIMITS.sub(_limited, text)
    for _ in range(64):  # from the innermost braces outwards
        before = text
        text = _RAISED_GROUP.sub(lambda m: _raised(_named(m[1] or m[2] or "")), text)
        text = _LOWERED_GROUP.sub(lambda m: subscript(_named(m[1] or m[2] or "")), text)
        text = _TWO_PARTS.sub(r"{\1}", text)
        text = _WRAPPED.sub(_wrapped, text)
        text = _FRACTION.sub(
            lambda m: f"{{{_OPEN}{_part(m[1] or m[2] or '')}/{_part(m[3] or m[4] or '')}{_CLOSE}}}", text
        )
        text = _BINOMIAL.sub(r"(\1, \2)", text)
        text = _ROOT.sub(
            lambda m: f"{_OPEN}{superscript(m[1]) if m[1] else ''}√{_part(m[2] or m[3] or '')}{_CLOSE}", text
        )
        text = text if text != before else _GROUP.sub(r"\1", text)
        if text == before:
            break
    text = _parted(joined_rows(_named(text)))
    text = " ".join(re.sub(r"\\(?=[^\w\s])|[\\$]", "", text).replace(_CARET, "^").split())
    text = _INNER_BLANK.sub("", text)
    if text.count("\ue000") != text.count("\ue001"):
        text = text.replace("\ue000", "").replace("\ue001", "").strip()  # the brace beside rows
    for written, kept in _ESCAPED.items():
        text = text.replace(kept, written[1])
    return text


def superscript(text: str) -> str:
    """Return a power, with raised digits where it is a number."""
    return _raised(spoken_formula(text) if "\\" in text else text).replace(_CARET, "^")


def subscript(text: str) -> str:
    """Return an index, with lowered digits where it is a number."""
    plain = text.strip()
    lowered = plain.translate(_LOWERED)
    if not any(map(_is_plain, lowered)):
        return lowered
    return f" {plain}" if re.fullmatch(r"\w+", plain) else f" ({plain})"


def _raised(text: str) -> str:
    plain = text.strip()
    if plain in ("°", "∘"):
        return "°"
    if not plain or not plain.strip("′") or plain in _ORDINALS:
        return plain
    raised = plain.translate(_RAISED)
    return _CARET + _part(plain) if any(map(_is_plain, raised)) else raised


def _is_plain(character: str) -> bool:
    return character.isascii() or (character.isalpha() and character != "ⁿ")


def _symbol(command: re.Match[str]) -> str:
    name, space = command.groups()
    if name in ("quad", "qquad"):
        return f" {ROW} "
    if name in ("partial", "angle", "nabla"):
        space = ""
    return SYMBOLS[name] + space if name in SYMBOLS else command[0]


def _limited(limits: re.Match[str]) -> str:
    below, above = limits[2] or limits[3] or "", limits[4] or limits[5] or ""
    return limits[0] if below.isdigit() and above.isdigit() else f"{limits[1]}({below}…{above}) "


def _wrapped(command: re.Match[str]) -> str:
    """Return what a command of LaTeX makes of the braces behind it."""
    name, inner = command.groups()
    if name in DROPPED:
        return " "
    if name in FUNCTIONS:
        return f"\\{name} {inner}"
    return KEPT[name].format(inner) if name in KEPT else f"{{{inner}}}"


def _named(text: str) -> str:
    """Put in the names of functions, and of commands that are not known."""

    def named(command: re.Match[str]) -> str:
        name, space = command.groups()
        if name in SILENT:
            return space
        following = command.string[command.end() : command.end() + 1]
        parts = space or following.isalpha() or (following.isascii() and following.isdigit())
        name = name.replace("bmod", "mod")
        return f" {name}" + (" " if parts or following in (_OPEN, "") else "")

    return _COMMAND.sub(named, text)


def _parted(text: str) -> str:
    """Keep fractions and roots apart from what stands beside them, which would change their value."""
    text = _IS_RAISED.sub(r"(\1)", _DERIVED.sub(r"\1 ", text))
    text = _BEHIND.sub(" ", _BEFORE.sub(" ", _PRODUCT.sub(" × ", text)))
    return text.replace(_OPEN, "").replace(_CLOSE, "")


def _part(text: str) -> str:
    """Return a part of a formula, in brackets where it has parts of its own."""
    plain = text.strip()
    is_one = re.fullmatch(rf"{_OPEN}?[\w.√²³∂∞°]*{_CLOSE}?", plain) is not None
    return plain if is_one or (plain[:1] == "(" and plain[-1:] == ")") else f"({plain})"
