"""Which model recognises speech where nobody chose one."""

from __future__ import annotations

from pathlib import Path

import pytest

from voicelab.embedded.local.engines import needed_models
from voicelab.embedded.local.measured_speeds import MeasuredSpeed, keep_speed
from voicelab.embedded.local.model_files.known_models import ENGLISH, MODELS, MULTILINGUAL
from voicelab.embedded.local.recognition import recognition_choice
from voicelab.embedded.local.recognition.recognition_choice import (
    english_model,
    multilingual_model,
    with_recognition_model,
)
from voicelab.embedded.options import EmbeddedOptions
from voicelab.resources import processor_count


@pytest.fixture(autouse=True)
def empty_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("VOICELAB_MODELS", str(tmp_path))
    monkeypatch.setattr(recognition_choice, "is_cached", lambda _: False)


def is_here(real_time_factor: float | None) -> None:
    path = MODELS[MULTILINGUAL].path
    path.mkdir(parents=True)
    if real_time_factor is not None:
        keep_speed(path, MeasuredSpeed(processors=processor_count(), real_time_factor=real_time_factor))


def test_english_is_for_the_small_model_and_others_for_base() -> None:
    assert (english_model(), multilingual_model()) == (ENGLISH, MULTILINGUAL)


@pytest.mark.parametrize(("factor", "model"), [(None, ENGLISH), (0.2, ENGLISH), (0.04, MULTILINGUAL)])
def test_base_hears_english_where_it_was_measured_to_keep_up(factor: float | None, model: str) -> None:
    is_here(factor)

    assert english_model() == model
    assert needed_models(EmbeddedOptions())[0] == model
    assert with_recognition_model(EmbeddedOptions()).recognition_model == model


@pytest.mark.parametrize(("factor", "model"), [(0.04, MULTILINGUAL), (0.01, "small")])
def test_whisper_small_is_taken_where_it_was_fetched_and_keeps_up(
    monkeypatch: pytest.MonkeyPatch, factor: float, model: str
) -> None:
    monkeypatch.setattr(recognition_choice, "is_cached", lambda _: True)
    is_here(factor)

    assert (english_model(), multilingual_model()) == (model, model)


def test_a_speed_without_its_model_counts_for_nothing() -> None:
    is_here(0.01)
    MODELS[MULTILINGUAL].path.rmdir()

    assert english_model() == ENGLISH
