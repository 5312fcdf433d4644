"""Where a text has come to at which time."""

from __future__ import annotations

from voicelab.embedded.local.voices.phonemes.text_times import text_times


def evenly(phonemes: str) -> list[float]:
    return [float(place) for place in range(len(phonemes) + 1)]


def test_each_word_has_the_time_of_its_own_phonemes() -> None:
    times = text_times("Well, hello there.", "wˈɛl, həlˈO ðˈɛɹ.", evenly("wˈɛl, həlˈO ðˈɛɹ."))

    assert times == [(0, 0.0), (4, 4.0), (6, 6.0), (11, 11.0), (12, 12.0), (17, 16.0)]


def test_where_a_number_is_written_out_its_clause_has_a_time_and_the_others_keep_theirs() -> None:
    text, phonemes = "It has 42, so it is.", "ɪt hæz fˈɔɹɾi tˈu, sˌO ɪt ɪz."

    times = dict(text_times(text, phonemes, evenly(phonemes)))

    assert times[0] == 0.0
    assert times[text.index(",")] == phonemes.index(",")
    assert times[text.index("so")] == phonemes.index("sˌO")
    assert 3 not in times


def test_where_clauses_do_not_match_the_whole_has_its_time() -> None:
    assert text_times("a, b", "a b c", evenly("a b c")) == [(0, 0.0), (4, 5.0)]


def test_times_never_go_back() -> None:
    phonemes = "wˈɛl, həlˈO ðˈɛɹ."
    times = text_times("Well, hello there.", phonemes, evenly(phonemes))

    assert times == sorted(times)
    assert [seconds for _, seconds in times] == sorted(seconds for _, seconds in times)


def test_a_text_of_marks_alone_has_no_times() -> None:
    assert text_times("…", "…", evenly("…")) == []
