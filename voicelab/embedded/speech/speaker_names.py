"""Speaker names: who of several people said something, as Azure's conversation transcription names them."""

from __future__ import annotations

import threading
from collections import OrderedDict

import numpy as np
from numpy.typing import NDArray

from voicelab.embedded.engines import SpeakerEngine, Transcript
from voicelab.embedded.host import Host
from voicelab.embedded.speech.pcm import ENGINE_RATE_HZ

__all__ = ["_UNKNOWN", "GuestBook", "Guests", "SpokenSound"]

_UNKNOWN = "Unknown"
"""The name while nobody can tell, such as that of a hypothesis."""

_KEPT_SECONDS = 60.0
_NEW_GUEST_SECONDS = 0.6
"""Speech from which a new guest is told; less is given to the guest that it is most like."""
_MOST_CONVERSATIONS = 64


class SpokenSound:
    """The last minute of a stream, for the sound of what was said in it."""

    def __init__(self) -> None:
        self._pieces: list[NDArray[np.int16]] = []
        self._length = 0
        self._dropped = 0

    def add(self, samples: NDArray[np.int16]) -> None:
        """Take the next samples, 16 kHz."""
        self._pieces.append(samples)
        self._length += len(samples)
        while self._length - len(self._pieces[0]) > _KEPT_SECONDS * ENGINE_RATE_HZ:
            self._length -= len(self._pieces[0])
            self._dropped += len(self._pieces.pop(0))

    def of(self, transcript: Transcript) -> NDArray[np.int16]:
        """Return the sound of a transcript, so far as it is kept."""
        whole = np.concatenate(self._pieces) if self._pieces else np.zeros(0, np.int16)
        self._pieces = [whole] if len(whole) else []
        begin, end = (
            max(0, round(seconds * ENGINE_RATE_HZ) - self._dropped)
            for seconds in (transcript.start_seconds, transcript.end_seconds)
        )
        return whole[begin:end]


class Guests:
    """The people of one conversation, in the order in which they first spoke.

    Parameters
    ----------
    most
        How many there are at most; `None` if that is not known.
    """

    def __init__(self, most: int | None = None) -> None:
        self._most = most
        self._sums: list[NDArray[np.float32]] = []
        self._lock = threading.Lock()

    def number(self, engine: SpeakerEngine, samples: NDArray[np.int16]) -> int | None:
        """Return the number, from 1, of who speaks in some sound; `None` if nobody can tell. Blocks."""
        heard = engine.voiceprint(samples)
        if heard is None:
            return None
        with self._lock:
            likeness = [float(heard @ total / np.linalg.norm(total)) for total in self._sums]
            best = int(np.argmax(likeness)) if likeness else None
            full = self._most is not None and len(self._sums) >= self._most
            brief = len(samples) < _NEW_GUEST_SECONDS * ENGINE_RATE_HZ
            if best is not None and (likeness[best] >= engine.same_above or full or brief):
                if likeness[best] >= engine.same_above:
                    self._sums[best] = self._sums[best] + heard
                return best + 1
            if brief:
                return None
            self._sums.append(heard)
            return len(self._sums)


class GuestBook:
    """The guests of a server's conversations, so that a client that connects anew finds them again."""

    def __init__(self) -> None:
        self._guests: OrderedDict[str, Guests] = OrderedDict()

    def of(self, conversation: str) -> Guests:
        """Return the guests of a conversation by its name; the eldest conversations are forgotten."""
        guests = self._guests.pop(conversation, None) or Guests()
        self._guests[conversation] = guests
        while len(self._guests) > _MOST_CONVERSATIONS:
            self._guests.popitem(last=False)
        return guests


class SpeakerNames:
    """Names the speakers of one stream."""

    def __init__(self, host: Host, engine: SpeakerEngine | None, guests: Guests) -> None:
        self._host = host
        self._engine = engine
        self._guests = guests
        self._sound = SpokenSound()

    def hear(self, samples: NDArray[np.int16]) -> None:
        """Take the next samples, 16 kHz."""
        self._sound.add(samples)

    async def number(self, transcript: Transcript) -> int | None:
        """Return the number, from 1, of who said something; `None` if nobody can tell."""
        if self._engine is None or not transcript.text.strip():
            return None
        return await self._host.call(self._guests.number, self._engine, self._sound.of(transcript))

    async def name(self, transcript: Transcript) -> str:
        """Return Azure's name for who said something, such as ``Guest-1``; a hypothesis is nobody's yet."""
        number = await self.number(transcript) if transcript.final else None
        return _UNKNOWN if number is None else f"Guest-{number}"
