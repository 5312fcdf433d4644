"""FoundSpeech: which parts of live sound a service takes for what the user said."""

from __future__ import annotations

import contextlib
import logging
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from voicelab.realtime.events import (
    InputCommitted,
    InputNotTranscribed,
    InputTranscribed,
    RequestRefused,
    SpeechStarted,
    SpeechStopped,
)
from voicelab.realtime.heard_speech import SpeechDropped, SpeechOnset, SpeechPaused
from voicelab.realtime.live_sound import LiveSound, Span

if TYPE_CHECKING:
    from voicelab.audio.live_chunks import TurnMark
    from voicelab.realtime.events import InputEvent
    from voicelab.realtime.heard_speech import HeardSpeech
    from voicelab.realtime.input_item import InputItem
    from voicelab.recognition.arrivals import NoMatch

__all__ = ["FoundSpeech"]

_logger = logging.getLogger(__name__)

_ITEMS_KEPT = 256
"""Services that tell of an item twice do so soon."""
_NOTICED_SECONDS = 1.0
"""Within how much sound ahead of what was fed last there are words where somebody speaks, in seconds."""
_UNHEARD_SECONDS = 2.0
"""What was said at most that turn detection has not told of when the sound ends, in seconds."""


@dataclass(slots=True)
class _Speech:
    """What turn detection takes for an utterance that goes on, or is about to be committed."""

    item_id: str
    span: Span


class FoundSpeech:
    """Follows turn detection, and the marks of a talk key, through the sound that is fed.

    Services are believed no more than need be: what they say twice counts once, what they leave out is found
    in the sound.

    Parameters
    ----------
    item
        Returns an item of the connection by its identifier.
    before_seconds
        How much sound was given over the connection before, in seconds.
    """

    def __init__(self, item: Callable[[str], InputItem], *, before_seconds: float = 0.0) -> None:
        self._item = item
        self._before_seconds = before_seconds
        self._sound = LiveSound()
        self._speech: _Speech | None = None
        self._hold: Span | None = None
        self._commits: deque[Span] = deque()
        self._items: deque[str] = deque(maxlen=_ITEMS_KEPT)
        self._untranscribed: deque[str] = deque(maxlen=_ITEMS_KEPT)
        self._silent_from = self._fed_from_seconds = 0.0

    @property
    def is_held(self) -> bool:
        """Whether the source marked the beginning of a turn, and not its end."""
        return self._hold is not None

    @property
    def owes_commit(self) -> bool:
        """Whether the service is asked to make an item."""
        return bool(self._commits)

    @property
    def owes_item(self) -> bool:
        """Whether the service found the end of an utterance, and has not made an item of it."""
        return self._speech is not None and self._speech.span.end_seconds is not None

    @property
    def owes_transcript(self) -> bool:
        """Whether the transcript of an item is still to come."""
        return bool(self._untranscribed)

    @property
    def owes_end(self) -> bool:
        """Whether the service is to find the end of an utterance that goes on."""
        return self._speech is not None and not self.owes_item

    @property
    def is_loud(self) -> bool:
        """Whether such an utterance goes on in the sound that was fed last."""
        return self.owes_end and self._sound.is_loud

    @property
    def is_unnoticed(self) -> bool:
        """Whether somebody may speak in what was fed last, of which the service says nothing."""
        if self._speech is not None or self._hold is not None or self._commits:
            return False
        start = max(self._sound.items_until, self._fed_from_seconds - _NOTICED_SECONDS)
        return self._sound.loud_until > start and self._sound.has_words(Span(start_seconds=start))

    @property
    def unanswered(self) -> list[bytes]:
        """What another connection must be given if this one is lost, with the marks of the source."""
        rest = self._hold or Span(start_seconds=self._open_from)
        first, *others = *self._commits, rest
        if not first.marks:  # ahead of it may be what the service had no time to find, and nobody marked
            first = Span(start_seconds=self._sound.items_until, end_seconds=first.end_seconds)
        return [pcm for span in (first, *others) for pcm in self._sound.given_again(span)]

    def feed(self, pcm: bytes) -> None:
        """Follow the next sound, 16-bit mono PCM at 16 kHz."""
        self._fed_from_seconds = self._sound.fed_seconds
        self._sound.feed(pcm)
        if self._speech is None and self._hold is None and not self._commits:
            self._sound.forget_silence()
        else:
            self._silent_from = self._sound.fed_seconds

    def silence(self, seconds: float) -> NoMatch | None:
        """Return that nobody has spoken for so long, in seconds; then it counts anew."""
        start = max(self._silent_from, self._sound.items_until)
        if self._sound.fed_seconds - start < seconds:
            return None
        self._silent_from = self._sound.fed_seconds
        return self._sound.unheard(Span(start_seconds=start))

    def hold(self, mark: TurnMark) -> bool:
        """Begin a turn whose end is marked; returns whether it begins with what is being said already."""
        if self._hold is not None:
            return True
        goes_on = self.owes_end
        if self._speech is not None and goes_on:
            start, self._speech = self._speech.span.start_seconds, None
        else:
            start = self._sound.fed_seconds
            self._sound.pass_over(Span(start_seconds=start, end_seconds=start))
        self._hold = Span(start_seconds=start, marks=(mark,))
        return goes_on

    def release(self, mark: TurnMark) -> bool:
        """End it; returns whether anything was said in it, of which an item is to be made."""
        span, self._hold = self._hold, None
        if span is None:
            return False
        span.marks += (mark,)
        return self._is_commit_due(span)

    def end(self) -> bool:
        """End all, as no more sound comes; returns whether an item is to be made of the last of it."""
        if self._hold is not None:
            span, self._hold = self._hold, None
            return self._is_commit_due(span)
        if self.owes_item:
            return False
        latest = self._sound.fed_seconds - _UNHEARD_SECONDS
        start = self._open_from if self._speech is not None else max(self._open_from, latest)
        return self._is_commit_due(Span(start_seconds=start))

    def hear(self, event: InputEvent) -> list[HeardSpeech]:
        """Return what an event of the service's means.

        Raises
        ------
        VoicelabError
            The service refuses to listen.
        """
        if isinstance(event, SpeechStarted):
            return self._started(event)
        if isinstance(event, SpeechStopped):
            return self._stopped(event)
        if isinstance(event, InputCommitted):
            return self._committed(event.item_id)
        if isinstance(event, RequestRefused):
            return self._refused(event)
        if isinstance(event, InputTranscribed | InputNotTranscribed):
            with contextlib.suppress(ValueError):
                self._untranscribed.remove(event.item_id)
        return [event]

    def commit_overdue(self) -> bool:
        """Have an item made of an utterance of which the service makes none; returns whether there is one.

        Either it says then that there is nothing, or nothing comes over the connection any more.
        """
        if self._speech is None or not self.owes_item:
            return False
        self._commits.append(self._speech.span)
        self._speech = None
        return True

    @property
    def _open_from(self) -> float:
        """Where that begins which is no item, and is to be none yet."""
        if self._commits:
            return self._commits[-1].end_seconds or self._sound.fed_seconds
        return self._speech.span.start_seconds if self._speech is not None else self._sound.items_until

    def _place(self, seconds: float) -> float:
        return self._sound.place(seconds - self._before_seconds)

    def _is_commit_due(self, span: Span) -> bool:
        span.end_seconds = self._sound.fed_seconds
        is_due = self._sound.has_words(span)
        if is_due:
            self._commits.append(span)
        else:
            self._sound.pass_over(span)
        return is_due

    def _started(self, event: SpeechStarted) -> list[HeardSpeech]:
        is_known = event.item_id in self._items or (
            self._speech is not None and self._speech.item_id == event.item_id
        )
        if is_known or self._hold is not None:
            return []
        start = self._place(event.start_seconds)
        self._speech = _Speech(event.item_id, Span(start_seconds=start))
        return [SpeechOnset()]

    def _stopped(self, event: SpeechStopped) -> list[HeardSpeech]:
        if self._speech is None or self.owes_item:
            return []
        span = self._speech.span
        span.end_seconds = max(span.start_seconds, self._place(event.end_seconds))
        unplaced = Span(start_seconds=self._sound.items_until)
        if not self._sound.has_words(span) and self._sound.has_words(unplaced):
            # Some services count from the last item: what was said is all that was heard since.
            unplaced.end_seconds = self._sound.fed_seconds
            self._speech.span = unplaced
        return [SpeechPaused()]

    def _committed(self, item_id: str) -> list[HeardSpeech]:
        if item_id in self._items:
            return []
        self._items.append(item_id)
        span = self._span_of(item_id)
        if span is None:
            return [SpeechDropped()]
        self._untranscribed.append(item_id)
        committed = self._sound.committed(self._item(item_id), span)
        if self._hold is not None:
            self._hold.start_seconds = max(self._hold.start_seconds, self._sound.items_until)
        return [committed]

    def _span_of(self, item_id: str) -> Span | None:
        """Return the part of the sound that is an item now; `None` where nobody speaks in it."""
        speech, is_asked = self._speech, bool(self._commits)
        # Some services name speech otherwise than its item, or not at all.
        is_unnamed = speech is not None and not is_asked and (self.owes_item or not speech.item_id)
        if speech is not None and (is_unnamed or speech.item_id == item_id):
            if is_asked and self.owes_end:  # so the service was not first
                self._commits.popleft()
            self._speech = None
            return speech.span
        if is_asked:
            self._speech = None if self.owes_end else speech
            span = self._commits.popleft()
            if span.marks:
                return span
            span.start_seconds = max(span.start_seconds, self._sound.items_until)
        else:
            span = Span(start_seconds=self._open_from)
        return span if self._sound.has_words(span) else None

    def _refused(self, event: RequestRefused) -> list[HeardSpeech]:
        if event.request in ("update", "append"):
            raise event.error
        _logger.info("the service refused %s: %s", event.request or "an event", event.error)
        if event.request not in ("commit", None) or not self._commits:
            return []
        first = self._commits[0]
        start = max(first.start_seconds, self._sound.items_until)
        left = Span(start_seconds=start, end_seconds=first.end_seconds)
        if event.request is None and self._sound.has_words(left):
            return []  # it may have been another request; if not, the item is owed until that is given up
        self._sound.pass_over(self._commits.popleft())
        return [SpeechDropped()]
