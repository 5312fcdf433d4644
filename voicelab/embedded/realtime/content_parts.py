"""Content parts: the texts, sounds and pictures that a message is made of, and how a spoken one is cut."""

from __future__ import annotations

import asyncio
import base64
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from voicelab.embedded.completion.invalid_request import InvalidRequestError
from voicelab.embedded.engines import Transcript
from voicelab.embedded.realtime.dialects import Dialect
from voicelab.errors import VoicelabError

__all__ = ["ContentPart", "HeardSpeech", "PartKind", "WordTime"]

_CHARACTERS_A_SECOND = 15.0
"""About as many are spoken."""

PartKind = Literal["text", "audio", "image"]


@dataclass(frozen=True, slots=True)
class WordTime:
    """When a word of a part is spoken."""

    end: int
    """Where in the text it ends, in characters."""
    start_seconds: float
    """From the beginning of the part's sound."""
    end_seconds: float


@dataclass(frozen=True, slots=True)
class HeardSpeech:
    """What was recognised of a user's message."""

    transcripts: Sequence[Transcript] = ()
    error: VoicelabError | None = None

    @property
    def text(self) -> str:
        """The words."""
        return " ".join(filter(None, (transcript.text.strip() for transcript in self.transcripts)))


@dataclass(slots=True, eq=False)
class ContentPart:
    """One part of a message."""

    kind: PartKind
    text: str = ""
    """What is written, or what is said."""
    audio: bytearray = field(default_factory=bytearray)
    """As it was on the wire."""
    seconds: float = 0.0
    """How long the sound is."""
    image_url: str = ""
    is_transcribed: bool = True
    """Whether clients see what is said; of what users say only where it is transcribed for them."""
    words: list[WordTime] = field(default_factory=list)
    """When its words are spoken, as far as that is known."""
    heard: asyncio.Future[HeardSpeech] | None = None
    """What a user says in it, once that is recognised."""
    is_whole: bool = False
    """Whether the sound is that of the whole text; the text runs ahead while it is being spoken."""
    _is_cut: bool = False

    def add_text(self, text: str) -> None:
        """Go on with what is written or said."""
        if not self._is_cut:
            self.text += text

    def add_audio(self, audio: bytes, seconds: float) -> None:
        """Go on with the sound."""
        if not self._is_cut:
            self.audio += audio
            self.seconds += seconds

    def cut(self, end_ms: int) -> None:
        """Cut it to what was heard of it.

        Raises
        ------
        InvalidRequestError
            It is no longer than that already.
        """
        length_ms = round(1_000 * self.seconds)
        if end_ms > length_ms:
            raise InvalidRequestError(
                f"Audio content of {length_ms}ms is already shorter than {end_ms}ms", None
            )
        heard_seconds = end_ms / 1_000.0
        self.text = self.text[: self._place_at(heard_seconds)].rstrip()
        share = heard_seconds / self.seconds if self.seconds else 0.0
        self.audio = self.audio[: 2 * round(len(self.audio) * share / 2)]
        self.seconds = heard_seconds
        self._is_cut = True

    def _place_at(self, seconds: float) -> int:
        """Return how much of the text is spoken by a time; a word counts from its middle on.

        Behind the last word whose time is known, the rest is taken to be spoken evenly: all of it until the
        sound's end, where all sound is there.
        """
        if self.is_whole and seconds >= self.seconds:
            return len(self.text)
        middles = [(word.start_seconds + word.end_seconds) / 2.0 for word in self.words]
        known = bisect_right(middles, seconds)
        if known < len(self.words):
            return self.words[known - 1].end if known else 0
        last, began = (self.words[-1].end, self.words[-1].end_seconds) if self.words else (0, 0.0)
        left_seconds = self.seconds - began
        pace = _CHARACTERS_A_SECOND
        if self.is_whole and left_seconds > 0.0:
            pace = (len(self.text) - last) / left_seconds
        place = min(last + max(0, round(pace * (seconds - began))), len(self.text))
        within_word = place < len(self.text) and self.text[place - 1 : place + 1].isalnum()
        return max(last, self.text.rfind(" ", 0, place)) if within_word else place

    def to_wire(self, dialect: Dialect, role: str, *, with_audio: bool = False) -> dict[str, Any]:
        """Return it as a protocol writes it; its sound only where that is asked for."""
        of_assistant = role == "assistant"
        if self.kind == "text":
            return {"type": dialect.written_part if of_assistant else "input_text", "text": self.text}
        if self.kind == "image":
            return {"type": "input_image", "image_url": self.image_url}
        sound = {"audio": base64.b64encode(self.audio).decode()} if with_audio else {}
        transcript = self.text if of_assistant or self.is_transcribed else None
        kind = dialect.spoken_part if of_assistant else "input_audio"
        return {"type": kind, **sound, "transcript": transcript}
