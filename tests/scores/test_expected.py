"""Whether a reply has the answer that is expected."""

from __future__ import annotations

from typing import Any

import pytest

import voicelab as vl
from tests.exchanges import an_exchange
from voicelab.cases.case import Case


def reply(text: str, **changes: Any) -> vl.Exchange:
    return an_exchange(reply=text, **changes)


def expecting(*answers: str, **fields: Any) -> Case:
    return Case(input="What is the tallest mountain, and how tall is it?", expected=answers, **fields)


CONTAINED = [
    ("The answer is A.", "A"),
    ("It is vitamin A.", "Vitamin A"),
    ("(a) is right", "A"),
    ("A good question. A is right.", "A"),
    ("**Everest**, of course.", "Everest"),
    ("It is 8,849 metres tall.", "8849"),
    ("It is 8,849 metres tall.", "eight thousand eight hundred forty-nine"),
    ("It's eight thousand eight hundred and forty-nine metres.", "8,849 m"),
    ("That'd be $5, please.", "five dollars"),
    ("I will be there at half past three.", "3:30"),
    ("MOUNT EVEREST", "mount everest"),
    ("Two, five, or ten.", "five"),
    ("Five o'clock", "5"),
    ("Bread and 5 eggs, and two of ham", "5"),
    ("There were cats and two dogs", "two"),
    ("Tallest: Mount\nEverest.", "Mount Everest"),
    ("Everest's height", "Everest"),
    ("It was 1914–1918.", "1914"),
    ("70-72 km", "72"),
    ("x=72", "72"),
    ("A:72", "72"),
    ("about ~72kg", "72"),
    ("a 72-year-old", "72"),
    ("5+ people", "5"),
    ("It is 72.0.", "72"),
    ("Beyonce", "Beyoncé"),
    ("El Niño", "El Nino"),
    ("Call 555-0134.", "5550134"),
    ("1, 2, 3", "[1,2,3]"),
    ("100 USD", "$100"),
    ("US$100", "100 dollars"),
    ("€100", "100 EUR"),
    ("1.5 million", "1,500,000"),
    ("10 minus five", "5"),
    ("首都は東京です", "東京"),
    ("수도는 서울입니다.", "서울"),
    ("at http://paris.fr today", "http://paris.fr"),
    ("yes 😀", "😀"),
]

NOT_CONTAINED = [
    ("It is half a dozen, or a half.", "1"),
    ("B, a primate.", "A"),
    ("A good question. A dog is: B.", "A"),
    ("It is 18,849 metres tall.", "8,849"),
    ("Everestland", "Everest"),
    ("The everlasting rest", "Everest"),
    ("twenty five", "205"),
    ("It is twenty-five.", "5"),
    ("Five million people", "five"),
    ("One hundred and five people", "five"),
    ("Eight thousand eight hundred metres", "8"),
    ("", "Everest"),
    ("Mount K2, not the other Everest", "Mount Everest"),
    ("It is 34.", "3/4"),
    ("It is 3/4.", "34"),
    ("open 247 days", "24/7"),
    ("2^10", "210"),
    ("10²", "102"),
    ("[1, 23]", "[1, 2, 3]"),
    ("123", "1, 2, 3"),
    ("20, 5", "25"),
    ("twenty, five", "25"),
    ("a hundred, five", "105"),
    ("100 5", "105"),
    ("5-6", "56"),
    ("at 3:20", "320"),
    ("1;2", "12"),
    ("1|2", "12"),
    ("(1)(2)", "12"),
    ("minus five", "5"),
    ("100 km/h", "100 km"),
    ("100 m/s", "100 m"),
    ("twenty-first", "first"),
    ("one and a half", "1"),
    ("two-thirds", "2"),
    ("1.5 million", "1.5"),
    ("version 3.0", "3"),
    ("Call 555-600.", "555"),
    ("I can't", "can"),
    ("A$100", "$100"),
]


def test_an_answer_is_contained_as_whole_words_however_it_is_written() -> None:
    score = vl.scores.contains_expected

    assert [pair for pair in CONTAINED if score(reply(pair[0]), expecting(pair[1])) is not True] == []
    assert [pair for pair in NOT_CONTAINED if score(reply(pair[0]), expecting(pair[1])) is not False] == []


@pytest.mark.parametrize(
    ("language", "text", "answer"),
    [
        ("de-DE", "Das sind fünfundzwanzig Kilometer.", "25 km"),
        ("de-DE", "Es ist ein 8849 Meter hoher Berg.", "8849"),
        ("de-DE", "Ein zwei Meter hoher Zaun", "2"),
        ("es-ES", "Pedro y dos amigos", "dos"),
        ("fr-FR", "Paul et deux amis", "deux"),
        ("zh-CN", "最高的山是珠穆朗玛峰。", "珠穆朗玛峰"),
        ("fr-FR", "C'est l'Everest.", "Everest"),
        ("it-IT", "all'Everest", "Everest"),
        ("tr-TR", "Başkenti Ankara'dır.", "Ankara"),
        ("ar-EG", "والقاهرة", "القاهرة"),
        ("he-IL", "בירושלים", "ירושלים"),
    ],
)
def test_the_case_says_in_which_language_numbers_and_words_are(language: str, text: str, answer: str) -> None:
    assert vl.scores.contains_expected(reply(text), expecting(answer, language=language)) is True


def test_any_of_several_answers_will_do() -> None:
    case = expecting("Chomolungma", "Everest")

    assert vl.scores.contains_expected(reply("Everest"), case) is True
    assert vl.scores.equals_expected(reply("Everest."), case) is True
    assert vl.scores.close_to_expected(reply("everest"), case) == 1.0


def test_equal_is_an_answer_with_nothing_around_it() -> None:
    assert vl.scores.equals_expected(reply("**8,849** metres."), expecting("8849 m")) is True
    assert vl.scores.equals_expected(reply("It is 8,849 metres."), expecting("8849 m")) is False


def test_closeness_falls_with_the_characters_that_differ() -> None:
    close, far = (
        vl.scores.close_to_expected(reply(text), expecting("Mount Everest"))
        for text in ("Mount Evarest", "No idea at all, to be honest")
    )

    assert close == pytest.approx(12 / 13)
    assert far is not None
    assert 0.0 <= far < 0.3
    eighty = vl.scores.close_to_expected(reply("eighty-eight metres"), expecting("88 m"))
    assert eighty == 1.0


def test_a_pattern_is_looked_for_in_the_reply_as_it_was_written() -> None:
    has_bold = vl.scores.matches(r"\*\*\d", name="has_bold_number")

    assert has_bold(reply("It is **8,849** m"), expecting()) is True
    assert has_bold(reply("It is 8,849 m"), expecting()) is False
    assert vl.scores.matches("a").__name__ == "matches"
    assert has_bold.__name__ == "has_bold_number"


def test_where_nothing_is_expected_or_the_turn_failed_there_is_no_score() -> None:
    scores = [vl.scores.contains_expected, vl.scores.equals_expected, vl.scores.close_to_expected]

    assert {score(reply("Everest"), expecting()) for score in scores} == {None}
    assert {score(reply("", outcome="failed"), expecting("Everest")) for score in scores} == {None}


def test_a_reply_that_never_came_since_nothing_was_understood_is_wrong() -> None:
    assert vl.scores.contains_expected(reply("", outcome="no-match"), expecting("Everest")) is False


@pytest.mark.parametrize(
    ("language", "text", "answer"),
    [
        ("fr-FR", "vingt et un ans", "un"),
        ("es-ES", "treinta y dos años", "dos"),
        ("de-DE", "eine Million", "1"),
        ("de-DE", "1,5 Millionen", "1,5"),
        ("fr-FR", "1 234 habitants", "234"),
    ],
)
def test_a_part_of_a_number_is_no_answer(language: str, text: str, answer: str) -> None:
    assert vl.scores.contains_expected(reply(text), expecting(answer, language=language)) is False


@pytest.mark.parametrize(
    "text",
    ["http://paris.fr", "$x^2$", "# Heading", "<b>hi</b>", "😀", "**bold**", "&amp;", "| a |\n|---|\n| 1 |"],
)
def test_a_reply_that_is_the_answer_letter_for_letter_is_right(text: str) -> None:
    case = expecting(text)

    assert vl.scores.contains_expected(reply(text), case) is True
    assert vl.scores.equals_expected(reply(text), case) is True
    assert vl.scores.close_to_expected(reply(text), case) == 1.0


def test_equal_numbers_may_be_written_with_a_currency_code_or_without_decimals() -> None:
    assert vl.scores.equals_expected(reply("100 USD"), expecting("$100")) is True
    assert vl.scores.equals_expected(reply("72.0"), expecting("72")) is True
    assert vl.scores.equals_expected(reply("It's"), expecting("It")) is False
    assert vl.scores.equals_expected(reply("20, 5"), expecting("25")) is False
