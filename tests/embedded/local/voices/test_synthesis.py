"""The voices, and what the recognizer understands of them."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from tests.embedded.local_models import finals, in_silence, spoken, synthesis, transcripts, word_error_rate
from voicelab.audio.clip import Audio

pytestmark = pytest.mark.models

JENNY, GUY = "en-US-JennyMultilingualNeural", "en-US-GuyNeural"
TEXT = "The capital of France is Paris, and about two million people live there."


def pitch_hz(sound: Audio) -> float:
    """Return the median of the voice's pitch."""
    found = []
    samples = sound.resample(16_000).samples.astype(np.float64)
    for position in range(0, len(samples) - 1_024, 512):
        frame = samples[position : position + 1_024]
        frame = frame - frame.mean()
        if frame.std() < 500.0:
            continue
        similar = np.correlate(frame, frame, "full")[1_023:]
        lag = 40 + int(np.argmax(similar[40:230]))
        if similar[lag] > 0.5 * similar[0]:
            found.append(16_000 / lag)
    return float(np.median(found))


def is_a_word(sound: Audio) -> bool:
    """Say whether sound is as long and as loud as one word."""
    return 0.2 < sound.duration_seconds < 2.0 and -35.0 < sound.rms_dbfs < -15.0


# The highest woman and the deepest man that each local voice is made into.
@pytest.mark.parametrize(
    "voice",
    [
        "en-US-AnaNeural",
        "en-US-BrianNeural",
        "en-GB-MaisieNeural",
        "en-AU-KenNeural",
        "de-DE-ElkeNeural",
        "de-DE-KillianNeural",
        "es-ES-XimenaNeural",
        "es-US-AlonsoNeural",
        "fr-FR-CoralieNeural",
        "fr-FR-ClaudeNeural",
        "it-IT-IsabellaMultilingualNeural",
        "it-IT-DiegoNeural",
    ],
)
def test_each_local_voice_speaks_at_its_highest_and_its_deepest(voice: str) -> None:
    assert is_a_word(spoken("One.", voice))


@pytest.mark.soak
def test_every_voice_of_the_catalogue_speaks() -> None:
    voices = [entry.short_name for entry in synthesis().voices()]

    assert [voice for voice in voices if not is_a_word(spoken("One.", voice))] == []


def test_another_voice_sounds_otherwise() -> None:
    voices = [entry.short_name for entry in synthesis().voices() if entry.locale in ("en-US", "de-DE")]

    sounds = {spoken("Hello.", voice).to_pcm() for voice in voices}

    assert len(sounds) == len(voices)


def test_a_man_has_a_deeper_voice_than_a_woman() -> None:
    for woman, man in (
        (JENNY, GUY),
        ("en-GB-SoniaNeural", "en-GB-RyanNeural"),
        ("de-DE-KatjaNeural", "de-DE-ConradNeural"),
    ):
        assert pitch_hz(spoken(TEXT, man)) < 0.8 * pitch_hz(spoken(TEXT, woman))


@pytest.mark.parametrize("voice", [JENNY, GUY, "en-US-AriaNeural", "en-GB-SoniaNeural", "en-GB-RyanNeural"])
def test_what_a_voice_says_is_understood(voice: str) -> None:
    texts = [
        TEXT,
        "Hello there, how can I help you today?",
        "The tallest mountain on Earth is Mount Everest.",
    ]

    heard = [" ".join(finals(transcripts(in_silence(spoken(text, voice))))) for text in texts]

    assert word_error_rate(texts, heard) < 0.2


@pytest.mark.parametrize("voice", [JENNY, GUY, "de-DE-KatjaNeural"])
@pytest.mark.parametrize("rate", [0.5, 0.8, 1.5, 2.0])
def test_the_rate_changes_how_long_it_takes(voice: str, rate: float) -> None:
    usual, other = spoken(TEXT, voice), spoken(TEXT, voice, rate=rate)

    assert other.duration_seconds * rate == pytest.approx(usual.duration_seconds, rel=0.25)


@pytest.mark.parametrize("voice", [JENNY, "de-DE-KatjaNeural"])
def test_the_pitch_changes_and_the_pace_stays(voice: str) -> None:
    usual, higher = spoken(TEXT, voice), spoken(TEXT, voice, pitch=1.3)

    assert pitch_hz(higher) == pytest.approx(1.3 * pitch_hz(usual), rel=0.12)
    assert higher.duration_seconds == pytest.approx(usual.duration_seconds, rel=0.05)


def test_the_same_text_sounds_the_same_each_time() -> None:
    assert spoken(TEXT) == spoken(TEXT)


def test_sentences_come_one_by_one() -> None:
    pieces = list(synthesis().synthesize("One. Two. Three.", voice=JENNY, rate=1.0, pitch=1.0))

    assert len(pieces) == 3


def test_the_pause_between_sentences_is_short() -> None:
    sound = spoken("It is late. We are home.").samples
    quiet = np.abs(sound) < 150
    edges = np.flatnonzero(np.diff(np.concatenate([[0], quiet.astype(np.int8), [0]])))
    longest = max(last - first for first, last in edges.reshape(-1, 2)) / 24_000

    assert 0.15 < longest < 0.6


@pytest.mark.parametrize("voice", [JENNY, "de-DE-KatjaNeural"])
@pytest.mark.parametrize(
    "text",
    [
        "",
        "   ",
        "😀🎉",
        "日本語",
        "()",
        "!?",
        "\u200b",
        pytest.param("-" * 3_000, id="dashes"),
        pytest.param("(" * 500, id="brackets"),
    ],
)
def test_what_cannot_be_pronounced_is_silence(voice: str, text: str) -> None:
    assert spoken(text, voice).duration_seconds == 0.0


@pytest.mark.parametrize("voice", [JENNY, "en-GB-SoniaNeural", "de-DE-KatjaNeural", "it-IT-ElsaNeural"])
@pytest.mark.parametrize(
    "text",
    [
        pytest.param("x" * 3_000, id="long word"),
        pytest.param("1" * 300, id="long number"),
        "a<b & c>d </speed> \\ \x00 \x07",
        "1e400 ¹²³ ½ İstanbul ﬁne",
        "https://example.com/a?b=c&d=%20",
    ],
)
def test_odd_text_is_spoken(voice: str, text: str) -> None:
    assert spoken(text, voice).duration_seconds > 1.0


def test_a_long_text_is_spoken_to_its_end() -> None:
    text = " ".join(f"This is sentence number {number}." for number in range(100))

    pieces = list(synthesis().synthesize(text, voice=JENNY, rate=2.0, pitch=1.0))

    assert len(pieces) == 100


def test_several_speak_at_once_as_each_would_alone() -> None:
    voices = [JENNY, GUY] * 4
    alone = [spoken(TEXT, voice) for voice in voices]

    with ThreadPoolExecutor(8) as threads:
        together = list(threads.map(lambda voice: spoken(TEXT, voice), voices))

    assert together == alone


def test_a_voice_whose_language_nobody_speaks_is_refused() -> None:
    with pytest.raises(ValueError, match="no local voice speaks for 'pt-BR-FranciscaNeural'"):
        synthesis().synthesize("Olá.", voice="pt-BR-FranciscaNeural", rate=1.0, pitch=1.0)


def test_a_voice_that_is_not_listed_but_could_be_speaks() -> None:
    assert spoken("Hello.", "en-US-NewcomerMultilingualNeural").duration_seconds > 0.2
