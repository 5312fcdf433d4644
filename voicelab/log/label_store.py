"""LabelStore: what people say of exchanges, as a log keeps it."""

from __future__ import annotations

import itertools
import json
from typing import Any

from voicelab.log.failures import as_damage
from voicelab.log.label import Label, joined
from voicelab.log.rows import CELL_KIND, ExchangeKey, utc_moment, utc_text
from voicelab.log.store import LogStore
from voicelab.log.verified_rows import verify

__all__ = ["LabelStore"]

_COLUMNS = "rater, labelled_utc, thumbs_up, expected, transcript, tags, notes"
_OF_SESSION = "(?1 IS NULL OR session = ?1)"


class LabelStore:
    """The labels of a log, of all sessions or of one; each rater has one of an exchange."""

    def __init__(self, store: LogStore, session: str | None) -> None:
        self._store = store
        self._session = session

    def put(self, key: ExchangeKey, label: Label) -> None:
        """Keep a label in place of an earlier one of its rater; one that says nothing is none.

        Raises
        ------
        LogError
            The file cannot be written.
        """
        with self._store.transaction() as connection:
            connection.execute(
                "DELETE FROM labels WHERE session = ? AND turn = ? AND rater = ?", (*key, label.rater)
            )
            if not label.is_blank:
                connection.execute(
                    f"INSERT INTO labels (session, turn, {_COLUMNS}) "  # noqa: S608  # names of ours
                    "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                    (*key, *_row(label)),
                )

    def of(self, key: ExchangeKey, rater: str) -> Label | None:
        """Return what a rater says of an exchange; `None` where that is nothing."""
        sql = f"SELECT {_COLUMNS} FROM labels WHERE session = ? AND turn = ? AND rater = ?"  # noqa: S608
        verify(self._store, "labels", "session = ? AND turn = ? AND rater = ?", (*key, rater))
        with as_damage(self._store.name):
            return next((_label(row) for row in self._store.query(sql, (*key, rater))), None)

    @property
    def state(self) -> tuple[int, str | None, float]:
        """How many labels there are, when one was given last, and the sum of all these times in days.

        It is another one wherever they changed, also where an earlier label was put back.
        """
        times = "count(*), max(labelled_utc), total(julianday(labelled_utc))"
        ((count, last, days),) = self._store.query(
            f"SELECT {times} FROM labels WHERE {_OF_SESSION}",  # noqa: S608
            [self._session],
        )
        return count, last, days

    def labelled_by(self, rater: str) -> set[ExchangeKey]:
        """Return the exchanges of which a rater says something."""
        sql = f"SELECT session, turn FROM labels WHERE {_OF_SESSION} AND rater = ?2"  # noqa: S608
        return {(session, turn) for session, turn in self._store.query(sql, [self._session, rater])}

    def each(self) -> list[tuple[ExchangeKey, Label]]:
        """Return every label with its exchange, those of one exchange in a row, the oldest first."""
        verify(self._store, "labels", _OF_SESSION, [self._session])
        rows = self._store.query(
            f"SELECT session, turn, {_COLUMNS} FROM labels WHERE {_OF_SESSION} "  # noqa: S608
            "ORDER BY session, turn, labelled_utc, rater",
            [self._session],
        )
        with as_damage(self._store.name):
            return [((session, turn), _label(row)) for session, turn, *row in rows]

    def joined(self) -> dict[ExchangeKey, Label]:
        """Return what all raters together say of each exchange that has a label."""
        found: dict[ExchangeKey, Label] = {}
        for key, group in itertools.groupby(self.each(), key=lambda each: each[0]):
            one = joined(label for _, label in group)
            assert one is not None
            found[key] = one
        return found

    def exchanges(self, *, cells: bool) -> list[ExchangeKey]:
        """Return the exchanges that can be labelled, oldest first.

        Parameters
        ----------
        cells
            Whether the cells of comparisons are among them.
        """
        rows = self._store.query(
            f"SELECT session, turn FROM exchanges WHERE {_OF_SESSION} "  # noqa: S608  # names of ours
            f"AND (?2 OR {CELL_KIND} IS NULL) ORDER BY id",
            [self._session, cells],
        )
        return [(session, turn) for session, turn in rows]


def _row(label: Label) -> tuple[Any, ...]:
    return (
        *(label.rater, utc_text(label.labelled_utc), label.thumbs_up),
        *(json.dumps(label.expected, ensure_ascii=False), label.transcript),
        *(json.dumps(label.tags, ensure_ascii=False), label.notes),
    )


def _label(row: Any) -> Label:
    rater, labelled_utc, thumbs_up, expected, transcript, tags, notes = row
    return Label(
        rater=rater,
        labelled_utc=utc_moment(labelled_utc),
        thumbs_up=None if thumbs_up is None else bool(thumbs_up),
        expected=tuple(json.loads(expected)),
        transcript=transcript,
        tags=tuple(json.loads(tags)),
        notes=notes,
    )
