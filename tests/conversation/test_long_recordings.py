"""Recordings of any length go through in little memory, and nothing of them is lost."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conversation.long_recordings import RATE, write_sound

PADDING_SECONDS = 0.2 + 0.5 + 0.5  # ahead, end silence, behind


@pytest.mark.parametrize(
    ("what", "kind", "minutes"),
    [("ask", "wav", 60), pytest.param("talk", "flac", 60, marks=pytest.mark.soak), ("compare", "wav", 12)],
)
def test_an_hour_of_sound_is_recognised_to_its_last_sample_in_little_memory(
    what: str, kind: str, minutes: int, tmp_path: Path
) -> None:
    path = tmp_path / f"sound.{kind}"
    write_sound(path, minutes)
    log = tmp_path / "log.sqlite"
    child = [sys.executable, "-m", "tests.conversation.long_recordings", str(path), str(log), what]
    told = json.loads(subprocess.run(child, check=True, capture_output=True, timeout=300).stdout)

    spoken = [f"Number {number}." for number in range(minutes)]
    assert told["heard"] == (spoken if what == "talk" else [" ".join(spoken)])
    assert told["sent_samples"] == round((60 * minutes + PADDING_SECONDS) * RATE)
    assert told["grown_mb"] < 60, "the sound itself is 115 MB an hour"
