"""The durable log of a session: every exchange in SQLite, seen as a DataFrame."""

from typing import TYPE_CHECKING

from voicelab.lazy_exports import lazy_exports

if TYPE_CHECKING:
    from voicelab.log.session_log import SessionLog, open_log, read_csv

__all__ = ["SessionLog", "open_log", "read_csv"]
__getattr__, __dir__ = lazy_exports(__name__, {"session_log": "SessionLog open_log read_csv"})
