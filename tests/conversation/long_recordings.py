"""Long sound is asked, talked about or compared in a process of its own, which tells what came of it."""

from __future__ import annotations

import json
import resource
import sys
from pathlib import Path
from typing import Any

import av
import numpy as np

import voicelab as vl
from voicelab.audio.clip import Audio
from voicelab.testing import ScriptedEngines, embedded_services

RATE = 16_000
_LOWEST = 2_000


def utterance(number: int) -> np.ndarray[Any, np.dtype[np.int16]]:
    """Return half a second of sound that is loud by its number."""
    return np.tile(np.array([1, -1], np.int16) * np.int16(_LOWEST + 50 * number), RATE // 4)


def number_of(sound: Audio) -> str:
    """Return which utterance a sound is."""
    level = int(np.abs(sound.samples.astype(int)).max())
    return f"Number {(level - _LOWEST) // 50}."


def write_sound(path: Path, minutes: int) -> None:
    """Write an utterance a minute, each at another place in it, into a file of the kind that it is named."""
    with av.open(path, "w") as output:
        codec = "flac" if path.suffix == ".flac" else "pcm_s16le"
        stream = output.add_stream(codec, rate=RATE, layout="mono")
        for number in range(minutes):
            minute = np.zeros((1, 60 * RATE), np.int16)
            start = number * 37 % 58 * RATE
            minute[0, start : start + RATE // 2] = utterance(number)
            frame = av.AudioFrame.from_ndarray(minute, format="s16", layout="mono")
            frame.sample_rate, frame.pts = RATE, number * 60 * RATE
            output.mux(stream.encode(frame))
        output.mux(stream.encode(None))


def run(path: Path, log: Path, what: str) -> dict[str, Any]:
    """Use a recording, and return what was heard and by how much memory grew, in MB."""
    script = ScriptedEngines(transcripts=number_of, hypothesis_seconds=None, reply="Yes.")
    with embedded_services(script) as embedded:
        options: dict[str, Any] = {"services": embedded.services, "initial_silence_seconds": 30.0}
        _use(what, Audio(utterance(1), RATE), log.with_name("first.sqlite"), options)
        before, sent = _peak_mb(), embedded.request_log.audio_samples
        heard = _use(what, path, log, options)
        return {
            "heard": heard,
            "grown_mb": _peak_mb() - before,
            "sent_samples": embedded.request_log.audio_samples - sent,
        }


def _use(what: str, recording: Path | Audio, log: Path, options: dict[str, Any]) -> list[str]:
    if what == "compare":
        return list(vl.compare(recording, log=log, max_tokens=[16], quiet=True, **options).df["transcript"])
    with vl.Session(log=log, **options) as session:
        if what == "ask":
            session.ask(recording)
        else:
            session.talk([recording])
        return [exchange.transcript for exchange in session.log.exchanges()]


def _peak_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (
        1 << 20 if sys.platform == "darwin" else 1 << 10
    )


if __name__ == "__main__":
    sys.stdout.write(json.dumps(run(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3])))
