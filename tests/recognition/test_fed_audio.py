from __future__ import annotations

import time

import numpy as np

from voicelab.audio.sources import SAMPLE_RATE_HZ
from voicelab.recognition.fed_audio import FedAudio


def sound(value: int, seconds: float) -> bytes:
    return np.full(round(seconds * SAMPLE_RATE_HZ), value, np.int16).tobytes()


def test_an_answer_has_its_own_sound_with_a_little_around_it() -> None:
    fed = FedAudio()
    for value in (1, 2, 3):
        fed.add(sound(value, 1.0))
    audio, ended_at, fed_seconds = fed.answer(1.0, 2.0, time.monotonic())
    assert audio.duration_seconds == 1.4
    assert fed_seconds == 3.0
    assert ended_at <= time.monotonic()
    assert fed.unanswered_seconds == 0.0


def test_what_was_not_recognised_yet_can_be_fed_again() -> None:
    fed = FedAudio()
    fed.add(sound(1, 1.0) + sound(2, 1.0))
    fed.answer(0.0, 1.5, time.monotonic())
    assert fed.unrecognised_pcm() == sound(2, 0.5)


def test_sound_of_any_length_may_be_fed_at_once() -> None:
    fed = FedAudio()
    fed.add(sound(1, 200.0))
    audio, _, fed_seconds = fed.answer(0.0, 199.5, time.monotonic())
    assert round(audio.duration_seconds, 1) == 199.7
    assert fed_seconds == 200.0


def test_sound_is_kept_until_it_is_answered() -> None:
    fed = FedAudio()
    fed.add(sound(1, 100.0))
    fed.add(sound(2, 60.0))
    audio, _, _ = fed.answer(0.0, 2.0, time.monotonic())
    assert round(audio.duration_seconds, 1) == 2.2


def test_sound_that_was_answered_long_ago_is_let_go() -> None:
    fed = FedAudio()
    for _ in range(5):
        fed.add(sound(1, 50.0))
        fed.answer(0.0, 50.0, time.monotonic())
    fed.answer(0.0, 240.0, time.monotonic())
    fed.add(sound(2, 1.0))
    audio, _, _ = fed.answer(0.0, 251.0, time.monotonic())
    assert 110.0 < audio.duration_seconds < 125.0


def test_speech_behind_the_last_answer_is_known() -> None:
    fed, known = FedAudio(), list[bool]()
    fed.add(sound(1, 1.0))
    known.append(fed.has_speech)
    fed.add(sound(1_000, 1.0) + sound(0, 60.0))
    known.append(fed.has_speech)
    fed.answer(1.0, 1.8, time.monotonic())  # the service finds the end a little early
    known.append(fed.has_speech)
    fed.add(sound(-1_000, 0.1))
    known.append(fed.has_speech)

    assert known == [False, True, False, True]


def test_the_beginning_of_speech_behind_a_silence_is_known() -> None:
    fed = FedAudio()
    fed.add(sound(0, 0.9) + sound(1_000, 0.3) + sound(0, 1.0))
    fed.answer(0.0, 1.0, time.monotonic(), has_words=False)

    assert fed.has_speech
    fed.answer(0.9, 1.1, time.monotonic())
    assert not fed.has_speech
