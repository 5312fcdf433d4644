"""Utterances as one, while more may come and at the end."""

from __future__ import annotations

import pytest

from voicelab import Audio
from voicelab.recognition.joined_utterances import as_hypothesis, joined_hypothesis, joined_utterances
from voicelab.recognition.recognizer import Utterance


def said(language: str | None) -> Utterance:
    return Utterance(
        text="So.",
        audio=Audio.silence(0.1),
        ended_at=1.0,
        arrived_at=1.0,
        fed_seconds=0.1,
        language=language,
    )


@pytest.mark.parametrize(
    ("first", "last", "expected"), [("en-US", "de-DE", "en-US"), (None, "de-DE", "de-DE"), (None, None, None)]
)
def test_a_turn_that_switches_its_language_has_the_same_one_before_its_transcript_and_with_it(
    first: str | None, last: str | None, expected: str | None
) -> None:
    parts, rest = [said(first)], said(last)
    hypothesis = joined_hypothesis(parts, as_hypothesis(rest))
    assert (hypothesis.language, joined_utterances([*parts, rest]).language) == (expected, expected)
