"""Turn judging: whether a turn is over, by what was said in it."""

from __future__ import annotations

from voicelab.embedded.realtime.session_state import SessionState
from voicelab.embedded.realtime.turn_options import TurnJudge
from voicelab.errors import VoicelabError

__all__ = ["is_turn_over"]


async def is_turn_over(state: SessionState, judge: TurnJudge, words: str) -> bool | None:
    """Return whether a turn is over; `None` where nobody can tell."""
    engine = (await state.host.engines()).end_of_turn
    if engine is None or not words:
        return None
    try:
        probability = await state.host.call(engine.by_words, words, state.items.last_words)
    except VoicelabError:  # its model is missing: silence decides, as it does without
        return None
    return probability >= judge.over_from
