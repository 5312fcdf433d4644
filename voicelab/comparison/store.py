"""What the log keeps of comparisons beside the exchanges: cells, replies heard again, preferences."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from voicelab.exchange.exchange import now_utc
from voicelab.log.rows import clean, utc_text

if TYPE_CHECKING:
    from voicelab.comparison.plan import Cell
    from voicelab.log.session_log import SessionLog

__all__ = ["Choice", "ComparisonStore", "Place", "Result"]

Choice = Literal["a", "b", "same"]
"""Which of two replies is preferred, or that there is no difference."""

Place = tuple[str, int]
"""Session and turn of an exchange."""

_AT_ONCE = 500
"""Values in one query: SQLite takes 999 everywhere."""


@dataclass(frozen=True, slots=True)
class Result:
    """Where a cell's exchange is in the log."""

    place: Place
    attempts: int
    failed: bool
    fresh: bool = False
    """Whether this comparison made it; otherwise the log had it."""


class ComparisonStore:
    """The comparisons' tables of a log."""

    def __init__(self, log: SessionLog) -> None:
        self._store = log._store

    def results(self, keys: Iterable[str]) -> dict[str, Result]:
        """Return the results that the log has, by their cells' keys: the latest, one that succeeded first."""
        found: dict[str, Result] = {}
        for some in _some(keys):
            rows = self._store.query(
                "SELECT key, session, turn, attempts, outcome IN ('failed', 'interrupted') AS failed "  # noqa: S608
                "FROM cells JOIN exchanges USING (session, turn) "
                f"WHERE key IN ({_marks(some)}) ORDER BY failed DESC, exchanges.id",
                some,
            )
            found.update((key, Result((session, turn), n, bool(bad))) for key, session, turn, n, bad in rows)
        return found

    def expect(self, session: str, cells: Iterable[Cell]) -> None:
        """Note which cells a session's turns will be, so that an exchange is a result once it is logged."""
        with self._store.transaction() as connection:
            connection.executemany(
                "INSERT INTO cells (session, turn, key) VALUES (?, ?, ?)",
                [(session, cell.number, cell.key) for cell in cells],
            )

    def note_attempts(self, place: Place, attempts: int) -> None:
        """Note how often a cell was tried, if that was more than once."""
        with self._store.transaction() as connection:
            connection.execute(
                "UPDATE cells SET attempts = ? WHERE session = ? AND turn = ?", (attempts, *place)
            )

    def hearings(self, recognizer: str, sessions: Iterable[str]) -> dict[Place, str]:
        """Return what a recognizer made of spoken replies."""
        found: dict[Place, str] = {}
        for some in _some(sessions):
            rows = self._store.query(
                f"SELECT session, turn, heard FROM round_trips WHERE session IN ({_marks(some)}) "  # noqa: S608
                "AND recognizer = ?",
                [*some, recognizer],
            )
            found.update(((session, turn), heard) for session, turn, heard in rows)
        return found

    def add_hearing(self, place: Place, recognizer: str, heard: str) -> None:
        """Keep what a recognizer made of a spoken reply."""
        with self._store.transaction() as connection:
            connection.execute(
                "INSERT OR REPLACE INTO round_trips (session, turn, recognizer, heard) VALUES (?, ?, ?, ?)",
                (*place, recognizer, clean(heard)),
            )

    def add_preference(self, rater: str, a: Place, b: Place, choice: Choice) -> None:
        """Keep a judgement."""
        with self._store.transaction() as connection:
            connection.execute(
                "INSERT INTO preferences (judged_utc, rater, session_a, turn_a, session_b, turn_b, choice) "
                "VALUES (?, ?, ?, ?, ?, ?, ?)",
                (utc_text(now_utc()), clean(rater), *a, *b, choice),
            )

    def preferences(self, sessions: Iterable[str]) -> Iterator[tuple[str, str, Place, Place, Choice]]:
        """Yield judgements as time, rater, the two replies and the choice, in their order."""
        rows: dict[int, tuple[str, str, Place, Place, Choice]] = {}
        for some in _some(sessions):
            for number, judged_utc, rater, session_a, turn_a, session_b, turn_b, choice in self._store.query(
                "SELECT id, judged_utc, rater, session_a, turn_a, session_b, turn_b, choice "  # noqa: S608
                f"FROM preferences WHERE session_a IN ({_marks(some)})",
                some,
            ):
                rows[number] = (judged_utc, rater, (session_a, turn_a), (session_b, turn_b), choice)
        yield from (rows[number] for number in sorted(rows))


def _some(values: Iterable[str]) -> Iterator[list[str]]:
    every = iter(values)
    while some := list(itertools.islice(every, _AT_ONCE)):
        yield some


def _marks(values: Sequence[str]) -> str:
    return ", ".join("?" * len(values))
