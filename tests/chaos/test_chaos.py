"""A few schedules of the many that `make chaos` runs; and that what they find would be found."""

from __future__ import annotations

from tests.chaos.drawn_faults import KINDS
from tests.chaos.proxied_bytes import ProxiedBytes
from tests.chaos.runs import run_all
from tests.chaos.schedules import draw_schedule
from voicelab.embedded import fault_kinds

SEEDS = (1, 2, 5, 7, 8, 10)
"""Quick ones, of both kinds of talk and two engines."""
PROXIED_SEEDS = (16, 18, 19, 20, 25, 27, 32)
"""The same, where bytes are disturbed."""


def test_whatever_befalls_a_talk_it_ends_in_time_loses_nothing_and_can_go_on() -> None:
    runs = run_all(map(draw_schedule, SEEDS), at_once=len(SEEDS))

    assert [(run.schedule.seed, run.problems) for run in runs if run.problems] == []
    assert sum(run.effects for run in runs) > 0


def test_whatever_happens_to_the_bytes_of_a_talk_it_ends_in_time_loses_nothing_and_can_go_on() -> None:
    schedules = (draw_schedule(seed, None, ProxiedBytes.drawn) for seed in PROXIED_SEEDS)
    runs = run_all(schedules, at_once=len(PROXIED_SEEDS))

    assert [(run.schedule.seed, run.problems) for run in runs if run.problems] == []
    assert sum(run.effects for run in runs) > 0


def test_a_seed_gives_the_same_talk_and_the_same_faults_again() -> None:
    assert [str(draw_schedule(seed)) for seed in SEEDS] == [str(draw_schedule(seed)) for seed in SEEDS]


def test_each_kind_of_fault_is_drawn() -> None:
    kinds = {kind.__name__ for kinds in KINDS.values() for kind in kinds}

    assert kinds == set(fault_kinds.__all__) - {"Fault", "MidTurn"}
