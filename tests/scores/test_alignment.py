"""What was said beside what was heard: how many words are wrong, and which."""

from __future__ import annotations

import math

import pytest

from voicelab.scores import alignment


@pytest.mark.parametrize(
    ("said", "heard", "counts", "rate"),
    [
        # Of jiwer's documentation, and of NIST's for sclite.
        ("hello world", "hello duck", (1, 0, 0), 0.5),
        ("i like monthy python", "i like python", (0, 1, 0), 0.25),
        ("the cat in the hat", "cat in the green hat", (0, 1, 1), 0.4),
        ("one two three four", "one too three", (1, 1, 0), 0.5),
        ("Yes.", "", (0, 1, 0), 1.0),
        ("one", "one two three", (0, 0, 2), 2.0),
    ],
)
def test_words_substituted_left_out_and_added_are_counted(
    said: str, heard: str, counts: tuple[int, int, int], rate: float
) -> None:
    found = alignment(said, heard)

    assert (found.substitutions, found.deletions, found.insertions) == counts
    assert found.error_rate == rate


def test_of_nothing_said_there_is_no_rate_and_all_that_was_heard_is_added() -> None:
    found = alignment("…", "hello there")

    assert math.isnan(found.error_rate)
    assert (found.length, found.insertions) == (0, 2)


SAID_ALIKE = [
    ("It is 8,849 metres high.", "it's eight thousand eight hundred forty nine meters high"),
    ("Well-known, isn't it?", "well known is not it"),
    ("It costs $5 million today.", "it costs five million dollars today"),
    ("Um, I will, uh, be there at half past three.", "i'll be there at 3:30"),
    ("Call nine one one, not double oh seven.", "call 911 not 007"),
    ("In nineteen ninety nine, in the nineteen fifties.", "in 1999 in the 1950s"),
    ("Ninety percent, or seventy six per cent.", "90% or 76%"),
    ("Two dollars and seventy cents", "$2.70"),
    ("July third twenty twenty", "July 3rd, 2020"),
    ("Mr. Park ran 10km.", "mister park ran ten kilometers"),
    ("Let's go, he's here.", "let us go he is here"),
    ("minus 500", "-500"),
    ("Three and a half million, half a cup, and half an hour", "3.5 million 1/2 cup and 1/2 hour"),
    ("What the fuck is C++?", "what the **** is c plus plus"),
    ("Two point five million, or half a million", "2500000 or 500,000"),
    ("Twelve volts, uh-huh, x squared", "12V uh huh x²"),
    ("A naïve café, open twenty four seven", "a naive cafe open 24/7"),
    ("One, two, three, go to zip 9 0 2 1 0 at 10:30", "123 go to zip 90210 at 1030"),
    ("The neighbours organised a travelling circus.", "the neighbors organized a traveling circus"),
]


def test_what_is_said_alike_is_no_error_however_it_is_written() -> None:
    pairs = [*SAID_ALIKE, *((heard, said) for said, heard in SAID_ALIKE)]

    assert [pair for pair in pairs if alignment(*pair).errors] == []


def test_one_wrong_word_of_a_number_is_one_error_whichever_side_has_digits() -> None:
    said, heard = "we are eight thousand eight hundred forty nine people", "we are 8848 people"

    assert (alignment(said, heard).errors, alignment(said, heard).length) == (1, 9)
    assert (alignment(heard, said).errors, alignment(heard, said).length) == (1, 9)
    assert alignment("we are 8,849 people", heard).errors == 1


def test_words_that_are_not_said_alike_are_errors() -> None:
    pairs = [
        ("twenty five", "205"),
        ("I can go.", "I can't go."),
        ("we'll see", "well see"),
        ("C++", "C"),
        ("3.5", "35"),
        ("3/4", "34"),
        ("24/7", "247"),
    ]

    assert [pair for pair in pairs if not alignment(*pair).errors] == []


def test_a_word_that_is_said_twice_is_two() -> None:
    assert alignment("no no wait", "no wait").deletions == 1


@pytest.mark.parametrize(
    ("language", "said", "heard"),
    [
        (
            "de-DE",
            "Das kostet fünfzig Euro, äh, am 3. Mai um halb acht.",
            "das kostet 50 € am dritten mai um 7:30",
        ),
        ("fr-FR", "Il est huit heures et demie.", "il est 8:30"),
        ("ru-RU", "Ещё пять километров пути", "ещё 5 км пути"),
        ("es-ES", "Hay veinticinco kilómetros hasta allí.", "hay 25 km hasta allí"),
    ],
)
def test_other_languages_have_their_own_numbers_units_and_fillers(
    language: str, said: str, heard: str
) -> None:
    assert alignment(said, heard, language=language).errors == 0
    assert alignment(said, heard, language=language).length > 3


@pytest.mark.parametrize(
    ("language", "said", "heard", "length", "errors"),
    [
        ("zh-CN", "今天天气很好。", "今天天汽很好", 6, 1),
        ("ja-JP", "東京は、今日は雨です。", "東京今日は雨です", 9, 1),
        ("th-TH", "สวัสดี", "สวัสด", 6, 1),
        ("zh-CN", "一共八千八百四十九米", "一共8849米", 10, 0),
    ],
)
def test_of_scripts_without_spaces_characters_are_counted(
    language: str, said: str, heard: str, length: int, errors: int
) -> None:
    found = alignment(said, heard, language=language)

    assert (found.unit, found.length, found.errors) == ("character", length, errors)


def test_characters_can_be_counted_in_any_language() -> None:
    found = alignment("kitten on it", "sitting on it", by_character=True)

    assert (found.length, found.substitutions, found.insertions) == (12, 2, 1)


def test_what_counts_as_the_same_can_be_switched() -> None:
    said, heard = "It is Ten, um, o'clock", "it is 10 o'clock"

    assert alignment(said, heard).errors == 0
    assert alignment(said, heard, same_by="letters").errors == 2
    assert alignment(said, heard, same_by="writing").errors == 3
    with pytest.raises(ValueError, match="same_by is 'speech', 'letters' or 'writing', not 'sound'"):
        alignment(said, heard, same_by="sound")


def test_an_alignment_shows_what_was_said_above_what_was_heard() -> None:
    assert repr(alignment("It is twenty metres high.", "it's 20 feet high")).splitlines() == [
        "1 wrong of 5 words: 1 substituted",
        "said   it is  twenty  metres  high",
        "heard  it's   20      feet    high",
        "                      S",
    ]


def test_long_alignments_are_broken_into_lines() -> None:
    lines = repr(alignment("one two three four " * 20, "one two four " * 20)).splitlines()

    assert lines[0] == "20 wrong of 80 words: 20 left out"
    assert max(map(len, lines)) <= 107
    assert sum(line.startswith("said") for line in lines) > 3


def test_in_a_cell_what_differs_is_marked_and_what_was_said_is_escaped() -> None:
    html = alignment("press <b> now", "press bee now")._repr_html_()

    assert "<span>press</span><span>press</span>" in html
    assert "<ins>bee</ins>" in html
    assert "<b>" not in html
