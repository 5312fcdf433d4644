"""Limits: how a comparison may run."""

from __future__ import annotations

from dataclasses import dataclass

from voicelab.exchange.plain_values import plain_real, plain_whole

__all__ = ["Limits"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How a comparison may run.

    How often a cell that failed is tried again is said by the `RetryPolicy` of the time-outs.
    """

    concurrency: int | None = None
    """Cells that run at once; 1 or more. By default 8, and 1 with the embedded services: local models share a
    machine, and side by side their latencies would measure the queue."""

    tokens: int | None = None
    """The most tokens, of prompts and replies, that a run may use; `None` for no limit."""

    money: float | None = None
    """The most that a run may cost, in the currency of the prices; `None` for no limit."""

    throttled_seconds: float = 300.0
    """How long a cell may be put off by a service that has too many requests, in seconds; 0 or more."""

    def __post_init__(self) -> None:
        for name, plain in (("concurrency", plain_whole), ("tokens", plain_whole), ("money", plain_real)):
            if getattr(self, name) is not None:
                object.__setattr__(self, name, plain(name, getattr(self, name)))
        if self.concurrency is not None and not self.concurrency >= 1:
            raise ValueError(f"concurrency must be 1 or more, not {self.concurrency!r}")
        for name in ("tokens", "money", "throttled_seconds"):
            value = getattr(self, name)
            if value is not None and not value >= 0:
                raise ValueError(f"{name} must be 0 or more, not {value!r}")
