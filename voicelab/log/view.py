"""What a log shows: exchanges, DataFrames, files, a table in a notebook's cell."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from voicelab.errors import LogError
from voicelab.exchange.exchange import Exchange
from voicelab.exchange.plain_values import plain_text, plain_whole
from voicelab.file_target import file_target
from voicelab.log.failures import IN_MEMORY, as_damage
from voicelab.log.rows import CELL_KIND, COLUMNS, SELECTED, ExchangeKey, exchange_from
from voicelab.log.sound_paths import SoundPaths
from voicelab.log.store import LogStore

if TYPE_CHECKING:
    import pandas as pd

    from voicelab.audio.clip import Audio
    from voicelab.log.log_check import LogCheck
    from voicelab.log.salvage import Salvage

__all__ = ["LogView"]

_SHOWN = 10
"""Exchanges that a log shows in a notebook's cell: the latest."""
_READ, _READ_COLUMNS = f"{SELECTED}, {CELL_KIND}", (*COLUMNS, "cell_kind")


class LogView:
    """The reading side of a log, of all sessions or of one.

    Parameters
    ----------
    path
        The file; `None` for a log in memory.
    """

    def __init__(self, path: Path | None) -> None:
        self.path = path
        """The file; `None` for a log in memory."""
        self._store = LogStore(path)
        self._sound_paths = SoundPaths(path)
        self._session: str | None = None
        self._sounds: dict[tuple[str, int], tuple[Audio | None, Audio | None]] = {}

    def exchange(self, session: str, turn: int) -> Exchange:
        """Return one exchange, by the values of its row in `df`, for example.

        Raises
        ------
        ValueError
            The log has no such exchange.
        """
        for row in self._store.row(_READ, *self._known_key(session, turn)):
            return self._exchange(row)
        raise ValueError(f"the log has no turn {turn} of session {session!r} any more")

    def exchanges(self) -> Iterator[Exchange]:
        """Yield every exchange that is there now, oldest first."""
        for page in self._store.pages(_READ, self._session, size=256):
            yield from map(self._exchange, page)

    @property
    def df(self) -> pd.DataFrame:
        """Every exchange as a row, with a column for each setting, too.

        Text is of type ``string``, whole numbers ``Int64``, yes and no ``boolean`` (missing is ``<NA>``),
        measures ``float64`` (missing is ``NaN``; a name that ends in ``_ms`` counts milliseconds after the
        end of speech), `started_utc` ``datetime64[us, UTC]``, `input_mode` and `outcome` ``category``: the
        same for an empty log. Several texts of one setting are separated by commas, one that holds a comma is
        in quotes. A setting that did not exist yet when an exchange was logged is missing.
        """
        from voicelab.log.frame import exchanges_frame

        return exchanges_frame(self._store, self._session, self._sound_paths)

    @property
    def words(self) -> pd.DataFrame:
        """Every spoken word as a row, and when it sounds in its reply, in seconds."""
        from voicelab.log.part_frames import words_frame

        return words_frame(self._store, self._session)

    @property
    def tool_calls(self) -> pd.DataFrame:
        """Every call of a tool as a row: its arguments, its result or error, when it began after the end of
        speech and how long it took, in seconds."""
        from voicelab.log.part_frames import tool_calls_frame

        return tool_calls_frame(self._store, self._session)

    @property
    def sessions(self) -> pd.DataFrame:
        """Every session as a row: when it started and ended, why, where its services live, how many turns."""
        from voicelab.log.frame import sessions_frame

        return sessions_frame(self._store, self._session)

    def to_csv(self, path: str | Path, *, raw: bool = False) -> None:
        """Write `df` to a CSV file that spreadsheets show right and `read_csv` reads back exactly.

        UTF-8 with a byte order mark; compressed if the name ends in ``.gz``, ``.bz2`` or ``.xz``. A file that
        stood there before stays until the new one is whole.

        Parameters
        ----------
        raw
            Whether to leave text as it is. By default an apostrophe is put before text that a spreadsheet
            would take for a formula, and before such text that has one already. A file that is written
            raw is read back with ``read_csv(path, raw=True)``.
        """
        from voicelab.log.csv_file import write_csv

        write_csv(self._store, self._session, self._sound_paths, file_target(path), raw=raw)

    def to_parquet(self, path: str | Path) -> None:
        """Write `df` to a Parquet file."""
        from voicelab.log.export import write_parquet

        write_parquet(self._store, self._session, self._sound_paths, file_target(path))

    def to_json(self, path: str | Path) -> None:
        """Write `df` to a JSON file, compressed as for `to_csv`: a list of records, times in ISO 8601."""
        from voicelab.log.export import write_json

        write_json(self._store, self._session, self._sound_paths, file_target(path))

    def check(self) -> LogCheck:
        """Check that the whole log is as it was written, file, rows and sounds; nothing is changed.

        A log that does not open is checked by `vl.check_log(path)`.

        Returns
        -------
        LogCheck
            True if it is whole; prints as sentences.

        Raises
        ------
        LogError
            The file is not there any more, or another program does not stop to write to it.
        """
        from voicelab.log.log_check import check_log, check_of_memory

        return check_of_memory(self._store) if self.path is None else check_log(self.path)

    def salvage(self, path: str | Path, *, keep_changed: bool = False) -> Salvage:
        """Copy all that is not damaged into a new log; this one stays as it is.

        A log that does not open is salvaged by `vl.salvage_log(path, new_path)`.

        Parameters
        ----------
        path
            A file to make; nothing is written over.
        keep_changed
            Whether rows are copied, too, that can be read and do not fit their checksum: after changes that
            were made on purpose by another program.

        Raises
        ------
        LogError
            The new log is there or cannot be written, or this one is in memory.
        """
        from voicelab.log.salvage import salvage_log

        if self.path is None:
            raise LogError(f"{IN_MEMORY} has no file.", hint="Write what it shows: log.to_csv(path).")
        return salvage_log(self.path, path, keep_changed=keep_changed)

    def __len__(self) -> int:
        where, values = ("", []) if self._session is None else (" WHERE session = ?", [self._session])
        return int(self._store.query(f"SELECT count(*) FROM exchanges{where}", values)[0][0])  # noqa: S608

    def __repr__(self) -> str:
        place = "in memory" if self.path is None else str(self.path)
        return f"SessionLog({place}, {'closed' if self._store.closed else f'exchanges: {len(self)}'})"

    def _repr_html_(self) -> str:
        from voicelab.exchange.html import exchanges_html

        latest = self._store.latest(_READ, self._session, count=_SHOWN)
        return exchanges_html(repr(self), [self._exchange(row) for row in latest], len(self))

    def _known_key(self, session: str, turn: int) -> ExchangeKey:
        """Return the key of an exchange, once it is sure that the log has it, damaged or not."""
        key = plain_text("session", session), plain_whole("turn", turn)
        if not self._store.query("SELECT 1 FROM exchanges WHERE session = ? AND turn = ?", key):
            raise ValueError(f"the log has no turn {turn} of session {session!r}")
        return key

    def _exchange(self, row: tuple[Any, ...]) -> Exchange:
        with as_damage(self._store.name):
            exchange = exchange_from(dict(zip(_READ_COLUMNS, row, strict=True)), self._sound_paths)
        heard, spoken = self._sounds.get((exchange.session, exchange.turn), (None, None))
        return exchange.replace(heard_audio=heard, spoken_audio=spoken) if heard or spoken else exchange
