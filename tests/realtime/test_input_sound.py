"""The user's sound at the rate of a service: the same sound, whole, and hardly late."""

from __future__ import annotations

from voicelab.realtime.input_sound import InputSound
from voicelab.testing import speech

PIECE_BYTES = 640


def converted(sound: InputSound, pcm: bytes) -> list[bytes]:
    return [sound.convert(pcm[start : start + PIECE_BYTES]) for start in range(0, len(pcm), PIECE_BYTES)]


def test_a_rate_that_is_right_already_changes_nothing() -> None:
    pcm = speech(0.1).to_pcm()
    sound = InputSound(16_000)
    assert b"".join(converted(sound, pcm)) + sound.finish() == pcm


def test_sound_is_passed_on_within_3_ms() -> None:
    sound, given, got, behind = InputSound(24_000), 0, 0, list[float]()
    for piece in converted(sound, speech(1.0).to_pcm()):
        given, got = given + PIECE_BYTES // 2, got + len(piece) // 2
        behind.append(given / 16_000 - got / 24_000)
    assert max(behind) < 0.003


def test_an_end_begins_another_stream() -> None:
    sound, pcm = InputSound(24_000), speech(0.2).to_pcm()
    first = b"".join(converted(sound, pcm)) + sound.finish()
    second = b"".join(converted(sound, pcm)) + sound.finish()
    assert first == second
    assert sound.finish() == b""
