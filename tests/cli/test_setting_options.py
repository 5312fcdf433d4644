"""The options that change settings."""

from __future__ import annotations

import argparse
import re

import pytest

from voicelab.cli.command_line import make_parser
from voicelab.cli.setting_options import add_setting_options, chosen_settings
from voicelab.settings import DECLARATIONS, Settings

OFFERED = {name: it for name, it in DECLARATIONS.items() if it.option}


def chosen(*arguments: str) -> Settings:
    parser = argparse.ArgumentParser()
    add_setting_options(parser)
    return Settings().replace(**chosen_settings(parser.parse_args(arguments)))


def test_chat_offers_each_setting_that_declares_an_option_and_no_other(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "1000")  # else lines are broken within names
    with pytest.raises(SystemExit):
        make_parser().parse_args(["chat", "--help"])
    text = " ".join(capsys.readouterr().out.split())
    found = {name.replace("-", "_") for name in re.findall(r"(?<= --)[a-z-]+", text)}
    assert found & set(DECLARATIONS) == set(OFFERED)
    assert all(it.help in text for it in OFFERED.values())


def test_the_help_says_range_and_default() -> None:
    assert OFFERED["max_tokens"].help == "the most tokens of a reply, 1 to 128,000 (default: 100)"
    assert OFFERED["temperature"].help == "randomness of the reply, 0 to 2, or None (default: 0.7)"
    assert OFFERED["style"].help == "speaking style, for voices that have it"


def test_an_option_of_a_few_choices_names_them() -> None:
    assert OFFERED["end_of_turn"].kind.metavar == "auto|silence|words|smart-turn|model"


def test_without_options_nothing_changes() -> None:
    assert chosen() == Settings()


@pytest.mark.parametrize("name", OFFERED)
def test_an_option_takes_what_its_setting_is(name: str) -> None:
    numbers = {"max_tokens": 16, "temperature": 0.2, "speaking_rate": 1.5, "initial_silence_seconds": 9.0}
    numbers["longest_pause_seconds"] = 5.0
    other = {**numbers, "language": ("en-US", "de-DE"), "end_of_turn": "words"}
    other |= {"engine": "realtime", "turn_detection": "server_vad"}
    value = other.get(name, "en-GB-RyanNeural")
    written = OFFERED[name].kind.write(value)
    assert chosen(f"--{name.replace('_', '-')}", written) == Settings().replace(**{name: value})


def test_an_option_may_leave_a_setting_to_the_service() -> None:
    assert chosen("--temperature", "None").temperature is None


@pytest.mark.parametrize("word", ["many", "0", "16.5"])
def test_an_option_that_will_not_do_is_refused_by_the_settings(word: str) -> None:
    with pytest.raises(ValueError, match="max_tokens must be"):
        chosen("--max-tokens", word)
