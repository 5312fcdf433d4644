"""CallEnd: how a call of a simulated caller went, and what its model used."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from voicelab.exchange.plain_values import make_plain

__all__ = ["CallEnd", "CallEnding"]

CallEnding = Literal[
    "goal-met", "gave-up", "turns-over", "repetition", "caller-failed", "assistant-failed", "stopped"
]
"""Why a call ended: the caller has what it wanted, or gave up; the turns were over; the caller went on to say
the same; its model failed, or the assistant; somebody stopped it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CallEnd:
    """How a call went."""

    ended_by: CallEnding
    """Why it ended."""
    goal_met: bool | None
    """Whether the caller found that its goal was met; `None` where nobody could say."""
    reason: str
    """Why, in the words of the caller's model, or what failed."""
    said: tuple[str, ...] = ()
    """What the caller said, turn by turn: its own words, and not what was recognised."""
    voice: str | None = None
    """The voice that spoke them; `None` where they were typed."""
    prompt_tokens: int | None = None
    """Tokens of the prompts of the caller's model; `None` where its service did not say."""
    completion_tokens: int | None = None
    """Tokens of its answers; `None` likewise."""
    model: str | None = None
    """The caller's model, as its service calls it."""

    def __post_init__(self) -> None:
        make_plain(self)
        object.__setattr__(self, "said", tuple(self.said))

    @property
    def turns(self) -> int:
        """How many turns the caller had."""
        return len(self.said)

    def __str__(self) -> str:
        """Return how it went, in a line."""
        turns = f"{self.turns} turn{'' if self.turns == 1 else 's'}"
        return f"{self.ended_by} after {turns}: {self.reason}"

    @property
    def tokens(self) -> int | None:
        """Tokens of the caller's model in all; `None` where its service did not say."""
        if self.prompt_tokens is None or self.completion_tokens is None:
            return None
        return self.prompt_tokens + self.completion_tokens

    def to_dict(self) -> dict[str, Any]:
        """Return the fields by name, all of them plain JSON values."""
        return dataclasses.asdict(self)

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> CallEnd:
        """Return what `to_dict` gave, also that of a newer release, whose further fields are left out."""
        known = {field.name for field in dataclasses.fields(cls)}
        return cls(**{name: value for name, value in values.items() if name in known})
