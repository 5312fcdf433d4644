"""Gives the embedded server and parsers odd inputs, says what came of them; ends with 1 on a finding."""

from __future__ import annotations

import argparse
import sys
import warnings
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path

from tests.fuzz.findings import Tally
from tests.fuzz.parsers import PARSERS
from tests.fuzz.run import TARGETS, fuzz_parser, fuzz_server
from tests.fuzz.seeds import recorded_seeds
from tests.fuzz.served import Served


def main() -> int:
    """Run as the command line says; return the exit code."""
    chosen = _arguments()
    warnings.simplefilter("ignore")  # aiohttp's, of each odd form
    names = chosen.only or list(TARGETS)
    whole = sum(TARGETS[name] for name in names)
    counts = {name: round(chosen.inputs * TARGETS[name] / whole) for name in names}
    tallies = []
    for tally in _tallies(counts, chosen.seed):
        tallies.append(tally)
        _tell(tally)
        if chosen.findings is not None:
            _write(tally, chosen.findings)
    inputs, found = sum(tally.inputs for tally in tallies), sum(len(tally.findings) for tally in tallies)
    seconds = sum(tally.seconds for tally in tallies)
    print(f"{inputs:,} inputs in {seconds:,.0f} s, seed {chosen.seed}: {found or 'no'} findings")
    return int(found > 0)


def _tallies(counts: Mapping[str, int], seed: int) -> Iterator[Tally]:
    on_the_wire = {name: count for name, count in counts.items() if name not in PARSERS}
    own = {name: count for name, count in on_the_wire.items() if name == "own-model"}
    if on_the_wire:
        with Served() as served, Served(is_own=True) as own_served:
            seeds = recorded_seeds(served)
            others = {name: count for name, count in on_the_wire.items() if name not in own}
            if others:
                yield from fuzz_server(served, seeds, others, seed)
            if own:
                yield from fuzz_server(own_served, seeds, own, seed)
    for name in counts:
        if name in PARSERS:
            yield fuzz_parser(name, counts[name], seed)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("--inputs", type=int, default=100_000, help="how many in all (default: 100,000)")
    parser.add_argument("--seed", type=int, default=1, help="what the inputs are drawn from (default: 1)")
    parser.add_argument("--only", action="append", choices=tuple(TARGETS), help="one target; may be repeated")
    parser.add_argument(
        "--findings", type=Path, metavar="FOLDER", help="where to write the inputs that are findings"
    )
    return parser.parse_args()


def _tell(tally: Tally) -> None:
    answers = ", ".join(f"{name} {count:,}" for name, count in tally.answers.most_common(9))
    print(f"{tally.name:<17}{tally.inputs:>7,} inputs {tally.seconds:>6.1f} s  {answers}", flush=True)
    for kind, count in Counter(finding.kind for finding in tally.findings).most_common():
        first = next(finding for finding in tally.findings if finding.kind == kind)
        print(f"  {count} x {kind}\n      such as {first.given[:300]}", flush=True)


def _write(tally: Tally, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for number, finding in enumerate(tally.findings):
        text = f"{finding.what}\n\n{finding.given}\n"
        (folder / f"{tally.name}-{number}.txt").write_text(text, "utf-8", "backslashreplace")


if __name__ == "__main__":
    sys.exit(main())
