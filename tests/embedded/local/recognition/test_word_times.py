"""Times of words, out of what a model aligned."""

from __future__ import annotations

import pytest

from voicelab.embedded.engines import TimedWord
from voicelab.embedded.local.recognition.word_times import (
    joined_word,
    timed_words,
    utterance_confidence,
    word_confidence,
)


def piece(word: str, start: float, end: float, probability: float = 0.9) -> dict[str, object]:
    return {"word": word, "start": start, "end": end, "probability": probability}


PIECES = [
    *(piece(" cold", 0.0, 0.4), piece("-", 0.4, 0.5), piece("hearted", 0.5, 0.9)),
    *(piece(" man", 1.0, 1.4, 0.3), piece(".", 1.4, 1.6)),
]


def test_words_have_the_times_of_their_pieces() -> None:
    words = timed_words(PIECES, ["Cold-hearted", "man."])

    assert [word.text for word in words] == ["Cold-hearted", "man."]
    assert [word.start_seconds for word in words] == pytest.approx([0.08, 1.1])
    assert [word.end_seconds for word in words] == pytest.approx([0.9, 1.4])


def test_a_word_of_doubtful_pieces_is_doubtful() -> None:
    first, second = timed_words(PIECES, ["Cold-hearted", "man."])

    assert first.confidence is not None
    assert second.confidence is not None
    assert second.confidence < 0.4 < 0.8 < first.confidence


def test_pieces_of_another_text_give_no_times() -> None:
    assert timed_words(PIECES, ["Warm-hearted", "man."]) == ()


def test_words_of_one_piece_share_its_time() -> None:
    words = timed_words([piece("你好", 0.0, 1.0)], ["你", "好。"])

    assert [(word.start_seconds, word.end_seconds) for word in words] == [(0.0, 0.5), (0.5, 1.0)]


def test_a_sign_without_letters_takes_no_time() -> None:
    words = timed_words(
        [piece(" a", 0.0, 0.2), piece(" &", 0.2, 0.4), piece(" b", 0.4, 0.6)], ["a", "&", "b"]
    )

    assert words[1].start_seconds == words[1].end_seconds == words[0].end_seconds


def test_a_word_in_place_of_several_is_as_sure_as_the_least_of_them() -> None:
    words = (TimedWord("five", 1.0, 1.2, 0.9), TimedWord("dollars.", 1.3, 1.8, 0.6))

    assert joined_word("$5.", words) == TimedWord("$5.", 1.0, 1.8, 0.6)


def test_confidence_rises_with_the_models_and_stays_a_probability() -> None:
    sure = [word_confidence(p / 10) for p in range(11)]

    assert sure == sorted(sure)
    assert all(0.0 < value < 1.0 for value in sure)
    assert utterance_confidence([TimedWord("a", 0, 1, 0.5), TimedWord("b", 1, 2, 0.7)]) == pytest.approx(0.6)
