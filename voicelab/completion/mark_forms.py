"""The forms in which models write the mark ahead of their replies, told from the replies' own signs."""

from __future__ import annotations

import functools
import json
import re

__all__ = [
    "DONE",
    "DONES",
    "MORE",
    "behind_mark",
    "closing_of",
    "head_of",
    "is_head_begun",
    "is_settled",
    "line_begun",
    "line_mark",
    "reply_in_json",
    "without_marks",
]

DONE, MORE = "@", "&"
"""One token in every tokenizer, no sign of Markdown's, and nothing that a spoken reply begins with."""
DONES, _MORES = f"{DONE}\uff20\ufe6b", f"{MORE}\uff06\ufe60"
_MARK = rf"\\?(?P<mark>[{DONES}{_MORES}])"
_BLANKS = r"[\s\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufe0e\ufe0f\ufeff]*"
_CLOSING = dict(zip("([{<“‘«„「『【", ")]}>’”»“」』】", strict=True))
_AROUND = rf"[*_`~\"'{re.escape(''.join(_CLOSING))}]{{0,6}}"
_BULLET = r"[-+*•>→][ \t]+"
_LABEL = r"[*_]{0,3}[^\W\d_]{1,12}(?: [^\W\d_]{1,12})?[*_]{0,3}[:：][*_]{0,3}"
_LABEL_BEGUN = r"[*_]{0,3}(?:[^\W\d_]{1,12}(?: [^\W\d_]{0,12})?)?[*_]{0,3}"
_LEAD = rf"(?:{_LABEL}|[-+•>→⇒=#]{{1,4}}|\*(?=[ \t])|\d{{1,2}}[.)]){_BLANKS}"
"""What stands ahead of the mark as ahead of a line: 'Assistant:', an item's bullet or number, an arrow."""
_FENCE = r"(?:```\w*\s*)?"
_HEADS = tuple(
    map(
        re.compile,
        (
            rf"{_BLANKS}{_FENCE}(?P<json>\{{)\s*\"\w{{1,20}}\"\s*:\s*\"{_MARK}",
            rf"{_BLANKS}(?P<lead>(?:{_LEAD}){{1,3}})(?P<around>{_AROUND}){_MARK}(?!\w)",
            rf"{_BLANKS}(?P<around>{_AROUND}){_BLANKS}{_MARK}",
        ),
    )
)
_HEAD_BEGUN = re.compile(
    rf"{_BLANKS}(?:{_FENCE}\{{\s*(?:\"\w{{0,20}}(?:\"\s*(?::\s*\"?)?)?)?\\?|```\w*\s*"
    rf"|(?:{_LEAD}){{0,3}}(?:{_LABEL_BEGUN}|\d{{1,2}}|{_AROUND}{_BLANKS}\\?))"
)
_NAME = re.compile(r"[A-Z]{3,}(?![a-z])|[A-Za-z]+_|[a-z]+\d")
"""What begins no sentence, behind a sign: a name, as in '@NASA' and '@a_b'."""
_OWN = r"(?:[a-z]|[A-Z]{3}|[A-Za-z]+[_\d]|[A-Z]+[a-z]+[A-Z])"
"""The same behind a second sign: it is the reply's own also where no capital begins a sentence."""
_AGAIN = rf"(?:{_BLANKS}\\?[{DONES}](?!{_OWN}))*(?:{_BLANKS}[{_MORES}]{_BLANKS}\Z)?"
_BEHIND = rf"(?:[:：]|[,.;!،。、，…–—-]+(?=\s|\Z)|{_BLANKS}(?:[→⇒]|[-=]>))?{_BLANKS}"
_UNSETTLED = re.compile(rf"(?:.*[{DONES}{_MORES}])?[A-Za-z0-9_]+", re.DOTALL)
_WORD = re.compile(r"\w")
_LINE_BEGUN = re.compile(
    rf"(?<=\n)[ \t]*(?:[-+*•>→](?:[ \t]+|\Z))?{_AROUND}\\?[{DONES}{_MORES}]?{_AROUND}[ \t]*\Z"
)


def head_of(text: str, *, is_cut: bool) -> re.Match[str] | None:
    """Return the mark at a reply's head, as `mark`, with what is `around` it; `None` where there is none yet.

    Parameters
    ----------
    is_cut
        Whether more may follow.
    """
    head = next((found for pattern in _HEADS if (found := pattern.match(text))), None)
    if head is not None and head.groupdict().get("lead") and is_cut and head.end() == len(text):
        return None  # what follows may show that it is a name
    return head


def is_head_begun(text: str) -> bool:
    """Whether the mark may follow this."""
    led = _HEADS[1].match(text)
    return _HEAD_BEGUN.fullmatch(text) is not None or (led is not None and led.end() == len(text))


def is_settled(text: str) -> bool:
    """Whether what follows the mark shows what belongs to it, whatever else may come."""
    return _WORD.search(text) is not None and _UNSETTLED.fullmatch(text) is None


def behind_mark(text: str, mark: str, around: str) -> tuple[str, str]:
    """Return a reply without what belongs to the mark ahead of it, and the signs that are the mark's own."""
    closing = closing_of(around)
    if not re.match(_BLANKS + re.escape(closing), text):
        sign = mark if _NAME.match(text) else ""
        return around + sign + (text if sign else re.sub(rf"\A{_AGAIN}{_BEHIND}", "", text)), ""
    if not around and _NAME.match(text):
        return mark + text, ""
    opening, closing = re.escape(around), re.escape(closing)
    again = rf"(?:{_BLANKS}{opening}[{DONES}]{closing})*" if around else _AGAIN
    return re.sub(rf"\A{_BLANKS if around else ''}{closing}{again}{_BEHIND}", "", text), around


def line_begun(text: str) -> int:
    """Return where a last line begins that may be or have a mark; the text's end where there is none."""
    found = _LINE_BEGUN.search(text)
    return len(text) if found is None else found.start()


@functools.lru_cache(maxsize=64)
def line_mark(around: str) -> re.Pattern[str]:
    """Return the pattern of a mark at the head of a later line: alone, or ahead of a sentence.

    What goes on in small letters, and '& Sons', is the reply's own.
    """
    opening, closing = re.escape(around), re.escape(closing_of(around))
    alone = r"(?=[ \t]*(?:\n|\Z))"
    return re.compile(
        rf"(?<=\n)[ \t]*(?P<bullet>(?:{_BULLET})?){opening}\\?"
        rf"(?:[{DONES}]{closing}(?:{alone}|[ \t]+(?![a-z \t]))|[{_MORES}]{closing}{alone})[ \t]*"
    )


def reply_in_json(text: str) -> str:
    """Return the text of a reply that was written as an object of JSON, perhaps cut, with the mark in it."""
    start = text.index("{")
    for ending in ("", '"}', "}"):
        try:
            found, end = json.JSONDecoder(strict=False).raw_decode(text[start:] + ending)
        except ValueError:
            continue
        said = [without_marks(each) for each in found.values() if isinstance(each, str)]
        behind = re.sub(r"\A\s*(?:```)?\s*", "", text[start + end :])
        return " ".join(filter(None, (*said, behind)))
    return text[start:]


def without_marks(text: str) -> str:
    """Return a text without the marks at its head and at the heads of its lines."""
    head = re.match(rf"{_BLANKS}{_MARK}", text)
    if head is not None:
        text, _ = behind_mark(text[head.end() :], head["mark"], "")
    return line_mark("").sub(r"\g<bullet>", text)


def closing_of(opening: str) -> str:
    """Return what closes brackets, quotes and emphasis: `)**` for `**(`."""
    return "".join(_CLOSING.get(each, each) for each in reversed(opening))
