"""An exchange in time: both sides' sound, the words in it, the wait between them and where it was cut."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from voicelab.audio.clip import Audio
from voicelab.audio.peaks import peaks, sounding
from voicelab.exchange.fields import ExchangeFields, Word
from voicelab.exchange.missing_sides import Side, missing_sides, nothing_said
from voicelab.exchange.spread_words import spread_words
from voicelab.text.shortened import shortened

__all__ = ["CUT_IN", "ExchangeTimeline", "Strip", "timeline_of"]

CUT_IN = "The reply began before you were done."
"""In place of a wait."""
_PEAKS_A_SECOND = 25
_MOST_PEAKS = 1_000
"""Of one side: the outline of a long sound is drawn more coarsely."""
_LONGEST = 200
"""Characters of a text that the description quotes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Strip:
    """One side's sound. All times are of the timeline, in seconds."""

    side: Side
    start_seconds: float
    seconds: float
    peaks: tuple[float, ...]
    """The largest samples of equal parts, 0 to 1."""
    words: tuple[Word, ...]

    @property
    def end_seconds(self) -> float:
        """Where it ends."""
        return self.start_seconds + self.seconds


@dataclass(frozen=True, slots=True, kw_only=True)
class ExchangeTimeline:
    """What is drawn of an exchange. Zero is the begin of the user's sound, or the moment of asking."""

    strips: tuple[Strip, ...]
    gap: tuple[float, float] | None
    """From the end of speech, or the asking, to the reply's first sound; `None` where it was not measured."""
    gap_text: str
    cut_seconds: float | None
    """Where the user stopped the reply; `None` if it was not stopped."""
    description: str
    """All of it in words."""
    missing: str
    """Why a side has no sound; empty if both have."""

    @property
    def seconds(self) -> float:
        """Where the last of it ends."""
        return max((strip.end_seconds for strip in self.strips), default=0.0)


def timeline_of(exchange: ExchangeFields) -> ExchangeTimeline:
    """Return an exchange in time.

    The words of a side whose times nobody measured are spread over what sounds of it.
    """
    heard, unreadable = _sound(exchange, "heard")
    spoken, also_unreadable = _sound(exchange, "spoken")
    strips = []
    end_of_speech = 0.0
    if heard is not None:
        strip = _heard_strip(heard, exchange, is_answered=spoken is not None)
        end_of_speech = strip.end_seconds
        strips.append(strip)
    wait = exchange.latency.heard_seconds
    cut = None
    if spoken is not None:
        start = end_of_speech + (wait or 0.0)
        strips.append(_spoken_strip(spoken, exchange, start))
        cut = _cut_seconds(exchange, strips[-1])
    gap = None if wait is None or spoken is None else (end_of_speech, end_of_speech + wait)
    return ExchangeTimeline(
        strips=tuple(strips),
        gap=gap,
        gap_text="" if gap is None or wait is None else f"{wait:.2f} s",
        cut_seconds=cut,
        description=_description(exchange, wait, strips, cut),
        missing=unreadable or also_unreadable or missing_sides(exchange, {strip.side for strip in strips}),
    )


def _sound(exchange: ExchangeFields, side: Side) -> tuple[Audio | None, str]:
    """Return a side's sound, if it has any, and why it cannot be read."""
    try:
        audio = exchange.heard if side == "heard" else exchange.spoken
    except (OSError, ValueError) as error:
        return None, f"The sound cannot be read: {error}"
    return (audio if audio is not None and len(audio.samples) else None), ""


def _outline(audio: Audio) -> tuple[float, ...]:
    count = min(_MOST_PEAKS, math.ceil(audio.duration_seconds * _PEAKS_A_SECOND))
    return tuple(round(peak, 3) for peak in peaks(audio, count))


def _heard_strip(audio: Audio, exchange: ExchangeFields, *, is_answered: bool) -> Strip:
    """Return the user's side; where a reply follows, up to the end of speech, from which the wait counts."""
    outline, seconds = _outline(audio), audio.duration_seconds
    begin, end = sounding(outline)
    kept = round(end * len(outline)) if is_answered else len(outline)
    return Strip(
        side="heard",
        start_seconds=0.0,
        seconds=seconds * kept / len(outline),
        peaks=outline[:kept],
        words=_within(
            exchange.heard_words or spread_words(exchange.transcript, begin * seconds, end * seconds),
            0.0,
            seconds * kept / len(outline),
        ),
    )


def _spoken_strip(audio: Audio, exchange: ExchangeFields, start: float) -> Strip:
    outline, seconds = _outline(audio), audio.duration_seconds
    begin, end = sounding(outline)
    words = exchange.words or spread_words(exchange.spoken_text, begin * seconds, end * seconds)
    if exchange.heard_text is not None:  # what was to be said behind the interruption has no sound
        words = tuple(word for word in words if word.start_seconds < seconds)
    return Strip(
        side="spoken",
        start_seconds=start,
        seconds=seconds,
        peaks=outline,
        words=_within(words, start, seconds),
    )


def _within(words: Sequence[Word], start: float, seconds: float) -> tuple[Word, ...]:
    """Return words in their sound, which begins at `start`, whatever times a service gave them.

    One that lasts no time lasts until the next begins.
    """
    begins = [min(max(word.start_seconds, 0.0), seconds) for word in words]
    ordered = [*sorted(begins), seconds]
    placed = []
    for word, begin in zip(words, begins, strict=True):
        lasting = word.duration_seconds
        if lasting <= 0:
            lasting = ordered[min(bisect_right(ordered, begin), len(ordered) - 1)] - begin
        placed.append(
            Word(
                text=word.text,
                start_seconds=round(start + begin, 3),
                duration_seconds=round(min(lasting, seconds - begin), 3),
            )
        )
    return tuple(placed)


def _cut_seconds(exchange: ExchangeFields, strip: Strip) -> float | None:
    """Return where the last word ends that was heard, and no later than the next one begins."""
    if exchange.heard_text is None or not exchange.spoken_text.startswith(exchange.heard_text):
        return None  # the latter of several replies as one, the first of which was stopped
    cut, position = strip.start_seconds, 0
    for word in strip.words:
        found = exchange.spoken_text.find(word.text, position)
        position = found + len(word.text) if found >= 0 else position
        if not exchange.heard_text or position > len(exchange.heard_text):
            cut = min(cut, word.start_seconds)
            break
        cut = word.start_seconds + word.duration_seconds
    return min(cut, strip.end_seconds)


def _description(exchange: ExchangeFields, wait: float | None, strips: list[Strip], cut: float | None) -> str:
    seconds = {strip.side: f", {strip.seconds:.1f} seconds" for strip in strips}
    manner = "typed" if exchange.input_mode == "text" else "said"
    you = f"You {manner}: “{_quoted(exchange.transcript)}”{seconds.get('heard', '')}."
    parts = [f"Turn {exchange.turn}.", you if exchange.transcript else f"{nothing_said(exchange)}."]
    if wait is not None and "spoken" in seconds:
        parts.append(f"The reply began {wait:.2f} seconds later.")
    elif exchange.cut_in:
        parts.append(CUT_IN)
    if exchange.spoken_text:
        parts.append(f"Reply: “{_quoted(exchange.spoken_text)}”{seconds.get('spoken', '')}.")
    if cut is not None:
        parts.append(f"It was stopped after {cut - strips[-1].start_seconds:.1f} seconds.")
    return " ".join(parts)


def _quoted(text: str) -> str:
    return shortened(text, _LONGEST)
