"""Paths as people write them: what is expanded, and that every door to a file does it."""

from __future__ import annotations

import argparse
import re
import sys
from pathlib import Path

import pytest

import voicelab
from voicelab.audio.clip import Audio
from voicelab.audio.files import existing_file
from voicelab.audio.sinks import WavSink
from voicelab.cli.command_line import main, make_parser
from voicelab.cli.option_values import given_path
from voicelab.conversation.inputs import read_input
from voicelab.embedded.local.model_files.folders import models_folder
from voicelab.embedded.options import EmbeddedOptions
from voicelab.exchange.pricing import Prices
from voicelab.expanded_path import expanded, expanded_path
from voicelab.log.session_log import SessionLog, read_csv
from voicelab.services.environment_file import read_environment_file

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the home folder has another variable there")

PACKAGE = Path(voicelab.__file__).parent
WRITTEN = ("~/{}", "$HOME/{}", "${{HOME}}/{}", "$FOLDER/{}")


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a home folder that is not the working folder."""
    (tmp_path / "home").mkdir()
    (tmp_path / "work").mkdir()
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setenv("FOLDER", "~")
    monkeypatch.chdir(tmp_path / "work")
    return tmp_path / "home"


@pytest.mark.parametrize("written", WRITTEN)
def test_the_home_folder_is_known_in_each_form(written: str, home: Path) -> None:
    assert expanded_path(written.format("a b.wav")) == home / "a b.wav"


@pytest.mark.parametrize(
    "text",
    ["", "a.wav", "a~b", "./~", "cost$.wav", "$NOBODY_SET/a", "~nobody-here/a", "~\0", "5$", "owner/name"],
)
def test_what_names_nothing_stays_as_it_is_written(text: str, home: Path) -> None:
    assert expanded(text) == text


@pytest.mark.parametrize("written", WRITTEN)
def test_every_door_to_a_file_takes_the_forms(
    written: str, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def at(name: str) -> str:
        return written.format(name)

    sound = Audio.silence(0.2)
    sound.save(at("a.wav"))
    sound.to_wav(at("b.wav"))
    with SessionLog(at("log.sqlite")) as log:
        log.to_csv(at("log.csv"))
        log.to_json(at("log.json"))
        log.to_parquet(at("log.parquet"))
    Prices().write(at("prices.json"))
    (home / "azure.env").write_text("SPEECH_REGION=westeurope\n")
    monkeypatch.setenv("VOICELAB_MODELS", at("models"))

    assert Audio.from_file(at("a.wav")).duration_seconds == Audio.from_wav(at("b.wav")).duration_seconds
    assert isinstance(read_input(at("a.wav")), Audio)
    assert WavSink(at("c.wav")).path == home / "c.wav"
    assert len(read_csv(at("log.csv"))) == 0
    assert Prices.read(at("prices.json")) == Prices()
    assert existing_file(at("a.wav")) == home / "a.wav"
    assert read_environment_file(at("azure.env")) == {"SPEECH_REGION": "westeurope"}
    assert models_folder() == home / "models"
    assert sorted(path.name for path in home.iterdir()) == [
        *("a.wav", "azure.env", "b.wav", "log.csv", "log.json", "log.parquet", "log.sqlite", "prices.json")
    ]
    assert not list(Path.cwd().iterdir())


@pytest.mark.parametrize("written", WRITTEN)
def test_models_that_are_files_are_named_in_each_form(written: str, home: Path) -> None:
    variables = {
        "VOICELAB_COMPLETION_MODEL": written.format("mine.gguf"),
        "VOICELAB_RECOGNITION_MODEL": written.format("whisper"),
    }
    options = EmbeddedOptions.from_environment(variables)

    assert options.completion_model == str(home / "mine.gguf")
    assert options.recognition_model == str(home / "whisper")
    at_server = EmbeddedOptions(completion_model="$HOME", completion_url="http://127.0.0.1:1/v1")
    assert at_server.completion_model == "$HOME"


def test_every_option_of_a_file_or_folder_is_expanded() -> None:
    (commands,) = (each.choices for each in make_parser()._actions if isinstance(each.choices, dict))
    options: list[tuple[str, argparse.Action]] = [
        (f"{name} {action.dest}", action)
        for name, parser in commands.items()
        for action in parser._actions
        if str(action.metavar).startswith(("FILE", "DIR"))
    ]

    assert len(options) >= 7
    later = {"chat wav", "chat tools", "voices listen"}  # which are handed on as they are written
    assert {name for name, action in options if action.type is not given_path} <= later


def test_an_export_without_a_shell_goes_to_the_home_folder(home: Path) -> None:
    SessionLog(home / "log.sqlite").close()

    assert main(["export", "~/log.csv", "--log=$HOME/log.sqlite"]) == 0
    assert (home / "log.csv").exists()


def test_nowhere_else_are_paths_expanded() -> None:
    sources = {path: path.read_text("utf-8") for path in PACKAGE.rglob("*.py")}
    found = [path for path, text in sources.items() if re.search(r"expand(?:user|vars)|\.home\(\)", text)]

    assert [path.name for path in found] == ["expanded_path.py"]
