"""What a service says of live sound, believed as far as the sound bears it out."""

from __future__ import annotations

from typing import Any, cast

import pytest

from voicelab import Audio
from voicelab.audio.live_chunks import TurnMark
from voicelab.errors import CompletionError
from voicelab.realtime.events import (
    InputCommitted,
    InputTranscribed,
    RequestRefused,
    SpeechStarted,
    SpeechStopped,
)
from voicelab.realtime.found_speech import FoundSpeech
from voicelab.realtime.heard_speech import SpeechCommitted, SpeechDropped, SpeechOnset, SpeechPaused
from voicelab.testing import silence, speech

SENTENCE = silence(0.3) + speech(0.6) + silence(0.5)
"""Speech from 0.3 to 0.9 s."""


class Talk:
    """Sound, and what a service says of it."""

    def __init__(self, before_seconds: float = 0.0) -> None:
        self.found = FoundSpeech(cast(Any, str), before_seconds=before_seconds)

    def feed(self, sound: Audio) -> None:
        self.found.feed(sound.to_pcm())

    def hear(self, *events: Any) -> list[Any]:
        return [heard for event in events for heard in self.found.hear(event)]

    def committed(self, item: str = "a") -> SpeechCommitted:
        (heard,) = self.hear(InputCommitted(item))
        assert isinstance(heard, SpeechCommitted)
        return heard


def pcm_seconds(chunks: list[bytes]) -> float:
    return sum(map(len, chunks)) / 32_000


@pytest.fixture
def talk() -> Talk:
    """A talk in which one sentence was said."""
    talk = Talk()
    talk.feed(SENTENCE)
    return talk


def test_an_utterance_ends_where_its_sound_does_whatever_silence_the_service_counts_in(talk: Talk) -> None:
    assert talk.hear(SpeechStarted("a", 0.05), SpeechStopped("a", 1.4)) == [SpeechOnset(), SpeechPaused()]
    committed = talk.committed()
    assert committed.audio.duration_seconds == pytest.approx(0.2 + 0.6 + 0.2, abs=0.03)
    assert committed.began_at <= committed.ended_at <= committed.committed_at
    assert committed.item_seconds == pytest.approx(1.4 - 0.05)
    assert not committed.is_marked


def test_places_count_from_the_first_sound_of_the_connection() -> None:
    talk = Talk(before_seconds=100.0)
    talk.feed(SENTENCE + SENTENCE)
    talk.hear(SpeechStarted("a", 100.1), SpeechStopped("a", 101.4))
    assert talk.committed().audio.duration_seconds == pytest.approx(1.0, abs=0.03)


def test_an_utterance_is_where_somebody_speaks_though_the_service_counts_anew_from_each(talk: Talk) -> None:
    talk.hear(SpeechStarted("a", 0.3), SpeechStopped("a", 1.3))
    talk.committed("a")
    talk.feed(silence(2.0) + SENTENCE)
    talk.hear(SpeechStarted("b", 0.3), SpeechStopped("b", 1.5))
    assert talk.committed("b").audio.duration_seconds == pytest.approx(1.0, abs=0.03)
    assert not talk.found.end()


@pytest.mark.parametrize(("start", "end"), [(-5.0, 0.0), (5e4, 9e4)])
def test_places_that_cannot_be_are_moved_to_what_was_fed(talk: Talk, start: float, end: float) -> None:
    talk.hear(SpeechStarted("a", start), SpeechStopped("a", end))
    assert talk.committed().audio.duration_seconds <= SENTENCE.duration_seconds


def test_what_a_service_says_twice_counts_once(talk: Talk) -> None:
    started, stopped = SpeechStarted("a", 0.0), SpeechStopped("a", 1.4)
    assert talk.hear(started, started, stopped, stopped) == [SpeechOnset(), SpeechPaused()]
    talk.committed()
    assert talk.hear(InputCommitted("a"), started, stopped) == []


@pytest.mark.parametrize("name", ["", "another"])
def test_speech_that_is_not_named_as_its_item_is_over_with_that(talk: Talk, name: str) -> None:
    talk.hear(SpeechStarted(name, 0.0), SpeechStopped(name, 1.4))
    talk.committed()
    assert not talk.found.owes_item
    talk.feed(SENTENCE)
    talk.hear(SpeechStarted("", 1.5))
    talk.committed("b")
    assert not talk.found.owes_end


def test_a_late_item_is_not_that_of_the_speech_that_goes_on(talk: Talk) -> None:
    talk.hear(SpeechStarted("b", 1.0))
    talk.hear(InputCommitted("a"))
    assert talk.found.owes_end


def test_an_item_of_which_nothing_was_said_before_is_found_in_the_sound(talk: Talk) -> None:
    committed = talk.committed()
    assert committed.audio.duration_seconds == pytest.approx(1.0, abs=0.03)
    assert talk.hear(InputCommitted("b")) == [SpeechDropped()]


def test_an_end_of_which_the_service_makes_no_item_is_committed(talk: Talk) -> None:
    talk.hear(SpeechStarted("a", 0.0), SpeechStopped("a", 1.4))
    assert talk.found.owes_item
    assert [talk.found.commit_overdue() for _ in range(2)] == [True, False]
    assert talk.found.owes_commit
    talk.feed(SENTENCE)
    assert talk.committed("late").audio.duration_seconds == pytest.approx(1.0, abs=0.03)


def test_between_the_marks_of_a_talk_key_there_is_one_utterance_that_ends_with_the_release() -> None:
    talk = Talk()
    talk.feed(SENTENCE)
    assert not talk.found.hold(TurnMark(begins=True))
    talk.feed(SENTENCE + SENTENCE)
    assert talk.hear(SpeechStarted("late", 1.5)) == []
    release = TurnMark(begins=False)
    assert talk.found.release(release)
    committed = talk.committed()
    assert committed.is_marked
    assert committed.ended_at == release.made_at
    assert committed.audio.duration_seconds == pytest.approx(0.2 + 0.6 + 0.8 + 0.6 + 0.2, abs=0.05)


def test_a_tap_without_a_word_makes_no_item() -> None:
    talk = Talk()
    talk.found.hold(TurnMark(begins=True))
    talk.feed(silence(0.5))
    assert not talk.found.release(TurnMark(begins=False))
    assert not talk.found.owes_commit


def test_a_key_that_is_pressed_within_an_utterance_takes_it_over(talk: Talk) -> None:
    talk.hear(SpeechStarted("a", 0.1))
    assert talk.found.hold(TurnMark(begins=True))
    talk.feed(speech(0.4))
    talk.found.release(TurnMark(begins=False))
    assert talk.committed("b").audio.duration_seconds == pytest.approx(0.2 + 1.5, abs=0.05)


def test_the_end_of_the_sound_commits_what_was_not_told_of_and_no_silence(talk: Talk) -> None:
    assert talk.found.end()
    talk.committed()
    assert not talk.found.end()


def test_an_utterance_that_both_sides_commit_at_the_end_is_one(talk: Talk) -> None:
    talk.hear(SpeechStarted("a", 0.1))
    assert talk.found.end()
    talk.hear(SpeechStopped("a", 1.4))
    talk.committed()
    assert talk.hear(InputCommitted("b")) == [SpeechDropped()]
    assert not talk.found.owes_commit


def test_what_turn_detection_finds_in_time_is_no_second_utterance_at_the_end(talk: Talk) -> None:
    assert talk.found.end()  # all of it was fed at once, and nothing told yet
    talk.hear(SpeechStarted("a", 0.1), SpeechStopped("a", 1.4))
    talk.committed()
    assert talk.hear(InputCommitted("b")) == [SpeechDropped()]


def test_an_end_that_turn_detection_does_not_find_is_that_of_the_sound(talk: Talk) -> None:
    talk.found.end()  # all of it was fed at once
    talk.hear(SpeechStarted("a", 0.1))
    talk.committed()
    assert not talk.found.owes_commit


def test_a_commit_that_is_refused_is_no_utterance(talk: Talk) -> None:
    talk.found.end()
    refused = RequestRefused(CompletionError("Too small.", code="bad-request"), "commit")
    assert talk.hear(refused) == [SpeechDropped()]
    assert not talk.found.owes_commit


UNNAMED = RequestRefused(CompletionError("No JSON.", code="bad-request"))
"""An error that does not say which request it is about."""


def test_words_that_a_refusal_may_be_about_are_owed_as_an_item_and_given_to_another_connection(
    talk: Talk,
) -> None:
    talk.found.end()
    assert talk.hear(UNNAMED) == []
    assert talk.found.owes_commit
    assert pcm_seconds(talk.found.unanswered) == pytest.approx(1.3, abs=0.03)
    assert talk.committed().audio.duration_seconds == pytest.approx(1.0, abs=0.03)  # it was another request
    assert not talk.found.owes_commit


def test_a_refusal_is_that_of_an_item_where_all_that_was_said_is_one_already(talk: Talk) -> None:
    talk.hear(SpeechStarted("a", 0.1))
    talk.found.end()
    talk.hear(SpeechStopped("a", 1.4))
    talk.committed()
    assert talk.hear(UNNAMED) == [SpeechDropped()]
    assert not talk.found.owes_commit


def test_a_service_that_refuses_to_listen_is_an_error(talk: Talk) -> None:
    error = CompletionError("No such turn detection.", code="bad-request")
    with pytest.raises(CompletionError, match="No such"):
        talk.hear(RequestRefused(error, "update"))


def test_another_connection_is_given_what_is_no_item_yet(talk: Talk) -> None:
    assert pcm_seconds(talk.found.unanswered) == pytest.approx(0.2 + 0.6 + 0.5, abs=0.03)
    talk.hear(SpeechStarted("a", 0.1), SpeechStopped("a", 1.4))
    talk.committed()
    assert pcm_seconds(talk.found.unanswered) == 0.0
    talk.feed(SENTENCE)
    assert pcm_seconds(talk.found.unanswered) == pytest.approx(1.3, abs=0.03)


def test_another_connection_is_given_what_was_said_before_the_last_that_is_to_be_an_item() -> None:
    talk = Talk()  # all of it sooner than the service could find anything
    for _ in range(3):
        talk.feed(SENTENCE)
    talk.found.end()
    assert pcm_seconds(talk.found.unanswered) == pytest.approx(1.3 + 2 * 1.4, abs=0.03)


def test_another_connection_is_given_the_marks_of_a_talk_key_with_their_sound() -> None:
    talk, marks = Talk(), [TurnMark(begins=begins) for begins in (True, False, True)]
    talk.found.hold(marks[0])
    talk.feed(SENTENCE)
    talk.found.release(marks[1])
    talk.found.hold(marks[2])
    talk.feed(SENTENCE)
    given = talk.found.unanswered
    assert [chunk for chunk in given if isinstance(chunk, TurnMark)] == marks
    assert [given.index(mark) for mark in marks[:1]] == [0]
    assert pcm_seconds(given) == pytest.approx(2 * 1.3, abs=0.05)


def test_of_a_minute_in_which_nobody_speaks_nothing_is_given_again(talk: Talk) -> None:
    half_a_minute = silence(30.0)
    for _ in range(2):
        talk.feed(half_a_minute)
    assert pcm_seconds(talk.found.unanswered) == 0.0


def test_the_transcripts_of_items_are_owed_until_they_come(talk: Talk) -> None:
    talk.hear(SpeechStarted("a", 0.1), SpeechStopped("a", 1.4))
    talk.committed()
    assert talk.found.owes_transcript
    transcript = InputTranscribed("a", "What is it?")
    assert talk.hear(transcript) == [transcript]
    assert not talk.found.owes_transcript
