"""Runs schedules and says what does not hold; ends with 1 if anything does not."""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Iterator

from tests.chaos.disturbances import QueuedFaults
from tests.chaos.footprint import Footprint, settled_footprint
from tests.chaos.proxied_bytes import ProxiedBytes
from tests.chaos.runs import Run, run_all
from tests.chaos.schedules import Schedule, draw_schedule

_WARM_UP = 10
"""Schedules that are run before anything is counted: all that is made once is made then."""
_MOST_MEMORY_MB = 0.1
"""What a schedule may leave to the allocator."""


def main() -> int:
    """Run as the command line says; return the exit code."""
    chosen = _arguments()
    only = chosen.only if chosen.only in ("live", "recorded") else None
    disturb = ProxiedBytes.drawn if chosen.proxy else QueuedFaults.drawn

    def schedules(first: int, count: int) -> Iterator[Schedule]:
        return (draw_schedule(seed, only, disturb) for seed in range(first, first + count))

    def tell(run: Run) -> None:
        if run.problems or chosen.each:
            _tell(run, f"{' --proxy' * chosen.proxy}{f' --only {only}' if only else ''}")

    before: Footprint | None = None
    if chosen.seeds > _WARM_UP:
        run_all(schedules(10**9, _WARM_UP), at_once=chosen.at_once)
        time.sleep(15.0)  # worker threads end when nobody needs them
        before = Footprint.now()
    began = time.monotonic()
    runs = run_all(schedules(chosen.first, chosen.seeds), at_once=chosen.at_once, on_run=tell)
    seconds = time.monotonic() - began
    print(*_summary(runs, seconds), sep="\n")
    failed = any(run.problems for run in runs)
    if before is not None:
        after = settled_footprint(before)
        grown = after.grown_since(before)
        print(f"before: {before}\nafter:  {after}\ngrown: {', '.join(grown) or 'nothing'}")
        failed |= bool(grown) or after.memory_mb - before.memory_mb > _MOST_MEMORY_MB * len(runs)
    return int(failed)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.chaos", description=__doc__)
    parser.add_argument("--seeds", type=int, default=1_000, help="how many schedules (default: 1,000)")
    parser.add_argument("--first", type=int, default=1, metavar="SEED", help="the first seed (default: 1)")
    parser.add_argument("--only", choices=("live", "recorded"), help="one kind of talk alone")
    parser.add_argument("--proxy", action="store_true", help="disturb the bytes between, not the services")
    parser.add_argument("--at-once", type=int, default=8, help="how many run at once (default: 8)")
    parser.add_argument("--each", action="store_true", help="tell of each schedule, not of failures alone")
    return parser.parse_args()


def _tell(run: Run, options: str) -> None:
    seed = run.schedule.seed
    again = f"python -m tests.chaos --seeds 1 --first {seed}{options}"
    beside = f", beside {', '.join(map(str, run.beside))}" if len(run.beside) > 1 else ""
    how = f"seed {seed} ({run.seconds:.1f} s of {run.limit_seconds:.1f}{beside})"
    print(f"{how}: {' | '.join(run.problems) or 'all holds'}\n  {run.schedule}\n  {again}", flush=True)


def _summary(runs: list[Run], seconds: float) -> Iterator[str]:
    """Yield what all of them come to, in figures."""
    hangs = sum(any(each.startswith("hang:") for each in run.problems) for run in runs)
    lost = sum(any(each.startswith("lost:") for each in run.problems) for run in runs)
    failed = sum(bool(run.problems) for run in runs)
    nearest = max(runs, key=lambda run: run.seconds / run.limit_seconds)
    longest = max(runs, key=lambda run: run.seconds)
    yield (
        f"{len(runs):,} schedules in {seconds:,.0f} s: {sum(run.turns for run in runs):,} turns, "
        f"{sum(run.effects for run in runs):,} faults that took effect"
    )
    yield f"failed: {failed}; hangs: {hangs}; with something lost: {lost}"
    yield (
        f"longest: {longest.seconds:.1f} s of {longest.limit_seconds:.1f} (seed {longest.schedule.seed}); "
        f"nearest to its limit: {nearest.seconds:.1f} s of {nearest.limit_seconds:.1f} "
        f"(seed {nearest.schedule.seed})"
    )


if __name__ == "__main__":
    sys.exit(main())
