"""The log as a DataFrame: its columns, their types, and what is missing."""

from __future__ import annotations

import dataclasses
import typing
from collections.abc import Iterator

import pandas as pd
import pytest

from tests.exchanges import STARTED, an_exchange
from voicelab.exchange.exchange import Exchange
from voicelab.exchange.fields import Latency, Outcome, Usage
from voicelab.exchange.tool_use import ToolUse
from voicelab.log.frame import COLUMNS
from voicelab.log.label import Label
from voicelab.log.session_log import SessionLog
from voicelab.settings import Settings

BARE = Exchange(
    session="bare",
    turn=1,
    started_utc=STARTED,
    input_mode="text",
    transcript="",
    settings=Settings(temperature=None),
    outcome="failed",
)


@pytest.fixture
def log() -> Iterator[SessionLog]:
    with SessionLog(None) as log:
        yield log


def test_every_part_of_an_exchange_of_its_labels_and_of_its_settings_is_a_column() -> None:
    names = [column.name for column in COLUMNS]
    own = {field.name for field in dataclasses.fields(Exchange)}
    own -= {
        "settings",
        "usage",
        "latency",
        "words",
        "heard_words",
        "heard_audio",
        "spoken_audio",
        "retry_after_seconds",
        "call",
        "cell_kind",
    }
    latencies = {field.name.replace("_seconds", "_ms") for field in dataclasses.fields(Latency)}
    usage = {field.name for field in dataclasses.fields(Usage)}
    settings = {field.name for field in dataclasses.fields(Settings)}
    labels = {
        name if name == "labelled_utc" else f"label_{name}"
        for name in (field.name for field in dataclasses.fields(Label))
    }
    assert sorted(names) == sorted([*own, *latencies, "unaccounted_ms", *usage, *labels, *settings])
    assert len(set(names)) == len(names), "a setting must not take an exchange's name"


def test_values_stand_under_their_names(log: SessionLog) -> None:
    exchange = log.append(an_exchange())
    (row,) = log.df.to_dict("records")
    assert row["started_utc"] == exchange.started_utc
    assert row["transcript"] == exchange.transcript
    assert row["first_audio_ms"] == 528.7
    assert row["completion_tokens"] == 12
    assert row["cold"] is True
    assert row["max_tokens"] == 100
    assert row["style"] == "cheerful"
    assert row["voice"] == exchange.settings.voice


def test_what_is_unknown_is_missing_and_what_is_empty_is_empty(log: SessionLog) -> None:
    log.append(BARE)
    log.append(BARE.replace(turn=2, heard_text=""))
    frame = log.df
    assert list(frame["heard_text"].isna()) == [True, False]
    assert list(frame["transcript"]) == ["", ""]
    for name in ("first_audio_ms", "prompt_tokens", "error_code", "heard_path", "temperature", "deployment"):
        assert frame[name].isna().all(), name


def test_columns_have_one_type_each_for_an_empty_log_a_bare_row_and_a_full_one(log: SessionLog) -> None:
    empty = log.df
    log.append(BARE)
    bare = log.df
    log.append(an_exchange())
    full = log.df
    for frame in (bare, full):
        pd.testing.assert_series_equal(frame.dtypes, empty.dtypes)
        for name in ("outcome", "input_mode"):
            assert list(frame[name].cat.categories) == list(empty[name].cat.categories)
    assert {str(kind) for kind in full.dtypes} == {
        "string",
        "Int64",
        "float64",
        "boolean",
        "category",
        "datetime64[us, UTC]",
    }
    assert list(full["outcome"].cat.categories) == list(typing.get_args(Outcome))


def test_other_frames_have_their_types_when_empty_too(log: SessionLog) -> None:
    sessions, words = log.sessions.dtypes, log.words.dtypes
    log.append(an_exchange())
    pd.testing.assert_series_equal(log.sessions.dtypes, sessions)
    pd.testing.assert_series_equal(log.words.dtypes, words)


def test_calls_of_tools_are_a_text_and_rows(log: SessionLog) -> None:
    failed = ToolUse(name="look", arguments_json="{", error="no JSON", started_seconds=0.5, seconds=0.1)
    measured = ToolUse(name="measure", arguments_json='{"what":"Everest"}', result="8849", seconds=0.2)
    log.append(an_exchange(tool_calls=(measured,)))
    log.append(BARE.replace(tool_calls=(ToolUse(name="look", arguments_json='{"at":1}', result="2"), failed)))
    assert list(log.df["tool_calls"]) == ['measure({"what":"Everest"})', 'look({"at":1}) / look({)']
    frame = log.tool_calls
    assert list(frame["name"]) == ["measure", "look", "look"]
    assert list(frame["result"].fillna("")) == ["8849", "2", ""]
    assert list(frame["error"].fillna("")) == ["", "", "no JSON"]
    assert list(frame["seconds"].fillna(-1)) == [0.2, -1, 0.1]
    assert [each.tool_calls[-1].arguments for each in log.exchanges()] == [{"what": "Everest"}, {}]


def test_words_are_rows_with_their_times(log: SessionLog) -> None:
    log.append(an_exchange())
    assert log.words.to_dict("records") == [
        {
            "session": "20261125-140312-7f3a",
            "turn": 1,
            "text": text,
            "start_seconds": start,
            "duration_seconds": long,
        }
        for text, start, long in [("Mount", 0.05, 0.31), ("Everest", 0.36, 0.5)]
    ]


def test_rows_stand_in_the_order_in_which_they_were_logged_beyond_one_page(log: SessionLog) -> None:
    bare = BARE.replace(settings=Settings())
    for turn in range(1, 2501):
        log.append(bare.replace(turn=turn, settings=bare.settings.replace(max_tokens=turn % 300 + 1)))
    frame = log.df
    assert list(frame["turn"]) == list(range(1, 2501))
    assert list(frame["max_tokens"]) == [turn % 300 + 1 for turn in range(1, 2501)]
    assert list(frame.index) == list(range(2500))


def test_the_frame_can_be_grouped_and_averaged(log: SessionLog) -> None:
    for turn, voice in enumerate(["en-US-JennyNeural", "en-GB-RyanNeural"] * 2, start=1):
        log.append(an_exchange(turn=turn, settings=Settings(voice=voice)))
    means = log.df.groupby("voice")["first_audio_ms"].mean()
    assert means.to_dict() == pytest.approx({"en-GB-RyanNeural": 528.7, "en-US-JennyNeural": 528.7})


def test_a_setting_of_several_texts_is_another_text_for_other_values() -> None:
    phrases = [("Contoso, Ltd",), ("Contoso", "Ltd"), ()]
    stops: list[typing.Any] = ["stop, please", ("stop", "please"), ""]
    with SessionLog(None) as log:
        for turn, (several, stop) in enumerate(zip(phrases, stops, strict=True), start=1):
            log.append(an_exchange(turn=turn, settings=Settings(phrases=several, stop_phrase=stop)))
        frame = log.df
    assert frame["phrases"].tolist() == ['"Contoso, Ltd"', "Contoso, Ltd", pd.NA]
    assert frame["stop_phrase"].tolist() == ['"stop, please"', "stop, please", ""]
