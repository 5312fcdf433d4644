"""ComparisonStore: what a log keeps of comparisons beside exchanges: cells, and round trips."""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from voicelab.exchange.call_end import CallEnd
from voicelab.log.erasure import deletions
from voicelab.log.rows import ExchangeKey
from voicelab.log.verified_rows import verify
from voicelab.text.well_formed import well_formed

if TYPE_CHECKING:
    from voicelab.comparison.plan import Cell
    from voicelab.exchange.fields import Outcome
    from voicelab.log.session_log import SessionLog

__all__ = ["CellResult", "ComparisonStore", "ExchangeKey", "batches", "placeholders"]

_BATCH = 500
"""Values in one query: SQLite takes 999 everywhere."""


@dataclass(frozen=True, slots=True)
class CellResult:
    """Where a cell's exchange is in the log, and how it went."""

    key: ExchangeKey
    attempts: int
    outcome: Outcome
    fresh: bool = False
    """Whether this comparison made it; otherwise the log had it."""
    turns: int | None = None
    """Into how many turns a dialogue or a live talk was split; `None` where there was none."""
    cut_ins: int | None = None
    """How often a reply began to sound while the user was still speaking; `None` likewise."""
    call: CallEnd | None = None
    """How the call of a simulated caller went; `None` where none called."""
    caller_characters: int | None = None
    """Characters that the caller's voice was paid for; `None` where an earlier release did not count them."""

    @property
    def failed(self) -> bool:
        """Whether it is to be run again: it failed, or was interrupted where nobody speaks who could."""
        return self.outcome == "failed" or (self.outcome == "interrupted" and self.turns is None)


class ComparisonStore:
    """The comparisons' tables of a log."""

    def __init__(self, log: SessionLog) -> None:
        self._store = log._store

    @property
    def deletions(self) -> int:
        """Another number wherever exchanges were deleted from the log."""
        return deletions(self._store)

    def results(self, keys: Iterable[str]) -> dict[str, CellResult]:
        """Return the results that the log has, by their cells' keys: the latest, one that succeeded first."""
        found: list[tuple[str, CellResult]] = []
        for batch in batches(keys):
            verify(self._store, "cells", f"key IN ({placeholders(batch)})", batch)
            rows = self._store.query(
                "SELECT key, session, turn, attempts, outcome, turns, cut_ins, call, caller_characters "  # noqa: S608
                "FROM cells JOIN exchanges USING (session, turn) "
                f"WHERE key IN ({placeholders(batch)}) ORDER BY exchanges.id",
                batch,
            )
            found += (
                (
                    key,
                    CellResult(
                        *((session, turn), attempts, outcome, False),
                        *(turns, cut_ins, _call(call), characters),
                    ),
                )
                for key, session, turn, attempts, outcome, turns, cut_ins, call, characters in rows
            )
        return dict(sorted(found, key=lambda each: not each[1].failed))

    def add_cells(self, session: str, cells: Iterable[Cell]) -> None:
        """Keep which cells a session's turns will be, so that an exchange is a result once it is logged."""
        with self._store.transaction() as connection:
            connection.executemany(
                "INSERT INTO cells (session, turn, key) VALUES (?, ?, ?)",
                [(session, cell.number, cell.key) for cell in cells],
            )

    def add_run(self, result: CellResult) -> None:
        """Keep how a cell went, beside its exchange, where there is something to say."""
        if result.attempts == 1 and result.turns is None:
            return
        with self._store.transaction() as connection:
            connection.execute(
                "UPDATE cells SET attempts = ?, turns = ?, cut_ins = ?, call = ?, caller_characters = ? "
                "WHERE session = ? AND turn = ?",
                (
                    *(result.attempts, result.turns, result.cut_ins),
                    *(_written(result.call), result.caller_characters),
                    *result.key,
                ),
            )

    def round_trips(self, recognizer: str, sessions: Iterable[str]) -> dict[ExchangeKey, str]:
        """Return the transcripts that a recognizer made of spoken replies."""
        transcripts: dict[ExchangeKey, str] = {}
        for batch in batches(sessions):
            verify(self._store, "round_trips", f"session IN ({placeholders(batch)})", batch)
            rows = self._store.query(
                f"SELECT session, turn, heard FROM round_trips WHERE session IN ({placeholders(batch)}) "  # noqa: S608
                "AND recognizer = ?",
                [*batch, recognizer],
            )
            transcripts.update(((session, turn), transcript) for session, turn, transcript in rows)
        return transcripts

    def add_round_trip(self, key: ExchangeKey, recognizer: str, transcript: str) -> None:
        """Keep the transcript that a recognizer made of a spoken reply."""
        with self._store.transaction() as connection:
            connection.execute(
                "INSERT OR REPLACE INTO round_trips (session, turn, recognizer, heard) VALUES (?, ?, ?, ?)",
                (*key, recognizer, well_formed(transcript)),
            )


def _call(written: str | None) -> CallEnd | None:
    return None if written is None else CallEnd.from_dict(json.loads(written))


def _written(call: CallEnd | None) -> str | None:
    return None if call is None else json.dumps(call.to_dict())


def batches(values: Iterable[str]) -> Iterator[list[str]]:
    """Yield values, as many at a time as one query takes."""
    every = iter(values)
    while batch := list(itertools.islice(every, _BATCH)):
        yield batch


def placeholders(values: Sequence[str]) -> str:
    """Return what stands for values in a query."""
    return ", ".join("?" * len(values))
