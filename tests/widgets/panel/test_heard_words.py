"""How far a reply was heard, without a page."""

from __future__ import annotations

from voicelab.exchange.fields import Word
from voicelab.widgets.panel.heard_words import HeardWords, length_in


def words(*texts: str) -> list[Word]:
    return [
        Word(text=text, start_seconds=0.5 * n, duration_seconds=0.4) for n, text in enumerate(texts, start=0)
    ]


def test_a_word_is_heard_from_its_start_on() -> None:
    heard = HeardWords()
    reply = "One two, three."
    heard.add(words("One", "two", "three"), reply)
    assert [reply[: heard.length(seconds, reply)] for seconds in (0.0, 0.1, 0.6, 1.2)] == [
        "",
        "One",
        "One two",
        "One two, three",
    ]


def test_a_speaker_that_begins_anew_counts_from_there() -> None:
    heard, reply = HeardWords(), "One two, three."
    heard.add(words("One", "two", "three"), reply)
    heard.begins_at_seconds = 0.5
    assert reply[: heard.length(0.1, reply)] == "One two"


def test_what_is_not_spoken_is_passed_over() -> None:
    reply = "**One** [two](https://example.com) three"
    assert reply[: length_in(reply, "One two three")] == reply
    assert reply[: length_in(reply, "One two")] == "**One** [two"


def test_a_word_that_stands_far_ahead_is_not_taken_for_the_next() -> None:
    reply = "One " + "x " * 100 + "and more"
    assert reply[: length_in(reply, "One and")] == "One"


def test_a_voice_without_word_times_goes_by_the_usual_pace_in_whole_words() -> None:
    heard = HeardWords()
    reply = "word " * 20
    assert heard.length(0.0, reply) == 0
    assert reply[: heard.length(1.0, reply)] == "word word word word"
    assert heard.length(60.0, reply) == len(reply)
