"""A judge's answer: JSON where the model keeps to it, else a line that is a verdict and nothing else."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from voicelab.completion.answer_objects import placed_objects, reason_in
from voicelab.completion.answer_schema import AnswerSchema

__all__ = ["Verdict", "answer_form", "judgement_schema", "read_verdict"]

V = TypeVar("V")

_WORD = r"(?P<word>true|false|yes|no|(?:an? )?tie|(?:(?:reply|response|answer) )?[ab]|[-−]?\d+(?:\.\d+)?)"
_SCALE = r"(?: ?(?:/|\(?out of) ?(?P<most>\d+)\)?)?(?: points?| stars?)?"
_NAMES = r"value|score|rating|grade|verdict|judge?ment|winner|better(?: (?:reply|response|answer|one))?"
_LEAD = r"(?:(?:so|thus|therefore|hence|overall),? )?(?:(?:the|my) )?(?:(?:final|overall) )?"
_RATED = r"i(?: would|'d)? (?:give|rate|score) (?:it|this|the reply)(?: an?)?(?: (?:score|rating) of)?"
_TAIL = r"(?P<tail> ?(?:[.,;:!(—–]| -|\b(?:because|since|as|for)\b).*)?"
_LABEL = rf"{_LEAD}(?:(?:{_NAMES}|answer|result) ?[:=]|(?:{_NAMES}) (?:is|of)) ?"
_LABELLED = re.compile(rf"(?:{_LABEL}|{_RATED} ){_WORD}{_SCALE}{_TAIL}", re.IGNORECASE)
_CLOSING = re.compile(rf"(?<=[.!?] ){_LABEL}{_WORD}{_SCALE}[.!]*(?P<tail>)$", re.IGNORECASE)
_LABELLED_WORD = re.compile(rf"(?:{_LABEL}|{_RATED} ){_WORD}(?!\w)", re.IGNORECASE)
_ALONE = re.compile(rf"[(\[]*{_WORD}{_SCALE}[)\]]*[.!]*(?P<tail>)", re.IGNORECASE)
_GIVEN = re.compile(rf"{_WORD}{_SCALE}{_TAIL}", re.IGNORECASE)
_BETTER = re.compile(
    r"(?P<word>(?:(?:[Rr]eply|[Rr]esponse|[Aa]nswer) )?[AB]) is (?:the )?better"
    r"(?: reply| response| answer| one)?(?: than (?:reply |response |answer )?[AB])?[.!]*(?P<tail>)"
)
_BETTER_WITHIN = re.compile(r"\b[AB] is (?:the )?better\b")
_TRUTH = re.compile(r"(?P<word>true|false|yes|no) ?(?P<tail>(?:[.,;:!—–]| -).*)", re.IGNORECASE)
_OTHER_TRUTH = r"\b(?:true|false)\b|\b(?:yes|no)\b(?=[\W_]*(?:$|[.,;:!?]))"
_DOUBT = re.compile(
    rf"^\W*or\b|\b(?:but|yet|wait|however|although|though|unless|actually)\b|{_OTHER_TRUTH}", re.IGNORECASE
)
_TURN = re.compile(rf"(?:^|[.!?;] )\W*(?:but|yet|wait|however|actually)\b|{_OTHER_TRUTH}", re.IGNORECASE)
"""What takes a verdict back in a later sentence: 'but' within one weighs a reply's merits."""
_KEYS = ("score", "rating", "grade", "verdict", "judgement", "judgment", "result", "better", "winner")
_FIELD = rf"[\"'“”](?:value|{'|'.join(_KEYS)})[\"'“”]\s*:\s*[\"'“”]?(?P<given>[^\"'“”,{{}}]+?)[\"'“”]?\s*"
_BROKEN = (
    re.compile(rf"\{{\s*{_FIELD},.*", re.IGNORECASE | re.DOTALL),
    re.compile(rf".*[,{{]\s*{_FIELD},?\s*\}}", re.IGNORECASE | re.DOTALL),
)
"""An object that is no JSON, as its reason has quotation marks: its first field, and its last."""
_QUOTED = re.compile(
    r"\"[^\"]*\"|“[^”]*”|„[^“”]*[“”]|«[^»]*»|「[^」]*」|(?<!\w)'[^'\n]*'(?!\w)|`[^`]*`|^\s*>.*$", re.MULTILINE
)
_LABEL_END = re.compile(r"(?:[:=]|\bis)[ *_]*$")
_FENCE = re.compile(r"```\w*\s*(?P<inside>[^`]*?)\s*```")
_IN_MARKS = re.compile(r"(?P<mark>[\"“`'])(?P<inside>[^\"“”`'\n]*)[\"”`']")
_MARKS = re.compile(r"[*_#]+|</?\w+>")


@dataclass(frozen=True, slots=True)
class Verdict(Generic[V]):
    """What a judge says: a value, and why."""

    value: V
    reason: str


def judgement_schema(value: Mapping[str, Any]) -> AnswerSchema:
    """Return the schema of an answer: the reason first, so that the value follows from it."""
    return AnswerSchema.of_fields("judgement", {"reason": {"type": "string"}, "value": dict(value)})


def answer_form(values: str) -> str:
    """Return what the judge is told of the form of its answer."""
    return (
        'Answer with one JSON object and nothing else: {"reason": …, "value": …}. "reason" comes first and '
        f'says why, in one or two sentences; "value" is {values}.'
    )


def read_verdict(
    text: str, value_of: Callable[[Any], V | None], *, most: int | None = None, is_cut: bool = False
) -> Verdict[V] | None:
    """Return what an answer says; `None` where it says nothing, or two things.

    A verdict is one JSON object, alone in its lines at the start or the end of the answer or in a fence; or
    the first or the last line, where it is a value, or begins with a word such as 'Score:'; or a last
    sentence that does. What is quoted or stands in mid-sentence is none, nor is a value out of another scale,
    such as 8/10 of five.

    Parameters
    ----------
    value_of
        Returns a value of the scale; `None` for what is none.
    most
        The highest number, by which '4/5' is told from '4/10'.
    is_cut
        Whether the answer ended at its most tokens: its last line could then be the start of something else.
    """
    objects = placed_objects(text)
    values = [_value(given, value_of, most) for found, _ in objects for given in _given(found)]
    rest = text
    for _, place in reversed(objects):
        rest = rest[: place.start] + rest[place.stop :]
    if not is_cut:
        values += _plain_values(rest.strip(), value_of, most)
    if not values or values[0] is None or any(value != values[0] for value in values):
        return None
    reasons = [_lowered(found).get("reason") for found, _ in objects]
    return Verdict(values[0], reason_in(next(filter(None, reasons), None) if objects else text))


def _lowered(found: Mapping[str, Any]) -> dict[str, Any]:
    return {name.strip().lower(): each for name, each in found.items()}


def _given(found: Mapping[str, Any]) -> list[Any]:
    """Return what an object gives for its value, under that name or others that models choose."""
    fields = _lowered(found)
    return [fields[name] for name in (("value",) if "value" in fields else _KEYS) if name in fields]


def _value(given: Any, value_of: Callable[[Any], V | None], most: int | None) -> V | None:
    if not isinstance(given, str):
        return value_of(given)
    match = _GIVEN.fullmatch(_MARKS.sub("", given).strip())
    return _matched(match, value_of, most) if match else None


def _plain_values(text: str, value_of: Callable[[Any], V | None], most: int | None) -> list[V | None]:
    """Return what the first and the last line say, if anything; `None` for what contradicts itself."""
    if whole := _FENCE.fullmatch(text) or _IN_MARKS.fullmatch(text):
        text = whole["inside"]
    last = text.rpartition("\n")[2]
    broken = text if text.startswith("{") else last
    if broken.startswith("{"):
        is_whole = broken.endswith("}") and broken.count('"') % 2 == 0
        matches = [match for pattern in _BROKEN if is_whole and (match := pattern.fullmatch(broken))]
        return [_value(match["given"], value_of, most) for match in matches]
    unquoted = _QUOTED.sub(lambda match: _kept(match, text), text)
    lines = [line for each in unquoted.splitlines() if (line := _MARKS.sub("", each).strip())]
    values: list[V | None] = []
    for number, line in enumerate((*lines[:1], *lines[1:][-1:])):
        patterns = (_LABELLED, _ALONE, _BETTER, *([] if number else [_TRUTH]))
        match = next(filter(None, (pattern.fullmatch(line) for pattern in patterns)), None)
        if match is not None:
            value = _matched(match, value_of, most)
            is_bare = match.re is not _LABELLED and not number and len(lines) > 1
            values.append(None if is_bare and _is_doubted(value, _TURN, lines[-1], value_of) else value)
    closing = _CLOSING.search(lines[-1]) if lines else None
    if closing and (values or _is_only_verdict("\n".join(lines))):
        values.append(_matched(closing, value_of, most))
    return values


def _is_only_verdict(text: str) -> bool:
    """Whether an answer that ends in 'Score: 4' has no other verdict, as in mid-sentence."""
    return len(_LABELLED_WORD.findall(text)) == 1 and not _BETTER_WITHIN.search(text)


def _kept(quotation: re.Match[str], text: str) -> str:
    """Return nothing of a quotation, unless it is a word behind a label, as in 'Winner: "A"'."""
    word = quotation[0][1:-1]
    is_value = word.isalnum() and _LABEL_END.search(text[: quotation.start()].rpartition("\n")[2])
    return word if is_value else "…"


def _matched(match: re.Match[str], value_of: Callable[[Any], V | None], most: int | None) -> V | None:
    """Return the value of a line; `None` where it is of another scale, or what follows makes it doubtful."""
    if match.groupdict().get("most") not in (None, str(most)):
        return None
    value, tail = value_of(match["word"].split()[-1]), match["tail"] or ""
    is_number = isinstance(value, int) and not isinstance(value, bool)
    if is_number and any(letter.isdigit() for letter in tail):
        return None
    return None if _is_doubted(value, _DOUBT, tail, value_of) else value


def _is_doubted(
    value: V | None, pattern: re.Pattern[str], text: str, value_of: Callable[[Any], V | None]
) -> bool:
    """Whether a text takes a value back, or names another."""
    return any(value_of(doubt[0]) != value for doubt in pattern.finditer(text))
