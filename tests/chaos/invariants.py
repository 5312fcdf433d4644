"""Invariants: what must hold after a talk, whatever befell it."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from tests.chaos.held_talks import HeldTalk
from voicelab import Exchange
from voicelab.errors import VoicelabError
from voicelab.events import Failed, SessionEnded, TurnWithdrawn, UtteranceHeard

__all__ = ["problems"]


def problems(held: HeldTalk) -> list[str]:
    """Return what does not hold, each in a sentence; none if all is well."""
    return [problem for check in _CHECKS for problem in check(held)]


def ended_in_time(held: HeldTalk) -> Iterator[str]:
    """All ended within its timeouts."""
    yield from (f"hang: {each}" for each in held.overdue)
    if held.seconds > held.limit_seconds:
        yield f"hang: it took {held.seconds:.1f} s of {held.limit_seconds:.1f}"


def raised_what_is_told(held: HeldTalk) -> Iterator[str]:
    """What is raised is an error of voicelab's."""
    for error in held.errors:
        if not isinstance(error, VoicelabError):
            yield f"raised: {type(error).__name__}: {error}"


def ended_once(held: HeldTalk) -> Iterator[str]:
    """It ended once, and an error that ended it is told once, in a sentence."""
    ends = [event.reason for event in held.events if isinstance(event, SessionEnded)]
    failures = [event.error for event in held.events if isinstance(event, Failed)]
    if len(ends) != 1:
        yield f"end: it ended {len(ends)} times: {ends}"
    if len(failures) != (ends == ["failed"]):
        yield f"end: it ended by {ends}, with {len(failures)} errors told: {failures}"
    yield from (f"error: {fault}" for error in failures for fault in _faults_of(error.code, str(error)))


def has_rows(held: HeldTalk) -> Iterator[str]:
    """Each turn that began has a row, and each row was told."""
    turns = [row.turn for row in held.rows]
    if sorted(turns) != list(range(1, len(turns) + 1)):  # some end while others go on
        yield f"lost: the rows are of turns {turns}"
    begun: set[int] = set()
    for event in held.events:
        if isinstance(event, UtteranceHeard):
            begun.add(event.turn)
        elif isinstance(event, TurnWithdrawn):
            begun.discard(event.turn)
    if missing := sorted(begun - set(turns)):
        yield f"lost: no rows of turns {missing}, which began"
    told, kept = (sorted(map(_content, each)) for each in (held.logged, held.rows))
    if told != kept:
        yield f"lost: told {told}, kept {kept}"


def answered_all(held: HeldTalk) -> Iterator[str]:
    """All that was asked has a row, where nothing ended the talk before."""
    plan, own = held.schedule.plan, _own_rows(held)
    if held.reason != "end-of-input":
        return
    # Several may be joined in one turn; each of the script's ends with this mark.
    spoken = sum(max(1, row.transcript.count("?")) for row in own if row.input_mode == "speech")
    if spoken < plan.spoken:
        yield f"lost: {plan.spoken} utterances, {spoken} rows of them: {list(map(_content, own))}"
    texts = [each for each in plan.questions if isinstance(each, str)]
    if missing := set(texts) - {row.transcript for row in own}:
        yield f"lost: typed and without a row: {missing}"


def tells_failures(held: HeldTalk) -> Iterator[str]:
    """A turn that failed says why, in a sentence."""
    for row in held.rows:
        if row.outcome == "failed":
            faults = _faults_of(row.error_code, row.error_message or "")
            yield from (f"row {row.turn}: {fault}" for fault in faults)


def goes_on(held: HeldTalk) -> Iterator[str]:
    """Once nothing disturbs it any more, a turn works."""
    good = held.good
    if not held.overdue and (good is None or (good.outcome, good.input_mode) != ("completed", "speech")):
        yield f"stuck: the good turn afterwards: {good and (_content(good), good.error_message)}"


def leaks_nothing(held: HeldTalk) -> Iterator[str]:
    """No key is kept or told."""
    shown = [repr(event) for event in held.events] + [repr(row) for row in held.rows]
    if any(held.key in text for text in shown + list(map(str, held.errors))):
        yield "leak: the key is told"


_CHECKS: tuple[Callable[[HeldTalk], Iterator[str]], ...] = (
    ended_in_time,
    raised_what_is_told,
    ended_once,
    has_rows,
    answered_all,
    tells_failures,
    goes_on,
    leaks_nothing,
)


def _own_rows(held: HeldTalk) -> list[Exchange]:
    """Return the rows of the talk itself."""
    return [row for row in held.rows if held.good is None or row.turn != held.good.turn]


def _content(exchange: Exchange) -> tuple[int, str, str, str, str]:
    return (
        exchange.turn,
        exchange.transcript,
        exchange.outcome,
        exchange.reply,
        exchange.error_code or "",
    )


def _faults_of(code: str | None, message: str) -> Iterator[str]:
    if not code or code == "internal":
        yield f"code {code!r}: {message}"
    if not message.strip().endswith((".", "!", "?", ")")) or "\n" in message or "Traceback" in message:
        yield f"no sentence: {message!r}"
