"""The exchanges of a talk as one: all that was heard and said in it, and the latencies of the last reply."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from voicelab.conversation.turn_taking_costs import TurnTakingCosts
from voicelab.exchange.fields import Usage, Word

if TYPE_CHECKING:
    from voicelab.audio.clip import Audio
    from voicelab.exchange.exchange import Exchange

__all__ = ["joined_exchanges"]

_COUNTS = tuple(field.name for field in dataclasses.fields(TurnTakingCosts))
"""What taking turns cost: known in a talk, and none where nothing is said of it."""
_HOW_IT_ENDED = (
    *("outcome", "finish_reason", "filter_category", "filter_severity"),
    *("error_code", "error_stage", "error_message", "request_id", "retry_after_seconds"),
)


def joined_exchanges(exchanges: Sequence[Exchange]) -> Exchange:
    """Return the exchanges of a talk, one or more, as one.

    It ended as the last one did in which something was heard, or as the gravest of those that went wrong.
    """
    answered = [each for each in exchanges if each.came_through]
    failed = [each for each in exchanges if each.outcome == "failed"]
    last = (failed or answered or exchanges)[-1]
    heard, heard_words = _one_after_the_other((each.heard_audio, each.heard_words) for each in answered)
    spoken, words = _one_after_the_other((each.spoken_audio, each.words) for each in answered)
    gravest = max(reversed(exchanges), key=_gravity)
    ended = gravest if _gravity(gravest) else last
    joined = last.replace(
        **{name: getattr(ended, name) for name in _HOW_IT_ENDED},
        usage=_usage(exchanges, answered),
        tool_calls=tuple(use for each in exchanges for use in each.tool_calls),
        cold=any(each.cold for each in exchanges),
        retries=sum(each.retries for each in exchanges),
    )
    if len(answered) < 2:
        return joined
    confidences = [each.confidence for each in answered if each.confidence is not None]
    return joined.replace(
        transcript=" ".join(each.transcript for each in answered if each.transcript),
        reply="\n\n".join(each.reply for each in answered if each.reply),
        spoken_text=" ".join(each.spoken_text for each in answered if each.spoken_text),
        heard_text=_heard_text(answered),
        confidence=min(confidences, default=None),
        alternatives=(),
        heard_audio=heard,
        heard_words=heard_words,
        spoken_audio=spoken,
        words=words,
    )


def _gravity(exchange: Exchange) -> int:
    """Return how far an exchange went wrong: 0 where nobody stopped it but the user."""
    if exchange.outcome == "interrupted":
        return int(exchange.error_code is not None)
    return {"filtered": 2, "failed": 3}.get(exchange.outcome, 0)


def _heard_text(exchanges: Sequence[Exchange]) -> str | None:
    """Return what was heard of all replies; `None` where none was interrupted."""
    if all(each.heard_text is None for each in exchanges):
        return None
    parts = [each.spoken_text if each.heard_text is None else each.heard_text for each in exchanges]
    return " ".join(filter(None, parts))


def _usage(exchanges: Sequence[Exchange], answered: Sequence[Exchange]) -> Usage:
    """Return the sums; unknown where one of those that were answered does not say."""
    sums: dict[str, float | None] = {}
    for field in dataclasses.fields(Usage):
        if field.name in _COUNTS:
            sums[field.name] = sum(getattr(each.usage, field.name) or 0 for each in exchanges)
        else:
            values = [getattr(each.usage, field.name) for each in answered]
            sums[field.name] = None if not values or None in values else sum(values)
    return Usage(**sums)  # type: ignore[arg-type]  # each sum is of its field's own type


def _one_after_the_other(
    sides: Iterable[tuple[Audio | None, tuple[Word, ...]]],
) -> tuple[Audio | None, tuple[Word, ...]]:
    """Return sounds as one, and their words at the times at which they are said in it."""
    whole: Audio | None = None
    every: list[Word] = []
    for audio, words in sides:
        before_seconds = whole.duration_seconds if whole is not None else 0.0
        every += [word.later(before_seconds) for word in words]
        if audio is not None:
            whole = audio if whole is None else whole + audio
    return whole, tuple(every)
