"""Times of spreadsheets: of many countries, or refused."""

from __future__ import annotations

import pytest

from voicelab.log.spreadsheet_times import iso_reader


@pytest.mark.parametrize(
    "text",
    [
        "2026-11-28T19:53:51Z", "2026-11-28 19:53:51", "2026-11-28T20:53:51+01:00",
        "2026-11-28 19:53:51 UTC",
        "2026-11-28 오후 7:53:51", "2026. 11. 28. 오후 7:53:51",
        "2026/11/28 下午7:53:51", "2026/11/28 午後 7:53:51",
        "28.11.2026 19.53.51", "28.11.2026 19:53:51", "28. 11. 2026 19:53:51", "28.11.2026. 19:53:51",
        "2026. 11. 28. 19:53:51", "28.11.2026 г. 19:53:51", "28/11/2026, 19:53:51",
        "28/11/2026 7:53:51 p. m.",
        "28/11/2026 7:53:51 p.\u00a0m.", "28/11/2026 7:53:51 μμ", "28-11-2026 19.53.51",
        "28/11/26 7:53:51 PM",
        "11/28/2026 7:53:51 PM", "11/28/2026 7:53:51\u202fPM", "28.11.26 19:53:51",
    ],
)  # fmt: skip
def test_a_moment_is_read_however_a_country_writes_it(text: str) -> None:
    assert iso_reader([text])(text) == "2026-11-28T19:53:51.000000Z"


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("28.11.2026", "2026-11-28T00:00:00.000000Z"),
        ("28/11/2026 12:05 am", "2026-11-28T00:05:00.000000Z"),
        ("2026-11-28 오전 12:05", "2026-11-28T00:05:00.000000Z"),
        ("28.11.2026 19:53:51,25", "2026-11-28T19:53:51.250000Z"),
        ("46354.5", "2026-11-28T12:00:00.000000Z"),
    ],
)
def test_what_a_moment_leaves_out_is_nought(text: str, moment: str) -> None:
    assert iso_reader([text])(text) == moment


@pytest.mark.parametrize(
    "text",
    [
        "yesterday", "28. Nov 26 19:53", "53:51.1", "31.11.2026 19:53", "28.11.2569 19:53", "7/9/1405 19:53",
        "28.11.2026 25:00", "2026-28-11", "28.11/2026 19:53", "28/11/2026 7:53 xx",
    ],
)  # fmt: skip
def test_what_is_no_moment_of_a_log_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"^is no moment such as"):
        iso_reader([text, "28/11/2026"])(text)


def test_one_day_above_twelve_tells_where_the_day_stands_in_all() -> None:
    assert iso_reader(["1/2/2026", "28/2/2026"])("1/2/2026") == "2026-02-01T00:00:00.000000Z"
    assert iso_reader(["1/2/2026", "2/28/2026"])("1/2/2026") == "2026-01-02T00:00:00.000000Z"
    with pytest.raises(ValueError, match="day first or the month first"):
        iso_reader(["1/2/2026", "3/4/2026"])("1/2/2026")
