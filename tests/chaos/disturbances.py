"""Disturbances: what befalls the services of a talk, until it is over."""

from __future__ import annotations

import contextlib
import random
from abc import ABC, abstractmethod
from collections.abc import Iterator

from tests.chaos.drawn_faults import draw_faults
from tests.chaos.limits import longest_failure_seconds, most_tries
from tests.chaos.talks import TalkPlan
from voicelab.embedded.fault_kinds import Fault, MidTurn
from voicelab.embedded.faults import Faults, Stage
from voicelab.services.services import Services
from voicelab.services.timeouts import Timeouts
from voicelab.testing import EmbeddedServices

__all__ = ["Disturbance", "QueuedFaults"]


class Disturbance(ABC):
    """Something that goes wrong with the services while a talk is held."""

    effects: int = 0
    """How often it took effect; counted when it is over."""
    is_noticed_late: bool = False
    """Whether the turn after it may still fail: connections may have gone without a word, or are about to."""

    @abstractmethod
    def longest_seconds(self, plan: TalkPlan, timeouts: Timeouts) -> float:
        """Return by how much it makes a talk longer at most, in seconds."""

    @abstractmethod
    def begun(self, embedded: EmbeddedServices) -> contextlib.AbstractContextManager[Services]:
        """Begin to disturb; gives the services that are disturbed."""

    @abstractmethod
    def end(self) -> None:
        """Disturb no more: from now on all must work."""

    @abstractmethod
    def __str__(self) -> str:
        """Return what it does, for who reads of a failure."""


class QueuedFaults(Disturbance):
    """Faults of the embedded services."""

    def __init__(self, faults: list[tuple[Stage, Fault]]) -> None:
        self.faults = faults
        self.is_noticed_late = any(isinstance(fault, MidTurn) and _waits(fault) for _, fault in faults)
        self._queue: Faults | None = None

    @classmethod
    def drawn(cls, draw: random.Random, plan: TalkPlan) -> QueuedFaults:
        """Return some that may befall a talk."""
        return cls(draw_faults(draw, plan.engine))

    def longest_seconds(self, plan: TalkPlan, timeouts: Timeouts) -> float:
        """Return what all of them may take, each as often as it can befall the talk."""
        return sum(
            (fault.times or len(plan.questions) * most_tries(timeouts, stage))
            * (longest_failure_seconds(timeouts, stage) + getattr(fault, "seconds", 0.0))
            for stage, fault in self.faults
        )

    @contextlib.contextmanager
    def begun(self, embedded: EmbeddedServices) -> Iterator[Services]:
        """Queue them."""
        self._queue = embedded.faults
        for stage, fault in self.faults:
            self._queue.add(stage, fault)
        yield embedded.services

    def end(self) -> None:
        """Remove those that are left."""
        assert self._queue is not None
        self.effects = self._queue.taken
        self._queue.clear()

    def __str__(self) -> str:
        return "; ".join(f"{stage}: {_shown(fault)}" for stage, fault in self.faults)


def _waits(fault: MidTurn) -> bool:
    """Return whether a fault may lie in wait on a connection."""
    return bool(fault.before or fault.after_messages or fault.after_audio_seconds)


def _shown(fault: Fault) -> str:
    usual = type(fault)()
    changed = [
        f"{name}={value!r}"
        for name, value in vars(fault).items()
        if value != getattr(usual, name) and name != "body"
    ]
    return f"{type(fault).__name__}({', '.join(changed)})"
