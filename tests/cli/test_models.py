"""``voicelab models``."""

from __future__ import annotations

import asyncio
import re
from pathlib import Path

import pytest

from tests.completion.odd_server import OddAnswer, delta, events, odd_server, whole
from tests.model_files import put_in_place
from voicelab.cli.command_line import main
from voicelab.embedded.local.measured_speeds import MeasuredSpeed, keep_speed
from voicelab.embedded.local.model_files.known_models import ENGLISH, MODELS, Model
from voicelab.embedded.local.model_files.models import ensure_models
from voicelab.embedded.options import CHAT_MODEL, KOKORO, TINY_MODEL
from voicelab.resources import processor_count
from voicelab.testing import EmbeddedServices


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VOICELAB_MODELS", str(tmp_path / "models"))


def test_each_model_stands_there_with_its_size_licence_speed_and_purpose(
    capsys: pytest.CaptureFixture[str],
) -> None:
    keep_speed(
        MODELS[CHAT_MODEL].path,
        MeasuredSpeed(processors=processor_count(), first_token_seconds=0.25, tokens_per_second=33.0),
    )

    assert main(["models"]) == 0

    lines = capsys.readouterr().out.splitlines()
    (line,) = [line for line in lines if line.startswith(CHAT_MODEL)]
    assert line.split()[1:5] == ["not", "installed", "478", "MB"]
    assert "Apache-2.0" in line
    assert "250 ms to the first token, 33 tokens/s" in line
    assert line.endswith(MODELS[CHAT_MODEL].purpose)
    assert [line.split()[0] for line in lines[1 : 1 + len(MODELS)]] == list(MODELS)


def test_an_installed_model_is_told_from_others(
    shelved_model: Model, capsys: pytest.CaptureFixture[str]
) -> None:
    ensure_models([shelved_model.name])
    main(["models", "list"])

    said = capsys.readouterr().out
    (line,) = [line for line in said.splitlines() if line.startswith(shelved_model.name)]
    assert line.split()[1] == "installed"
    assert "damaged" not in said


@pytest.mark.parametrize(
    ("name", "flaw"),
    [(TINY_MODEL, "smollm2-135m-instruct.gguf has 3 bytes"), (KOKORO, "af_bella.bin has 3 bytes")],
)
def test_a_damaged_model_is_told_with_the_command_that_mends_it(
    name: str, flaw: str, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = put_in_place(name)
    (folder / flaw.split()[0]).write_bytes(b"cut")
    main(["models", "list"])

    said = capsys.readouterr().out
    (line,) = [line for line in said.splitlines() if line.startswith(name)]
    assert line.split()[1] == "damaged"
    assert f"The model {name} is damaged: {flaw}" in said
    assert f"Run: voicelab models add {name}." in said


@pytest.mark.parametrize("missing", ["model.bin", "vocabulary.txt"])
def test_a_model_that_lacks_a_file_is_damaged(missing: str, capsys: pytest.CaptureFixture[str]) -> None:
    (put_in_place(ENGLISH) / missing).unlink()
    main(["models"])

    assert f"The model {ENGLISH} is damaged: {missing} is missing." in capsys.readouterr().out


def test_a_model_behind_a_server_is_measured(
    scripted: EmbeddedServices, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("VOICELAB_COMPLETION_KEY", scripted.key)
    assert main(["models", "bench", "--url", f"http://127.0.0.1:{scripted.port}/v1", "mine"]) == 0

    assert "ms to the first token" in capsys.readouterr().out
    talk = scripted.request_log.chat_requests
    assert [len(request["messages"]) for request in talk] == [2, 4, 6, 8, 10]


def test_a_server_that_does_not_answer_is_told_in_a_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["models", "bench", "--url", "http://127.0.0.1:1/v1", "mine"]) != 0

    said = capsys.readouterr().err
    assert "The model 'mine' at http://127.0.0.1:1/v1 " in said
    assert "VOICELAB_COMPLETION_URL" in said


def test_a_server_that_refuses_is_told_in_its_own_words(
    scripted: EmbeddedServices, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("VOICELAB_COMPLETION_KEY", "wrong")
    assert main(["models", "bench", "--url", f"http://127.0.0.1:{scripted.port}/v1", "mine"]) == 1

    said = capsys.readouterr().err
    assert "refused the key" in said
    assert "VOICELAB_COMPLETION_KEY" in said


THOUGHT = delta(reasoning="Hm.")
ERROR = b'event: error\ndata: {"error": {"message": "The model has crashed."}}\n\n'
LLAMA = b'error: {"code":500,"message":"Context size has been exceeded.","type":"server_error"}\n\n'
BEGUN = events(delta("Hello."), done=False).pieces
NO_REPLIES = {
    "a page": (OddAnswer(pieces=(b"<title>Open WebUI</title>",), content_type="text/html"), "Open WebUI"),
    "a list": (whole([{"a": 1}]), "answered in the form of another interface"),
    "nothing": (OddAnswer(content_type="application/json"), "status 200 and nothing else"),
    "no choices": (whole({"choices": None, "model": "m"}), "answered"),
    "another address": (whole({"error": "Unexpected endpoint or method."}), "Unexpected endpoint or method."),
    "only thought": (events(THOUGHT, delta(reason="length")), "used all of its 60 tokens before the first"),
    "no more room": (OddAnswer(pieces=(*BEGUN, LLAMA)), "Context size has been exceeded"),
    "a crash": (OddAnswer(pieces=(*BEGUN, ERROR)), "The model has crashed"),
}


@pytest.mark.parametrize("kind", NO_REPLIES)
async def test_what_is_no_reply_is_no_measure_and_told_in_the_servers_words(
    kind: str, capsys: pytest.CaptureFixture[str]
) -> None:
    answer, words = NO_REPLIES[kind]
    async with odd_server(answer) as (server, asked):
        code = await asyncio.to_thread(main, ["models", "bench", "--url", server.endpoint, "mine", "other"])
    shown = capsys.readouterr()
    assert code == 1
    assert shown.out == ""
    assert words in shown.err
    assert [line.partition(":")[0] for line in shown.err.splitlines()] == ["mine", "other"]
    assert not re.search(r"nan|OPENAI_|doctor`?$", shown.err)
    assert len(asked) == 2


async def test_a_pace_that_nothing_shows_is_told_as_unknown(capsys: pytest.CaptureFixture[str]) -> None:
    async with odd_server(events(delta("Paris is the capital of France."), delta(reason="stop"))) as (
        server,
        _,
    ):
        assert await asyncio.to_thread(main, ["models", "bench", "--url", server.endpoint, "mine"]) == 0
    out = capsys.readouterr().out
    assert "ms to the first token, tokens/s unknown (each reply comes in one piece)" in out


def test_a_model_that_there_is_not_is_told_with_those_that_there_are(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["models", "bench", "tinny"]) == 2

    assert "no model 'tinny'; there are: tiny" in capsys.readouterr().err
