"""``voicelab models``."""

from __future__ import annotations

from pathlib import Path

import pytest

from voicelab.cli.command_line import main
from voicelab.embedded.local.measured_speeds import MeasuredSpeed, keep_speed
from voicelab.embedded.local.model_files.known_models import MODELS
from voicelab.embedded.options import CHAT_MODEL, TINY_MODEL
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


def test_an_installed_model_is_told_from_others(capsys: pytest.CaptureFixture[str]) -> None:
    MODELS[TINY_MODEL].folder.mkdir(parents=True)
    main(["models", "list"])

    (line,) = [line for line in capsys.readouterr().out.splitlines() if line.startswith(TINY_MODEL)]
    assert line.split()[1] == "installed"


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

    assert "The server at http://127.0.0.1:1/v1 does not reply as 'mine'" in capsys.readouterr().err


def test_a_model_that_there_is_not_is_told_with_those_that_there_are(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["models", "bench", "tinny"]) == 2

    assert "no model 'tinny'; there are: tiny" in capsys.readouterr().err
