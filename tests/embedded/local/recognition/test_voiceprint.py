"""Telling speakers apart, by the real model on the local voices."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from tests.embedded.local_models import spoken
from voicelab.embedded.local.recognition.voiceprint import LocalSpeakers, VoiceprintModel
from voicelab.embedded.speech.speaker_names import Guests
from voicelab.errors import ModelError

pytestmark = pytest.mark.models

SENTENCES = (
    "What is the tallest mountain on earth?",
    "I have been using the transcription of meetings.",
    "Please tell me a story about a fox and a crow.",
)


def test_two_voices_are_two_guests_whatever_they_say() -> None:
    speakers, guests = LocalSpeakers(), Guests()
    heard = []
    for sentence in SENTENCES:
        for voice in ("en-US-JennyMultilingualNeural", "en-GB-SoniaNeural"):
            heard.append(guests.number(speakers, spoken(sentence, voice).resample(16_000).samples))
    assert heard == [1, 2, 1, 2, 1, 2]


def test_a_voiceprint_has_length_1_and_needs_some_sound() -> None:
    speakers = LocalSpeakers()
    print_ = speakers.voiceprint(spoken("Hello there.").resample(16_000).samples)
    assert print_ is not None
    assert print_.shape == (256,)
    assert float(np.linalg.norm(print_)) == pytest.approx(1.0, abs=1e-5)
    assert speakers.voiceprint(np.zeros(1_000, np.int16)) is None
    assert speakers.voiceprint(np.zeros(16_000, np.int16)) is None


@pytest.mark.parametrize(
    "content",
    [b"", b"no model", b"\x80\x02cos\nsystem\nU\x04true\x85R.", b"\x80\x02K\x01."],
    ids=["empty", "text", "a program", "another pickle"],
)
def test_a_file_that_is_not_the_model_is_refused_and_nothing_in_it_is_run(
    tmp_path: Path, content: bytes
) -> None:
    file = tmp_path / "pretrained.pt"
    file.write_bytes(content)
    with pytest.raises(ModelError, match="tells speakers apart cannot be loaded") as caught:
        VoiceprintModel(file)
    assert "voicelab models add resemblyzer" in caught.value.hint
