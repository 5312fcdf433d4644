"""Smart-turn against pipecat's own figures."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from voicelab.audio.clip import Audio
from voicelab.embedded.local.model_files.known_models import SMART_TURN
from voicelab.embedded.local.model_files.models import ensure_models
from voicelab.embedded.local.turn_detection.smart_turn import SmartTurnModel
from voicelab.errors import ModelError
from voicelab.recordings import recording

pytestmark = pytest.mark.models


# Pipecat's figures are 0.87 and 0.01. Eight-bit arithmetic saturates on processors without VNNI, so that they
# differ by the processor, and where the model is in doubt by half.
@pytest.mark.parametrize(("seconds", "least", "most"), [(1.0, 0.8, 0.95), (2.0, 0.0, 0.05)])
def test_probabilities_are_about_those_of_pipecat_1_14(seconds: float, least: float, most: float) -> None:
    model = SmartTurnModel(ensure_models([SMART_TURN])[0])
    story = Audio.from_wav(recording("story")).samples[: round(seconds * 16_000)]

    assert least <= model.probability(story) <= most


def test_the_last_8_seconds_count() -> None:
    model = SmartTurnModel(ensure_models([SMART_TURN])[0])
    sound = np.random.default_rng(0).normal(0.0, 1_000.0, 10 * 16_000).astype(np.int16)

    assert model.probability(sound) == model.probability(sound[-8 * 16_000 :])


def test_a_file_that_is_no_model_is_refused(tmp_path: Path) -> None:
    (tmp_path / "model.onnx").write_bytes(b"no model")

    with pytest.raises(ModelError, match="cannot be loaded") as caught:
        SmartTurnModel(tmp_path / "model.onnx")

    assert "voicelab models add smart-turn" in caught.value.hint
