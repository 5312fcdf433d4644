"""How well each detector tells ends of turns from pauses: eot-bench's policy sweep on recordings."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from pathlib import Path

from benchmarks.document import DOCS, milliseconds, put, table
from benchmarks.pausing_speech import RECORDINGS
from benchmarks.plot import plot_trade_offs
from voicelab.cli.end_of_turn import shown_points
from voicelab.cli.pause_judging import JUDGES, Judge, Judgement, PauseJudging, judge_pauses, trade_off
from voicelab.embedded.options import BUILT_IN, EmbeddedOptions
from voicelab.errors import VoicelabError
from voicelab.event_loop import call, run_in_thread
from voicelab.services.services import Services
from voicelab.services.timeouts import Timeouts
from voicelab.settings import Settings
from voicelab.turn_detection.pauses import read_pauses
from voicelab.turn_detection.policy_sweep import TradeOff

PICTURE = DOCS / "images" / "end-of-turn.png"
_HEAD = (
    *("", "cut off within 300 ms", "within 600 ms", "wait with 5 % cut off", "with 10 %", "AUC"),
    "a question takes, ms",
)


def main(pauses: Path = RECORDINGS) -> None:
    """Ask every detector at every pause, and put tables and picture into the docs."""
    heard, written = call(_judged(pauses))
    by_heard, by_written = _trade_offs(heard), _trade_offs(written)
    texts = [
        "By the words that recognition hears up to the pause:",
        _table(by_heard, heard),
        "By the words as they were written down:",
        _table(by_written, written),
        "![What each wait costs, by detector](images/end-of-turn.png)",
    ]
    print("\n\n".join(texts))
    pictured = {str(judge): each for judge, each in by_heard.items()}
    pictured |= {f"{judge}, as written": each for judge, each in by_written.items() if judge == "words"}
    plot_trade_offs(pictured, PICTURE)
    put("end-of-turn", "\n\n".join(texts))


async def _judged(pauses: Path) -> tuple[list[Judgement], list[Judgement]]:
    """Return what is said by the words that are heard, and what by those that are written down."""
    services = await run_in_thread(lambda: Services.embedded(EmbeddedOptions(synthesis_model=BUILT_IN)))
    judging = PauseJudging(services, Settings(), Timeouts.for_kind(services.kind))
    by_words: Sequence[Judge] = ("words", "model")
    try:
        # The first answer of each waits for its model to be loaded.
        first = list(read_pauses(pauses))[:1]
        await judge_pauses(judging, JUDGES, first, on_failure=_left_out)
        heard = await judge_pauses(judging, JUDGES, read_pauses(pauses), on_failure=_left_out)
        written = await judge_pauses(
            judging, by_words, read_pauses(pauses), as_written=True, on_failure=_left_out
        )
    finally:
        await judging.close()
    return heard, written


def _left_out(judge: Judge, error: VoicelabError) -> None:
    print(f"{judge} is left out: {error}", flush=True)


def _trade_offs(judged: Sequence[Judgement]) -> dict[Judge, TradeOff]:
    there = {each.detector for each in judged}
    return {judge: trade_off(judge, judged) for judge in JUDGES if judge in there}


def _table(worth: dict[Judge, TradeOff], judged: Sequence[Judgement]) -> str:
    rows = []
    for judge, each in worth.items():
        seconds = statistics.median(one.seconds for one in judged if one.detector == judge)
        rows.append([f"`{judge}`", *shown_points(each), milliseconds(seconds) if judge != "silence" else "–"])
    holds, ends = next((each.holds, each.ends) for each in worth.values())
    return f"{table(_HEAD, rows)}\n\n{ends} ends of turns, {holds} pauses in mid-turn."
