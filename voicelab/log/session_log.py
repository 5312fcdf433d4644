"""SessionLog: every exchange, durable as it happens, seen as a DataFrame."""

from __future__ import annotations

import contextlib
import copy
import secrets
from pathlib import Path
from types import TracebackType
from typing import IO, TYPE_CHECKING, Any

from voicelab.errors import LogError
from voicelab.exchange.exchange import Exchange, now_utc
from voicelab.exchange.plain_values import plain_text
from voicelab.log.erasable_log import ErasableLog
from voicelab.log.log_path import DEFAULT_PATH, log_path
from voicelab.log.rows import exchange_from, insert, row_from, update_usage, utc_text
from voicelab.log.sound_files import is_session_name, sound_file
from voicelab.log.sound_store import SoundStore
from voicelab.text.well_formed import well_formed

if TYPE_CHECKING:
    import pandas as pd

    from voicelab.audio.clip import Audio
    from voicelab.exchange.fields import Usage

__all__ = ["DEFAULT_PATH", "SessionLog", "open_log", "read_csv"]


class SessionLog(ErasableLog):
    """All exchanges of all sessions, in one SQLite file with the audio as WAV files beside it.

    Any thread may use it, and several processes may append to one file. The folder can be moved.

    Parameters
    ----------
    path
        The file, made if it is missing; ``":memory:"`` or `None` keeps the log in memory only.
    keep_audio
        Whether the sound of the utterances and of the replies is kept, too.

    Raises
    ------
    LogError
        The file or its folder cannot be written, or is no log. One of a newer release can only be read.
    ConfigurationError
        The path is relative, and the working folder no longer exists.

    Examples
    --------
    >>> log = SessionLog(None)
    >>> session = log.begin("embedded services")
    >>> len(log), list(log.sessions["services"])
    (0, ['embedded services'])
    """

    def __init__(self, path: str | Path | None = DEFAULT_PATH, *, keep_audio: bool = True) -> None:
        in_memory = path is None or str(path) == ":memory:"
        super().__init__(None if path is None or in_memory else log_path(path))
        self._sound_store = SoundStore(self.path)
        self.keep_audio = keep_audio
        """Whether sound is kept."""

    def begin(self, services: str) -> str:
        """Add a session that starts, and return its new identifier: its time in UTC and four hex digits.

        Parameters
        ----------
        services
            Where the services live, as `Services.describe` returns it; no credentials.
        """
        started = now_utc()
        with self._store.transaction() as connection:
            while True:
                session = f"{started:%Y%m%d-%H%M%S}-{secrets.token_hex(2)}"
                done = connection.execute(
                    "INSERT OR IGNORE INTO sessions (session, started_utc, services) VALUES (?, ?, ?)",
                    [session, utc_text(started), well_formed(services)],
                )
                if done.rowcount:
                    return session

    def append(self, exchange: Exchange) -> Exchange:
        """Keep an exchange; when this returns it is on the disk, its audio first, and what waited before it.

        Parameters
        ----------
        exchange
            Its session need not have begun in this log: exchanges of another log can be gathered here.

        Returns
        -------
        Exchange
            The exchange as the log will give it, with the paths of its audio files. Where the log writes
            no audio file the sound stays on the exchange.

        Raises
        ------
        LogError
            The file cannot be written.
        ValueError
            The log has this turn of this session, or the session's name would not do as a folder's.
        """
        self.write_waiting()
        return self._append(exchange)

    def hold(self, exchange: Exchange) -> None:
        """Keep an exchange that could not be written in memory until it can.

        That is tried before the next one is written, when the session ends and when the log is closed; until
        then it is not among the exchanges that the log shows.
        """
        self._waiting.add(exchange)

    @property
    def waiting(self) -> int:
        """How many exchanges wait in memory to be written."""
        return len(self._waiting)

    def write_waiting(self) -> None:
        """Write the exchanges that `hold` keeps.

        Raises
        ------
        LogError
            The file still cannot be written.
        """
        self._waiting.write(self._append)

    def _append(self, exchange: Exchange) -> Exchange:
        if not is_session_name(exchange.session):
            raise ValueError(
                f"session must be letters, digits, dots, hyphens and underscores, not {exchange.session!r}"
            )
        self._store.check_writable()
        # Looked for ahead of the audio, so that the files of the turn that is there are not overwritten.
        sql, key = "SELECT 1 FROM exchanges WHERE session = ? AND turn = ?", (exchange.session, exchange.turn)
        if any(self._store.query(sql, key)):
            raise ValueError(f"the log has turn {exchange.turn} of session {exchange.session!r} already")
        row = row_from(exchange)
        heard, spoken = exchange.heard, exchange.spoken
        sounds = self._kept_sounds(exchange)
        try:
            for side, (name, audio) in sounds.items():
                digest = self._sound_store.write(name, audio)
                row |= {f"{side}_path": name, f"{side}_digest": digest}
            with self._store.transaction() as connection:
                for name, audio in sounds.values():
                    if not self._sound_store.has(name):  # deleted with its session
                        self._sound_store.write(name, audio)
                insert(connection, row)
        except LogError:
            # Another program, or thread, may have kept this very turn meanwhile: then they are its sounds.
            with contextlib.suppress(LogError):
                if not any(self._store.query(sql, key)):
                    for name, _ in sounds.values():
                        self._sound_store.remove(name)
            raise
        if self.keep_audio and self.path is None:
            self._sounds[exchange.session, exchange.turn] = heard, spoken
        kept = exchange_from(row, self._sound_paths)
        return kept if sounds else kept.replace(heard_audio=heard, spoken_audio=spoken)

    def set_usage(self, session: str, turn: int, usage: Usage) -> None:
        """Set what a turn consumed, where more of that is known than when its exchange was kept.

        Raises
        ------
        LogError
            The file cannot be written.
        """
        self.write_waiting()
        with self._store.transaction() as connection:
            update_usage(connection, session, turn, usage)

    def end(self, session: str, reason: str) -> None:
        """Set that a session has ended, and why: one of `events.EndReason`; one that was deleted stays so.

        Raises
        ------
        LogError
            The file cannot be written.
        """
        with self._store.transaction() as connection:
            connection.execute(
                "UPDATE sessions SET ended_utc = ?, end_reason = ? WHERE session = ?",
                [utc_text(now_utc()), plain_text("reason", reason), plain_text("session", session)],
            )
        self.write_waiting()

    def session(self, session: str) -> SessionLog:
        """Return a view of one session: the same log, that shows and exports this session alone.

        Raises
        ------
        ValueError
            The log has no such session; the message lists those that are there, the nearest first.
        """
        view = copy.copy(self)
        view._session = self._known_session(session)
        return view

    def close(self) -> None:
        """Close the file, for all views of it; a log in memory is gone.

        Raises
        ------
        LogError
            Exchanges still waited that cannot be written; they are lost, and the file is closed.
        """
        try:
            if self.waiting and not self._store.closed:
                self.write_waiting()
        except LogError as error:
            raise self._waiting.give_up(self._store.name) from error
        finally:
            self._store.close()

    def __enter__(self) -> SessionLog:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _kept_sounds(self, exchange: Exchange) -> dict[str, tuple[str, Audio]]:
        """Return the sounds of an exchange that are kept, by their sides, each with the name of its file."""
        if self.path is None or not self.keep_audio:
            return {}
        sounds = {"heard": exchange.heard, "spoken": exchange.spoken}
        return {
            side: (sound_file(self.path, exchange.session, exchange.turn, side), audio)
            for side, audio in sounds.items()
            if audio is not None
        }


def open_log(log: SessionLog | str | Path | bool | None) -> SessionLog:
    """Return the log that an argument means: one itself, its path, `False` for memory, `None` the usual."""
    if isinstance(log, SessionLog):
        return log
    if isinstance(log, str | Path):
        return SessionLog(log)
    return SessionLog(None) if log is False else SessionLog()


def read_csv(source: str | Path | IO[Any], *, raw: bool = False, encoding: str | None = None) -> pd.DataFrame:
    """Read a file that `SessionLog.to_csv` wrote; the frame equals the log's `df`, types and all.

    A file that a spreadsheet has saved since is read, too: times, decimal commas, separators, yes and no by
    the habits of a country. A cell that can be read in two ways is refused. What it dropped, such as
    seconds or the difference between empty and missing, stays dropped.

    Parameters
    ----------
    source
        The file's path, or the file opened; it may be compressed by gzip, bzip2 or xz.
    raw
        Whether the file was written with ``raw=True``: the file itself does not say. If it is left out there,
        text that begins with an apostrophe and a formula, as ``'=1``, loses the apostrophe.
    encoding
        How the file's letters are kept, where that is neither UTF-8 nor UTF-16, such as ``"cp1252"`` for one
        that a spreadsheet on Windows saved as plain CSV. Files do not say it, and it is not guessed.

    Raises
    ------
    TypeError
        It is neither a path nor an open file.
    ValueError
        The file has other columns, or a cell that cannot be read, or in two ways; the message names it.
    """
    from voicelab.log.csv_file import read_csv as read

    return read(source, raw=raw, encoding=encoding)
