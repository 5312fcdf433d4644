"""What the lines of Markdown begin with: headings, items, quotes, fences, tables, definitions."""

from __future__ import annotations

import re

__all__ = [
    "BEGUN",
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
__all__ += ["TABLE_RULE", "TARGET", "WHOLE_LINE", "is_row"]

_BULLET = r"[-+*•‣◦▪]"
_COUNT = r"(?:\d{1,2}[.)]|[A-Za-z]\)|[ivx]{2,4}\))[ \t]|(?:[一二三四五六七八九十]{1,3}|\d{1,2})、"
_UNDECIDED = re.compile(
    rf"""[ \t]*(?:
    \#{{1,6}}
    | >[ \t]?
    | :?-+:?[ \t]*(?:\|[-:| \t]*)?
    | {_BULLET}[ \t]*(?:\[[ xX]?\]?)? | ・[ \t]*
    | \d{{1,2}}[.)]? | [A-Za-z][.)]? | [ivx]{{2,4}}\)? | [一二三四五六七八九十]{{1,3}}
    | (?:[-*_=][ \t]*)+
    | `{{1,3}} | ~{{1,3}} | \|
    | \[[^\[\]]{{0,80}}\]?
    | \${{1,2}} | \\
    )?""",
    re.VERBOSE,
)
_RULE_BEGUN = re.compile(r"[ \t]*(?:([-*_=])[ \t]*)(?:\1[ \t]*){2,}")
BEGUN = (_UNDECIDED, _RULE_BEGUN)
"""The beginning of a line that may yet turn out to be marks."""

WHOLE_LINE = re.compile(r"[ \t]*(?:```|~~~|\||\[[^\[\]]{1,80}\]:)")
"""The beginning of a line that is understood at its end: a fence, a row of a table, a definition."""

FORMULA = re.compile(r"[ \t]*(\$\$|\\\[)")
MARK = re.compile(
    rf"[ \t]*(?:(?P<quote>>[ \t]?)|(?:(?P<heading>\#{{1,6}})|{_BULLET}(?:[ \t]+\[[ xX]\])?)[ \t]+|・[ \t]*)"
)
"""Marks that are left out. A dash with white space behind it is a bullet; a minus has none."""

ITEM = re.compile(rf"(?P<indent>[ \t]*)(?P<count>{_COUNT})")
"""The number of an item, which is spoken."""

DIGIT_AHEAD = re.compile(r"[ \t]*>[ \t]?\d")
QUOTES = re.compile(r"(?:[ \t]*>[ \t]?)+")
FENCE = re.compile(r"[ \t]*(`{3,}|~{3,})[^`]*")
RULE = re.compile(r"[ \t]*(?:(?:\*[ \t]*){3,}|(?:-[ \t]*){3,}|(?:_[ \t]*){3,}|={3,}[ \t]*)")
TABLE_RULE = re.compile(r"[\s|:-]*")
OPEN_TABLE_RULE = re.compile(r"[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)+\|?[ \t]*")
DEFINITION = re.compile(r"[ \t]*\[([^\[\]]+)\]:[ \t]*(.*)")
TARGET = re.compile(r"<?(?:\w+:/|data:|[/#.]|www\.|mailto:)\S*>?(?:\s+[\"'(].*)?\s*")


def is_row(line: str, *, is_table: bool) -> bool:
    """Say whether a line is a row of a table, and no formula such as ``|a| + |b|``."""
    row = line.strip()
    if is_table:
        return "|" in row
    if row[:1] != "|" or len(row) < 3:
        return False
    cells = row.strip("|").split("|")
    return row[1].isspace() or (row[-1] == "|" and len(cells) > 1 and not any(c != c.strip() for c in cells))
