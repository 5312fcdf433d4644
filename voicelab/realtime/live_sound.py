"""LiveSound: what was fed over a connection, and which parts of it became what the user said."""

from __future__ import annotations

import math
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from voicelab.audio.clip import Audio
from voicelab.audio.loud_passages import LoudPassages
from voicelab.audio.sources import CHUNK_SECONDS
from voicelab.realtime.heard_speech import SpeechCommitted
from voicelab.recognition.arrivals import NoMatch
from voicelab.recognition.fed_audio import PADDING_SECONDS, FedAudio

if TYPE_CHECKING:
    from voicelab.audio.live_chunks import TurnMark
    from voicelab.realtime.input_item import InputItem

__all__ = ["LiveSound", "Span"]

_WORD_SECONDS = 0.1
"""What is loud for less holds no word, and is less than the services make an item of."""
_GIVEN_AGAIN_SECONDS = 30.0
"""How much is given again at most where nobody speaks, so far as is known: a connection that is lost may be
found to be so late."""


@dataclass(slots=True, kw_only=True)
class Span:
    """A part of what was fed, in seconds of all, while it is no item yet."""

    start_seconds: float
    end_seconds: float | None = None
    """`None` while it goes on."""
    marks: tuple[TurnMark, ...] = ()
    """Where the source marked its beginning, and its end."""


class LiveSound:
    """Keeps what was fed until it is an item, and knows where speech begins and ends in it."""

    def __init__(self) -> None:
        self._fed = FedAudio()
        self._loud = LoudPassages()
        self._items_until = 0.0

    @property
    def items_until(self) -> float:
        """Where that ends which is an item, or is to be none, in seconds."""
        return self._items_until

    @property
    def fed_seconds(self) -> float:
        """All that was fed, in seconds."""
        return self._fed.fed_seconds

    @property
    def loud_until(self) -> float:
        """Where the last ends of what is loud, in seconds."""
        return self._loud.ended(math.inf) or 0.0

    @property
    def is_loud(self) -> bool:
        """Whether somebody may speak at the end of what was fed."""
        return self.loud_until > self.fed_seconds - CHUNK_SECONDS / 2

    def feed(self, pcm: bytes) -> None:
        """Follow the next sound, 16-bit mono PCM at 16 kHz."""
        self._fed.add(pcm)
        self._loud.feed(pcm)

    def place(self, seconds: float) -> float:
        """Return the place nearest to one that a service named, of what is no item yet."""
        return min(max(seconds, self._items_until), self.fed_seconds)

    def has_words(self, span: Span) -> bool:
        """Whether somebody may speak in a part."""
        end = self._end(span)
        return self._loud.seconds(span.start_seconds, end) >= _WORD_SECONDS

    def pass_over(self, span: Span) -> None:
        """Note that a part, and all ahead of it, is not to be heard any more."""
        end = self._end(span)
        self._items_until = max(self._items_until, end)
        self._fed.pass_over(self._items_until)

    def forget_silence(self) -> None:
        """Keep no more of what seems to be nobody's speech than may have to be given again."""
        self._fed.pass_over(self.fed_seconds - _GIVEN_AGAIN_SECONDS)

    def committed(self, item: InputItem, span: Span) -> SpeechCommitted:
        """Return what is said in a part that became an item."""
        now = time.monotonic()
        end = self._end(span)
        began = self._loud.began(span.start_seconds)
        began = span.start_seconds if began is None else min(began, end)
        ended = self._loud.ended(end)
        ended = end if ended is None or ended <= began else ended
        began_at = self._fed.fed_at(began, now)
        audio, ended_at, _ = self._fed.answer(began, ended, now)
        self.pass_over(span)
        released_at = next((mark.made_at for mark in span.marks if not mark.begins), None)
        return SpeechCommitted(
            item=item,
            audio=audio,
            began_at=began_at,
            ended_at=ended_at if released_at is None else max(ended_at, released_at),
            committed_at=now,
            item_seconds=end - span.start_seconds,
            is_marked=bool(span.marks),
        )

    def unheard(self, span: Span) -> NoMatch:
        """Return that nobody speaks in a part."""
        now, end = time.monotonic(), self._end(span)
        sound = self._fed.sound(span.start_seconds, end) or Audio.silence(0.0)
        return NoMatch("InitialSilenceTimeout", sound, now, now, end - span.start_seconds)

    def given_again(self, span: Span) -> list[bytes]:
        """Return what another connection must be given of a part, its marks included."""
        end = self._end(span)
        start = max(span.start_seconds, end - _GIVEN_AGAIN_SECONDS) if not span.marks else span.start_seconds
        loud = self._loud.began(start)
        begins = [mark for mark in span.marks if mark.begins]
        ends = [mark for mark in span.marks if not mark.begins]
        if loud is None or loud >= end:
            return [*begins, *ends]
        sound = self._fed.sound(max(start, loud - PADDING_SECONDS), end)
        return [*begins, sound.to_pcm() if sound is not None else self._fed.unrecognised_pcm(), *ends]

    def _end(self, span: Span) -> float:
        return self.fed_seconds if span.end_seconds is None else span.end_seconds
