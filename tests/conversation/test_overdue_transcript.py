from __future__ import annotations

from voicelab import Audio
from voicelab.conversation.overdue_transcript import OverdueTranscript
from voicelab.recognition.recognizer import Hypothesis, Utterance

ENGLISH = ("en-US",)


def utterance(text: str) -> Utterance:
    return Utterance(text=text, audio=Audio.silence(0.1), ended_at=0.0, arrived_at=0.0, fed_seconds=0.1)


def test_the_late_transcript_and_what_becomes_it_make_no_second_turn() -> None:
    overdue = OverdueTranscript()
    overdue.expect("set a timer")
    assert overdue.is_in(Hypothesis("set"), ENGLISH)
    assert overdue.is_in(Hypothesis("set a timer"), ENGLISH)
    assert overdue.is_in(utterance("Set a timer."), ENGLISH)
    assert not overdue.is_in(utterance("Set a timer."), ENGLISH)


def test_other_words_say_that_it_will_not_come() -> None:
    overdue = OverdueTranscript()
    overdue.expect("set a timer")
    assert not overdue.is_in(Hypothesis("set a clock"), ENGLISH)
    assert not overdue.is_in(utterance("Set a timer."), ENGLISH)
