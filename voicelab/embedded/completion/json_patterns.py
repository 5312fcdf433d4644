"""Patterns of JSON schemas as llama.cpp keeps them.

llama.cpp makes each string match as it is written. It knows fewer expressions, wants both anchors, and reads
the pattern's characters as those of the JSON itself, where a quotation mark ends the string. So each pattern
is written anew, out of classes of characters that stand in JSON as they are. What matches it matches the
given one, too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

__all__ = ["UnsupportedPatternError", "supported_pattern"]

_Ranges = Sequence[tuple[int, int]]

_ESCAPED_IN_JSON: _Ranges = ((0, 0x1F), (0x22, 0x22), (0x5C, 0x5C), (0x7F, 0x7F))
_CLASSES: dict[str, _Ranges] = {
    "d": ((0x30, 0x39),),
    "w": ((0x30, 0x39), (0x41, 0x5A), (0x5F, 0x5F), (0x61, 0x7A)),
    "s": (
        *((0x09, 0x0D), (0x20, 0x20), (0xA0, 0xA0), (0x1680, 0x1680), (0x2000, 0x200A)),
        *((0x2028, 0x2029), (0x202F, 0x202F), (0x205F, 0x205F), (0x3000, 0x3000), (0xFEFF, 0xFEFF)),
    ),
}
_TOKEN = re.compile(
    r"(?P<escape>\\.)"
    r"|\[(?P<negated>\^?)(?P<members>(?:\\.|[^\]\\])*)\]"
    r"|(?P<group>\((?:\?:|\?P?<\w+>|(?!\?)))"
    r"|(?P<end>\))"
    r"|(?P<or>\|)"
    r"|(?P<repeat>[*+?]|\{\d+(?:,\d*)?\})(?P<lazy>\??)"
    r"|(?P<any>\.)"
    r"|(?P<literal>[^\\^$()\[\]{}|*+?.])",
    re.DOTALL,
)
_MEMBERS = re.compile(r"(\\.|[^\\])-(\\.|[^\\])|(\\.|[^\\])", re.DOTALL)
"""A range, or one."""


class UnsupportedPatternError(Exception):
    """No reply can be held to the pattern; the message is a clause that says why."""


def supported_pattern(pattern: str) -> str:
    """Return a pattern that llama.cpp keeps, and whose strings all match a given one.

    Raises
    ------
    UnsupportedPatternError
        There is none.
    """
    begins = pattern.startswith("^")
    ends = re.search(r"(?<!\\)(?:\\\\)*\$\Z", pattern) is not None
    body = "".join(_pieces(pattern[begins : len(pattern) - ends]))
    anything = f"{_class((), negated=True)}*"
    if not begins or not ends:
        body = f"{'' if begins else anything}({body}){'' if ends else anything}"
    return f"^{body}$"


def _pieces(body: str) -> Iterator[str]:
    position, repeatable = 0, False
    while position < len(body):
        token = _TOKEN.match(body, position)
        if token is None or (token["repeat"] and not repeatable):
            raise UnsupportedPatternError(f"{body[position : position + 20]!r} is not supported in it")
        position, repeatable = token.end(), not (token["group"] or token["or"] or token["repeat"])
        yield _piece(token)


def _piece(token: re.Match[str]) -> str:
    if token["escape"]:
        return _class(*_escaped(token["escape"][1]))
    if token["members"] is not None:
        return _class(tuple(_members(token["members"])), negated=bool(token["negated"]))
    if token["any"]:
        return _class((), negated=True)
    if token["literal"]:
        return _class(((ord(token["literal"]),) * 2,))
    return "(" if token["group"] else token["repeat"] or token[0]


def _escaped(name: str) -> tuple[_Ranges, bool]:
    """Return what an escape stands for, and whether it is all but that."""
    if name.lower() in _CLASSES:
        return _CLASSES[name.lower()], name.isupper()
    if name.isalnum():
        raise UnsupportedPatternError(f"'\\{name}' is not supported in it")
    return ((ord(name), ord(name)),), False


def _members(text: str) -> Iterator[tuple[int, int]]:
    """Yield the ranges of a class."""
    for low, high, one in _MEMBERS.findall(text):
        first, last = _member(low or one), _member(high) if high else ()
        if all(len(ranges) == 1 and ranges[0][0] == ranges[0][1] for ranges in (first, last)):
            yield first[0][0], last[0][0]
        else:
            yield from (*first, *last, *(((0x2D, 0x2D),) if high else ()))


def _member(text: str) -> _Ranges:
    ranges, is_other = _escaped(text[1]) if text.startswith("\\") else (((ord(text), ord(text)),), False)
    if is_other:
        raise UnsupportedPatternError(f"{text!r} is not supported in a class of it")
    return ranges


def _class(ranges: _Ranges, negated: bool = False) -> str:
    """Return the class of characters, of those that stand in JSON as they are."""
    if negated:
        return f"[^{_written((*ranges, *_ESCAPED_IN_JSON))}]"
    plain = _written([part for low, high in ranges for part in _plain(low, high)])
    if not plain:
        raise UnsupportedPatternError("a character that JSON escapes is not supported in it")
    return f"[{plain}]"


def _plain(low: int, high: int) -> Iterator[tuple[int, int]]:
    """Yield what a range has of characters that stand in JSON as they are."""
    for first, last in _ESCAPED_IN_JSON:
        if low < first:
            yield low, min(high, first - 1)
        low = max(low, last + 1)
        if low > high:
            return
    yield low, high


def _written(ranges: _Ranges) -> str:
    return "".join(
        _character(low) if low == high else f"{_character(low)}-{_character(high)}" for low, high in ranges
    )


def _character(code: int) -> str:
    character = chr(code)
    return character if code > 0x7F or character.isalnum() else f"\\x{code:02X}"
