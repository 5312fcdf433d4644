"""WAV streams that come in pieces, and PCM that goes out."""

from __future__ import annotations

import io
import struct
import wave

import av
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from voicelab.audio.clip import Audio
from voicelab.embedded.speech.framing import ProtocolError
from voicelab.embedded.speech.pcm import PcmDecoder, PcmEncoder, wav_header
from voicelab.testing import tone


def decoded(data: bytes, sizes: list[int]) -> Audio:
    decoder, samples, position = PcmDecoder(), [], 0
    for size in sizes:
        samples.append(decoder.decode(data[position : position + size]))
        position += size
    samples += [decoder.decode(data[position:]), decoder.finish()]
    return Audio(np.concatenate(samples), 16_000)


@given(st.lists(st.integers(1, 500), max_size=30))
@settings(max_examples=50, deadline=None)
def test_pieces_of_any_size_give_the_same_samples(sizes: list[int]) -> None:
    sound = tone(0.1)
    assert decoded(sound.to_wav(), sizes) == sound


@pytest.mark.parametrize("rate", [8_000, 11_025, 24_000, 48_000])
@pytest.mark.parametrize("pieces", [[], [44, 777, 3_001]])
def test_other_rates_are_resampled_as_a_whole(rate: int, pieces: list[int]) -> None:
    sound = tone(0.5, sample_rate_hz=rate)
    result = decoded(sound.to_wav(), pieces)
    assert result.duration_seconds == pytest.approx(0.5, abs=0.005)
    assert result.rms_dbfs == pytest.approx(sound.rms_dbfs, abs=0.5)


def test_channels_are_averaged() -> None:
    left = tone(0.1)
    both = np.stack([left.samples, np.zeros_like(left.samples)], axis=1)
    buffer = io.BytesIO()
    with wave.open(buffer, "wb") as wav:
        wav.setnchannels(2)
        wav.setsampwidth(2)
        wav.setframerate(16_000)
        wav.writeframes(both.tobytes())
    result = decoded(buffer.getvalue(), [101])
    assert result.rms_dbfs == pytest.approx(left.rms_dbfs - 6.02, abs=0.1)


def test_bare_samples_are_taken_as_they_are() -> None:
    sound = tone(0.1)
    assert decoded(sound.to_pcm(), [3, 5]) == sound


def test_other_chunks_in_the_header_are_passed_over() -> None:
    sound = tone(0.1)
    plain = sound.to_wav()
    data = plain[:12] + b"LIST" + struct.pack("<I", 3) + b"abc\0" + plain[12:]
    assert decoded(data, [13, 8]) == sound


ENCODINGS = {
    "pcm_alaw": 30.0, "pcm_mulaw": 30.0, "pcm_u8": 25.0, "pcm_s24le": 60.0, "pcm_s32le": 60.0,
    "pcm_f32le": 60.0,
}  # fmt: skip
"""FFmpeg's names, and how many dB of noise below the sound they leave at least."""


def as_wav(sound: Audio, codec: str, channels: int = 1) -> bytes:
    """Return a WAV file that FFmpeg writes; it is one of the extensible kind where that is usual."""
    file = io.BytesIO()
    with av.open(file, "w", format="wav") as container:
        stream = container.add_stream(codec, rate=sound.sample_rate_hz)
        assert isinstance(stream, av.AudioStream)
        stream.codec_context.layout = "mono" if channels == 1 else "stereo"
        layout = stream.codec_context.layout.name
        samples = np.repeat(sound.samples, channels)[np.newaxis]
        frame = av.AudioFrame.from_ndarray(samples, format="s16", layout=layout)
        frame.sample_rate = sound.sample_rate_hz
        container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return file.getvalue()


@pytest.mark.parametrize("codec", ENCODINGS)
@pytest.mark.parametrize("channels", [1, 2])
def test_other_encodings_are_read_as_the_same_sound(codec: str, channels: int) -> None:
    sound = tone(0.2)
    read = decoded(as_wav(sound, codec, channels), [50, 1_001])
    difference = read.samples.astype(np.float64) - sound.samples
    assert len(difference) == len(sound.samples)
    below = 10 * np.log10(np.mean(sound.samples.astype(np.float64) ** 2) / max(np.mean(difference**2), 0.1))
    assert below > ENCODINGS[codec]


@pytest.mark.parametrize("kind", [6, 7])
def test_telephone_sound_at_its_own_rate_is_resampled(kind: int) -> None:
    sound = tone(0.5, sample_rate_hz=8_000)
    read = decoded(as_wav(sound, "pcm_alaw" if kind == 6 else "pcm_mulaw"), [])
    assert read.duration_seconds == pytest.approx(0.5, abs=0.005)
    assert read.rms_dbfs == pytest.approx(sound.rms_dbfs, abs=0.5)


def test_floats_that_are_no_numbers_are_silence_and_loud_ones_are_clipped() -> None:
    head = bytearray(wav_header(16_000))
    struct.pack_into("<H", head, 20, 3)
    struct.pack_into("<H", head, 34, 32)
    values = np.array([np.nan, np.inf, -np.inf, 1e30, 0.5], "<f4").tobytes()
    assert decoded(bytes(head) + values, []).samples.tolist() == [0, 32_767, -32_767, 32_767, 16_383]


@pytest.mark.parametrize(("kind", "bits"), [(2, 4), (0x11, 4), (1, 12), (3, 64), (0x55, 16)])
def test_encodings_that_are_not_known_are_refused_by_name(kind: int, bits: int) -> None:
    header = bytearray(wav_header(16_000))
    struct.pack_into("<H", header, 20, kind)
    struct.pack_into("<H", header, 34, bits)
    with pytest.raises(ProtocolError, match=f"format {kind} of {bits} bits"):
        PcmDecoder().decode(bytes(header))


@pytest.mark.parametrize("rate", [8_000, 16_000, 22_050, 24_000, 44_100, 48_000])
def test_a_voice_is_given_at_the_rate_that_was_asked_for(rate: int) -> None:
    voice = tone(1.0, sample_rate_hz=24_000)
    encoder = PcmEncoder(24_000, rate)
    pieces = [encoder.encode(piece) for piece in np.array_split(voice.samples, 7)]
    result = Audio.from_pcm(b"".join([*pieces, encoder.encode(np.zeros(0, np.int16), last=True)]), rate)
    assert len(result.samples) == pytest.approx(rate, abs=2)
    assert result.rms_dbfs == pytest.approx(voice.rms_dbfs, abs=0.3)


def test_a_header_of_known_length_makes_a_wav_file() -> None:
    sound = tone(0.1, sample_rate_hz=24_000)
    assert Audio.from_wav(wav_header(24_000, len(sound.to_pcm())) + sound.to_pcm()) == sound


def test_a_header_without_end_is_refused() -> None:
    decoder = PcmDecoder()
    assert not len(decoder.decode(b"RIFF\xff\xff\xff\x7fWAVEJUNK\xff\xff\xff\x7f" + bytes(60_000)))
    with pytest.raises(ProtocolError, match="does not begin within 64 kB"):
        decoder.decode(bytes(10_000))
