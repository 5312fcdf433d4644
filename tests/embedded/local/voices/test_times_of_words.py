"""When each word is spoken, by what a voice knows of it."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

import numpy as np
import pytest

from voicelab.embedded.local.voices.local_voice import LocalVoice, SpokenPhrase
from voicelab.embedded.local.voices.synthesis import LocalSynthesis

RATE = LocalSynthesis.sample_rate_hz
QUIET, LOUD = np.zeros(RATE // 2, np.float32), np.full(RATE, 0.5, np.float32)


class HalfSecondAround:
    """A voice that speaks a second of anything, half a second of silence around it; its clock counts all."""

    longest = 120
    level = 1.0

    def speak(self, text: str, manner: LocalVoice) -> Iterator[SpokenPhrase]:
        yield SpokenPhrase(
            np.concatenate([QUIET, LOUD, QUIET]), ((0, 0.0), (len(text) - 1, 1.5), (len(text), 2.0))
        )


class Synthesis(LocalSynthesis):
    """The local voices, all of them that one."""

    def _speaker(self, manner: LocalVoice) -> HalfSecondAround:
        return HalfSecondAround()


def times_of(text: str) -> tuple[list[tuple[int, float]], float]:
    """Return the places of a text with their times, and how long it is, in seconds."""
    times: list[tuple[int, float]] = []
    pieces = Synthesis().synthesize(
        text, voice="de-DE-KatjaNeural", rate=1.0, pitch=1.0, on_times=times.extend
    )
    return times, sum(map(len, pieces)) / RATE


def test_times_lie_within_the_sound_of_their_sentence() -> None:
    times, seconds = times_of("Ja. Ja.")
    assert seconds == pytest.approx(2 * (1.0 + 0.04 + 0.28), abs=0.001)
    assert [place for place, _ in times] == [0, 2, 3, 4, 6, 7]
    half = seconds / 2
    expected = [0.0, 1.04, half, half, half + 1.04, seconds]
    assert [time for _, time in times] == pytest.approx(expected, abs=0.001)


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_places_are_those_of_the_text_in_whatever_form_it_is(form: str) -> None:
    text = unicodedata.normalize(form, "Schöne Grüße. Très élégant. Ｈｉ ½. 하나.")  # type: ignore[arg-type]
    times, _ = times_of(text)
    assert [text[place] for place, _ in times[::3]] == [sentence[0] for sentence in text.split(". ")]
