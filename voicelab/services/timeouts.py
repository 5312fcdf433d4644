"""Timeouts: how long each stage may say nothing until it is given up."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from voicelab.services.endpoints import Kind

__all__ = ["Timeouts"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeouts:
    """How long a session waits for its services, and how often it tries again."""

    recognition_seconds: float = 10.0
    """Silence of the recognizer after speech, or after the end of the input, in seconds; above 0."""

    first_token_seconds: float = 30.0
    """Until the model's first token, in seconds; above 0. Reasoning models think for a while."""

    next_token_seconds: float = 10.0
    """Between two tokens, in seconds; above 0."""

    synthesis_seconds: float = 10.0
    """Silence of the voice while it owes audio, in seconds; above 0."""

    retries: int = 2
    """How often a throttled or failed completion is tried again; 0 or more. `Retry-After` is kept."""

    retry_wait_seconds: float = 20.0
    """The most to wait in all before a completion is tried again, in seconds; 0 or more. A service that asks
    for more fails the turn at once, and the error says how long."""

    failed_turns: int = 3
    """Turns in a row that may fail until a conversation ends, in place of failing on and on; 1 or more."""

    @classmethod
    def for_kind(cls, kind: Kind) -> Timeouts:
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
        for name in ("recognition_seconds", "first_token_seconds", "next_token_seconds", "synthesis_seconds"):
            if getattr(self, name) <= 0:
                raise ValueError(f"{name} must be above 0, not {getattr(self, name)!r}")
        if self.failed_turns < 1:
            raise ValueError(f"failed_turns must be 1 or more, not {self.failed_turns!r}")
        for name in ("retries", "retry_wait_seconds"):
            if getattr(self, name) < 0:
                raise ValueError(f"{name} must be 0 or more, not {getattr(self, name)!r}")
