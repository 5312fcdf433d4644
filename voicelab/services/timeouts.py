"""Timeouts: how long each stage may say nothing until it is given up."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from voicelab.services.retry_policy import RetryPolicy
from voicelab.settings.kinds import RealNumber

if TYPE_CHECKING:
    from voicelab.services.endpoints import ServiceKind

__all__ = ["Timeouts"]

_SECONDS = RealNumber(0.001, 86_400)
_SETTABLE = (
    "recognition_seconds",
    "first_token_seconds",
    "next_token_seconds",
    "synthesis_seconds",
    "tool_seconds",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeouts:
    """How long a session waits for its services.

    Raises
    ------
    ValueError
        A value is no number, or out of its bounds.
    """

    recognition_seconds: float = 10.0
    """Silence of the recognizer after speech or the end of the input, in seconds; from 0.001 to 86,400."""

    first_token_seconds: float = 30.0
    """Until the model's first token, in seconds; from 0.001 to 86,400. Reasoning models think for a while."""

    next_token_seconds: float = 10.0
    """Between two tokens, in seconds; from 0.001 to 86,400."""

    synthesis_seconds: float = 10.0
    """Silence of the voice while it owes audio, in seconds; from 0.001 to 86,400."""

    tool_seconds: float = 30.0
    """Until a tool returns that the model called, in seconds; from 0.001 to 86,400. A `Tool` may say its
    own."""

    retry: RetryPolicy = field(default_factory=RetryPolicy)
    """How often, and after which pauses, what failed is tried again, by every stage."""

    @classmethod
    def for_kind(cls, kind: ServiceKind) -> Timeouts:
        """Return what services of a kind usually deserve: local models on a busy machine take their time."""
        if kind != "embedded":
            return cls()
        return cls(
            recognition_seconds=60.0,
            first_token_seconds=60.0,
            next_token_seconds=30.0,
            synthesis_seconds=60.0,
        )

    def __post_init__(self) -> None:
        for name in _SETTABLE:
            object.__setattr__(self, name, _SECONDS.check(name, getattr(self, name)))
        if not isinstance(self.retry, RetryPolicy):
            raise ValueError(f"retry must be a RetryPolicy, not {self.retry!r}")
