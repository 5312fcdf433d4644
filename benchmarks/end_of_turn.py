"""How well each detector tells ends of turns from pauses: eot-bench's policy sweep on recordings."""

from __future__ import annotations

import dataclasses
import itertools
from collections.abc import Iterable, Sequence
from pathlib import Path

from benchmarks.document import DOCS, put, table
from benchmarks.pausing_speech import RECORDINGS, THINKING_SECONDS
from benchmarks.plot import plot_trade_offs
from voicelab.cli.end_of_turn import POINTS, shown_points
from voicelab.cli.pause_judging import JudgeFailure, Judgement, PauseJudging, judge_pauses, trade_off
from voicelab.embedded.options import BUILT_IN, EmbeddedOptions
from voicelab.end_of_turn import BY_WORDS, JUDGES, Judge
from voicelab.event_loop import call, run_in_thread
from voicelab.services.services import Services
from voicelab.services.timeouts import Timeouts
from voicelab.settings import Settings
from voicelab.turn_detection.pauses import read_pauses
from voicelab.turn_detection.policy_sweep import TradeOff
from voicelab.turn_detection.recorded_pause import RecordedPause

PICTURE = DOCS / "images" / "end-of-turn.png"
_HEAD = ("", *POINTS)


def main(pauses: Path = RECORDINGS) -> None:
    """Ask every detector at every pause, and put tables and picture into the docs."""
    heard, written = call(_judged(pauses))
    measured = {
        "By the words that recognition hears up to the pause": heard,
        f"The same, as if each pause in mid-turn lasted {THINKING_SECONDS:g} s": _drawn_out(heard),
        "By the words as they were written down": written,
        f"The same, as if each lasted {THINKING_SECONDS:g} s": _drawn_out(written),
    }
    worth = {name: _trade_offs(judged) for name, judged in measured.items()}
    texts = [f"{name}:\n\n{_table(each)}" for name, each in worth.items()]
    text = "\n\n".join([*texts, "![What each wait costs, by detector](images/end-of-turn.png)"])
    print(text)
    as_they_are, drawn_out, *_ = worth.values()
    plot_trade_offs({"as long as they are": as_they_are, "as if they lasted 2 s": drawn_out}, PICTURE)
    put("end-of-turn", text)


def _drawn_out(judged: Sequence[Judgement]) -> list[Judgement]:
    """Return judgements of speakers who think: they go on, but late."""
    return [
        each
        if each.is_end
        else dataclasses.replace(each, pause_seconds=max(each.pause_seconds, THINKING_SECONDS))
        for each in judged
    ]


async def _judged(pauses: Path) -> tuple[list[Judgement], list[Judgement]]:
    """Return what is said by the words that are heard, and what by those that are written down."""
    services = await run_in_thread(lambda: Services.embedded(EmbeddedOptions(synthesis_model=BUILT_IN)))
    judging = PauseJudging(services, Settings(), Timeouts.for_kind(services.kind))
    try:
        # The first answer of each waits for its model to be loaded.
        await _judgements(judging, JUDGES, itertools.islice(read_pauses(pauses), 1))
        heard = await _judgements(judging, JUDGES, read_pauses(pauses))
        written = await _judgements(judging, BY_WORDS, read_pauses(pauses), as_written=True)
    finally:
        await judging.close()
    return heard, written


async def _judgements(
    judging: PauseJudging,
    judges: Sequence[Judge],
    pauses: Iterable[RecordedPause],
    *,
    as_written: bool = False,
) -> list[Judgement]:
    judged = judge_pauses(judging, judges, pauses, as_written=as_written, on_failure=_note_failure)
    return [judgement async for judgements in judged for judgement in judgements]


def _note_failure(failure: JudgeFailure) -> None:
    print(f"{failure.judge} cannot judge {failure.place}: {failure.error}", flush=True)


def _trade_offs(judged: Sequence[Judgement]) -> dict[Judge, TradeOff]:
    there = {each.detector for each in judged}
    return {judge: trade_off(judge, judged) for judge in JUDGES if judge in there}


def _table(worth: dict[Judge, TradeOff]) -> str:
    rows = [[f"`{judge}`", *shown_points(each)] for judge, each in worth.items()]
    holds, ends = next((each.holds, each.ends) for each in worth.values())
    return f"{table(_HEAD, rows)}\n\n{ends} ends of turns, {holds} pauses in mid-turn."
