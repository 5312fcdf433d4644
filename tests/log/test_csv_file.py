"""CSV files that spreadsheets saved: read as they are meant, or the cell is named that cannot be read."""

from __future__ import annotations

import copy
import csv
import io
from collections.abc import Callable
from typing import Any

import pandas as pd
import pytest

from tests.exchanges import an_exchange
from voicelab.log.session_log import SessionLog, read_csv

Rows = list[list[str]]


@pytest.fixture(scope="module")
def logged(tmp_path_factory: pytest.TempPathFactory) -> tuple[pd.DataFrame, Rows]:
    path = tmp_path_factory.mktemp("log") / "log.csv"
    with SessionLog(None) as log:
        for turn, text in enumerate(("Größe, bitte?", "It’s “so”.", "Plain"), start=1):
            log.append(an_exchange(turn=turn, transcript=text, reply=f"{text}\nNext; line", cold=turn == 1))
        log.to_csv(path)
        return log.df, list(csv.reader(io.StringIO(path.read_text("utf-8-sig"))))


@pytest.fixture
def frame(logged: tuple[pd.DataFrame, Rows]) -> pd.DataFrame:
    return logged[0]


@pytest.fixture
def rows(logged: tuple[pd.DataFrame, Rows]) -> Rows:
    return copy.deepcopy(logged[1])


def saved(rows: Rows, *, delimiter: str = ",", encoding: str = "utf-8-sig", ends: str = "\r\n") -> io.BytesIO:
    """Return a file as a spreadsheet saves it: without needless quotes."""
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=delimiter).writerows(rows)
    return io.BytesIO(text.getvalue().replace("\r\n", ends).encode(encoding))


def put(rows: Rows, column: str, text: str, *, row: int = 2) -> Rows:
    """Return the rows with another text in a cell; rows are numbered as in a spreadsheet."""
    rows[row - 1][rows[0].index(column)] = text
    return rows


def changed(rows: Rows, change: Callable[[str], str]) -> Rows:
    return [rows[0], *([change(cell) for cell in row] for row in rows[1:])]


def assert_read(read: pd.DataFrame, frame: pd.DataFrame) -> None:
    """Compare frames; unquoted, an empty text is a missing one."""
    pd.testing.assert_frame_equal(read.fillna({"stop_phrase": ""}), frame.fillna({"stop_phrase": ""}))


WORDS = """TRUE/FALSE WAHR/FALSCH VRAI/FAUX VERDADERO/FALSO VERO/FALSO VERDADEIRO/FALSO WAAR/ONWAAR
SANT/FALSKT SAND/FALSK SANN/USANN TOSI/EPÄTOSI PRAWDA/FAŁSZ PRAVDA/NEPRAVDA IGAZ/HAMIS
ИСТИНА/ЛОЖЬ ADEVĂRAT/FALS DOĞRU/YANLIŞ yes/no 1/0"""


@pytest.mark.parametrize("words", WORDS.split())
def test_yes_and_no_are_read_in_the_language_of_the_spreadsheet(
    frame: pd.DataFrame, rows: Rows, words: str
) -> None:
    yes, no = words.split("/")
    assert_read(
        read_csv(saved(changed(rows, lambda cell: {"true": yes, "false": no}.get(cell, cell)))), frame
    )


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"])
def test_a_file_is_read_whatever_separates_its_cells_and_rows(
    frame: pd.DataFrame, rows: Rows, delimiter: str, ends: str
) -> None:
    assert_read(read_csv(saved(rows, delimiter=delimiter, ends=ends)), frame)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-le", "utf-16-be"])
def test_unicode_is_read_with_its_mark_and_without(frame: pd.DataFrame, rows: Rows, encoding: str) -> None:
    assert_read(read_csv(saved(rows, encoding=encoding)), frame)


@pytest.mark.parametrize("encoding", ["cp1252", "mac_roman"])
def test_another_encoding_is_read_where_it_is_named_and_never_guessed(
    frame: pd.DataFrame, rows: Rows, encoding: str
) -> None:
    assert_read(read_csv(saved(rows, encoding=encoding), encoding=encoding), frame)
    with pytest.raises(
        ValueError, match=rf"row 2, column transcript is not in UTF-8.* 'Größe' in {encoding}"
    ):
        read_csv(saved(rows, encoding=encoding))
    with pytest.raises(ValueError, match=r"is no CSV file: .*latin-13"):
        read_csv(saved(rows), encoding="latin-13")


def test_remarks_in_a_column_of_their_own_change_nothing(frame: pd.DataFrame, rows: Rows) -> None:
    rows[0].append("notes")
    rows[2].append("good")
    assert_read(read_csv(saved(rows)), frame)
    with pytest.raises(ValueError, match=r"row 3 has \d+ cells, and the first row names \d+"):
        read_csv(saved([row[: len(frame.columns)] if row is rows[0] else row for row in rows]))


def test_empty_cells_rows_and_columns_are_nothing(frame: pd.DataFrame, rows: Rows) -> None:
    rows[2] += ["", ""]
    assert_read(read_csv(saved([*rows, [], [""] * len(rows[0]), []])), frame)


@pytest.mark.parametrize("missing", ["#N/A", "#NV", "NaN", " ", "NULL"])
def test_a_value_that_is_not_available_is_missing(rows: Rows, missing: str) -> None:
    for column in ("first_heard_ms", "prompt_tokens", "barge_in", "started_utc"):
        read = read_csv(saved(put(rows, column, missing)))
        assert read[column].isna().tolist() == [True, False, False]


@pytest.mark.parametrize(
    ("column", "text", "said"),
    [
        ("done_ms", "k. A.", "'k. A.' is no number"),
        ("done_ms", "#VALUE!", "'#VALUE!' is no number"),
        ("max_tokens", "many", "'many' is no whole number"),
        ("max_tokens", "2.5", "'2.5' is no whole number"),
        ("barge_in", "perhaps", "'perhaps' is neither true nor false"),
        ("started_utc", "28. Nov 26 19:53", "'28. Nov 26 19:53' is no moment such as 2026-01-31T12:00:00Z"),
        ("started_utc", "1/2/2026 12:00", "'1/2/2026 12:00' may have the day first or the month first"),
    ],
)
@pytest.mark.parametrize("mark", [".", ","])
def test_a_cell_that_cannot_be_read_is_named(
    rows: Rows, column: str, text: str, said: str, mark: str
) -> None:
    def with_mark(cell: str) -> str:
        return cell.replace(".", mark) if cell.replace(".", "").isdigit() else cell

    changed_rows = put(changed(rows, with_mark), column, text, row=3)
    with pytest.raises(ValueError, match=f"^what was given: row 3, column {column}: {said}"):
        read_csv(saved(changed_rows, delimiter="," if mark == "." else ";"))


def test_marks_between_thousands_are_read_beside_decimals(rows: Rows) -> None:
    assert read_csv(saved(put(rows, "done_ms", "1,184.953")))["done_ms"][0] == 1184.953
    german = changed(rows, lambda cell: cell.replace(".", ",") if cell.replace(".", "").isdigit() else cell)
    put(german, "max_tokens", "1.000", row=3)
    read = read_csv(saved(put(german, "done_ms", "1.184"), delimiter=";"))
    assert (read["done_ms"][0], read["max_tokens"][1]) == (1184.0, 1000)


def test_a_row_that_names_no_session_is_named(rows: Rows) -> None:
    with pytest.raises(ValueError, match="row 3 names no session"):
        read_csv(saved(put(rows, "session", "", row=3)))


@pytest.mark.parametrize("beginning", [b"PK\x03\x04", b"\xd0\xcf\x11\xe0"])
def test_a_workbook_is_refused_by_what_it_is(beginning: bytes) -> None:
    given: Any = io.BytesIO(beginning + bytes(500))
    with pytest.raises(ValueError, match="is a workbook or an archive; save its sheet as 'CSV UTF-8'"):
        read_csv(given)
