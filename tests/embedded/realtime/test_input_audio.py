"""Sound that is appended: as recognizers take it, and as it was."""

from __future__ import annotations

import numpy as np
import pytest

from voicelab.embedded.completion.invalid_request import InvalidRequestError
from voicelab.embedded.realtime.input_audio import InputBuffer, InputDecoder
from voicelab.embedded.realtime.wire_values import AudioFormat
from voicelab.testing import tone


@pytest.mark.parametrize("rate_hz", [8_000, 16_000, 24_000])
def test_pieces_of_any_length_are_one_stream(rate_hz: int) -> None:
    sound = tone(1.0, sample_rate_hz=rate_hz).to_pcm()
    decoder = InputDecoder(AudioFormat("pcm", rate_hz))
    pieces = [decoder.decode(sound[place : place + 333]) for place in range(0, len(sound), 333)]
    samples = np.concatenate([*pieces, decoder.finish()])
    assert len(samples) == pytest.approx(16_000, abs=20)
    spectrum = np.abs(np.fft.rfft(samples[:16_000]))
    assert int(spectrum.argmax()) == pytest.approx(440, abs=1)


def test_a_buffer_gives_what_lies_between_two_times() -> None:
    buffer = InputBuffer()
    buffer.form = AudioFormat("ulaw", 8_000)
    buffer.add(b"a" * 8_000 + b"b" * 8_000 + b"c" * 8_000)
    assert buffer.take(1.0, 2.0) == b"b" * 8_000
    assert (buffer.seconds, buffer.position_seconds) == (1.0, 3.0)
    buffer.keep_last(0.5)
    assert buffer.take(0.0, 10.0) == b"c" * 4_000
    with pytest.raises(InvalidRequestError, match=r"buffer only has 0\.00ms of audio"):
        buffer.check_commit()


def test_a_buffer_cuts_between_samples() -> None:
    buffer = InputBuffer()
    buffer.add(bytes(48_001))
    assert len(buffer.take(0.0, 0.50001)) % 2 == 0
