"""Retry policy: how often, and after which pauses, what failed is tried again."""

from __future__ import annotations

import dataclasses
import random
from dataclasses import dataclass

from voicelab.settings.kinds import Boolean, Kind, RealNumber, WholeNumber

__all__ = ["RetryPolicy"]

_KINDS: dict[str, Kind[float]] = {
    "retries": WholeNumber(0, 1_000),
    "first_pause_seconds": RealNumber(0, 86_400),
    "first_retry_at_once": Boolean(),
    "longest_pause_seconds": RealNumber(0, 86_400),
    "longest_wait_seconds": RealNumber(0, 86_400),
    "jitter": RealNumber(0, 1),
    "respect_retry_after": Boolean(),
    "failed_turns": WholeNumber(1, 1_000_000),
}

_LISTENING_RETRIES = 3
"""The least retries of recognition in a live conversation, which ends where they do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RetryPolicy:
    """How often, and after which pauses, what failed is tried again.

    Only transient failures are tried again. The first pause is doubled for each further one; a service that
    says how long it wants to be left alone (`Retry-After`) is left alone for so long.

    One policy holds for everything that a session or a comparison does. What a stage makes of it is said by
    the methods named ``for_…``; without retries, none of them tries anything again.

    Raises
    ------
    ValueError
        A value is of another type, or out of its bounds.
    """

    retries: int = 2
    """How often a request that failed is sent again, and a cell of a comparison run again; 0 to 1,000."""

    first_pause_seconds: float = 0.5
    """Pause before the first retry, in seconds; 0 to 86,400. Doubled for each further one."""

    first_retry_at_once: bool = False
    """Whether the first retry comes without a pause, and the pauses begin with the second."""

    longest_pause_seconds: float = 60.0
    """The most that a pause grows to by doubling, in seconds; 0 to 86,400."""

    longest_wait_seconds: float = 20.0
    """The most to wait in all before a request is sent again, in seconds; 0 to 86,400. A service that asks
    for more fails the turn at once, and the error says how long."""

    jitter: float = 0.1
    """How much longer a pause may be by chance, as a share of it; 0 to 1. What failed together is not tried
    again together."""

    respect_retry_after: bool = True
    """Whether `Retry-After` takes the place of the pause."""

    failed_turns: int = 3
    """Turns in a row that may fail until a conversation ends, in place of going on; 1 to 1,000,000."""

    def __post_init__(self) -> None:
        for name, kind in _KINDS.items():
            object.__setattr__(self, name, kind.check(name, getattr(self, name)))

    def without_retries(self) -> RetryPolicy:
        """Return the policy of a stage whose caller tries again, such as in a cell of a comparison."""
        return dataclasses.replace(self, retries=0)

    def for_synthesis(self) -> RetryPolicy:
        """Return the policy of synthesis: somebody waits for the sound, so the first retry comes at once."""
        return dataclasses.replace(self, first_retry_at_once=True)

    def for_listening(self) -> RetryPolicy:
        """Return the policy of recognition in a live conversation: 3 retries or more, else it would end."""
        return dataclasses.replace(self, retries=self.retries and max(self.retries, _LISTENING_RETRIES))

    def pause_seconds(self, failures: int, retry_after_seconds: float | None = None) -> float:
        """Return how long to pause after a failure, in seconds.

        Parameters
        ----------
        failures
            How often it failed so far; 1 or more.
        retry_after_seconds
            How long the service asks to be left alone; `None` if it does not say.
        """
        if self.respect_retry_after and retry_after_seconds is not None:
            return retry_after_seconds
        pauses = failures - 1 if self.first_retry_at_once else failures
        if pauses == 0:
            return 0.0
        doublings = min(pauses - 1, 64)  # of any pause, more would be for ever
        pause = min(self.longest_pause_seconds, self.first_pause_seconds * 2.0**doublings)
        return pause * (1 + random.uniform(0, self.jitter))  # noqa: S311

    def next_pause_seconds(
        self, failures: int, retry_after_seconds: float | None = None, waited_seconds: float = 0.0
    ) -> float | None:
        """Return how long to pause until the next try, in seconds; `None` to give up.

        Parameters
        ----------
        failures, retry_after_seconds
            As for `pause_seconds`.
        waited_seconds
            How long was waited for this request so far.
        """
        if failures > self.retries:
            return None
        pause = self.pause_seconds(failures, retry_after_seconds)
        return pause if waited_seconds + pause <= self.longest_wait_seconds else None
