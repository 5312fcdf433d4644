"""Files of many channels that clients upload."""

from __future__ import annotations

import struct

import numpy as np
import pytest

from voicelab.embedded.speech.framing import ProtocolError
from voicelab.embedded.speech.sound_file import decoded_file


@pytest.mark.parametrize("channels", [1, 2, 6, 7, 8])
def test_each_channel_is_kept(channels: int) -> None:
    levels = np.arange(1, channels + 1, dtype="<i2") * 1_000
    sound = np.tile(levels, 1_600).tobytes()
    form = struct.pack("<4sIHHIIHH", b"fmt ", 16, 1, channels, 16_000, 32_000 * channels, 2 * channels, 16)
    body = b"WAVE" + form + b"data" + struct.pack("<I", len(sound)) + sound
    file = b"RIFF" + struct.pack("<I", len(body)) + body

    pieces = list(decoded_file(file, longest_seconds=10.0, split_channels=True))
    heard = np.concatenate(pieces, axis=1)
    assert heard.shape == (channels, 1_600)
    assert (heard == levels[:, np.newaxis]).all()


def test_a_big_endian_wav_file_is_refused_and_not_heard_as_noise() -> None:
    form = struct.pack(">4sIHHIIHH", b"fmt ", 16, 1, 1, 16_000, 32_000, 2, 16)
    body = b"WAVE" + form + b"data" + struct.pack(">I", 3_200) + bytes(3_200)
    with pytest.raises(ProtocolError, match="no sound that is known here"):
        list(decoded_file(b"RIFX" + struct.pack(">I", len(body)) + body, longest_seconds=10.0))


def test_a_coding_that_nobody_knows_is_refused() -> None:
    form = struct.pack("<4sIHHIIHH", b"fmt ", 16, 0x7777, 1, 16_000, 32_000, 2, 16)
    body = b"WAVE" + form + b"data" + struct.pack("<I", 3_200) + bytes(3_200)
    with pytest.raises(ProtocolError, match="no sound that is known here"):
        list(decoded_file(b"RIFF" + struct.pack("<I", len(body)) + body, longest_seconds=10.0))
