"""One run: each target has its inputs, then the server is as it was, and answers as ever."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterator, Mapping
from typing import Protocol

from tests.fuzz.findings import Tally
from tests.fuzz.mutation import Dice
from tests.fuzz.parsers import PARSERS, ParserTarget
from tests.fuzz.requests import RequestTarget
from tests.fuzz.seeds import Seeds
from tests.fuzz.served import Served, memory_megabytes
from tests.fuzz.sockets import SocketTarget, realtime_proof, recognition_proof, synthesis_proof
from tests.fuzz.upgrades import UpgradeTarget
from voicelab import Session
from voicelab.testing import speech
from voicelab.text.languages import load_guesser

__all__ = ["ON_THE_WIRE", "TARGETS", "fuzz_parser", "fuzz_server"]

LONGEST_STALL_SECONDS = 1.0
MOST_MEGABYTES = 60
"""By how much memory may have grown at the end: Python's heap keeps a part of what was in use."""
_REST_SECONDS = 20.0
_POOLED_THREADS = 40
"""The server's own workers, and those that decode."""


class Target(Protocol):
    """Something that is given odd inputs."""

    tally: Tally

    async def step(self, dice: Dice) -> int:
        """Give it one input, or a few that belong together; return how many."""
        ...

    def close(self) -> None:
        """Let go of what is open."""
        ...


def _requests(served: Served, seeds: Seeds, tally: Tally) -> Target:
    return RequestTarget(served, seeds.requests, tally)


def _control(served: Served, seeds: Seeds, tally: Tally) -> Target:
    return RequestTarget(served, seeds.control, tally, faulty=seeds.requests)


def _upgrades(served: Served, seeds: Seeds, tally: Tally) -> Target:
    return UpgradeTarget(served, seeds.talks, tally)


def _recognition(served: Served, seeds: Seeds, tally: Tally) -> Target:
    talks = [talk for talk in seeds.talks if "/speech/" in talk.upgrade.target]
    return SocketTarget(served, talks, tally, recognition_proof)


def _synthesis(served: Served, seeds: Seeds, tally: Tally) -> Target:
    return SocketTarget(served, seeds.talks_at("websocket/v1", "websocket/v2"), tally, synthesis_proof)


def _realtime(path: str) -> Callable[[Served, Seeds, Tally], Target]:
    return lambda served, seeds, tally: SocketTarget(served, seeds.talks_at(path), tally, realtime_proof)


ON_THE_WIRE: Mapping[str, tuple[float, Callable[[Served, Seeds, Tally], Target]]] = {
    "requests": (0.2, _requests),
    "own-model": (0.1, _requests),  # the same of a server whose model is held to what the local one can do
    "control": (0.06, _control),
    "upgrades": (0.04, _upgrades),
    "recognition": (0.1, _recognition),
    "synthesis": (0.1, _synthesis),
    "realtime": (0.07, _realtime("v1/realtime")),
    "realtime-preview": (0.06, _realtime("openai/realtime")),
    "voice-live": (0.07, _realtime("voice-live/realtime")),
}
"""What is fuzzed on a server: which part of all inputs it has, and what makes it."""

TARGETS: Mapping[str, float] = {
    **{name: part for name, (part, _) in ON_THE_WIRE.items()},
    **dict.fromkeys(PARSERS, 0.2 / len(PARSERS)),
}
"""What is fuzzed: which part of all inputs it has."""


def fuzz_parser(name: str, inputs: int, seed: int) -> Tally:
    """Give a parser inputs; return what came of them."""
    tally = Tally(name)
    asyncio.run(_give(ParserTarget(name, tally), None, inputs, seed))
    return tally


def fuzz_server(served: Served, seeds: Seeds, inputs: Mapping[str, int], seed: int) -> Iterator[Tally]:
    """Give a server inputs, so many for each target, and yield what came back; the last is what is left.

    A usual turn is held first and last, by the real SDKs.
    """
    _hold_a_turn(served)
    load_guesser()  # 80 MB that stay, from the first text on whose language is asked
    before, whole = served.at_rest(), Tally("at the end")
    for name, count in inputs.items():
        tally = Tally(name)
        megabytes = asyncio.run(_give(ON_THE_WIRE[name][1](served, seeds, tally), served, count, seed))
        before["MB"] = max(before["MB"], megabytes)
        yield tally
    for what in _left_behind(served, before):
        whole.add(what, "all")
    yield whole


async def _give(target: Target, served: Served | None, inputs: int, seed: int) -> int:
    """Give a target its inputs; return the memory in MB that is held when a fifth of them was given."""
    tally, began, megabytes = target.tally, time.monotonic(), 0
    while tally.inputs < inputs:
        place = tally.inputs
        tally.inputs += await target.step(Dice(f"{seed} {tally.name} {place}"))
        if served is not None and (stall := served.take_stall()) > LONGEST_STALL_SECONDS:
            tally.add(f"the event loop stood for {stall:.1f} s", f"input {place}")
        if place < inputs // 5 <= tally.inputs:
            megabytes = memory_megabytes()
    target.close()
    tally.seconds = time.monotonic() - began
    return megabytes


def _left_behind(served: Served, before: Mapping[str, int]) -> list[str]:
    """Return what is not as it was; each thing has a while to come to rest."""
    served.faults.clear()
    _hold_a_turn(served)
    ends_by = time.monotonic() + _REST_SECONDS
    while True:
        now = served.at_rest()
        allowed = {"MB": MOST_MEGABYTES, "threads": _POOLED_THREADS}
        more = {
            name: now[name] - before[name] for name in now if now[name] > before[name] + allowed.get(name, 0)
        }
        if not more or time.monotonic() > ends_by:
            return [f"{count} {name} more than before" for name, count in more.items()]
        time.sleep(0.2)


def _hold_a_turn(served: Served) -> None:
    """Hold a usual turn, by the real SDKs."""
    embedded = served.at(served.port)
    with Session(services=embedded.services) as session:
        exchange = session.ask(speech(0.5))
    assert exchange.outcome == "completed", exchange.error_message
