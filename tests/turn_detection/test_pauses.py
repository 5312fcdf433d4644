"""Pauses of recorded turns, read from files of other people."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from voicelab.audio.clip import Audio
from voicelab.recordings import recording
from voicelab.turn_detection.pauses import read_pauses

TURN: dict[str, Any] = {
    "id": "turn-1",
    "language": "en",
    "silence_spans": [{"start": 0.4, "end": 0.45}, {"start": 0.8, "end": 1.1}, {"start": 1.9, "end": 2.2}],
    "words": [{"word": "Paris", "start": 0.1, "end": 0.8}, {"word": "please", "start": 1.2, "end": 1.9}],
    "messages": [{"role": "assistant", "content": "Where to?"}],
}
"""A row of eot-bench's data, its sound apart."""

PAUSE: dict[str, Any] = {
    "at_seconds": 1.0,
    "pause_seconds": 0.5,
    "utterance_start_seconds": 0.25,
    "finished": False,
    "words": "Paris",
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a sound."""
    shutil.copy(recording("capital"), tmp_path / "turn.wav")
    return tmp_path


def with_rows(folder: Path, *rows: object) -> Path:
    (folder / "rows.jsonl").write_text("".join(f"{json.dumps(row)}\n" for row in rows))
    return folder


def with_list(folder: Path, content: object) -> Path:
    (folder / "pauses.json").write_text(json.dumps(content))
    return folder


def test_a_listed_pause_has_the_sound_of_its_utterance_up_to_a_fifth_of_a_second_into_it(
    folder: Path,
) -> None:
    [pause] = read_pauses(with_list(folder, {"turn.wav": [PAUSE]}))

    whole = Audio.from_file(folder / "turn.wav").resample(16_000).samples
    assert pause.sound.samples.tolist() == whole[4_000:19_200].tolist()
    assert (pause.seconds, pause.is_end, pause.words, pause.before) == (0.5, False, "Paris", "")
    assert pause.place == "turn.wav at 1.00 s"


def test_after_its_end_a_recording_is_silent(folder: Path) -> None:
    seconds = Audio.from_file(folder / "turn.wav").duration_seconds
    [pause] = read_pauses(with_list(folder, {"turn.wav": [{**PAUSE, "at_seconds": seconds}]}))

    assert pause.sound.duration_seconds == pytest.approx(seconds - 0.25 + 0.2, abs=0.001)
    assert not pause.sound.samples[-3_000:].any()


def test_of_a_row_the_last_span_is_the_end_and_longer_ones_before_are_pauses(folder: Path) -> None:
    hold, end = read_pauses(with_rows(folder, {**TURN, "audio": "turn.wav"}))

    assert (hold.is_end, hold.words) == (False, "Paris")
    assert hold.seconds == pytest.approx(0.3)
    assert (end.is_end, end.words) == (True, "Paris please")
    assert end.sound.duration_seconds == pytest.approx(2.1)
    assert (end.language, end.before) == ("en", "Where to?")


def test_the_parquet_files_of_the_hub_hold_the_sound_themselves(folder: Path) -> None:
    rows = [{**TURN, "audio": {"bytes": (folder / "turn.wav").read_bytes(), "path": None}, "language": code}
            for code in ("de", "en")]  # fmt: skip
    (folder / "data" / "en").mkdir(parents=True)
    pd.DataFrame(rows).to_parquet(folder / "data" / "en" / "validation-00000-of-00001.parquet")
    (folder / "turn.wav").unlink()

    assert [pause.language for pause in read_pauses(folder, languages=["en"])] == ["en", "en"]
    assert len(list(read_pauses(folder))) == 4


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"pause_seconds": "long"}, "pause_seconds is 'long'; it must be a number of seconds, 0 or more"),
        ({"at_seconds": 0.2}, "utterance_start_seconds is 0.25; it must be less than at_seconds, 0.2"),
        ({"at_seconds": 99}, "at_seconds is 99; it must be within the"),
        ({"finished": 1}, "finished is 1; it must be true or false"),
        ({"words": 5}, "words is 5; it must be a text"),
    ],
)
def test_a_listed_pause_that_cannot_be_is_refused_by_its_place(
    folder: Path, change: dict[str, object], sentence: str
) -> None:
    with pytest.raises(ValueError, match=re.escape(sentence)) as refused:
        list(read_pauses(with_list(folder, {"turn.wav": [PAUSE, {**PAUSE, **change}]})))
    assert str(folder / "pauses.json, turn.wav[1]") in str(refused.value)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"language": None}, "row 1: language is None; it must be a text that is not blank"),
        ({"silence_spans": []}, "row 1: silence_spans is []; it must be a list of spans"),
        ({"silence_spans": [3]}, "row 1, silence_spans[0] is 3; it must be an object with fields"),
        ({"silence_spans": [{"start": 2, "end": 1}]}, "silence_spans[0]: end is 1; it must be start, 2, or"),
        ({"silence_spans": [{"start": 99, "end": 100}]}, "start is 99; it must be within the"),
        ({"audio": {"array": [0.0]}}, "audio is {'array': [0.0]}; it must be a sound file's bytes, or its"),
        ({"messages": "hi"}, "row 1: messages is 'hi'; it must be a list"),
    ],
)
def test_a_row_that_cannot_be_is_refused_by_its_place(
    folder: Path, change: dict[str, object], sentence: str
) -> None:
    with pytest.raises(ValueError, match=re.escape(sentence)):
        list(read_pauses(with_rows(folder, {**TURN, "audio": "turn.wav", **change})))


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("pauses.json", "[", "pauses.json is no JSON"),
        ("pauses.json", "[]", "pauses.json is []; it must be an object with fields"),
        ("rows.jsonl", "{}\n{", "rows.jsonl, row 1 has no language"),
        ("rows.parquet", "PAR?", "rows.parquet is no Parquet file"),
        ("rows.csv", "id", "holds neither pauses.json nor a file that ends in .parquet or .jsonl"),
    ],
)
def test_files_of_another_kind_are_refused(tmp_path: Path, name: str, content: str, sentence: str) -> None:
    (tmp_path / name).write_text(content)

    with pytest.raises(ValueError, match=re.escape(sentence)):
        list(read_pauses(tmp_path))


def test_sound_that_is_missing_or_none_is_told(folder: Path) -> None:
    with pytest.raises(FileNotFoundError, match=r"gone\.wav"):
        list(read_pauses(with_list(folder, {"gone.wav": []})))
    with pytest.raises(ValueError, match=r"pauses\.json, pauses\.json: "):
        list(read_pauses(with_list(folder, {"pauses.json": []})))
