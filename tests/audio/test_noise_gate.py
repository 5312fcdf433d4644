from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from voicelab import Audio
from voicelab.audio.noise_gate import NoiseGate
from voicelab.audio.sources import RecordedSource
from voicelab.conversation.session import Session
from voicelab.testing import ScriptedEngines, embedded_services, silence, speech


def chunks(audio: Audio) -> Iterator[bytes]:
    pcm = audio.to_pcm()
    return (pcm[at : at + 640] for at in range(0, len(pcm), 640))


def passed(audio: Audio, level_dbfs: float | None) -> Audio:
    gate = NoiseGate()
    return Audio.from_pcm(b"".join(gate.pass_on(chunk, level_dbfs) for chunk in chunks(audio)), 16_000)


def quiet(audio: Audio) -> Audio:
    return Audio((audio.samples // 20).astype(np.int16), audio.sample_rate_hz)


def test_without_a_level_everything_passes() -> None:
    assert passed(quiet(speech(seconds=1.0)), None) == quiet(speech(seconds=1.0))


def test_what_is_too_quiet_is_silence_of_the_same_length() -> None:
    assert passed(quiet(speech(seconds=1.0)), -35.0) == silence(seconds=1.0)


def test_speech_passes_and_its_soft_end_too() -> None:
    sound = speech(seconds=0.5) + quiet(speech(seconds=1.0))
    heard = passed(sound, -35.0)
    assert heard.samples[: round(0.8 * 16_000)].tolist() == sound.samples[: round(0.8 * 16_000)].tolist()
    assert not heard.samples[round(0.9 * 16_000) :].any()


def test_a_session_hears_only_what_is_loud_enough_and_logs_the_level() -> None:
    murmur = quiet(speech(seconds=0.6)) + silence(seconds=1.0)
    with (
        embedded_services(ScriptedEngines(transcripts=["Aloud."])) as embedded,
        Session(services=embedded.services, log=False, speech_level_dbfs=-35.0) as session,
    ):
        session.talk(RecordedSource(murmur + speech(seconds=0.6) + silence(seconds=1.0), pace=4.0))
        frame = session.log.df
    assert frame["transcript"].tolist() == ["Aloud."]
    assert frame["speech_level_dbfs"].tolist() == [-35.0]
