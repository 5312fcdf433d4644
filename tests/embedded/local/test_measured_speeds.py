"""Speeds that are kept beside the models."""

from __future__ import annotations

from pathlib import Path

import pytest

from voicelab.embedded.local import measured_speeds
from voicelab.embedded.local.measured_speeds import MeasuredSpeed, keep_speed, kept_speed
from voicelab.resources import processor_count

MODEL = Path("folder/model.gguf")


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("VOICELAB_MODELS", str(tmp_path / "models"))
    return tmp_path / "models"


def test_what_was_measured_is_kept() -> None:
    speed = MeasuredSpeed(processors=processor_count(), threads=2)
    keep_speed(MODEL, speed)

    assert kept_speed(MODEL) == speed
    assert kept_speed(Path("folder/other.gguf")) is None


def test_with_another_number_of_processors_it_does_not_hold() -> None:
    keep_speed(MODEL, MeasuredSpeed(processors=processor_count() + 1, threads=2))

    assert kept_speed(MODEL) is None


@pytest.mark.parametrize(
    "content", ["", "[]", '{"folder/model.gguf": 5}', '{"folder/model.gguf": {"odd": 1}}']
)
def test_a_damaged_file_counts_as_not_measured_and_is_written_anew(folder: Path, content: str) -> None:
    folder.mkdir()
    (folder / "speeds.json").write_text(content)
    assert kept_speed(MODEL) is None

    keep_speed(MODEL, MeasuredSpeed(processors=processor_count(), threads=2))

    assert kept_speed(MODEL) is not None


def test_where_nothing_can_be_written_nothing_is_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("no folder")
    monkeypatch.setenv("VOICELAB_MODELS", str(tmp_path / "file" / "models"))

    keep_speed(MODEL, MeasuredSpeed(processors=1))

    assert measured_speeds.kept_speed(MODEL) is None


@pytest.mark.parametrize(
    ("speed", "words"),
    [
        (
            MeasuredSpeed(processors=2, threads=2, first_token_seconds=0.2104, tokens_per_second=33.6),
            "210 ms to the first token, 34 tokens/s",
        ),
        (MeasuredSpeed(processors=2, real_time_factor=0.081), "0.08 s for a second of speech"),
        (MeasuredSpeed(processors=2, threads=2), "2 threads are best"),
    ],
)
def test_a_speed_is_shown_in_words(speed: MeasuredSpeed, words: str) -> None:
    assert str(speed) == words
