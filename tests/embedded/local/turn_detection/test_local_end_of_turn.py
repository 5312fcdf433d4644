"""The local models of ends of turns, loaded when they are asked for."""

from __future__ import annotations

from pathlib import Path

import pytest

from voicelab.embedded.local.turn_detection.local_end_of_turn import LocalEndOfTurn
from voicelab.embedded.options import CHAT_MODEL, EmbeddedOptions
from voicelab.end_of_turn import DetectorKind
from voicelab.errors import ModelError


@pytest.mark.parametrize(("kind", "model"), [("smart-turn", "smart-turn"), ("words", CHAT_MODEL)])
def test_a_model_that_is_not_installed_is_named_with_the_command_that_fetches_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: DetectorKind, model: str
) -> None:
    monkeypatch.setenv("VOICELAB_MODELS", str(tmp_path))
    end_of_turn = LocalEndOfTurn(EmbeddedOptions(completion_model=CHAT_MODEL))

    with pytest.raises(ModelError, match=f"The model {model} is not installed") as caught:
        end_of_turn.load(kind)

    assert caught.value.code == "model-missing"
    assert f"voicelab models add {model}" in caught.value.hint
