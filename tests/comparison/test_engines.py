"""Engines as an axis: a cascade and speech-to-speech models side by side, on the same inputs."""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import voicelab as vl
from tests.comparison.conftest import JENNY, RYAN, compared
from voicelab.comparison.listening.design import ListeningDesign
from voicelab.errors import ConfigurationError
from voicelab.extras import EXTRAS
from voicelab.testing import (
    EmbeddedServices,
    FailTranscription,
    Refuse,
    ScriptedEngines,
    embedded_services,
    silence,
    speech,
)

ENGINES = ["cascade", "realtime", "voice-live"]
TURNS = ("One.", "Two.")
PRICES = vl.Prices(
    (
        vl.Price("prompt-tokens", "*", 1.0),
        vl.Price("prompt-audio-tokens", "scripted", 100.0),
        vl.Price("prompt-audio-tokens", "voice-live/scripted", 1_000.0),
        vl.Price("completion-tokens", "*", 0.0),
        vl.Price("completion-audio-tokens", "*", 0.0),
        vl.Price("recognised-hours", "*", 0.0),
        vl.Price("transcribed-hours", "*", 0.0),
        vl.Price("spoken-characters", "*", 0.0),
    )
)


def reply(messages: list[dict[str, Any]]) -> str:
    """Say what was heard, and how much was said before."""
    return f"You said {messages[-1]['content']} I heard {len(messages) - 1} before."


@pytest.fixture(scope="module")
def engines() -> Iterator[EmbeddedServices]:
    with embedded_services(ScriptedEngines(reply=reply, transcripts=["Who is there?"])) as running:
        yield running


@pytest.fixture(scope="module")
def asked(engines: EmbeddedServices) -> vl.Comparison:
    """Ask a text, a recording and a dialogue of all engines, in two voices of Azure's."""
    dialogue = vl.Dialogue(turns=tuple(vl.CallerTurn(says=each) for each in TURNS))
    return compared(
        engines,
        ["What is it?", speech(0.5), dialogue],
        engine=ENGINES,
        voice=[JENNY, RYAN],
        system_prompt="",
        prices=PRICES,
        limits=vl.Limits(concurrency=2),
    )


def test_every_engine_answers_texts_recordings_and_dialogues(asked: vl.Comparison) -> None:
    frame = asked.df
    assert set(frame["outcome"]) == {"completed"}
    assert set(frame["transcript"]) == {"What is it?", "Who is there?", "One. Two."}
    dialogues = frame[frame["transcript"].eq("One. Two.")]
    assert dialogues["reply"].str.endswith("You said Two. I heard 2 before.").all()
    spoken = [asked.exchange(cell).spoken for cell in frame["cell"]]
    assert all(sound is not None and sound.rms_dbfs > -40 for sound in spoken)


def test_what_an_engine_does_not_have_makes_no_second_cell_and_no_value(asked: vl.Comparison) -> None:
    frame = asked.df
    assert frame["engine"].value_counts().to_dict() == {"cascade": 6, "voice-live": 6, "realtime": 3}
    realtime = frame[frame["engine"].eq("realtime")]
    assert realtime["voice"].isna().all()
    assert set(realtime["spoken_voice"]) == {"marin"}


def test_each_engine_has_the_measures_that_it_has(asked: vl.Comparison) -> None:
    frame = asked.df
    speaks = frame["engine"].ne("cascade")
    for name in ("prompt_audio_tokens", "completion_audio_tokens"):
        assert frame[name].notna().eq(speaks).all()
    for name in ("spoken_characters", "voice_ms"):
        assert frame[name].isna().eq(speaks).all()
    assert (frame["first_audio_ms"] > 0).all()
    assert (frame["unaccounted_ms"] >= 0).all()
    heard = frame[frame["transcript"].eq("Who is there?")]
    assert (heard["recognised_seconds"] == 0.5).all()
    assert set(heard["prompt_audio_tokens"].dropna()) == {5}


def test_each_engine_costs_by_its_own_prices(asked: vl.Comparison) -> None:
    frame = asked.df
    sound = frame["prompt_audio_tokens"].fillna(0)
    text = frame["prompt_tokens"] - sound
    each = frame["engine"].map({"cascade": 0.0, "realtime": 100.0, "voice-live": 1_000.0}).astype(float)
    assert frame["cost"].tolist() == pytest.approx((text + each * sound).tolist())


def test_engines_are_summed_up_told_apart_and_chosen(asked: vl.Comparison) -> None:
    summary = asked.summary("engine")
    assert summary["engine"].tolist() == ENGINES
    assert summary["cells"].tolist() == [6, 3, 6]
    differences = asked.differences("cost", "engine")
    assert differences[["a", "b"]].to_numpy().tolist() == [
        ["cascade", "realtime"],
        ["cascade", "voice-live"],
        ["realtime", "voice-live"],
    ]
    assert (differences["left_out"] == 0).all()
    assert (differences["cases"] == 3).all()
    assert asked.differences("cost", "voice")["a"].tolist() == [JENNY]
    assert asked.best("cost").settings.engine == "cascade"


def test_engines_stand_side_by_side(asked: vl.Comparison) -> None:
    heads = repr(asked.show(columns="engine")).splitlines()[0].split()
    assert heads == ["input", *ENGINES]


def test_the_sound_of_every_engine_is_played_and_judged(asked: vl.Comparison) -> None:
    table = asked.show(columns="engine")._page["rows"]
    cells = [cell for row in table for column in row["cells"] for cell in column]
    assert len(cells) == 15
    assert all(cell["has_sound"] for cell in cells)
    assert sum("marin spoke" in cell["facts"] for cell in cells) == 3
    engines = asked.df.set_index(["session", "turn"])["engine"]
    trials = ListeningDesign(by="engine", max_trials=100).trials(asked.df, asked.varied)
    pairs = Counter(frozenset(engines.loc[each.reply] for each in trial.stimuli) for trial in trials)
    assert set(pairs.values()) == {6}  # each with both voices of the others
    assert len(pairs) == 3


def test_a_live_talk_is_by_the_turn_detection_of_each_engines_service(engines: EmbeddedServices) -> None:
    spoken = silence(0.1) + speech(0.5) + silence(0.1)
    frame = compared(
        engines,
        spoken,
        engine=["realtime", "voice-live"],
        end_silence_seconds=[0.2, 0.4],
        limits=vl.Limits(concurrency=4),
    ).df
    assert frame["outcome"].tolist() == ["completed"] * 4
    assert frame["turns"].tolist() == [1] * 4
    # In the sound itself: a busy machine is late with it, and then quicker than speech.
    assert (frame["recognised_seconds"] >= 0.55 + frame["end_silence_seconds"]).all()
    assert (frame["first_audio_ms"] >= frame["end_of_turn_ms"]).all()
    assert (
        frame["recognised_seconds"] < spoken.duration_seconds + 1.0
    ).all()  # and not the silence behind it


def test_a_turn_of_a_dialogue_counts_without_its_transcript(
    engines: EmbeddedServices, tmp_path: Path
) -> None:
    dialogue = vl.Dialogue(turns=(vl.CallerTurn(says=speech(0.3)),))
    engines.faults.add("realtime", FailTranscription())
    grid = compared(engines, dialogue, engine="realtime", log=tmp_path / "log.sqlite")
    (row,) = grid.df.to_dict("records")
    assert (row["turns"], row["transcript"]) == (1, "")
    assert row["reply"].startswith("You said")
    assert row["prompt_tokens"] > 0
    assert grid.dialogue(1)[0].spoken is not None


def test_the_same_again_asks_nothing(engines: EmbeddedServices, tmp_path: Path) -> None:
    given: dict[str, Any] = {"engine": ENGINES, "log": tmp_path / "log.sqlite"}
    compared(engines, "What is it?", **given)
    engines.request_log.clear()
    again = compared(engines, "What is it?", **given)
    assert list(again.df["cached"]) == [True] * 3
    assert not engines.request_log.chat_requests
    assert not engines.request_log.connections


def test_a_speech_to_speech_service_that_is_throttled_is_waited_for_and_keeps_no_other_waiting(
    engines: EmbeddedServices,
) -> None:
    engines.faults.add("realtime", Refuse(status=429, retry_after_seconds=1.0, times=2))
    grid = compared(engines, "What is it?", engine=ENGINES[::-1], limits=vl.Limits(concurrency=1))
    frame = grid.df
    assert set(frame["outcome"]) == {"completed"}
    latest = frame.sort_values("started_utc").iloc[-1]
    assert (latest["engine"], latest["attempts"]) == ("voice-live", 2)


def test_engines_that_are_set_up_wrong_fail_in_their_rows_and_the_others_are_asked(
    engines: EmbeddedServices, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def ask() -> vl.Comparison:
        nowhere = dataclasses.replace(engines.services, voice_live=None)
        return compared(
            engines,
            "What is it?",
            engine=ENGINES,
            repeats=3,
            services=nowhere,
            log=log,
            quiet=False,
            limits=vl.Limits(concurrency=1),
        )

    with vl.SessionLog(None) as log:
        with monkeypatch.context() as patch:
            patch.setitem(EXTRAS, "realtime", ("no_such_module",))
            frame = ask().df
        assert frame["error_code"].fillna("").tolist() == [
            *[""] * 3,
            *["missing-package"] * 3,
            *["missing-variable"] * 3,
        ]
        assert frame["attempts"].tolist() == [1, 1, 1, 1, 0, 0, 1, 0, 0]  # each was asked once
        assert frame.groupby("engine")["error_message"].nunique().tolist() == [0, 1, 1]
        told = capsys.readouterr().err
        assert told.count("Cells failed that cannot be asked. No address of Voice Live is set") == 1
        again = ask()
        assert again.df["cached"].tolist() == [True] * 3 + [False] * 6
        assert set(again.failures["engine"]) == {"voice-live"}


def test_where_no_engine_can_be_asked_the_comparison_stops_and_says_all_that_is_wrong(
    engines: EmbeddedServices,
) -> None:
    engines.faults.add("realtime", Refuse(status=401, times=None))
    try:
        with pytest.raises(ConfigurationError, match=r"stopped.*AZURE_OPENAI_API_KEY.*AZURE_VOICELIVE"):
            compared(engines, engine=ENGINES[1:], repeats=2, limits=vl.Limits(concurrency=1))
    finally:
        engines.faults.clear()


def test_an_engine_that_is_nowhere_is_refused_at_once_where_it_is_the_only_one(
    engines: EmbeddedServices,
) -> None:
    nowhere = dataclasses.replace(engines.services, voice_live=None)
    with pytest.raises(ConfigurationError, match="No address of Voice Live is set"):
        compared(engines, "What is it?", engine="voice-live", services=nowhere, run=False)


def test_connections_are_shared_by_cells_and_closed_with_the_last(engines: EmbeddedServices) -> None:
    engines.request_log.clear()
    grid = compared(
        engines, "What is it?", engine=["realtime", "voice-live"], repeats=4, limits=vl.Limits(concurrency=2)
    )
    assert len(grid.df) == 8
    assert engines.request_log.connections["realtime"] <= 2 * 2
    assert engines.request_log.wait_for(lambda log: log.open_connections["realtime"] == 0)
