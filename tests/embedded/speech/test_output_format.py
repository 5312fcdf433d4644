"""Formats that sound goes out in, asked for by the real Speech SDK and read back by FFmpeg."""

from __future__ import annotations

import io

import av
import azure.cognitiveservices.speech as sdk
import numpy as np
import pytest

from tests.embedded.clients import synthesizer
from voicelab.audio.clip import Audio
from voicelab.testing import EmbeddedServices

FORMATS = sdk.SpeechSynthesisOutputFormat
NAMES = sorted(name for name in dir(FORMATS) if name[0] != "_" and "Pcm" not in name)
WITHOUT_ENCODER = [name for name in NAMES if any(word in name for word in ("Siren", "TrueSilk", "Amr"))]
TEXT = "Hello you there, all of you."
SECONDS = 0.06 * len(TEXT)
TONE_HZ = 220.0


def spoken_as(scripted: EmbeddedServices, name: str) -> bytes:
    with synthesizer(
        scripted.services, voice="en-US-JennyNeural", output_format=getattr(FORMATS, name)
    ) as client:
        result = client.text(TEXT)
        assert result.reason == sdk.ResultReason.SynthesizingAudioCompleted, result.cancellation_details
        assert result.audio_duration.total_seconds() == pytest.approx(SECONDS, abs=0.1)
        return bytes(result.audio_data)


def read_back(data: bytes, name: str) -> Audio:
    bare = {"Raw8Khz8BitMonoMULaw": "mulaw", "Raw8Khz8BitMonoALaw": "alaw", "G72216Khz64Kbps": "g722"}
    options = {"sample_rate": "8000"} if name.startswith("Raw8") else {}
    pieces = []
    with av.open(io.BytesIO(data), format=bare.get(name), options=options) as container:
        resampler = av.AudioResampler("s16", "mono", 16_000)
        for frame in container.decode(audio=0):
            pieces += [piece.to_ndarray()[0] for piece in resampler.resample(frame)]
    return Audio(np.concatenate(pieces).astype(np.int16), 16_000)


def pitch_hz(sound: Audio) -> float:
    spectrum = np.abs(np.fft.rfft(sound.samples))
    return float(np.argmax(spectrum) * sound.sample_rate_hz / len(sound.samples))


@pytest.mark.parametrize("name", [n for n in NAMES if n not in WITHOUT_ENCODER and "KbpsMonoOpus" not in n])
def test_every_format_with_an_encoder_holds_the_voice_that_spoke(
    scripted: EmbeddedServices, name: str
) -> None:
    sound = read_back(spoken_as(scripted, name), name)
    assert sound.duration_seconds == pytest.approx(SECONDS, abs=0.15)
    assert pitch_hz(sound) == pytest.approx(TONE_HZ, abs=5)
    assert sound.rms_dbfs > -25


@pytest.mark.parametrize(
    ("name", "packet_bytes"),
    [("Audio16Khz16Bit32KbpsMonoOpus", 80), ("Audio24Khz16Bit48KbpsMonoOpus", 120),
     ("Audio24Khz16Bit24KbpsMonoOpus", 60)],
)  # fmt: skip
def test_opus_without_a_container_comes_in_packets_of_20_ms_and_one_size(
    scripted: EmbeddedServices, name: str, packet_bytes: int
) -> None:
    data = spoken_as(scripted, name)
    assert len(data) == pytest.approx(SECONDS / 0.02 * packet_bytes, abs=2 * packet_bytes)
    decoder = av.CodecContext.create("libopus", "r")
    assert isinstance(decoder, av.AudioCodecContext)
    decoder.sample_rate, decoder.layout = 48_000, "mono"
    packets = [data[place : place + packet_bytes] for place in range(0, len(data), packet_bytes)]
    frames = [frame.to_ndarray() for packet in packets for frame in decoder.decode(av.Packet(packet))]
    samples = np.concatenate(frames, axis=1)[0]
    if samples.dtype != np.int16:
        samples = (samples * 32_767).astype(np.int16)
    assert pitch_hz(Audio(samples, 48_000)) == pytest.approx(TONE_HZ, abs=5)


@pytest.mark.parametrize("name", WITHOUT_ENCODER)
def test_a_format_without_an_encoder_is_refused_by_its_name(scripted: EmbeddedServices, name: str) -> None:
    with synthesizer(scripted.services, output_format=getattr(FORMATS, name)) as client:
        details = client.text("Hello.").cancellation_details
    assert details.error_code == sdk.CancellationErrorCode.BadRequest
    assert "there is no encoder for it here" in details.error_details


def test_sound_comes_while_it_is_made_not_at_the_end(scripted: EmbeddedServices) -> None:
    mp3 = FORMATS.Audio24Khz48KBitRateMonoMp3
    with synthesizer(scripted.services, output_format=mp3) as client:
        client.text("It takes a while to say this. " * 4)
    assert len(client.chunks) > 10
