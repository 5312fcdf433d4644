"""ErasableLog: exchanges and sessions are deleted, with their sound and all that was said of them."""

from __future__ import annotations

import contextlib
import difflib
import logging
import sqlite3
from collections.abc import Collection, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from voicelab.errors import LogError
from voicelab.exchange.exchange import Exchange
from voicelab.exchange.plain_values import plain_text
from voicelab.log.deletion import DeletedRows, Deletion, delete_rows
from voicelab.log.erasure import erase, note_deletion
from voicelab.log.failures import as_damage
from voicelab.log.labelled_log import LabelledLog
from voicelab.log.rows import ExchangeKey
from voicelab.log.sound_files import SIDES, left_in_folder, sound_file, sound_place
from voicelab.log.waiting import WaitingExchanges

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["ErasableLog"]

_logger = logging.getLogger("voicelab")


class ErasableLog(LabelledLog):
    """A log from which exchanges can be deleted."""

    def __init__(self, path: Path | None) -> None:
        super().__init__(path)
        self._waiting = WaitingExchanges(self._store.name)
        try:
            erase(self._store, wait=False)  # where a deletion was broken off
        except LogError as error:
            _logger.warning("A deletion from %s is not finished yet: %s", self._store.name, error)

    def delete(
        self,
        exchanges: Exchange | Iterable[Exchange] | pd.DataFrame = (),
        *,
        session: str | Sequence[str] = (),
    ) -> Deletion:
        """Delete exchanges, or whole sessions, with their sound and all that was said of them.

        When this returns, none of it is left in the file, in those that SQLite keeps beside it, or among the
        sounds: labels, scores, judgements of listening tests, and settings that no other exchange has, go
        too, and so does a session that has ended and is left empty. A comparison asks deleted cells again.
        What files were exported has to be deleted there; what an open session shows the model, by
        ``session.history.forget()``.

        Parameters
        ----------
        exchanges
            One of this log, its row in `df`, several of them, or a frame with such rows.
        session
            A session or several, to be deleted as a whole.

        Returns
        -------
        Deletion
            What went; prints as a sentence.

        Raises
        ------
        ValueError, TypeError
            The log has no such exchange or session; nothing was deleted. Of a dialogue that is a cell of a
            comparison the whole is given, and not its turns.
        LogError
            The file cannot be written. Or the exchanges are deleted, and another program that reads the log
            keeps SQLite from erasing them; the message says what is left. It is erased when the log is
            opened again, or by ``delete([])``.
        """
        waiting = self._waiting.keys()
        known = {name for name, _ in waiting}
        names = [session] if isinstance(session, str) else list(session)
        sessions = [name if name in known else self._known_session(name) for name in names]
        keys = [self._waiting_key(each, waiting) or self._key(each) for each in _each(exchanges)]
        unwritten = self._waiting.remove(keys, sessions)
        try:
            with self._store.transaction() as connection, as_damage(self._store.name):
                rows = delete_rows(connection, keys, sessions)
                sizes = self._note(connection, rows)
        except BaseException:  # an interrupt, too: what waits was not deleted
            for exchange in unwritten:
                self._waiting.add(exchange)
            raise
        in_memory = [sound for key in rows.keys for sound in self._sounds.pop(key, ())]
        in_memory += [sound for each in unwritten for sound in (each.heard_audio, each.spoken_audio)]
        sizes += [sound.samples.nbytes for sound in in_memory if sound is not None]
        try:
            erase(self._store)
        except LogError as error:
            raise LogError(
                f"The exchanges are deleted, and not erased from the disk yet. {error.message}",
                code=error.code,
                hint=f"{error.hint} Then log.delete([]), or opening the log again, erases them.",
            ) from error
        return Deletion(len(rows.keys) + len(unwritten), len(sizes), sum(sizes))

    def _waiting_key(self, exchange: object, waiting: Collection[ExchangeKey]) -> ExchangeKey | None:
        """Return the key of an exchange that waits to be written; `None` of another."""
        key = getattr(exchange, "session", None), getattr(exchange, "turn", None)
        return next((each for each in waiting if each == key), None)

    def _note(self, connection: sqlite3.Connection, rows: DeletedRows) -> list[int]:
        """Note which sounds are to be erased, and return their sizes in bytes."""
        path = self._store.path
        own: dict[str, Path] = {}
        if path is not None:
            left = (file for session in rows.sessions for file in left_in_folder(path, session))
            # What a damaged row names, or one that another program changed, may not be all that it has.
            usual = (
                sound_file(path, session, turn, side)
                for session, turn in rows.keys
                for side in SIDES
                if isinstance(turn, int)
            )
            places = {file: sound_place(path, file) for file in (*rows.files, *left, *usual)}
            own = {file: place for file, place in places.items() if place is not None}
        if rows.keys or rows.sessions:
            note_deletion(connection, own)
        sizes = []
        linked: set[Path] = set()
        for place in set(own.values()):
            if place.parent.is_symlink():
                linked.add(place.parent)
                continue
            with contextlib.suppress(OSError):
                sizes.append(place.lstat().st_size)
        for folder in sorted(linked):
            _logger.warning("%s is a link: the sound behind it is not deleted.", folder)
        return sizes

    def _known_session(self, session: str) -> str:
        """Return a session's name, once it is sure that the log has it.

        Raises
        ------
        ValueError
            It has not; the message lists those that are there, the nearest first.
        """
        names = [row[0] for row in self._store.query("SELECT session FROM sessions")]
        if plain_text("session", session) in names:
            return session
        nearest = ", ".join(difflib.get_close_matches(session, names, n=5, cutoff=0.0)) or "none"
        raise ValueError(f"the log has no session {session!r}; the nearest there are: {nearest}")


def _each(exchanges: Any) -> Iterable[Any]:
    """Return each of one exchange, of several, or of the rows of a frame."""
    if hasattr(exchanges, "itertuples"):
        return exchanges.itertuples()  # type: ignore[no-any-return]  # of pandas, which may not be loaded
    is_one = (
        hasattr(exchanges, "session") or isinstance(exchanges, str) or not isinstance(exchanges, Iterable)
    )
    return [exchanges] if is_one else exchanges
