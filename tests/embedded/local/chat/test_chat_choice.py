"""Which model replies where nobody chose one."""

from __future__ import annotations

from pathlib import Path

import pytest

from voicelab.embedded.local.chat import chat_choice
from voicelab.embedded.local.chat.chat_choice import shortage, with_chat_model
from voicelab.embedded.local.engines import choose_models
from voicelab.embedded.local.model_files.known_models import MODELS
from voicelab.embedded.options import CHAT_MODEL, TINY_MODEL, EmbeddedOptions


@pytest.fixture(autouse=True)
def enough(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("VOICELAB_MODELS", str(tmp_path))
    monkeypatch.setattr(chat_choice, "processor_count", lambda: 2)
    monkeypatch.setattr(chat_choice, "memory_bytes", lambda: 8_000_000_000)
    monkeypatch.setattr(chat_choice, "free_disk_bytes", lambda _: 50_000_000_000)


def test_by_default_the_model_that_answers_replies() -> None:
    assert with_chat_model(EmbeddedOptions()).completion_model == CHAT_MODEL


@pytest.mark.parametrize(
    ("what", "much", "clause"),
    [
        ("processor_count", 1, "only 1 processor may be used"),
        ("memory_bytes", 1_000_000_000, "only 1.0 GB of memory"),
    ],
)
def test_a_small_machine_has_the_tiny_one_and_says_why(
    monkeypatch: pytest.MonkeyPatch, what: str, much: int, clause: str
) -> None:
    monkeypatch.setattr(chat_choice, what, lambda: much)

    assert with_chat_model(EmbeddedOptions()).completion_model == TINY_MODEL
    assert clause in shortage()


def test_without_room_on_the_disk_the_tiny_one_replies(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chat_choice, "free_disk_bytes", lambda _: 700_000_000)

    assert with_chat_model(EmbeddedOptions()).completion_model == TINY_MODEL
    assert "only 0.7 GB are free in" in shortage()


def test_a_model_that_is_there_needs_no_room(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chat_choice, "free_disk_bytes", lambda _: 0)
    MODELS[CHAT_MODEL].folder.mkdir(parents=True)

    assert with_chat_model(EmbeddedOptions()).completion_model == CHAT_MODEL


@pytest.mark.parametrize(
    "named",
    [
        EmbeddedOptions(completion_model="mine.gguf"),
        EmbeddedOptions(completion_model=CHAT_MODEL),
        EmbeddedOptions(completion_url="http://127.0.0.1:11434/v1"),
    ],
)
def test_what_was_chosen_stays(monkeypatch: pytest.MonkeyPatch, named: EmbeddedOptions) -> None:
    monkeypatch.setattr(chat_choice, "processor_count", lambda: 1)

    assert with_chat_model(named) == named


def test_one_sentence_says_why_the_tiny_one_replies_and_how_to_have_the_other(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    choose_models(EmbeddedOptions())
    monkeypatch.setattr(chat_choice, "processor_count", lambda: 1)
    choose_models(EmbeddedOptions(completion_model="tiny"))
    assert capsys.readouterr() == ("", "")

    assert choose_models(EmbeddedOptions()).completion_model == TINY_MODEL

    said = "".join(capsys.readouterr())
    assert "because only 1 processor may be used" in said
    assert f"VOICELAB_COMPLETION_MODEL={CHAT_MODEL}" in said
    assert said.count("\n") == 1
