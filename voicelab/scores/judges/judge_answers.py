"""A judge's answer: JSON where the model keeps to it, and what can be read of it where it does not."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from voicelab.completion.answer_objects import answer_objects, reason_in
from voicelab.completion.answer_schema import AnswerSchema

__all__ = ["Verdict", "answer_form", "judgement_schema", "read_verdict"]

V = TypeVar("V")

_MARKS = r"[\s*_`\"']*"
_LABEL = rf"\b(?:value|score|rating|grade|verdict|judge?ment|answer|result|better|winner){_MARKS}"
_TIE = r"(?:an?\s+)?tie"
_WORD = rf"(?:true|false|yes|no|{_TIE}|[-−]?\d+(?:\.\d+)?|(?-i:[AB])(?!\s+tie\b)|[ab](?=[\W_]*(?:$|\n)))"
_SCALE = r"(?:\s*(?:/|out of)\s*(?P<most>\d+))?"
_END = r"(?![\w/]|[.,]\d|\s*(?:/|out of)\s*\d|\s*(?:-|–|to)\s*\d)"
_SENTENCE_END = r"(?=[*_`\"')\]]*\s*(?:[.,;:!?()\n—–-]|\b(?:because|since|as|for)\b|$))"
_LABELLED = (
    re.compile(rf"{_LABEL}[:=]{_MARKS}(?P<word>{_WORD}){_SCALE}{_END}", re.IGNORECASE),
    # The score of 'the score is 3.', which 'the answer is 3 metres' has not.
    re.compile(rf"{_LABEL}(?:is|of){_MARKS}(?P<word>{_WORD}){_SCALE}{_END}{_SENTENCE_END}", re.IGNORECASE),
)
_ALONE = re.compile(rf"[\s*_`\"'(]*(?P<word>{_WORD}){_SCALE}[\s*_`\"').!]*", re.IGNORECASE)
_FIRST = re.compile(r"[\s*_`\"']*(?P<word>true|false|yes|no)[*_`\"']*\s*[,.:;!\n—–-]", re.IGNORECASE)


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
    """Return what an answer says, the last of it that can be read; `None` where nothing can.

    JSON, also within other text; otherwise a value behind a word such as 'Score:', or alone in the first line
    or the last. A number in mid-sentence is none, nor is one out of another scale, such as 8/10 of five.

    Parameters
    ----------
    value_of
        Returns a value of the scale; `None` for what is none.
    most
        The highest number, by which '4/5' is told from '4/10'.
    is_cut
        Whether the answer ended at its most tokens: what it quotes could then pass for its value.
    """
    for found in reversed(answer_objects(text)):
        value = value_of(found.get("value"))
        if value is not None:
            return Verdict(value, reason_in(found.get("reason")))
    for match in () if is_cut else _plain(text):
        is_of_scale = match.groupdict().get("most") in (None, str(most))
        value = value_of(match["word"].split()[-1]) if is_of_scale else None
        if value is not None:
            return Verdict(value, reason_in(text))
    return None


def _plain(text: str) -> Iterator[re.Match[str]]:
    labelled = [match for pattern in _LABELLED for match in pattern.finditer(text)]
    yield from sorted(labelled, key=lambda match: match.start(), reverse=True)
    lines = [line for line in text.splitlines() if line.strip()]
    for line in (*lines[-1:], *lines[:1]):
        if match := _ALONE.fullmatch(line):
            yield match
    if match := _FIRST.match(text):
        yield match
