"""Numbers of spreadsheets: read by the marks that the file's other numbers show, or refused."""

from __future__ import annotations

from typing import Any

import pytest

from voicelab.log.spreadsheet_numbers import NumberReader

UNKNOWN = NumberReader(None)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0.65", 0.65), ("0,65", 0.65), ("528,7", 528.7), ("1184.953", 1184.953), ("1184,953", 1184.953),
        ("1,184.953", 1184.953), ("1.184,953", 1184.953), ("1,18,495.3", 118495.3),
        ("1.118.495", 1118495.0),
        ("1 184,953", 1184.953), ("1\u00a0184,95", 1184.95), ("1\u202f184,95", 1184.95),
        ("1'184.95", 1184.95),
        ("1’184.95", 1184.95),
        ("1.18E+03", 1180.0), ("1,18E+03", 1180.0), ("0.123", 0.123), ("0,123", 0.123),
        ("-5,5", -5.5), ("−5.5", -5.5), ("1184", 1184.0), (" 7 ", 7.0), ("7,", 7.0), (",5", 0.5),
        ("١١٨٤٫٩", 1184.9), ("1\u00a0184\u00a0953", 1184953.0),
    ],
)  # fmt: skip
def test_a_number_that_can_be_read_in_one_way_is_read_so(text: str, value: float) -> None:
    assert UNKNOWN.measure(text) == value


@pytest.mark.parametrize(
    "text", ["k. A.", "1.2.3", "1,2,3", "12 34", "", ".", "5 %", "$5", "1.184.95", "0x1F", "--1"]
)
def test_what_is_no_number_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"^is no number$"):
        UNKNOWN.measure(text)


@pytest.mark.parametrize("text", ["1.5", "1,5", "k. A.", "9223372036854775808", "1e999999", "1.184,5"])
def test_what_is_no_count_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"^is no whole number$"):
        UNKNOWN.count(text)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1184", 1184), ("1,184", 1184), ("1.184", 1184), ("1184.0", 1184), ("1184,00", 1184),
        ("1 184", 1184),
        ("9223372036854775807", 2**63 - 1), ("-1", -1),
    ],
)  # fmt: skip
def test_a_count_that_can_be_read_in_one_way_is_read_so(text: str, value: int) -> None:
    assert UNKNOWN.count(text) == value


@pytest.mark.parametrize(
    ("others", "delimiter", "measure", "count"),
    [
        (["0.65"], ",", 1.184, 1), (["0,65"], ";", 1184.0, 1000), (["0,65"], ",", 1184.0, 1000),
        (["0.65"], ";", 1.184, 1), (["1,184.95"], "\t", 1.184, 1), (["1.184,95"], "\t", 1184.0, 1000),
        ([], ",", 1.184, 1),
    ],
)  # fmt: skip
def test_a_number_that_can_be_read_in_two_ways_is_read_as_the_others_of_its_file(
    others: list[str], delimiter: str, measure: float, count: int
) -> None:
    reader = NumberReader.of_file([*others, "1.184", "1"], [], delimiter)
    assert reader.measure("1.184") == measure
    assert reader.count("1.000") == count


def test_counts_tell_the_marks_of_a_file_too() -> None:
    assert NumberReader.of_file(["1.184"], ["1.234"], ";").measure("1.184") == 1184.0
    assert NumberReader.of_file(["1,184"], ["1,234"], "\t").measure("1,184") == 1184.0


@pytest.mark.parametrize(("others", "delimiter"), [([], ";"), ([], "\t"), (["0.65", "0,65"], ",")])
def test_a_number_that_can_be_read_in_two_ways_and_nothing_tells_is_refused(
    others: list[Any], delimiter: str
) -> None:
    reader = NumberReader.of_file([*others, "1.184"], [], delimiter)
    with pytest.raises(ValueError, match=r"^may be 1\.184 or 1184; save the file with a point before"):
        reader.measure("1.184")
    with pytest.raises(ValueError, match=r"^may be 1\.000 or 1000; save"):
        reader.count("1.000")
