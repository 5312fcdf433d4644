"""What is said in a message, cut to what was heard of it."""

from __future__ import annotations

import pytest

from voicelab.embedded.completion.invalid_request import InvalidRequestError
from voicelab.embedded.realtime.content_parts import ContentPart, WordTime


def part(*, words: bool = True, is_whole: bool = True) -> ContentPart:
    """Return 'One two three.', a word a second."""
    times = [WordTime(3, 0.0, 1.0), WordTime(7, 1.0, 2.0), WordTime(13, 2.0, 3.0)] if words else []
    made = ContentPart("audio", "One two three.", is_whole=is_whole)
    made.add_audio(bytes(range(30)) * 10, 3.0)
    made.words += times
    return made


@pytest.mark.parametrize(
    ("end_ms", "heard"),
    [(0, ""), (400, ""), (600, "One"), (1_400, "One"), (1_600, "One two"), (3_000, "One two three.")],
)
def test_a_word_counts_as_heard_from_its_middle_on(end_ms: int, heard: str) -> None:
    cut = part()
    cut.cut(end_ms)
    assert (cut.text, cut.seconds) == (heard, end_ms / 1_000)
    assert len(cut.audio) == pytest.approx(end_ms / 10, abs=1)


def test_where_no_times_are_known_the_words_are_taken_to_be_spoken_evenly() -> None:
    cut = part(words=False)
    cut.cut(1_500)
    assert cut.text == "One two"


def test_text_that_runs_ahead_of_its_sound_is_not_taken_to_be_spoken() -> None:
    ahead = part(words=False, is_whole=False)
    ahead.text = "word " * 100
    ahead.cut(3_000)
    assert ahead.text == "word word word word word word word word word"


def test_what_comes_behind_a_cut_is_left_out() -> None:
    cut = part()
    cut.cut(600)
    cut.add_text(" Four.")
    cut.add_audio(b"12", 1.0)
    assert (cut.text, cut.seconds) == ("One", 0.6)


def test_more_cannot_be_heard_than_there_is() -> None:
    with pytest.raises(
        InvalidRequestError, match=r"^Audio content of 3000ms is already shorter than 3001ms$"
    ):
        part().cut(3_001)
