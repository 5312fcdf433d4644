"""CellRun: what came of running a cell."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from voicelab.comparison.store import CellResult, ExchangeKey
from voicelab.errors import VoicelabError
from voicelab.exchange.exchange import Exchange

if TYPE_CHECKING:
    from voicelab.comparison.plan import Cell
    from voicelab.exchange.call_end import CallEnd

__all__ = ["CELL_SESSION", "CellRun"]

CELL_SESSION = "comparison"
"""Session of the exchanges of cells until the log has them, in a session of its own."""

_OF_ERRORS = ("error_code", "error_stage", "error_message")


@dataclass(frozen=True, slots=True, kw_only=True)
class CellRun:
    """What came of running a cell: its exchange, and of dialogues and live talks the turns."""

    exchange: Exchange
    turns: int | None = None
    """Into how many turns a dialogue or a live talk was split; `None` where there was none."""
    cut_ins: int | None = None
    """How often a reply began to sound while the user was still speaking; `None` likewise."""
    notices: tuple[str, ...] = ()
    """What settings or tools had no effect, in sentences."""
    call: CallEnd | None = None
    """How the call of a simulated caller went; `None` where none called."""
    dialogue: tuple[Exchange, ...] = ()
    """An exchange for each turn of a dialogue, of which `exchange` has all; empty for other cells."""
    caller_voice: str | None = None
    """The voice that speaks the caller's texts; `None` where none does."""
    caller_characters: int = 0
    """Characters that this voice was paid for: not those that it had spoken for an earlier cell."""

    @classmethod
    def failed(cls, error: VoicelabError, session: str, cell: Cell) -> CellRun:
        """Return what is kept of a cell that no worker ran to its end."""
        question = cell.question
        exchange = Exchange.failed(
            error,
            session=session,
            turn=cell.number,
            settings=cell.settings,
            input_mode="text" if question.is_typed else "speech",
            transcript=question.text,
        )
        return cls(exchange=exchange)

    def failed_alike(self, session: str, cell: Cell) -> CellRun:
        """Return what is kept of another cell, which is not run, as it would fail with the same error."""
        error = {name: getattr(self.exchange, name) for name in _OF_ERRORS}
        run = CellRun.failed(VoicelabError(""), session, cell)
        return CellRun(exchange=run.exchange.replace(**error))

    def result(self, key: ExchangeKey, attempts: int, caller_characters: int) -> CellResult:
        """Return where its exchange is in the log, and how it went.

        Parameters
        ----------
        caller_characters
            Those of all attempts.
        """
        return CellResult(
            key,
            attempts,
            self.exchange.outcome,
            fresh=True,
            turns=self.turns,
            cut_ins=self.cut_ins,
            call=self.call,
            caller_characters=caller_characters,
        )

    @property
    def error_code(self) -> str | None:
        """The error's code; `None` if nothing failed."""
        return self.exchange.error_code

    @property
    def error_message(self) -> str | None:
        """What failed and what to do."""
        return self.exchange.error_message

    @property
    def retry_after_seconds(self) -> float | None:
        """How long the service asked to be left alone, in seconds (``Retry-After``)."""
        return self.exchange.retry_after_seconds
