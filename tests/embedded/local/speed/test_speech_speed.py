"""Models of speech are measured by the engine that runs them."""

from __future__ import annotations

from pathlib import Path

import pytest

from voicelab.cli.command_line import main
from voicelab.embedded.local.model_files.known_models import MODELS, SMART_TURN, VOICEPRINTS
from voicelab.embedded.local.model_files.models import ensure_models
from voicelab.embedded.local.speed import speech_speed
from voicelab.embedded.options import KOKORO

pytestmark = pytest.mark.models


@pytest.fixture(autouse=True)
def once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(speech_speed, "_TIMES", 1)


def test_every_installed_model_of_speech_is_measured(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    names = [VOICEPRINTS, SMART_TURN, KOKORO]
    ensure_models(names)
    for name in names:
        (tmp_path / MODELS[name].folder.name).symlink_to(MODELS[name].folder)
    monkeypatch.setenv("VOICELAB_MODELS", str(tmp_path))

    assert main(["models", "bench"]) == 0

    measured = dict(line.split(": ") for line in capsys.readouterr().out.splitlines())
    assert set(measured) == set(names)
    assert all("s for a second of speech" in speed for speed in measured.values())


def test_a_model_that_cannot_run_leaves_the_others_to_be_measured(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    ensure_models([VOICEPRINTS])
    (tmp_path / MODELS[KOKORO].folder.name).mkdir()
    (tmp_path / MODELS[VOICEPRINTS].folder.name).symlink_to(MODELS[VOICEPRINTS].folder)
    monkeypatch.setenv("VOICELAB_MODELS", str(tmp_path))

    assert main(["models", "bench", KOKORO, VOICEPRINTS]) == 1

    told = capsys.readouterr()
    assert told.out.startswith(f"{VOICEPRINTS}: ")
    assert told.err.splitlines()[-1].startswith(f"{KOKORO}: ")
