"""An exchange as a row of the log, and back."""

from __future__ import annotations

import dataclasses
import json
import sqlite3
from collections.abc import Mapping
from datetime import datetime, timezone
from typing import Any

from voicelab.exchange.exchange import Exchange
from voicelab.exchange.fields import Latency, Usage, Word
from voicelab.exchange.tool_use import ToolUse
from voicelab.log.sound_paths import SoundPaths
from voicelab.settings import Settings
from voicelab.text.well_formed import well_formed

__all__ = [
    "CELL_KIND",
    "COLUMNS",
    "SELECTED",
    "ExchangeKey",
    "dialogue_session",
    "exchange_from",
    "insert",
    "is_of_dialogue",
    "row_from",
    "tool_calls_from",
    "update_usage",
    "utc_moment",
    "utc_text",
]

ExchangeKey = tuple[str, int]
"""An exchange in the log: its session and its turn."""

_USAGE = [field.name for field in dataclasses.fields(Usage)]
_LATENCY = [field.name for field in dataclasses.fields(Latency)]
_PLAIN = (
    *(
        "session",
        "turn",
        "input_mode",
        "outcome",
        "transcript",
        "reply",
        "spoken_text",
        "heard_text",
        "model",
    ),
    *("finish_reason", "confidence", "detected_language", "error_code", "error_message", "request_id"),
    *("reply_language", "spoken_voice", "filter_category", "filter_severity", "retries"),
    *("reasoning", "error_stage"),
)

_STORED = (
    *_PLAIN,
    "started_utc",
    *_USAGE,
    *_LATENCY,
    "cold",
    "words",
    "heard_words",
    "tool_calls",
    "alternatives",
    "heard_path",
    "spoken_path",
)
_DIGESTS = ("heard_digest", "spoken_digest")
"""Of the files with sound, by which damage to them is told."""
_WRITTEN = (*_STORED, *_DIGESTS)

COLUMNS = (*_STORED, "settings")
"""What a row holds: an exchange's own columns, and its settings as JSON."""

SELECTED = ", ".join([*_STORED, "(SELECT json FROM settings WHERE id = settings_id)"])
"""`COLUMNS` as SQL over `exchanges`."""

CELL_KIND = (
    "(SELECT CASE WHEN EXISTS (SELECT 1 FROM dialogue_turns WHERE dialogue_turns.session = cells.session "
    "AND dialogue_turns.turn = cells.turn) THEN 'dialogue' ELSE 'single' END "
    "FROM cells WHERE cells.session = exchanges.session AND cells.turn = exchanges.turn)"
)
"""`Exchange.cell_kind` as SQL over `exchanges`."""

_OF_DIALOGUE = "-dialogue-"

_INSERT = (
    f"INSERT INTO exchanges ({', '.join(_WRITTEN)}, settings_id) VALUES "  # noqa: S608  # names of ours
    f"({', '.join(f':{name}' for name in _WRITTEN)}, (SELECT id FROM settings WHERE json = :settings))"
)
_UPDATE_USAGE = (
    f"UPDATE exchanges SET {', '.join(f'{name} = :{name}' for name in _USAGE)} "  # noqa: S608  # names of ours
    "WHERE session = :session AND turn = :turn"
)


def insert(connection: sqlite3.Connection, row: Mapping[str, Any]) -> None:
    """Insert a row, with its settings and its session where they are new."""
    connection.execute("INSERT OR IGNORE INTO settings (json) VALUES (:settings)", row)
    connection.execute(
        "INSERT OR IGNORE INTO sessions (session, started_utc, services) VALUES (:session, :started_utc, '')",
        row,
    )
    connection.execute(_INSERT, row)


def update_usage(connection: sqlite3.Connection, session: str, turn: int, usage: Usage) -> None:
    """Set what a turn consumed in its row."""
    row = dataclasses.asdict(usage) | {"session": session, "turn": turn}
    connection.execute(_UPDATE_USAGE, row)


def row_from(exchange: Exchange) -> dict[str, Any]:
    """Return an exchange's values by column, as SQLite stores them; it has no audio files yet.

    Raises
    ------
    ValueError
        Its start is no moment with a timezone.
    """
    row: dict[str, Any] = {name: _storable(getattr(exchange, name)) for name in _PLAIN}
    row |= {name: _storable(getattr(exchange.usage, name)) for name in _USAGE}
    row |= {name: _storable(getattr(exchange.latency, name)) for name in _LATENCY}
    return row | {
        "started_utc": utc_text(exchange.started_utc),
        "cold": int(exchange.cold),
        "words": _words_json(exchange.words),
        "heard_words": _words_json(exchange.heard_words),
        "tool_calls": _tool_calls_json(exchange.tool_calls),
        "alternatives": _json(list(exchange.alternatives)),
        "heard_path": None,
        "spoken_path": None,
        **dict.fromkeys(_DIGESTS),
        "settings": _json(exchange.settings.to_dict()),
    }


def exchange_from(row: Mapping[str, Any], sounds: SoundPaths) -> Exchange:
    """Return the exchange that a row holds.

    Parameters
    ----------
    sounds
        The log's, among which those of the row are.
    """
    return Exchange(
        cell_kind=row.get("cell_kind"),
        **{name: row[name] for name in _PLAIN},
        started_utc=utc_moment(row["started_utc"]),
        settings=Settings.from_dict(json.loads(row["settings"])),
        usage=Usage(**{name: row[name] for name in _USAGE}),
        latency=Latency(**{name: row[name] for name in _LATENCY}),
        cold=bool(row["cold"]),
        words=_words_from(row["words"]),
        heard_words=_words_from(row["heard_words"]),
        tool_calls=tool_calls_from(row["tool_calls"]),
        alternatives=tuple(json.loads(row["alternatives"])),
        heard_path=sounds.path(row["heard_path"]),
        spoken_path=sounds.path(row["spoken_path"]),
    )


def dialogue_session(key: ExchangeKey) -> str:
    """Return the session of the turns of a dialogue that is one cell: a conversation of its own.

    No log has an exchange of it, so that a turn is not taken for the cell that has its number.
    """
    session, turn = key
    return f"{session}{_OF_DIALOGUE}{turn}"


def is_of_dialogue(session: str) -> bool:
    """Say whether a session is that of a dialogue which is one cell."""
    return _OF_DIALOGUE in session


def utc_text(moment: datetime) -> str:
    """Return a moment as ISO 8601 in UTC, to the microsecond, of one width: sorted as text, sorted in time.

    Raises
    ------
    ValueError
        The moment has no timezone.
    """
    if getattr(moment, "tzinfo", None) is None:
        raise ValueError(f"started_utc must be a datetime with the timezone UTC, not {moment!r}")
    return moment.astimezone(timezone.utc).isoformat(timespec="microseconds").replace("+00:00", "Z")


def utc_moment(text: str) -> datetime:
    """Return the moment that `utc_text` wrote.

    Raises
    ------
    ValueError
        The text is no time.
    """
    return datetime.fromisoformat(text.replace("Z", "+00:00"))  # Python 3.10 knows no Z


def tool_calls_from(text: str) -> tuple[ToolUse, ...]:
    """Return the calls of tools that a row holds."""
    uses = json.loads(text)
    return tuple(ToolUse(**{name: use[name] for name in _TOOL_USE if name in use}) for use in uses)


def _words_json(words: tuple[Word, ...]) -> str:
    return _json([[word.text, word.start_seconds, word.duration_seconds] for word in words])


def _words_from(text: str) -> tuple[Word, ...]:
    return tuple(
        Word(text=text, start_seconds=start, duration_seconds=duration)
        for text, start, duration in json.loads(text)
    )


_TOOL_USE = tuple(field.name for field in dataclasses.fields(ToolUse))


def _tool_calls_json(uses: tuple[ToolUse, ...]) -> str:
    return _json([dataclasses.asdict(use) for use in uses])


def _storable(value: str | float | None) -> str | float | None:
    return well_formed(value) if isinstance(value, str) else value


def _json(value: Any) -> str:
    return well_formed(json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True))
