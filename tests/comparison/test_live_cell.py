"""Cells that are live talks: whether people were cut in upon, and how long they waited."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import voicelab as vl
from tests.comparison.conftest import compared
from voicelab.testing import (
    EmbeddedServices,
    Refuse,
    ScriptedEngines,
    embedded_services,
    silence,
    speech,
    tone,
)

BEGINNING, REST = "I would like to", "go home now."
PAUSING = (
    silence(0.1) + speech(0.9) + silence(0.6) + tone(0.7, frequency_hz=140.0, level_dbfs=-8.0) + silence(0.2)
)
"""What is said behind the pause is louder, by which the script knows it."""
SPOKEN = silence(0.1) + speech(0.5) + silence(0.1)
TURN_TAKING: dict[str, Any] = {"end_of_turn": ["silence", "words"], "longest_pause_seconds": 1.0}


def heard(audio: vl.Audio) -> str:
    loud = np.abs(audio.samples.astype(np.int32)) > 12_000
    parts = [BEGINNING] if not loud[:3_200].any() else []
    return " ".join([*parts, REST] if loud.any() else parts)


def is_over(words: str) -> float:
    """Find sentences over that have all their words; by the sound, which has no words, any."""
    return float(not words or words.lower().rstrip(".").endswith("now"))


@pytest.fixture(scope="module")
def talking() -> Iterator[EmbeddedServices]:
    script = ScriptedEngines(transcripts=heard, hypothesis_seconds=0.2, end_of_turn=is_over, reply="Yes, so.")
    with embedded_services(script) as running:
        yield running


@pytest.fixture(scope="module")
def log(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("talks") / "log.sqlite"


@pytest.fixture(scope="module")
def grid(talking: EmbeddedServices, log: Path) -> vl.Comparison:
    return compared(talking, PAUSING, log=log, end_silence_seconds=0.3, **TURN_TAKING)


def test_who_pauses_is_cut_in_upon_by_silence_alone(grid: vl.Comparison) -> None:
    frame = grid.df
    assert frame["turns"].tolist() == [2, 1]
    assert frame["cut_ins"].tolist() == [1, 0]
    assert frame["transcript"].tolist() == [f"{BEGINNING} {REST}"] * 2
    assert frame["reply"].tolist() == ["Yes, so.\n\nYes, so.", "Yes, so."]
    assert frame["end_of_turn_ms"].notna().all()
    assert frame["first_audio_ms"].notna().all()


def test_a_live_talk_is_billed_for_all_that_was_listened_to(grid: vl.Comparison) -> None:
    recorded = PAUSING.duration_seconds
    assert grid.df["recognised_seconds"].tolist() == pytest.approx([recorded + 1.3, recorded + 2.0])
    assert grid.df["discarded_tokens"].notna().all()
    assert grid.exchange(1).settings.stop_phrase == "stop"


def test_how_turns_were_taken_is_shown(grid: vl.Comparison, tmp_path: Path) -> None:
    ((first,), (second,)) = grid.show()._page["rows"][0]["cells"]
    assert "2 turns · cut in 1×" in first["facts"]
    assert "1 turn · cut in 0×" in second["facts"]
    assert list(grid.summary()["cut_ins"]) == [1.0, 0.0]
    grid.to_html(tmp_path / "report.html", audio=False)
    report = (tmp_path / "report.html").read_text("utf-8")
    assert "<th>end of turn, s</th><th>turns</th><th>cut in</th>" in report
    assert "cut in 1×" in report


def test_a_live_talk_that_the_log_has_is_not_held_again(
    grid: vl.Comparison, talking: EmbeddedServices, log: Path
) -> None:
    again = compared(talking, PAUSING, log=log, run=False, end_silence_seconds=0.3, **TURN_TAKING)
    assert not again.missing
    columns = ["turns", "cut_ins", "transcript"]
    assert again.df[columns].equals(grid.df[columns])


def test_where_something_else_varies_a_recording_is_one_utterance(
    grid: vl.Comparison, talking: EmbeddedServices, log: Path
) -> None:
    fixed = {"end_silence_seconds": 0.3, "longest_pause_seconds": 1.0}
    frame = compared(talking, PAUSING, log=log, max_tokens=[16, vl.Settings().max_tokens], **fixed).df
    assert not frame["cached"].any()
    assert frame["turns"].isna().all()
    assert frame["recognised_seconds"].tolist() == pytest.approx([PAUSING.duration_seconds] * 2)


def test_a_reply_that_was_withdrawn_has_cut_in(talking: EmbeddedServices) -> None:
    given: dict[str, Any] = {"end_of_turn": ["words", "smart-turn"], "end_silence_seconds": 0.9}
    frame = compared(talking, PAUSING, longest_pause_seconds=0.5, **given).df
    assert frame["turns"].tolist() == [1, 1]
    assert frame["cut_ins"].tolist() == [0, 1]
    assert frame["mistaken_ends"].tolist() == [0, 1]
    assert frame["discarded_tokens"].tolist()[1] > 0


def test_that_the_detector_fails_is_told_and_silence_is_a_row(capsys: pytest.CaptureFixture[str]) -> None:
    given: dict[str, Any] = {"end_of_turn": ["silence", "words"], "longest_pause_seconds": 0.5}
    with embedded_services(ScriptedEngines(hypothesis_seconds=0.2, reply="Yes.")) as running:
        inputs = [SPOKEN, silence(0.5), "What is typed?"]
        grid = compared(running, inputs, quiet=False, end_silence_seconds=0.3, **given)
    told = capsys.readouterr().err
    assert "; the live talks take 1 s or more" in told
    assert told.count("The detector 'words' cannot tell whether you are done, so silence does") == 1
    assert grid.df["outcome"].tolist() == ["completed", "no-match", "completed"] * 2
    assert grid.df["turns"].astype(object).where(grid.df["turns"].notna(), None).tolist() == [1, 0, None] * 2


def test_a_live_talk_whose_service_failed_in_passing_is_held_again() -> None:
    with embedded_services(ScriptedEngines(reply="Yes.")) as running:
        running.faults.add("completion", Refuse(status=500))
        timeouts = vl.Timeouts(retry=vl.RetryPolicy(first_pause_seconds=0.0))
        given: dict[str, Any] = {"end_silence_seconds": [0.2, 0.3], "limits": vl.Limits(concurrency=1)}
        frame = compared(running, SPOKEN, timeouts=timeouts, **given).df
    assert frame["outcome"].tolist() == ["completed"] * 2
    assert frame["attempts"].tolist() == [2, 1]
