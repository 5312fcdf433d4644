"""How long a server asks to be left alone, where its words alone say so."""

from __future__ import annotations

from voicelab.completion.retry_after import retry_after_seconds


def test_a_time_to_wait_is_read_in_the_words_of_the_services() -> None:
    stated = {
        "Limit 20000, Requested 1500. Please try again in 1.5s. Visit the page of limits.": 1.5,
        "Please try again in 20ms.": 0.02,
        "Please try again in 1h2m3s.": 3_723.0,
        "Rate limit is exceeded. Please retry after 15 seconds.": 15.0,
        "Try again in a moment.": None,
        "Try again in 3 days.": None,
        "The time is 15 seconds.": None,
    }
    assert {words: retry_after_seconds(ValueError(words)) for words in stated} == stated
