"""English as Azure writes it."""

from __future__ import annotations

import itertools

import pytest

from voicelab.embedded.forms.english_writing import written_english

CASES = [
    (
        "The meeting is at three thirty p.m. on May fifth for twenty-five dollars.",
        "The meeting is at 3:30 PM on May 5th for $25.",
    ),
    ("That will cost nine hundred dollars.", "That will cost $900."),
    (
        "My phone number is one eight hundred four five six eight nine one zero.",
        "My phone number is 1-800-456-8910.",
    ),
    (
        "My phone number is one eight hundred, four five six, eight nine ten.",
        "My phone number is 1-800-456-8910.",
    ),
    ("Call 1 800 4 5 6 8 9 10, 212 555, 0 1 9 9.", "Call 1-800-456-8910, 212-555-0199."),
    ("Call five five five, one two three four, or 10.", "Call 555-1234, or 10."),
    ("Call five five five one two three four.", "Call 555-1234."),
    ("The time is six forty five p m.", "The time is 6:45 PM."),
    ("The answer is six point five.", "The answer is 6.5."),
    ("Send it to support at help dot com.", "Send it to support@help.com."),
    ("Four queen of clubs.", "4 queen of clubs."),
    ("Ten of clubs, 10 of clubs.", "10 of clubs, 10 of clubs."),
    ("Two nine three four zero.", "29340."),
    ("Room one oh one, flight three fifty.", "Room 101, flight 350."),
    ("In nineteen ninety nine, in two thousand five.", "In 1999, in 2005."),
    ("Since two thousand five, twenty twenty six.", "Since 2005, 2026."),
    ("The twenty-first, the third, the fifth of May.", "The 21st, the third, the 5th of May."),
    ("On June twenty third nineteen eighty.", "On June 23rd, 1980."),
    ("One dollar and fifty cents, 3 dollars and 20 cents.", "$1.50, $3.20."),
    ("Two million people, one million dollars.", "2 million people, $1 million."),
    ("Twenty percent, 20 percent, one hundred and five per cent.", "20%, 20%, 105%."),
    ("Twelve thousand three hundred forty five.", "12,345."),
    ("Two hundred and fifty thousand euros.", "€250,000."),
    ("At ten o'clock, one o'clock, twelve oh five.", "At 10 o'clock, 1 o'clock, 12:05."),
    ("We meet at 3 p.m. Tomorrow at 9 a.m. with Bob.", "We meet at 3 PM. Tomorrow at 9 AM with Bob."),
    ("At 3.30 pm, 9am, 3.30.", "At 3:30 PM, 9 AM, 3.30."),
    ("Minus five degrees.", "-5 degrees."),
    ("October nineteen eighty seven, in May twenty twenty four.", "October 1987, in May 2024."),
    ("In July two thousand and five, in nineteen hundred and five.", "In July 2005, in 1905."),
    ("On June twenty second nineteen eighty we met.", "On June 22nd, 1980 we met."),
    ("The twenty second of June, on the twenty second.", "The 22nd of June, on the 22nd."),
    ("We met at two thirty.", "We met at 2:30."),
    ("The first five minutes, between five and ten.", "The first 5 minutes, between 5 and 10."),
    ("Call me after 3 30 p.m. or at 330pm, not 815PM.", "Call me after 3:30 PM or at 3:30 PM, not 8:15 PM."),
    ("7 45 a.m., 9 05 AM, 9 oh 5 pm, 1130 am.", "7:45 AM, 9:05 AM, 9:05 PM, 11:30 AM."),
    (
        "Three 30 pm, 3 thirty p m, one oh five p.m., nine zero five AM.",
        "3:30 PM, 3:30 PM, 1:05 PM, 9:05 AM.",
    ),
    ("At 9a.m. with Bob, at 3 30.", "At 9 AM with Bob, at 3:30."),
    ("Music of the nineteen eighties, the twenty tens.", "Music of the 1980s, the 2010s."),
    ("Nineteen-sixties art of the eighteen hundreds.", "1960s art of the 1800s."),
    ("In the 19 nineties and the nineteen 80s.", "In the 1990s and the 1980s."),
    ('"Ten," he said.', '"10," he said.'),
]

UNCHANGED = [
    "One of the best.",
    "No one knows, one-way streets, a twenty-five-year-old man.",
    "I may one day march.",
    "Just a second, the first, the third.",
    "A hundred times, hundreds of thousands.",
    "COVID-19, B2B, www.example.com, 3-0, 7/11, the 1990s, Windows 11, 50/50.",
    "It is 1,234.56 and 10%.",
    "Oh no, to the point.",
    "The AM radio, I am.",
    "Meet me at the dot.",
    "Set a thirty second timer, after a twenty second pause.",
    "Between one hundred and two hundred people, two hundred and three hundred.",
    "Between nine hundred and one thousand, after two thirty customers left.",
    "Take two thirty minute breaks, it costs two fifty.",
    "Two seventeen eighteen year olds, fifteen twenty minutes, ten fifteen year old boys.",
    "One tenth, a tenth of it, one hundred twenty fifth street, five hundred and first.",
    "A hundred twenty people, twenty one hundred dollar bills, three point fourteen.",
    "10, 20, 30, 40, 50, 10 20 30 40 50, 1 2 3.",
    "Twenty four seven, nine eleven, minus twenty second.",
    "At 3 30 people came, 7 30 minute breaks, at 5 10 15, room 3 30, 75pm, 330.",
    "The eighties, the two thousands, three twenties, two hundreds, fifteen twenties.",
    "A nineteen eighties-style song.",
    "...",
]


@pytest.mark.parametrize(("said", "written"), CASES)
def test_numbers_are_written_as_azure_does(said: str, written: str) -> None:
    assert " ".join(each.text for each in written_english(said.split())) == written


@pytest.mark.parametrize("text", UNCHANGED)
def test_what_is_no_number_or_is_written_already_stays(text: str) -> None:
    assert " ".join(each.text for each in written_english(text.split())) == text


@pytest.mark.parametrize("said", [case[0] for case in CASES] + UNCHANGED)
def test_the_words_that_are_written_stand_for_all_that_were_shown(said: str) -> None:
    shown = said.split()

    written = written_english(shown)

    assert written[0].first == 0
    assert written[-1].end == len(shown)
    assert all(each.first < each.end for each in written)
    assert all(later.first <= each.end for each, later in itertools.pairwise(written))
