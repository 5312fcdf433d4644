"""Input audio: the sound that a client appends, as the recognizers take it, and as it was for its item."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from voicelab.audio.stream_resampler import StreamResampler
from voicelab.audio.wav_files import A_LAW, LAWS, MU_LAW
from voicelab.embedded.completion.invalid_request import InvalidRequestError
from voicelab.embedded.realtime.wire_values import AudioFormat
from voicelab.embedded.speech.pcm import ENGINE_RATE_HZ

__all__ = ["InputBuffer", "InputDecoder"]

_SHORTEST_SECONDS = 0.1
_LAWS = {"ulaw": MU_LAW, "alaw": A_LAW}


class InputDecoder:
    """Turns the bytes of a stream into samples for a recognizer, as they come."""

    def __init__(self, form: AudioFormat) -> None:
        self._form = form
        self._rest = b""
        self._resampler: StreamResampler | None = None
        if form.sample_rate_hz != ENGINE_RATE_HZ:
            self._resampler = StreamResampler(form.sample_rate_hz, ENGINE_RATE_HZ)

    def decode(self, data: bytes) -> NDArray[np.int16]:
        """Return the samples (shape (n,), 16 kHz) that have become known."""
        samples = self._samples(data)
        return samples if self._resampler is None else self._resampler.convert(samples)

    def finish(self) -> NDArray[np.int16]:
        """Return what the resampler still held."""
        return np.zeros(0, np.int16) if self._resampler is None else self._resampler.finish()

    def _samples(self, data: bytes) -> NDArray[np.int16]:
        if self._form.coding in _LAWS:
            return LAWS[_LAWS[self._form.coding]][np.frombuffer(data, np.uint8)]
        data = self._rest + data
        usable = len(data) - len(data) % 2
        self._rest = data[usable:]
        return np.frombuffer(data[:usable], "<i2").astype(np.int16, copy=False)


class InputBuffer:
    """What was appended and belongs to no item yet; times count from the first sound of the session."""

    def __init__(self) -> None:
        self.form = AudioFormat()
        self.position_seconds = 0.0
        """Where the sound that came last ends."""
        self._audio = bytearray()

    @property
    def seconds(self) -> float:
        """How much there is."""
        return len(self._audio) / self.form.bytes_per_second

    def add(self, audio: bytes) -> None:
        """Append sound."""
        self._audio += audio
        self.position_seconds += len(audio) / self.form.bytes_per_second

    def check_commit(self) -> None:
        """Check that there is enough for an item.

        Raises
        ------
        InvalidRequestError
            There is not.
        """
        if self.seconds < _SHORTEST_SECONDS:
            raise InvalidRequestError(
                "Error committing input audio buffer: buffer too small. Expected at least 100ms of audio, "
                f"but buffer only has {1_000 * self.seconds:.2f}ms of audio.",
                None,
                "input_audio_buffer_commit_empty",
            )

    def take(self, start_seconds: float, end_seconds: float) -> bytes:
        """Return the sound between two times, as far as it is there, and drop it and what is ahead of it."""
        start, end = self._place(start_seconds), self._place(end_seconds)
        taken = bytes(self._audio[start:end])
        del self._audio[:end]
        return taken

    def keep_last(self, seconds: float) -> None:
        """Drop all but the last of the sound."""
        del self._audio[: self._place(self.position_seconds - seconds)]

    def clear(self) -> None:
        """Drop all."""
        self._audio.clear()

    def _place(self, seconds: float) -> int:
        """Return where a time is, in bytes of whole samples."""
        behind = (self.position_seconds - seconds) * self.form.bytes_per_second
        place = min(max(len(self._audio) - round(behind), 0), len(self._audio))
        return place - place % 2 if self.form.coding == "pcm" else place
