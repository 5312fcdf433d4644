"""An exchange in time."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.exchanges import an_exchange
from voicelab.audio.clip import Audio
from voicelab.errors import VoicelabError
from voicelab.exchange.exchange import Exchange
from voicelab.exchange.fields import Latency, Word
from voicelab.exchange.timeline import timeline_of
from voicelab.settings import Settings

WAIT = 0.5
HOW = "One that is made with SessionLog(keep_audio=True) does."
UNSPOKEN: dict[str, Any] = {"spoken_text": "", "words": ()}


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


TIMES = {
    (-0.5, 0.3): (0.0, 0.3),
    (0.5, 0.0): (0.5, 1.5),
    (1.9, 5.0): (1.9, 0.1),
    (2.0, 0.0): (2.0, 0.0),
    (7.0, 1.0): (2.0, 0.0),
}


def test_every_word_stands_in_its_sound_whatever_times_a_service_gave() -> None:
    placed = {}
    for start, duration in TIMES:
        word = Word(text="One", start_seconds=start, duration_seconds=duration)
        (found,) = timeline_of(spoken(words=(word,))).strips[1].words
        placed[start, duration] = (round(found.start_seconds - 1.7, 3), found.duration_seconds)
    assert placed == TIMES


def test_a_word_without_a_duration_lasts_until_the_next() -> None:
    words = tuple(Word(text="One", start_seconds=start, duration_seconds=0) for start in (0.0, 0.0, 0.5))
    reply = timeline_of(spoken(words=words)).strips[1]
    assert [word.duration_seconds for word in reply.words] == [0.5, 0.5, 1.5]


def test_what_was_to_be_said_behind_an_interruption_is_not_shown() -> None:
    words = tuple(
        Word(text=text, start_seconds=start, duration_seconds=0.5)
        for text, start in [("One", 0.0), ("two", 9.0)]
    )
    shown = [timeline_of(spoken(words=words, heard_text=text)).strips[1].words for text in (None, "One")]
    assert [[word.text for word in each] for each in shown] == [["One", "two"], ["One"]]


def test_the_words_of_a_voice_that_tells_no_times_are_spread() -> None:
    reply = timeline_of(spoken(words=())).strips[1]
    assert [word.text for word in reply.words] == ["One", "two", "three", "four."]
    assert reply.words[0].start_seconds == pytest.approx(1.7)


def test_a_reply_that_was_interrupted_is_cut_behind_the_last_word_heard() -> None:
    timeline = timeline_of(spoken(outcome="interrupted", heard_text="One two"))
    assert timeline.cut_seconds == pytest.approx(1.7 + 1.0)
    assert "stopped after 1.0 seconds" in timeline.description


@pytest.mark.parametrize("first_word", ["One", "Two"])  # the second is not as it was written
@pytest.mark.parametrize("wait", [0.5, 0.50044, 0.5006])
def test_of_a_reply_of_which_nothing_was_heard_no_word_stands_before_the_cut(
    first_word: str, wait: float
) -> None:
    words = (Word(text=first_word, start_seconds=0.0, duration_seconds=0.5),)
    latency = Latency(first_audio_seconds=0.4, first_heard_seconds=wait)
    timeline = timeline_of(spoken(outcome="interrupted", heard_text="", words=words, latency=latency))
    assert timeline.cut_seconds == pytest.approx(1.2 + wait, abs=0.001)
    assert timeline.cut_seconds is not None
    assert timeline.strips[1].words[0].start_seconds >= timeline.cut_seconds


def test_no_word_behind_the_last_one_heard_stands_before_the_cut() -> None:
    for wait in (0.1 + place / 7_000 for place in range(500)):
        latency = Latency(first_heard_seconds=wait)
        timeline = timeline_of(spoken(outcome="interrupted", heard_text="One two", latency=latency))
        bright = [w.text for w in timeline.strips[1].words if w.start_seconds < (timeline.cut_seconds or 0)]
        assert bright == ["One", "two"]


def test_a_reply_that_was_never_heard_has_no_wait() -> None:
    latency = Latency(first_audio_seconds=0.4, model_seconds=0.1, voice_seconds=0.1)
    timeline = timeline_of(spoken(outcome="interrupted", heard_text="", latency=latency))
    assert timeline.gap is None
    assert timeline.gap_text == ""
    assert "began" not in timeline.description


def test_a_typed_turn_begins_with_the_wait() -> None:
    timeline = timeline_of(spoken(input_mode="text", heard_audio=None))
    assert [strip.side for strip in timeline.strips] == ["spoken"]
    assert timeline.gap == (0.0, WAIT)
    assert timeline.missing == "This turn was typed: it has no sound of yours."
    assert "You typed: “Hello you”." in timeline.description


@pytest.mark.parametrize(
    ("changes", "missing"),
    [
        ({"heard_audio": None, "spoken_audio": None}, f"The log kept no sound of this turn. {HOW}"),
        ({"heard_audio": None}, f"The log kept no sound of what you said. {HOW}"),
        ({"spoken_audio": None}, f"The log kept no sound of the reply. {HOW}"),
        ({"spoken_audio": None, **UNSPOKEN}, "Nothing was spoken in reply."),
        ({"spoken_audio": Audio.silence(0.0)}, f"The log kept no sound of the reply. {HOW}"),
        (
            {"input_mode": "text", "heard_audio": None, "spoken_audio": None},
            f"This turn was typed: it has no sound of yours. The log kept no sound of the reply. {HOW}",
        ),
        (
            {"heard_audio": None, "heard_path": Path("gone.wav"), "spoken_path": Path("gone.wav")},
            "The file with what you said is not there any more.",
        ),
        (
            {"spoken_audio": None, "outcome": "interrupted", "heard_text": "", **UNSPOKEN},
            "The reply was interrupted before any of it was spoken.",
        ),
        (
            {"spoken_audio": None, "outcome": "interrupted", "heard_text": ""},
            "The reply was interrupted before it was heard.",
        ),
        (
            {"spoken_audio": None, "error_code": "timeout", "latency": Latency()},
            "The voice gave no sound.",
        ),
        (
            {"heard_audio": None, "latency": Latency(end_of_turn_seconds=0.2)},
            "No sound of what you said was kept, for its final transcript did not come.",
        ),
        (
            {"heard_audio": None, "transcript": "", "error_stage": "recognition"},
            "No sound of what you said was kept, for it was not recognised.",
        ),
    ],
)
def test_what_is_missing_is_said(changes: dict[str, Any], missing: str) -> None:
    assert timeline_of(spoken(**changes)).missing == missing


@pytest.mark.parametrize(
    ("code", "why"),
    [
        ("browser-denied", ": the microphone was not allowed"),
        ("browser-no-device", ": there is no microphone"),
        ("source-failed", ": a source gave no more sound"),
        ("a code of the future", ""),
    ],
)
def test_where_no_sound_came_in_the_log_is_not_blamed(code: str, why: str) -> None:
    failed = Exchange.failed(VoicelabError("It failed."), session="s", turn=1, settings=Settings())
    missing = timeline_of(failed.replace(error_code=code)).missing
    assert missing == f"No sound came from you{why}. Nothing was spoken in reply."


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
