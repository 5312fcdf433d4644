"""Capacity: how much of each stage is under way, and how much may be.

What a stage has no room for is refused, status 429 or its like on a websocket, and never waits unseen.
"""

from __future__ import annotations

import contextlib
from collections import Counter
from collections.abc import Iterator

from voicelab.embedded.engines import Engines
from voicelab.embedded.faults import Stage
from voicelab.embedded.limits import RETRY_SECONDS

__all__ = ["Capacity", "OverCapacityError"]

_UNLIMITED = ("voices",)


class OverCapacityError(Exception):
    """A stage has no room for one more request; the message is fit for a close reason."""


class Capacity:
    """The requests of each stage that are under way: a turn of speech, a completion, a realtime session."""

    def __init__(self) -> None:
        self.engines: Engines | None = None
        """What says how many there may be; until it is there, requests wait for it, and all are taken."""
        self._under_way: Counter[Stage] = Counter()

    def is_full(self, stage: Stage) -> bool:
        """Return whether a stage has no room."""
        engines = self.engines
        if engines is None or stage in _UNLIMITED:
            return False
        # A server of the user's own that replies knows for itself what it has room for.
        if stage == "completion" and not engines.completion_is_own:
            return False
        return self._under_way[stage] >= engines.at_once

    @contextlib.contextmanager
    def taken(self, stage: Stage) -> Iterator[None]:
        """Take room for a request.

        Raises
        ------
        OverCapacityError
            There is none.
        """
        if self.is_full(stage):
            raise OverCapacityError(
                f"Too many requests: {self._under_way[stage]} of {stage} are under way, the most that these "
                f"services take. Retry after {RETRY_SECONDS} s."
            )
        self._under_way[stage] += 1
        try:
            yield
        finally:
            self._under_way[stage] -= 1
