"""What the lines of Markdown begin with: headings, items, quotes, fences, tables, definitions."""

from __future__ import annotations

import re

from voicelab.text.signs import PICTURE

__all__ = [
    "BEGUN",
    "CONTAINER",
    "DEFINITION",
    "DIGIT_AHEAD",
    "FENCE",
    "FORMULA",
    "ITEM",
    "MARK",
    "OPEN_TABLE_RULE",
    "QUOTES",
    "RULE",
]
__all__ += ["DRAWN", "LETTERED", "SPACELESS", "TABLE_RULE", "TARGET", "WHOLE_LINE", "cells_of", "is_row"]

SPACELESS = "[\u0e01-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\uff10-\uffdc]"
"""Letters of scripts that part words by no blanks: Thai, Lao, Burmese, Khmer, Chinese, Japanese."""

# Bullets that mean nothing else; those that also stand within sentences need a blank behind them.
_BULLET = r"[•‣⁃∙·⦁⦾⦿・※\u25a0-\u25b2\u25b4-\u25bc\u25be-\u25ff]\ufe0f?"
_DASH = r"[-+*–—―‐→⇒⇨↳⟶»›△▽]"
_BOX = r"(?:[ \t]+\[[ xX]\])?"
_PICTURES = rf"(?![★☆⭐]\ufe0f?[★☆⭐])(?:(?![➕➖\u2776-\u2793\U0001f51f]){PICTURE}\u200d?){{1,16}}"
"""Pictures that begin a line, and are no number and no sign of one."""

_ROMAN = r"(?:[ivxl]{1,6}|[IVXL]{1,6})"
_HAN = "[一二三四五六七八九十]{1,3}"
_PLACE = rf"(?:\d{{1,2}}|{_ROMAN}|[^\W\d_]|{_HAN}|الف)"
_BEHIND = rf"(?:(?:\*\*|__)?[ \t]|(?={SPACELESS}))"
_ENCLOSED = "[\u2460-\u249b\u24b6-\u24e9\u2776-\u2793\U0001f51f]"
_COUNT = rf"""(?:
    (?:[(（]{_PLACE}[)）] | {_PLACE}[)）] | \d{{1,2}}[.।۔] | \d\ufe0f?\u20e3){_BEHIND}
    | \d{{1,2}}(?:\.\d{{1,2}}){{1,3}}[.)][ \t] | \(\d{{1,2}}\)(?=[^\W\d_])
    | \#\d{{1,2}}[.:)]?[ \t] | \d{{1,2}}[-–][ \t] | \d{{1,2}}． | (?:{_HAN}|\d{{1,2}}|[A-Z])、
    | {_ENCLOSED}(?=[ \t]|[^\W\d_]) )"""
_UNDECIDED = re.compile(
    rf"""[ \t]*(?:
    \#{{1,6}} | \#\d{{1,2}}[.:)]?
    | >[ \t]?
    | :?-+:?[ \t]*(?:\|[-:| \t]*)?
    | -[A-Z]?
    | {_DASH}[ \t]*(?:\[[ xX]?\]?)? | {_BULLET}[ \t]*(?:\[[ xX]?\]?)? | {_PICTURES}[ \t]* | {_ENCLOSED}
    | (?:\*\*|__)?(?: [(（]?(?:{_PLACE}[)）.।۔、-]?)?(?:\*\*?|__?)? | \d\ufe0f?\u20e3?
        | \d{{1,2}}(?:\.\d{{0,2}}){{1,3}}\)? | الف?\)? )
    | (?:[-*_=][ \t]*)+
    | `{{1,3}} | ~{{1,3}} | \| | :{{1,2}} | \+[-=]?
    | \[[^\[\]]{{0,80}}\]?
    | \${{1,2}} | \\
    )?""",
    re.VERBOSE,
)
_RULE_BEGUN = re.compile(r"[ \t]*(?:([-*_=])[ \t]*)(?:\1[ \t]*){2,}")
BEGUN = (_UNDECIDED, _RULE_BEGUN)
"""The beginning of a line that may yet turn out to be marks."""

WHOLE_LINE = re.compile(r"[ \t]*(?:```|~~~|:::|\||[\u2500-\u257f]|\+[-=]{2}|\[[^\[\]]{1,80}\]:)")
"""The beginning of a line that is understood at its end: a fence, a row of a table, a definition."""

FORMULA = re.compile(r"[ \t]*(\$\$|\\\[)")
MARK = re.compile(
    rf"""[ \t]*(?:
    (?P<quote>>[ \t]?)
    | (?P<callout>\[![A-Za-z]+\][-+]?(?![(\[]))[ \t]*
    | (?P<heading>\#{{1,6}}(?=[ \t])|\#{{2,6}}(?=[\w*])|\#(?={SPACELESS}))[ \t]*
    | {_DASH}{_BOX}[ \t]+ | [-–—―→⇒⇨↳»›](?={SPACELESS}) | -(?=[A-Z][a-z])
    | {_BULLET}{_BOX}[ \t]* | [\u2500-\u257f][\u2500-\u257f \t]*
    | {_PICTURES}[ \t]*(?=\S)
    )""",
    re.VERBOSE,
)
"""Marks that are left out. A dash with white space behind it is a bullet; a minus has none."""

ITEM = re.compile(rf"(?P<indent>[ \t]*)(?:\*\*|__)?(?P<count>{_COUNT})", re.VERBOSE)
"""The number of an item, which is spoken."""

LETTERED = re.compile(rf"[ \t]*(?:\*\*|__)?(?P<count>(?:{_ROMAN}|[^\W\d_])[.])(?:\*\*|__)?(?:[ \t]|$)")
"""The number of what is an item only behind its neighbour, such as ``B. Rome`` behind ``A. Paris``."""

DIGIT_AHEAD = re.compile(r"[ \t]*>[ \t]?\d")
QUOTES = re.compile(r"(?:[ \t]*>[ \t]?)+")
FENCE = re.compile(r"[ \t]*(`{3,}|~{3,})([^`]*)")
RULE = re.compile(
    r"[ \t]*(?:(?:\*[ \t]*){3,}|(?:-[ \t]*){3,}|(?:_[ \t]*){3,}|={3,}[ \t]*|\+(?:[-=]+\+)+[ \t]*"
    r"|[\u2500-\u257f][\u2500-\u257f \t]*)"
)
TABLE_RULE = re.compile(r"[\s|:-]*")
OPEN_TABLE_RULE = re.compile(r"[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)+\|?[ \t]*")
DEFINITION = re.compile(r"[ \t]*\[([^\[\]]+)\]:[ \t]*(.*)")
CONTAINER = re.compile(r"[ \t]*:{3,}[ \t]*(?:\{[^{}]*\}|[\w-]*)[ \t]*\[?([^\[\]]*)\]?[ \t]*")
"""The beginning or the end of a box such as ``:::warning``, with its title."""
TARGET = re.compile(r"<?(?:\w+:/|data:|[/#.]|www\.|mailto:)\S*>?(?:\s+[\"'(].*)?\s*")

_BARS = str.maketrans("│┃║", "|||")
DRAWN = re.compile("[\u2500-\u257f]+")
"""Lines that are drawn by characters, around a table or along a tree."""
_CODE = re.compile(r"(`+)(?:(?!\1).)+\1")


def is_row(line: str, *, is_table: bool) -> bool:
    """Say whether a line is a row of a table, and no formula such as ``|a| + |b|``."""
    row = line.strip().translate(_BARS)
    if is_table:
        return "|" in row
    if row[:1] != "|" or len(row) < 3:
        return False
    if TABLE_RULE.fullmatch(row) and "-" in row:
        return True
    cells = row.strip("|").split("|")
    return row[1].isspace() or (row[-1] == "|" and len(cells) > 1 and not any(c != c.strip() for c in cells))


def cells_of(row: str) -> list[str]:
    """Return the cells of a row that say something; within code an escaped bar is a bar."""
    cells = re.split(r"(?<!\\)\|", row.translate(_BARS))
    plain = [
        _CODE.sub(lambda code: code[0].replace("\\|", "|"), DRAWN.sub(" ", cell).strip()) for cell in cells
    ]
    return [cell.strip() for cell in plain if cell.strip()]
