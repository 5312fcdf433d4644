"""How quick a chat model is here."""

from __future__ import annotations

from pathlib import Path

import pytest

from voicelab.embedded.local.chat import chat_speed
from voicelab.embedded.local.chat.chat_speed import (
    kept_threads,
    measure_chat,
    measure_threads,
    quickest_threads,
)
from voicelab.embedded.local.measured_speeds import kept_speed
from voicelab.embedded.local.model_files.models import ensure_models
from voicelab.embedded.options import TINY_MODEL
from voicelab.resources import processor_count

pytestmark = pytest.mark.models


@pytest.fixture
def model(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (path,) = ensure_models([TINY_MODEL])
    monkeypatch.setenv("VOICELAB_MODELS", str(tmp_path))
    return path


def test_the_number_of_threads_is_kept(model: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chat_speed, "is_busy", lambda: False)
    measure_threads(model)

    threads = kept_threads(model)
    assert threads is not None
    assert 1 <= threads <= processor_count()
    assert quickest_threads(model) == threads


def test_what_was_measured_on_a_busy_machine_is_not_kept(
    model: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(chat_speed, "is_busy", lambda: True)
    measure_threads(model)

    assert kept_speed(model) is None
    assert quickest_threads(model) == min(4, processor_count())


def test_a_talk_is_measured_and_kept(model: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chat_speed, "is_busy", lambda: False)
    speed = measure_chat(model)

    assert speed == kept_speed(model)
    assert speed.first_token_seconds is not None
    assert 0 < speed.first_token_seconds < 60
    assert speed.tokens_per_second is not None
    assert speed.tokens_per_second > 0.1


@pytest.mark.parametrize(("processors", "tried"), [(1, [1]), (2, [1, 2]), (8, [2, 4, 8]), (64, [4, 8, 16])])
def test_all_processors_are_tried_and_fewer(processors: int, tried: list[int]) -> None:
    assert chat_speed._candidates(processors) == tried
