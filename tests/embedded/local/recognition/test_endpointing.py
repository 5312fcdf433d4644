"""Where utterances begin and end; the judge of speech here is whether a frame is not silent."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from voicelab.embedded.local.recognition.endpointing import (
    FRAME_SAMPLES,
    SAMPLE_RATE_HZ,
    Endpointer,
    Event,
    PauseBegan,
    PauseEnded,
    Segment,
    SpeechBegan,
    UtteranceEnded,
)

FRAME_SECONDS = FRAME_SAMPLES / SAMPLE_RATE_HZ
LEAD_FRAMES = 10
TAIL_FRAMES = 3
SHORTEST_FRAMES = 4
LONGEST_FRAMES = 875

Samples = NDArray[np.int16]


def probability(frame: Samples) -> float:
    return float(frame[0]) / 1_000.0


def sound(*pattern: tuple[int, float]) -> Samples:
    """Return frames: so many, of such a probability to be speech; each sample after the first is its own."""
    frames = [level for count, level in pattern for _ in range(count)]
    samples = np.arange(len(frames) * FRAME_SAMPLES) % 30_011
    samples[::FRAME_SAMPLES] = [round(1_000 * level) for level in frames]
    return samples.astype(np.int16)


def silence(frames: int) -> tuple[int, float]:
    return frames, 0.0


def speech(frames: int) -> tuple[int, float]:
    return frames, 1.0


def heard(samples: Samples, *, end_silence_seconds: float = 0.64, piece: int = 320) -> list[Event]:
    endpointer = Endpointer(probability, end_silence_seconds=end_silence_seconds)
    events: list[Event] = []
    for position in range(0, len(samples), piece):
        events += endpointer.feed(samples[position : position + piece])
    return [*events, *endpointer.finish()]


def utterances(events: Sequence[Event]) -> list[Segment]:
    return [event.segment for event in events if isinstance(event, UtteranceEnded)]


def frames(samples: Samples, first: int, last: int) -> Samples:
    return samples[first * FRAME_SAMPLES : last * FRAME_SAMPLES]


def test_silence_is_no_utterance() -> None:
    assert heard(sound(silence(200))) == []


def test_an_utterance_is_its_speech_with_a_little_around_it() -> None:
    samples = sound(silence(30), speech(20), silence(40))

    (segment,) = utterances(heard(samples))

    assert np.array_equal(segment.samples, frames(samples, 30 - LEAD_FRAMES, 50 + TAIL_FRAMES))
    assert (segment.start_seconds, segment.end_seconds) == (30 * FRAME_SECONDS, 50 * FRAME_SECONDS)


def test_events_come_in_order() -> None:
    events = heard(sound(silence(30), speech(20), silence(10), speech(20), silence(40)))

    assert [type(event) for event in events] == [
        SpeechBegan,
        PauseBegan,
        PauseEnded,
        PauseBegan,
        UtteranceEnded,
    ]


def test_an_utterance_ends_after_the_silence_that_was_asked_for_and_not_before() -> None:
    before = Endpointer(probability, end_silence_seconds=0.64)

    assert not utterances(before.feed(sound(silence(30), speech(20), silence(19))))
    assert utterances(before.feed(sound(silence(1))))


def test_a_shorter_pause_is_part_of_the_utterance() -> None:
    samples = sound(silence(30), speech(20), silence(19), speech(20), silence(40))

    (segment,) = utterances(heard(samples))

    assert segment.end_seconds == 89 * FRAME_SECONDS


def test_what_a_pause_announces_is_what_the_utterance_turns_out_to_be() -> None:
    events = heard(sound(silence(30), speech(20), silence(40)))

    announced = next(event.segment for event in events if isinstance(event, PauseBegan))
    (segment,) = utterances(events)
    assert np.array_equal(announced.samples, segment.samples)


def test_a_silence_to_end_that_is_shorter_than_the_margin_shortens_the_margin() -> None:
    samples = sound(silence(30), speech(20), silence(40))

    (segment,) = utterances(heard(samples, end_silence_seconds=0.1))

    assert np.array_equal(segment.samples, frames(samples, 30 - LEAD_FRAMES, 50 + 3))


def test_a_click_is_no_utterance() -> None:
    assert heard(sound(silence(30), speech(SHORTEST_FRAMES - 1), silence(60))) == []


def test_a_click_shortly_ahead_of_speech_belongs_to_it() -> None:
    (segment,) = utterances(heard(sound(silence(30), speech(1), silence(3), speech(20), silence(40))))

    assert segment.start_seconds == 30 * FRAME_SECONDS


def test_speech_that_is_half_sure_continues_an_utterance_and_begins_none() -> None:
    assert heard(sound(silence(30), (20, 0.4), silence(40))) == []

    (segment,) = utterances(heard(sound(silence(30), speech(20), (20, 0.4), silence(40))))
    assert segment.end_seconds == 70 * FRAME_SECONDS


def test_the_end_of_the_stream_ends_an_utterance() -> None:
    samples = sound(silence(30), speech(20))[:-100]

    (segment,) = utterances(heard(samples))

    assert segment.end_seconds == 50 * FRAME_SECONDS
    assert np.array_equal(
        segment.samples[: 20 * FRAME_SAMPLES], samples[20 * FRAME_SAMPLES :][: 20 * FRAME_SAMPLES]
    )


def test_speech_at_the_very_beginning_is_heard_whole() -> None:
    samples = sound(speech(20), silence(40))

    (segment,) = utterances(heard(samples))

    assert np.array_equal(segment.samples, frames(samples, 0, 20 + TAIL_FRAMES))


def test_what_an_utterance_has_been_so_far_can_be_asked_for() -> None:
    endpointer = Endpointer(probability, end_silence_seconds=0.64)
    assert endpointer.current() is None

    samples = sound(silence(30), speech(20))
    endpointer.feed(samples)

    so_far = endpointer.current()
    assert so_far is not None
    assert np.array_equal(so_far.samples, frames(samples, 20, 50))


def test_a_long_utterance_is_cut_where_speech_is_least_likely_and_nothing_is_lost() -> None:
    samples = sound(silence(30), speech(800), (1, 0.36), speech(300), silence(40))

    first, second = utterances(heard(samples))

    assert first.end_seconds == pytest.approx(830 * FRAME_SECONDS)
    assert np.array_equal(
        np.concatenate([first.samples, second.samples]), frames(samples, 20, 1_131 + TAIL_FRAMES)
    )


def test_an_endless_utterance_is_cut_again_and_again() -> None:
    segments = utterances(heard(sound(speech(4_000))))

    assert all(len(segment.samples) <= LONGEST_FRAMES * FRAME_SAMPLES for segment in segments)
    assert sum(len(segment.samples) for segment in segments) == 4_000 * FRAME_SAMPLES


patterns = st.lists(
    st.tuples(st.integers(1, 40), st.sampled_from([0.0, 0.2, 0.4, 0.6, 1.0])), min_size=1, max_size=12
)


@settings(deadline=None)
@given(patterns, st.integers(100, 5_000), st.sampled_from([0.1, 0.3, 0.64, 2.0]))
def test_the_pieces_that_sound_comes_in_make_no_difference(
    pattern: list[tuple[int, float]], piece: int, end: float
) -> None:
    samples = sound(*pattern)

    whole = heard(samples, end_silence_seconds=end, piece=len(samples))
    pieces = heard(samples, end_silence_seconds=end, piece=piece)

    assert [type(event) for event in whole] == [type(event) for event in pieces]
    for one, other in zip(utterances(whole), utterances(pieces), strict=True):
        assert np.array_equal(one.samples, other.samples)


@settings(deadline=None)
@given(patterns, st.sampled_from([0.1, 0.3, 0.64, 2.0]))
def test_utterances_are_in_order_apart_and_cut_out_of_the_stream(
    pattern: list[tuple[int, float]], end: float
) -> None:
    samples = sound(*pattern)
    before = 0.0
    for segment in utterances(heard(samples, end_silence_seconds=end)):
        assert before <= segment.start_seconds < segment.end_seconds
        before = segment.end_seconds
        lead = min(LEAD_FRAMES, round(segment.start_seconds / FRAME_SECONDS)) * FRAME_SAMPLES
        first = round(segment.start_seconds * SAMPLE_RATE_HZ) - lead
        assert np.array_equal(segment.samples, samples[first : first + len(segment.samples)])


@settings(deadline=None)
@given(patterns, st.sampled_from([0.3, 0.64]))
def test_every_utterance_was_begun_and_every_pause_ends_once(
    pattern: list[tuple[int, float]], end: float
) -> None:
    begun = paused = False
    for event in heard(sound(*pattern), end_silence_seconds=end):
        if isinstance(event, SpeechBegan):
            assert not begun
            begun = True
        elif isinstance(event, PauseBegan):
            assert begun
            assert not paused
            paused = True
        elif isinstance(event, PauseEnded):
            assert paused
            paused = False
        else:
            assert begun
            begun = paused = False
    assert not begun


@pytest.mark.parametrize("piece", [1, 511, 512, 513])
def test_pieces_around_the_length_of_a_frame_are_taken(piece: int) -> None:
    assert len(utterances(heard(sound(silence(10), speech(10), silence(30)), piece=piece))) == 1
