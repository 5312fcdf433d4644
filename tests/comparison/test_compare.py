"""Comparisons: every combination once, nothing paid twice, nothing lost."""

from __future__ import annotations

import concurrent.futures
import dataclasses
import itertools
import math
import os
import pickle
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

import voicelab as vl
from tests.comparison.conftest import JENNY, RYAN, TEXTS, compared
from tests.credentials import OPENAI_KEY, SPEECH_KEY
from voicelab.comparison.worker import Task
from voicelab.errors import ConfigurationError
from voicelab.testing import (
    EmbeddedServices,
    ScriptedEngines,
    embedded_services,
    silence,
    speech,
)


def test_every_combination_is_asked_as_often_as_requested(embedded: EmbeddedServices) -> None:
    grid = compared(embedded, voice=[JENNY, RYAN], max_tokens=[16, 64], repeats=2)
    frame = grid.df
    assert len(grid) == len(frame) == 16
    assert list(frame["cell"]) == list(range(1, 17))
    combinations = frame.groupby(["voice", "max_tokens", "input"]).size()
    assert list(combinations) == [2] * 8
    assert set(frame["outcome"]) == {"completed"}
    assert len(embedded.request_log.chat_requests) == 16
    assert grid.varied == ("voice", "max_tokens")
    assert not grid.missing


def test_a_cell_is_a_turn_with_its_sound_in_the_log(embedded: EmbeddedServices, tmp_path: Path) -> None:
    grid = compared(embedded, "What is it?", log=tmp_path / "log.sqlite", max_tokens=[16, 64])
    exchange = grid.exchange(2)
    assert exchange.settings.max_tokens == 64
    assert exchange.reply == "It is this. And it is that."
    assert exchange.spoken is not None
    assert len(list(grid.log.exchanges())) == 2
    assert list(grid.log.sessions["end_reason"]) == ["end-of-input"]


def test_cells_whose_voices_are_set_otherwise_do_not_sound_alike(embedded: EmbeddedServices) -> None:
    changes: dict[str, Any] = {"sentence_pause_seconds": [0.0, 1.0], "speaking_rate": [1.0, 2.0]}
    grid = compared(embedded, "What is it?", limits=vl.Limits(concurrency=1), **changes)
    sounds = [grid.exchange(cell).spoken for cell in range(1, 5)]
    assert len({sound.to_pcm() for sound in sounds if sound is not None}) == 4


def test_no_cell_sees_another(embedded: EmbeddedServices) -> None:
    compared(embedded, repeats=3, limits=vl.Limits(concurrency=1))
    assert {len(request["messages"]) for request in embedded.request_log.chat_requests} == {2}


def test_the_same_comparison_again_asks_nothing(embedded: EmbeddedServices, tmp_path: Path) -> None:
    arguments: dict[str, Any] = {"log": tmp_path / "log.sqlite", "max_tokens": [16, 64], "repeats": 2}
    first = compared(embedded, [*TEXTS, speech(1.0)], **arguments)
    requests = len(embedded.request_log.requests)
    again = compared(embedded, [*TEXTS, speech(1.0)], **arguments)
    assert len(embedded.request_log.requests) == requests
    assert again.missing == 0
    assert not first.df["cached"].any()
    assert again.df["cached"].all()
    columns = [name for name in first.df.columns if name != "cached"]
    pd.testing.assert_frame_equal(first.df[columns], again.df[columns])


def test_a_wider_comparison_asks_only_what_is_new(embedded: EmbeddedServices, tmp_path: Path) -> None:
    compared(embedded, log=tmp_path / "log.sqlite", max_tokens=[16])
    grid = compared(embedded, log=tmp_path / "log.sqlite", max_tokens=[16, 32], repeats=2)
    assert len(embedded.request_log.chat_requests) == len(grid) == 8
    assert grid.df["cached"].sum() == 2


def test_a_plan_can_be_looked_at_first(embedded: EmbeddedServices) -> None:
    grid = compared(embedded, max_tokens=[16, 64], run=False)
    assert grid.missing == 4
    assert grid.estimate.tokens > 2 * (16 + 64)
    assert grid.estimate.money is None
    assert grid.df.empty
    assert not embedded.request_log.requests
    assert not grid.run().missing


def test_sound_is_an_input_and_the_same_for_every_cell(embedded: EmbeddedServices, tmp_path: Path) -> None:
    speech(1.0).to_wav(tmp_path / "question.wav")
    grid = compared(embedded, tmp_path / "question.wav", voice=[JENNY, RYAN])
    assert list(grid.df["input"].unique()) == ["question.wav"]
    assert list(grid.df["transcript"].unique()) == ["What is said?"]
    assert (grid.df["recognised_seconds"] == 1.0).all()
    assert (grid.df["input_mode"] == "speech").all()


def test_what_is_not_understood_is_a_row_and_not_tried_again(embedded: EmbeddedServices) -> None:
    grid = compared(embedded, silence(1.0), max_tokens=[16, 64])
    assert list(grid.df["outcome"]) == ["no-match"] * 2
    assert not grid.missing


def test_a_session_is_asked_again_with_another_voice(embedded: EmbeddedServices) -> None:
    with vl.Session(services=embedded.services, log=False) as session:
        session.ask("What is it?")
        session.ask("And the second one?")
    embedded.request_log.clear()
    grid = compared(embedded, session.log, voice=[RYAN])
    assert list(grid.df["transcript"]) == ["What is it?", "And the second one?"]
    assert set(grid.df["voice"]) == {RYAN}
    seen = sorted(len(request["messages"]) for request in embedded.request_log.chat_requests)
    assert seen == [2, 4]


def test_a_replay_without_history_sees_none(embedded: EmbeddedServices) -> None:
    with vl.Session(services=embedded.services, log=False) as session:
        session.ask("What is it?")
        session.ask("And the second one?")
    embedded.request_log.clear()
    compared(embedded, session.log, history=False)
    assert {len(request["messages"]) for request in embedded.request_log.chat_requests} == {2}


def test_a_comparison_killed_in_mid_run_goes_on_where_it_was(tmp_path: Path) -> None:
    with embedded_services(ScriptedEngines(first_token_seconds=0.2)) as embedded:
        script = (
            "import voicelab as vl\n"
            f"vl.compare({TEXTS}, repeats=6, log={str(tmp_path / 'log.sqlite')!r}, "
            "limits=vl.Limits(concurrency=1))"
        )
        environment = {
            "SPEECH_KEY": embedded.key,
            "SPEECH_ENDPOINT": f"ws://127.0.0.1:{embedded.port}",
            "AZURE_OPENAI_API_KEY": embedded.key,
            "AZURE_OPENAI_ENDPOINT": f"http://127.0.0.1:{embedded.port}",
            "AZURE_OPENAI_DEPLOYMENT": "scripted",
        }
        process = subprocess.Popen([sys.executable, "-c", script], env={**os.environ, **environment})
        assert embedded.request_log.wait_for(
            lambda log: sum(r.body is not None for r in log.requests) >= 7, 60
        )
        process.kill()
        process.wait()
        services = vl.Services.from_environment(environment)
        grid = compared(embedded, repeats=6, log=tmp_path / "log.sqlite", services=services, run=False)
        assert 5 <= 12 - grid.missing <= 7
        assert not grid.run().missing
        # The cell that ran when the process was killed is the only one that is asked twice.
        assert len(embedded.request_log.chat_requests) <= 12 + 2
        assert len(grid.df) == 12


def test_replies_are_recognised_once(embedded: EmbeddedServices) -> None:
    grid = compared(embedded, max_tokens=[16, 64])
    summary = grid.round_trip()
    requests = len(embedded.request_log.requests)
    assert list(grid.df["round_trip_transcript"]) == ["What is said?"] * 4
    # "what is said" for "it is this and it is that": "is" alone is right.
    assert list(summary["round_trip_word_error_rate"]) == pytest.approx([6 / 7] * 2)
    grid.round_trip()
    assert len(embedded.request_log.requests) == requests


def test_a_summary_has_means_with_intervals_for_what_varies(embedded: EmbeddedServices) -> None:
    grid = compared(embedded, voice=[JENNY, RYAN], repeats=3)
    summary = grid.summary()
    assert list(summary["voice"]) == [JENNY, RYAN]
    assert list(summary["cells"]) == [6, 6]
    assert list(summary["distinct_replies"]) == [1, 1]
    assert (summary["first_audio_ms_low"] < summary["first_audio_ms"]).all()
    assert (summary["first_audio_ms"] < summary["first_audio_ms_high"]).all()
    assert list(grid.summary("input")["input"]) == TEXTS


def test_an_unknown_column_lists_the_nearest(embedded: EmbeddedServices) -> None:
    grid = compared(embedded, "What is it?")
    with pytest.raises(ValueError, match="the nearest are: voice"):
        grid.summary("voices")


def test_services_with_keys_do_not_go_to_other_processes(embedded: EmbeddedServices) -> None:
    with concurrent.futures.ProcessPoolExecutor(1) as executor, pytest.raises(ConfigurationError) as caught:
        compared(embedded, executor=executor)
    assert caught.value.code == "credentials-stay"
    with pytest.raises(TypeError, match="cannot be pickled"):
        pickle.dumps(embedded.services)


def an_account() -> vl.Services:
    return vl.Services.azure(
        speech_key=SPEECH_KEY,
        speech_region="eastus2",
        openai_key=OPENAI_KEY,
        openai_endpoint="https://a.test/",
        deployment="chat",
    )


@pytest.mark.parametrize("argument", ["services", "tools"])
def test_what_other_processes_cannot_import_is_refused_before_anything_is_asked(
    embedded: EmbeddedServices, argument: str
) -> None:
    def inner() -> vl.Services:
        """Make services."""
        return an_account()

    given: dict[str, Any] = {"services": an_account, argument: [inner] if argument == "tools" else inner}
    with (
        concurrent.futures.ProcessPoolExecutor(1) as executor,
        pytest.raises(TypeError, match=f"^{argument} cannot be sent to workers in other processes: .*inner"),
    ):
        compared(embedded, executor=executor, **given)


def test_an_executor_of_threads_will_do(embedded: EmbeddedServices) -> None:
    with concurrent.futures.ThreadPoolExecutor(2) as executor:
        assert len(compared(embedded, executor=executor).df) == 2


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        ({"inputs": []}, ValueError, "no inputs"),
        ({"inputs": [" "]}, ValueError, "the text is empty"),
        ({"repeats": 0}, ValueError, "repeats must be 1 or more"),
        ({"voice": []}, ValueError, "voice has no values"),
        ({"voices": ["x"]}, TypeError, "no setting or condition 'voices'; there are: voice"),
        ({"noisedb": 10}, TypeError, "no setting or condition 'noisedb'; there are: noise_db"),
        ({"max_tokens": [16, 0]}, ValueError, "max_tokens must be from 1"),
        ({"inputs": "missing.wav"}, FileNotFoundError, "missing.wav"),
        (
            {"inputs": pd.DataFrame({"question": ["One?"]})},
            ValueError,
            "DataFrame has several columns: give one",
        ),
        ({"inputs": {"a": "One?"}}, ValueError, "a dict has several columns"),
        ({"inputs": {"One?"}}, ValueError, "a set has no order"),
        (
            {"inputs": [["One?"], ["Two?"]]},
            ValueError,
            "input 1 is a list of several itself: give one column",
        ),
        ({"inputs": pd.Series(["One?", None])}, ValueError, "input 2: give text, .* not "),
        ({"inputs": ["One?", "missing.wav"]}, FileNotFoundError, "input 2: there is no file"),
        ({"repeats": 2.5}, ValueError, "repeats must be 1 or more, a whole number"),
        ({"repeats": True}, ValueError, "repeats must be 1 or more, a whole number"),
        ({"settings": [vl.Settings()]}, TypeError, "settings must be Settings"),
        ({"max_tokens": [16, 64, 16]}, ValueError, "max_tokens has 16 twice; .* repeats=2"),
        ({"max_tokens": {16, 64}}, ValueError, "max_tokens wants its values in an order"),
        ({"max_tokens": {16: "a"}}, ValueError, "max_tokens wants a list of values to compare, not a dict"),
        ({"max_tokens": pd.DataFrame({"a": [16]})}, ValueError, "wants a list of values .* not a DataFrame"),
        ({"max_tokens": pd.Series([16, None])}, ValueError, "max_tokens must be a whole number, not "),
        ({"temperature": [0.5, float("inf")]}, ValueError, "temperature must be from 0.0 to 2.0, not inf"),
        ({"longest_pause_seconds": [math.nan]}, ValueError, "longest_pause_seconds must be .*, not nan"),
        ({"max_tokens": [10**400]}, ValueError, "max_tokens must be .* not a number of more than 40 digits"),
        (
            {"end_of_turn": ["silence", "words", "auto"]},
            ValueError,
            "'silence' and 'auto' are both 'silence'",
        ),
        ({"voice": b"en-US-JennyNeural"}, ValueError, "voice must be a voice's short name"),
        ({"language": [["en-US", "de-DE"], ("en-US", "de-DE")]}, ValueError, "language has .* twice"),
    ],
)
def test_a_wrong_argument_is_refused_before_anything_is_asked(
    embedded: EmbeddedServices, arguments: dict[str, Any], error: type[Exception], message: str
) -> None:
    with pytest.raises(error, match=message):
        compared(embedded, **arguments)
    assert not embedded.request_log.requests


class _TaskRecorder(concurrent.futures.ThreadPoolExecutor):
    """Threads that keep what they are given to do."""

    def __init__(self) -> None:
        super().__init__(1)
        self.tasks: list[Task] = []

    def submit(self, function: Any, /, *arguments: Any, **named: Any) -> Any:
        self.tasks += [each for each in arguments if isinstance(each, Task)]
        return super().submit(function, *arguments, **named)


def test_cells_wait_as_long_as_a_session_on_the_same_services(embedded: EmbeddedServices) -> None:
    with _TaskRecorder() as recorder:
        services = dataclasses.replace(embedded.services, kind="embedded")
        compared(embedded, "What is it?", executor=recorder, services=services)
    (task,) = recorder.tasks
    assert task.timeouts == vl.Timeouts(
        recognition_seconds=60.0,
        first_token_seconds=60.0,
        next_token_seconds=30.0,
        synthesis_seconds=60.0,
        retry=vl.RetryPolicy(retries=0),
    )


def test_letters_of_chinese_japanese_and_korean_are_estimated_at_a_token_each(
    embedded: EmbeddedServices,
) -> None:
    def tokens(text: str) -> int:
        return compared(embedded, text, run=False).estimate.tokens

    assert tokens("漢" * 100) - tokens("a" * 100) == 75


def test_half_a_character_in_a_text_is_asked_and_shown(embedded: EmbeddedServices) -> None:
    grid = compared(embedded, ["a \ud800 b"])
    assert grid.df["transcript"].tolist() == ["a \ufffd b"]


@pytest.mark.parametrize(
    ("name", "given", "values"),
    [
        ("language", [["en-US", "de-DE"], ["fr-FR", "en-US"]], [("en-US", "de-DE"), ("fr-FR", "en-US")]),
        ("language", ["en-US", ["fr-FR", "en-US"]], ["en-US", ("fr-FR", "en-US")]),
        (
            "language",
            np.array([["en-US", "de-DE"], ["fr-FR", "en-US"]]),
            [("en-US", "de-DE"), ("fr-FR", "en-US")],
        ),
        ("phrases", [["Contoso", "Fabrikam"], ["Adatum"]], [("Contoso", "Fabrikam"), ("Adatum",)]),
        ("phrases", ["Contoso", "Fabrikam"], [("Contoso", "Fabrikam")]),
        ("max_tokens", np.array([16, 64]), [16, 64]),
        ("max_tokens", pd.Series([16, 64]), [16, 64]),
        ("max_tokens", pa.chunked_array([[16], [64]]), [16, 64]),
        ("max_tokens", (limit for limit in [16, 64]), [16, 64]),
        ("max_tokens", range(16, 18), [16, 17]),
        ("max_tokens", np.int64(16), [16]),
        ("temperature", pd.Series([0, None]), [0.0, None]),
        ("history", [np.True_, np.False_], [True, False]),
        ("temperature", pd.array([0.5, None], "Float64"), [0.5, None]),
    ],
)
def test_values_of_any_collection_are_compared(
    embedded: EmbeddedServices, name: str, given: Any, values: list[Any]
) -> None:
    grid = compared(embedded, ["One?"], **{name: given})

    assert [getattr(grid.exchange(cell).settings, name) for cell in grid.df["cell"]] == values
    assert len(grid.summary()) == len(values)
    assert len(grid.show()._page["heads"]) == len(values)


def test_texts_of_any_collection_are_asked(embedded: EmbeddedServices) -> None:
    for texts in (np.array(TEXTS), pd.Series(TEXTS), pa.array(TEXTS), (text for text in TEXTS), tuple(TEXTS)):
        assert compared(embedded, texts).df["input"].tolist() == TEXTS


def test_an_input_that_was_given_before_is_asked_once_and_that_is_said(
    embedded: EmbeddedServices, capsys: pytest.CaptureFixture[str]
) -> None:
    grid = compared(embedded, ["One?", "Two?", "One?"], quiet=False)
    assert grid.df["input"].tolist() == ["One?", "Two?"]
    assert "1 of the inputs were given before; each is asked once a repeat" in capsys.readouterr().err


def test_recordings_of_one_name_are_told_apart(embedded: EmbeddedServices, tmp_path: Path) -> None:
    paths = [tmp_path / folder / "question.wav" for folder in ("first", "second")]
    for seconds, path in enumerate(paths, start=1):
        path.parent.mkdir()
        speech(seconds).to_wav(path)
    assert compared(embedded, paths).df["input"].tolist() == ["question.wav", "question.wav (2)"]


@pytest.mark.parametrize(
    ("choices", "said"),
    [
        ({"max_tokens": range(1, 100_001), "repeats": 1000}, "100,000,000 cells"),
        ({"max_tokens": itertools.repeat(1)}, "1,000,001 cells"),
        ({"repeats": 10**12}, "1,000,000,000,000 cells"),
        ({"max_tokens": range(1, 1001), "repeats": 501}, "501,000 cells for each of 2 inputs"),
    ],
)
def test_a_comparison_too_large_to_be_meant_is_refused_before_it_is_made(
    choices: dict[str, Any], said: str
) -> None:
    with pytest.raises(ValueError, match=f"{said}, and a comparison has 1,000,000 at most: give fewer"):
        vl.compare(["a", "b"], run=False, log=False, **choices)
