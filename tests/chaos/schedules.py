"""Schedules: what a seed gives, a talk and what disturbs it."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass

from tests.chaos.disturbances import Disturbance, QueuedFaults
from tests.chaos.limits import CONNECTING_SECONDS, SPARE_SECONDS
from tests.chaos.talks import TIMEOUTS, TalkKind, TalkPlan, draw_talk

__all__ = ["Schedule", "draw_schedule"]


@dataclass(frozen=True)
class Schedule:
    """A talk, and what disturbs it."""

    seed: int
    plan: TalkPlan
    disturbance: Disturbance

    @property
    def limit_seconds(self) -> float:
        """The longest that the talk may take by its timeouts."""
        usual = self.plan.seconds + (len(self.plan.questions) + 1) * SPARE_SECONDS
        return CONNECTING_SECONDS + usual + self.disturbance.longest_seconds(self.plan, TIMEOUTS)

    def __str__(self) -> str:
        plan = self.plan
        changed = "".join(f", {name}={value!r}" for name, value in plan.settings.items())
        how = ", microphone" * plan.microphone + ", in turn" * plan.waits if plan.kind == "live" else ""
        return f"{plan.kind} {plan.engine}{how}{changed}, {list(plan.questions)}; {self.disturbance}"


def draw_schedule(
    seed: int,
    only: TalkKind | None = None,
    disturb: Callable[[random.Random, TalkPlan], Disturbance] = QueuedFaults.drawn,
) -> Schedule:
    """Return what a seed gives.

    Parameters
    ----------
    only
        The kind of talk; by default any.
    disturb
        Draws what disturbs it.
    """
    draw = random.Random(seed)
    plan = draw_talk(draw, only)
    return Schedule(seed, plan, disturb(draw, plan))
