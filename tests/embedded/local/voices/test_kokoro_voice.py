"""Kokoro's voices, and what the recognizer understands of them."""

from __future__ import annotations

import numpy as np
import pytest

from tests.embedded.local_models import finals, in_silence, kokoro, spoken, stream_of, transcripts
from tests.embedded.local_models import word_error_rate as errors
from voicelab.embedded.local.model_files.models import model_path
from voicelab.embedded.local.recognition.voiceprint import LocalSpeakers
from voicelab.embedded.local.voices.kokoro_model import KokoroModel

pytestmark = pytest.mark.models

JENNY, GUY = "en-US-JennyMultilingualNeural", "en-US-GuyNeural"
TEXT = "The capital of France is Paris."


@pytest.mark.parametrize(
    ("voice", "text"),
    [
        (GUY, TEXT),
        ("en-GB-SoniaNeural", TEXT),
        ("es-ES-AlvaroNeural", "La capital de Francia es París."),
        ("fr-FR-HenriNeural", "La capitale de la France est Paris."),
        ("ja-JP-KeitaNeural", "東京へ行きます。"),
        ("zh-CN-YunxiNeural", "我们去公园散步吧。"),
    ],
)
def test_what_a_voice_says_is_understood(voice: str, text: str) -> None:
    sound = spoken(text, voice, by=kokoro())

    heard = " ".join(finals(transcripts(in_silence(sound), stream_of(voice[:5]))))

    if voice[:2] in ("ja", "zh"):
        assert sum(sign in heard for sign in text) > 0.6 * len(text)
    else:
        assert errors([text], [heard]) < 0.34


def test_a_woman_and_a_man_are_two_speakers_and_a_voice_is_itself() -> None:
    speakers = LocalSpeakers()
    prints = [
        speakers.voiceprint(spoken(text, voice, by=kokoro()).resample(16_000).samples)
        for voice, text in ((JENNY, TEXT), (JENNY, "It is late, and we are home."), (GUY, TEXT))
    ]
    jenny, jenny_again, guy = (each for each in prints if each is not None)

    assert float(np.dot(jenny, jenny_again)) > float(np.dot(jenny, guy)) + 0.1


def test_times_of_phonemes_fill_the_sound() -> None:
    model = KokoroModel(model_path("kokoro"), threads=1)

    sound, edges = model.sound("həlˈO ðˈɛɹ.", (("af_heart", 1.0),), 1.0)

    assert len(edges) == len("həlˈO ðˈɛɹ.") + 1
    assert bool(np.all(np.diff(edges) > 0.0))
    assert 0.5 < edges[-1] < len(sound) / model.sample_rate_hz


def test_words_have_the_times_at_which_they_are_said() -> None:
    told: list[tuple[int, float]] = []
    text = "Hello. It is late."
    made = list(
        kokoro().synthesize(text, voice=JENNY, rate=1.0, pitch=1.0, on_times=told.extend),
    )

    times = dict(told)
    second = len(made[0]) / 24_000
    assert list(times) == [0, 5, 7, 9, 10, 12, 13, 17]
    assert 0.0 <= times[0] < times[5] < second < times[7] < times[17] < second + len(made[1]) / 24_000


def test_text_that_cannot_be_pronounced_is_silence() -> None:
    assert spoken("日本語", JENNY, by=kokoro()).duration_seconds == 0.0
