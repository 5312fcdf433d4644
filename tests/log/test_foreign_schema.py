"""What another program has put into a log's schema is refused before anything of it runs."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.exchanges import an_exchange
from tests.log.damages import write
from voicelab.errors import LogError
from voicelab.log.session_log import SessionLog


@pytest.mark.parametrize(
    "made",
    [
        "CREATE TRIGGER spy AFTER INSERT ON exchanges BEGIN DELETE FROM exchanges; END",
        "CREATE TRIGGER spy AFTER UPDATE ON sessions BEGIN DELETE FROM exchanges; END",
        "CREATE VIEW spy AS SELECT * FROM exchanges",
        "ALTER TABLE exchanges ADD COLUMN spy TEXT AS (upper(reply))",
        'CREATE TABLE spy (checksum TEXT, "x) ; --" TEXT)',
        "CREATE VIRTUAL TABLE spy USING fts5(reply)",
        "ALTER TABLE exchanges RENAME TO spy; CREATE VIEW exchanges AS SELECT * FROM spy",
    ],
)
def test_what_another_program_put_into_a_log_is_refused(path: Path, made: str) -> None:
    with SessionLog(path) as log:
        log.append(an_exchange())
    write(path, made)
    before = path.read_bytes()
    with pytest.raises(LogError, match="another program has changed") as caught:
        SessionLog(path)
    assert caught.value.code == "log-foreign"
    assert path.read_bytes() == before


def test_a_table_of_another_program_is_left_alone(path: Path) -> None:
    with SessionLog(path) as log:
        log.append(an_exchange())
    write(path, "CREATE TABLE notes (text TEXT)")
    with SessionLog(path) as log:
        assert len(list(log.exchanges())) == 1


def test_a_copy_that_another_program_made_of_a_table_goes_with_what_is_deleted(path: Path) -> None:
    with SessionLog(path) as log:
        log.append(an_exchange())
        log.append(an_exchange(turn=2))
    write(path, "CREATE TABLE kept AS SELECT * FROM exchanges")
    with SessionLog(path) as log:
        log.delete(log.exchange("20261125-140312-7f3a", 1))
        assert log._store.query("SELECT turn FROM kept") == [(2,)]
        assert len(log) == 1


def test_functions_in_a_schema_are_not_trusted(path: Path) -> None:
    with SessionLog(path) as log:
        assert log._store.query("PRAGMA trusted_schema") == [(0,)]
        assert log._store.query("PRAGMA cell_size_check") == [(1,)]
