from __future__ import annotations

import pytest

from voicelab.conversation.stop_phrase import is_stop_phrase


@pytest.mark.parametrize("heard", ["Stop.", "stop", "STOP!", " Stop … ", "“Stop”", "stop,", "Stop\n"])
def test_the_stop_phrase_is_known_in_any_case_and_punctuation(heard: str) -> None:
    assert is_stop_phrase(heard, "stop")


@pytest.mark.parametrize("heard", ["", "Stop the music.", "Don't stop.", "Stopp", "nonstop"])
def test_more_than_the_stop_phrase_does_not_stop(heard: str) -> None:
    assert not is_stop_phrase(heard, "stop")


def test_another_phrase_in_another_language_stops_too() -> None:
    assert is_stop_phrase("¡Para ya!", "para ya")
    assert is_stop_phrase("Straße!", "STRASSE")


def test_no_phrase_never_stops() -> None:
    assert not is_stop_phrase("", "")
    assert not is_stop_phrase("...", "")
