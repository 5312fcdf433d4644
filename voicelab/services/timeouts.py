"""Timeouts: how long each stage may say nothing until it is given up."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from voicelab.services.retry_policy import RetryPolicy

if TYPE_CHECKING:
    from voicelab.services.endpoints import ServiceKind

__all__ = ["Timeouts"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeouts:
    """How long a session waits for its services."""

    recognition_seconds: float = 10.0
    """Silence of the recognizer after speech, or after the end of the input, in seconds; above 0."""

    first_token_seconds: float = 30.0
    """Until the model's first token, in seconds; above 0. Reasoning models think for a while."""

    next_token_seconds: float = 10.0
    """Between two tokens, in seconds; above 0."""

    synthesis_seconds: float = 10.0
    """Silence of the voice while it owes audio, in seconds; above 0."""

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
        for name in ("recognition_seconds", "first_token_seconds", "next_token_seconds", "synthesis_seconds"):
            if not getattr(self, name) > 0:
                raise ValueError(f"{name} must be above 0, not {getattr(self, name)!r}")
