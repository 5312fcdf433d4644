"""How stimuli sound: equally loud, and anchors worse."""

from __future__ import annotations

import pytest

from tests.conditions.spectra import band_db
from voicelab.audio.clip import Audio
from voicelab.audio.loudness import integrated_loudness
from voicelab.comparison.listening.anchors import ANCHORS, equally_loud, stimulus_sound
from voicelab.comparison.listening.trials import Stimulus
from voicelab.recordings import recording

SPEECH = Audio.from_file(recording("capital"))
QUIET = Audio((SPEECH.samples // 8).astype("int16"), SPEECH.sample_rate_hz)


@pytest.mark.parametrize("kind", ["reply", "reference", *ANCHORS])
def test_all_stimuli_are_equally_loud(kind: str) -> None:
    for audio in (SPEECH, QUIET):
        heard = stimulus_sound(Stimulus(("s", 1), kind), lambda _, audio=audio: audio)  # type: ignore[misc]
        assert heard is not None
        loudness = integrated_loudness(heard)
        assert loudness == pytest.approx(-26.0, abs=0.3)


def test_silence_stays_silent_and_a_sound_too_short_for_the_standard_is_as_loud_as_any() -> None:
    assert equally_loud(Audio.silence(1.0)) == Audio.silence(1.0)
    short = equally_loud(Audio(SPEECH.samples[8_000:12_000], SPEECH.sample_rate_hz))
    assert short.rms_dbfs == pytest.approx(-26.0, abs=0.1)


def test_a_low_anchor_has_no_high_frequencies() -> None:
    def high_db(audio: Audio) -> float:
        return band_db(audio, 4_200.0, 8_000.0) - band_db(audio, 300.0, 3_000.0)

    for anchor in ("low-pass", "narrow-band"):
        assert high_db(ANCHORS[anchor](SPEECH)) < high_db(SPEECH) - 25.0
    assert high_db(ANCHORS["noise"](SPEECH)) > high_db(SPEECH)


def test_a_reply_without_sound_makes_no_stimulus() -> None:
    assert stimulus_sound(Stimulus(("s", 1), "noise"), lambda _: None) is None
    assert stimulus_sound(Stimulus(("s", 1)), lambda _: Audio.silence(0.0)) is None
