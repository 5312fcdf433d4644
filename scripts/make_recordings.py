"""Make the recordings that come with voicelab: synthetic speech, noise and silence."""

from __future__ import annotations

import numpy as np

from voicelab.audio.clip import Audio
from voicelab.embedded.local.voices.synthesis import LocalSynthesis
from voicelab.recordings import recording, transcripts

VOICE = "en-US-AndrewMultilingualNeural"
RATE_HZ = 16_000
MARGIN_SECONDS = 0.3
LEVEL_DBFS = -22.0
NOISE_DBFS = -34.0
NOISE_SECONDS = 3.0


def speech(synthesis: LocalSynthesis, text: str) -> Audio:
    samples = np.concatenate(list(synthesis.synthesize(text, voice=VOICE, rate=1.0, pitch=1.0)))
    loud = np.flatnonzero(np.abs(samples.astype(np.int32)) > 40)
    spoken = Audio(samples[loud[0] : loud[-1] + 1], synthesis.sample_rate_hz).resample(RATE_HZ)
    margin = Audio.silence(MARGIN_SECONDS, RATE_HZ)
    return margin + at_level(spoken, LEVEL_DBFS) + margin


def noise() -> Audio:
    random = np.random.default_rng(7)
    length = round(NOISE_SECONDS * RATE_HZ)
    spectrum = np.fft.rfft(random.standard_normal(length))
    pink = np.fft.irfft(spectrum / np.sqrt(np.maximum(np.arange(len(spectrum)), 20.0)), length)
    hum = 0.3 * np.std(pink) * np.sin(2.0 * np.pi * 50.0 * np.arange(length) / RATE_HZ)
    clicks = np.zeros(length)
    for place in random.integers(0, length - 80, 6):
        clicks[place : place + 80] = 8.0 * np.std(pink) * random.standard_normal(80)
    sound = pink + hum + clicks
    return at_level(Audio.from_array(sound / np.max(np.abs(sound)), RATE_HZ), NOISE_DBFS)


def at_level(audio: Audio, level_dbfs: float) -> Audio:
    factor = 10.0 ** ((level_dbfs - audio.rms_dbfs) / 20.0)
    return Audio.from_array(audio.samples / 32_768.0 * factor, audio.sample_rate_hz)


def main() -> None:
    synthesis = LocalSynthesis()
    for name, text in transcripts.items():
        if text:
            made = speech(synthesis, text)
        else:
            made = noise() if name == "noise" else Audio.silence(2.0, RATE_HZ)
        made.to_wav(recording(name))
        print(f"{name:10}{made.duration_seconds:5.2f} s  {text}")


if __name__ == "__main__":
    main()
