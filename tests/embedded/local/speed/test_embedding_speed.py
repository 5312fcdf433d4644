"""The model that embeds texts is measured as the others are."""

from __future__ import annotations

from pathlib import Path

import pytest

from voicelab.cli.command_line import main
from voicelab.embedded.local.model_files.known_models import MODELS, SENTENCES
from voicelab.embedded.local.model_files.models import ensure_models


@pytest.mark.models
def test_texts_a_second_are_measured(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    ensure_models([SENTENCES])
    (tmp_path / MODELS[SENTENCES].folder.name).symlink_to(MODELS[SENTENCES].folder)
    monkeypatch.setenv("VOICELAB_MODELS", str(tmp_path))

    assert main(["models", "bench"]) == 0
    name, _, speed = capsys.readouterr().out.strip().partition(": ")
    assert (name, speed.partition(" ")[2]) == (SENTENCES, "texts/s")
    assert int(speed.partition(" ")[0]) > 0
