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
    "change",
    [
        {"id": 17},
        {"messages": [{"role": "assistant", "content": [{"type": "text", "text": "Where to?"}]}]},
        {"words": [{"text": word["word"], "end": word["end"]} for word in TURN["words"]]},
        {"audio": {"array": [0.25, -0.25] * 12_000, "sampling_rate": 8_000}},
    ],
    ids=lambda change: next(iter(change)),
)
def test_rows_are_read_as_other_tools_write_them(folder: Path, change: dict[str, Any]) -> None:
    hold, end = read_pauses(with_rows(folder, {**TURN, "audio": "turn.wav", **change}))

    assert (hold.words, end.words, end.before) == ("Paris", "Paris please", "Where to?")
    assert end.place == f"{change.get('id', 'turn-1')} at 1.90 s"
    assert hold.sound.samples.any()


def test_numbers_of_turns_may_come_from_a_column_of_which_some_are_missing(folder: Path) -> None:
    rows = pd.DataFrame([{**TURN, "audio": "turn.wav", "id": number} for number in (7, None)])
    rows.to_parquet(folder / "rows.parquet")

    places = [pause.place for pause in read_pauses(folder)]
    assert places[0] == "7 at 0.80 s"
    assert places[-1] == f"{folder / 'rows.parquet'}, row 2 at 1.90 s"


def test_lines_may_be_blank_and_begin_with_a_mark_of_their_encoding(folder: Path) -> None:
    line = json.dumps({**TURN, "audio": "turn.wav"})
    (folder / "rows.jsonl").write_text(f"{line}\n\n{line}\n\n", "utf-8-sig")

    assert len(list(read_pauses(folder))) == 4


def test_what_cannot_be_read_is_told_by_its_place_and_left_out(folder: Path) -> None:
    good = {**TURN, "audio": "turn.wav"}
    with_rows(folder, good, {**good, "audio": "gone.wav"}, "no row", good)
    (folder / "rows.PARQUET").write_text("PAR?")
    told: list[str] = []

    assert len(list(read_pauses(folder, on_unreadable=lambda error: told.append(str(error))))) == 4
    parquet, missing, text = told
    assert "rows.PARQUET is no Parquet file" in parquet
    assert "rows.jsonl, line 2, audio: there is no file" in missing
    assert "rows.jsonl, line 3 is 'no row'; it must be an object with fields" in text


def test_a_listed_pause_that_cannot_be_read_leaves_the_others(folder: Path) -> None:
    with_list(folder, {"turn.wav": [{**PAUSE, "finished": 1}, PAUSE], "gone.wav": [PAUSE]})
    told: list[ValueError] = []

    [pause] = read_pauses(folder, on_unreadable=told.append)
    assert pause.place == "turn.wav at 1.00 s"
    assert len(told) == 2


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"pause_seconds": "long"}, "pause_seconds is 'long'; it must be a number of seconds, 0 or more"),
        ({"at_seconds": 0.2}, "utterance_start_seconds is 0.25; it must be less than at_seconds, 0.2"),
        ({"at_seconds": 99}, "at_seconds is 99; it must be within the"),
        ({"finished": 1}, "finished is 1; it must be true or false"),
        ({"words": 5}, "words is 5; it must be a text"),
        ({"pause_seconds": 10**400}, "it must be a number of seconds, 0 or more"),
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
        ({"language": None}, "line 1: language is None; it must be a text that is not blank"),
        ({"silence_spans": []}, "line 1: silence_spans is []; it must be a list of spans"),
        ({"silence_spans": [3]}, "line 1, silence_spans[0] is 3; it must be an object with fields"),
        ({"silence_spans": [{"start": 2, "end": 1}]}, "silence_spans[0]: end is 1; it must be start, 2, or"),
        ({"silence_spans": [{"start": 99, "end": 100}]}, "start is 99; it must be within the"),
        (
            {"silence_spans": [{"start": 1.9, "end": 2.2}, {"start": 0.8, "end": 1.1}]},
            "silence_spans[1]: start is 0.8; it must be 2.2, where the span before it ends, or later",
        ),
        ({"words": [{"token": "Paris", "end": 0.8}]}, "words[0] has no word; it must be a text"),
        ({"language": "English"}, "language is 'English'; it must be a code such as 'en' or 'pt-BR'"),
        (
            {"audio": {"array": [0.0]}},
            "audio is {'array': [0.0]}; it must be a sound file's bytes or path, or",
        ),
        ({"audio": {"array": [], "sampling_rate": 16000}}, "line 1, audio: its array holds no sample"),
        ({"audio": {"array": [0.0], "sampling_rate": 10**400}}, "line 1, audio: a sample rate is"),
        ({"audio": {"array": [0.0], "sampling_rate": float("inf")}}, "line 1, audio: a sample rate is"),
        ({"silence_spans": [{"start": 1, "end": 10**400}]}, "it must be a number of seconds, 0 or more"),
        ({"id": 1.5}, "line 1: id is 1.5; it must be a text"),
        ({"messages": "hi"}, "line 1: messages is 'hi'; it must be a list"),
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
        ("rows.jsonl", "{}\n{", "rows.jsonl, line 1 has no language"),
        ("rows.jsonl", '{"language": "en",', "line 1 is no JSON: Expecting property name enclosed in double"),
        ("rows.jsonl", "[" * 5000, "line 1 holds too many lists or objects within one another"),
        ("pauses.json", "[" * 100_000, "pauses.json holds too many lists or objects within one another"),
        ("rows.jsonl", "9" * 5000, "rows.jsonl, line 1 holds a number of too many digits"),
        ("pauses.json", "9" * 5000, "pauses.json holds a number of too many digits"),
        ("rows.jsonl", "[\n  {}\n]", "rows.jsonl is JSON over several lines; write one row a line"),
        ("rows.parquet", "PAR?", "rows.parquet is no Parquet file"),
        ("rows.csv", "id", "holds neither pauses.json nor a file that ends in .parquet or .jsonl"),
    ],
)
def test_files_of_another_kind_are_refused(tmp_path: Path, name: str, content: str, sentence: str) -> None:
    (tmp_path / name).write_text(content)

    with pytest.raises(ValueError, match=re.escape(sentence)):
        list(read_pauses(tmp_path))


def test_sound_that_is_missing_or_none_is_told(folder: Path) -> None:
    with pytest.raises(ValueError, match=r"pauses\.json, gone\.wav: there is no file"):
        list(read_pauses(with_list(folder, {"gone.wav": []})))
    with pytest.raises(ValueError, match=r"pauses\.json, pauses\.json: "):
        list(read_pauses(with_list(folder, {"pauses.json": []})))
