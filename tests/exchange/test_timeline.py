"""An exchange in time."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.exchanges import an_exchange
from voicelab.audio.clip import Audio
from voicelab.exchange.exchange import Exchange
from voicelab.exchange.fields import Latency, Word
from voicelab.exchange.timeline import timeline_of

WAIT = 0.5


def sound(seconds: float, rate: int = 16_000) -> Audio:
    """Return a tone."""
    return Audio.from_array(0.5 * np.sin(np.arange(round(rate * seconds)) * 0.3), rate)


def spoken(**changes: Any) -> Exchange:
    """Return an exchange in which the user speaks from 0.2 to 1.2 s, and the reply lasts two seconds."""
    fields: dict[str, Any] = {
        "transcript": "Hello you",
        "heard_words": (),
        "spoken_text": "One two three four.",
        "words": tuple(
            Word(text=text, start_seconds=0.5 * place, duration_seconds=0.5)
            for place, text in enumerate(["One", "two", "three", "four"])
        ),
        "latency": Latency(first_audio_seconds=0.4, first_heard_seconds=WAIT),
        "heard_audio": Audio.silence(0.2) + sound(1.0) + Audio.silence(0.4),
        "spoken_audio": sound(2.0, 24_000),
    }
    return an_exchange().replace(**fields | changes)


def test_the_reply_begins_as_long_after_the_end_of_speech_as_was_measured() -> None:
    timeline = timeline_of(spoken())
    heard, reply = timeline.strips
    assert heard.end_seconds == pytest.approx(1.2)
    assert timeline.gap == pytest.approx((1.2, 1.2 + WAIT))
    assert timeline.gap_text == "0.50 s"
    assert reply.start_seconds == pytest.approx(1.2 + WAIT)
    assert timeline.seconds == pytest.approx(1.2 + WAIT + 2.0)
    assert timeline.missing == ""


def test_words_stand_where_they_sound() -> None:
    heard, reply = timeline_of(spoken()).strips
    assert [(word.text, word.start_seconds) for word in heard.words] == [("Hello", 0.2), ("you", 0.825)]
    assert [word.start_seconds for word in reply.words] == pytest.approx([1.7, 2.2, 2.7, 3.2])


def test_recognised_words_stand_where_the_recognizer_says() -> None:
    word = Word(text="Hello", start_seconds=0.3, duration_seconds=0.4)
    heard, _ = timeline_of(spoken(heard_words=(word,))).strips
    assert heard.words == (word,)


def test_the_words_of_a_voice_that_tells_no_times_are_spread() -> None:
    reply = timeline_of(spoken(words=())).strips[1]
    assert [word.text for word in reply.words] == ["One", "two", "three", "four."]
    assert reply.words[0].start_seconds == pytest.approx(1.7)


def test_a_reply_that_was_interrupted_is_cut_behind_the_last_word_heard() -> None:
    timeline = timeline_of(spoken(outcome="interrupted", heard_text="One two"))
    assert timeline.cut_seconds == pytest.approx(1.7 + 1.0)
    assert "stopped after 1.0 seconds" in timeline.description


def test_a_reply_of_which_nothing_was_heard_is_cut_at_its_begin() -> None:
    assert timeline_of(spoken(outcome="interrupted", heard_text="")).cut_seconds == pytest.approx(1.7)


def test_a_typed_turn_begins_with_the_wait() -> None:
    timeline = timeline_of(spoken(input_mode="text", heard_audio=None))
    assert [strip.side for strip in timeline.strips] == ["spoken"]
    assert timeline.gap == (0.0, WAIT)
    assert timeline.missing == "This turn was typed: it has no sound of yours."
    assert "You typed: “Hello you”." in timeline.description


@pytest.mark.parametrize(
    ("changes", "missing"),
    [
        ({"heard_audio": None, "spoken_audio": None}, "The log kept no sound of this turn."),
        ({"heard_audio": None}, "The log kept no sound of what you said."),
        ({"spoken_audio": None}, "The log kept no sound of the reply."),
        ({"spoken_audio": None, "spoken_text": "", "words": ()}, "Nothing was spoken in reply."),
        ({"spoken_audio": Audio.silence(0.0)}, "The log kept no sound of the reply."),
        (
            {"input_mode": "text", "heard_audio": None, "spoken_audio": None},
            "This turn was typed: it has no sound of yours. The log kept no sound of the reply.",
        ),
    ],
)
def test_what_is_missing_is_said(changes: dict[str, Any], missing: str) -> None:
    assert timeline_of(spoken(**changes)).missing == missing


def test_a_file_that_is_no_sound_is_told(tmp_path: Path) -> None:
    (tmp_path / "broken.wav").write_bytes(b"RIFF")
    timeline = timeline_of(spoken(heard_audio=None, heard_path=tmp_path / "broken.wav"))
    assert timeline.missing.startswith("The sound cannot be read: ")
    assert [strip.side for strip in timeline.strips] == ["spoken"]


def test_an_utterance_without_a_reply_is_shown_whole() -> None:
    timeline = timeline_of(spoken(spoken_audio=None, spoken_text="", words=(), outcome="no-match"))
    assert timeline.seconds == pytest.approx(1.6)
    assert timeline.gap is None


def test_a_long_reply_has_no_more_peaks_than_are_drawn() -> None:
    reply = timeline_of(spoken(spoken_audio=sound(120.0, 8_000))).strips[1]
    assert len(reply.peaks) == 1_000
    assert reply.seconds == pytest.approx(120.0)
