"""Exchange: what is kept of one turn."""

from __future__ import annotations

import dataclasses
import time
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from typing import TYPE_CHECKING, Any, Literal

from voicelab.errors import CompletionError, ServiceError, VoicelabError
from voicelab.exchange.fields import ExchangeFields, Latency, Outcome, Usage
from voicelab.exchange.html import exchange_html
from voicelab.text.shortened import shortened

if TYPE_CHECKING:
    from voicelab.audio.clip import Audio
    from voicelab.settings import Settings

__all__ = ["Exchange", "now_utc", "utc_at"]

_SHOWN = 120
"""Characters of a text that an exchange's own form shows."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Exchange(ExchangeFields):
    """One turn of a conversation: what was heard, what was replied, with which settings, how it went.

    Shows itself in a notebook cell with players for both sides.
    """

    @classmethod
    def failed(
        cls,
        error: VoicelabError,
        *,
        session: str,
        turn: int,
        settings: Settings,
        input_mode: Literal["speech", "text"] = "speech",
        transcript: str = "",
        heard_audio: Audio | None = None,
    ) -> Exchange:
        """Return what is kept of an utterance that got no turn, because something failed before it."""
        return cls(
            session=session,
            turn=turn,
            started_utc=now_utc(),
            input_mode=input_mode,
            transcript=transcript,
            settings=settings,
            outcome="failed",
            heard_audio=heard_audio,
        ).with_error(error)

    @classmethod
    def not_understood(
        cls,
        reason: str,
        *,
        session: str,
        turn: int,
        started_utc: datetime,
        settings: Settings,
        recognised_seconds: float | None = None,
        transcript_seconds: float | None = None,
        heard_audio: Audio | None = None,
    ) -> Exchange:
        """Return what is kept of an utterance in which nothing was recognised.

        Parameters
        ----------
        reason
            The recognizer's own word for it.
        started_utc
            When the utterance ended.
        recognised_seconds, transcript_seconds
            As in `Usage` and in `Latency`.
        """
        return cls(
            session=session,
            turn=turn,
            started_utc=started_utc,
            input_mode="speech",
            transcript="",
            settings=settings,
            outcome="no-match",
            usage=Usage(recognised_seconds=recognised_seconds),
            latency=Latency(transcript_seconds=transcript_seconds),
            error_message=f"No speech could be recognised ({reason}).",
            heard_audio=heard_audio,
        )

    def with_error(self, error: VoicelabError | None) -> Exchange:
        """Return the exchange with what is kept of an error; an interrupted turn stays interrupted."""
        if error is None:
            return self
        outcome: Outcome = "filtered" if error.code == "content-filter" else "failed"
        fields: dict[str, Any] = {"error_code": error.code, "error_message": str(error)}
        if isinstance(error, ServiceError):
            fields["error_stage"] = error.stage
            fields["request_id"] = error.request_id or None
            fields["retry_after_seconds"] = error.retry_after_seconds
        if isinstance(error, CompletionError):
            fields["filter_category"] = error.filter_category
            fields["filter_severity"] = error.filter_severity
        return self.replace(outcome="interrupted" if self.outcome == "interrupted" else outcome, **fields)

    def replace(self, **changes: Any) -> Exchange:
        """Return the exchange with some fields changed."""
        return dataclasses.replace(self, **changes)

    def __repr__(self) -> str:
        """Say what was said, in a line or two; the fields have the rest."""
        error = f", error_code={self.error_code!r}" if self.error_code else ""
        return (
            f"Exchange(session={self.session!r}, turn={self.turn!r}, outcome={self.outcome!r}{error}, "
            f"transcript={_cut(self.transcript)!r}, reply={_cut(self.reply)!r})"
        )

    def _repr_html_(self) -> str:
        return exchange_html(self)


def _cut(text: str) -> str:
    return shortened(text, _SHOWN)


def now_utc() -> datetime:
    """Return the present time in UTC, to the microsecond."""
    return datetime.now(timezone.utc)


def utc_at(moment: float) -> datetime:
    """Return when it was a moment of ``time.monotonic()``, in UTC; none lies ahead of now."""
    return now_utc() - timedelta(seconds=max(0.0, time.monotonic() - moment))
