"""A cell that is a live talk: a recording is given to a live conversation at the pace of speech."""

from __future__ import annotations

from typing import TYPE_CHECKING

from voicelab.audio.clip import Audio
from voicelab.audio.sources import SAMPLE_RATE_HZ, RecordedSource
from voicelab.comparison.cell_run import CellRun
from voicelab.comparison.live_talk import silence_seconds
from voicelab.comparison.talk import Talk
from voicelab.exchange.exchange import utc_at

if TYPE_CHECKING:
    from voicelab.comparison.questions import Question
    from voicelab.completion.completer import Completer
    from voicelab.services.services import Services
    from voicelab.services.timeouts import Timeouts
    from voicelab.settings import Settings
    from voicelab.tools.toolbox import Toolbox

__all__ = ["run_live_talk"]


async def run_live_talk(
    services: Services,
    completer: Completer,
    timeouts: Timeouts,
    toolbox: Toolbox,
    settings: Settings,
    question: Question,
) -> CellRun:
    """Give a recording to a live conversation, then silence, and return what came of it when all is said."""
    recording = question.audio
    assert recording is not None
    sound = recording + Audio.silence(silence_seconds(settings), SAMPLE_RATE_HZ)
    talk = Talk(services, completer, timeouts, toolbox, settings, RecordedSource(sound), question.before)
    await talk.run()
    whole = talk.whole(sound.duration_seconds)
    understood = talk.understood
    # By the last words that were recognised: noise behind them is no speech.
    spoke_until = max((each.started_utc for each in understood), default=whole.started_utc)
    return CellRun(
        exchange=whole if whole.heard_audio is not None else whole.replace(heard_audio=recording),
        turns=len(understood),
        cut_ins=sum(utc_at(moment) < spoke_until for moment in talk.began_at),
        notices=talk.notices,
    )
