"""Byte faults: what happens to the bytes of one direction of a connection, and plans of them by a seed."""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import Literal, get_args

__all__ = ["ALTERING", "CALM", "MOST_LATE_SECONDS", "ByteFault", "BytePlan", "ConnectionPlan", "Kind"]

Kind = Literal["cut", "delay", "drop", "garble", "half-close", "repeat", "reset", "split", "stall"]

ALTERING: frozenset[Kind] = frozenset({"drop", "garble", "repeat"})
"""Kinds after which the bytes are others than those that were sent."""

_MOST = 3
"""Faults of one direction."""
_FARTHEST_BYTE = 60_000
"""Of a connection: about two seconds of speech."""
_LATEST_SECONDS = 2.0
_LARGEST_PIECE = 2_000
_LONGEST_DELAY_SECONDS = 1.5
MOST_LATE_SECONDS = 2 * _MOST * _LONGEST_DELAY_SECONDS
"""By how much a connection is delayed at most, in seconds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ByteFault:
    """Something that happens to the bytes of one direction, once."""

    kind: Kind
    """``cut`` closes the connection, ``half-close`` this direction of it, ``reset`` resets it. ``stall`` lets
    nothing more pass, and nobody knows."""
    at_byte: int | None = None
    """After how many bytes of this direction; `None` for `at_seconds`."""
    at_seconds: float = 0.0
    """How long after the connection was made, in seconds."""
    size: int = 1
    """How many bytes are dropped, garbled, repeated or sent one by one."""
    seconds: float = 0.0
    """How long a delay is, in seconds."""

    def __str__(self) -> str:
        where = f"{self.at_seconds:.2f} s" if self.at_byte is None else f"byte {self.at_byte}"
        much = {"delay": f" of {self.seconds:.2f} s"}.get(self.kind, f" of {self.size}")
        return f"{self.kind}{much if self.kind in _PARTIAL else ''} at {where}"


_PARTIAL = {"delay", "drop", "garble", "repeat", "split"}


@dataclass(frozen=True, slots=True)
class ConnectionPlan:
    """What happens to the two directions of a connection, in order."""

    forth: tuple[ByteFault, ...] = ()
    """From the client."""
    back: tuple[ByteFault, ...] = ()
    """To the client."""

    def __str__(self) -> str:
        ways = {"forth": self.forth, "back": self.back}
        return "; ".join(f"{name}: {', '.join(map(str, each))}" for name, each in ways.items() if each)


CALM = ConnectionPlan()
"""Nothing happens."""


class BytePlan:
    """What happens to each connection, decided by a seed, what the connection is for, and its number.

    So a seed means the same however soon the connections of different services are made.
    """

    def __init__(self, seed: int) -> None:
        self._seed = seed
        chance = random.Random(f"plan {seed}")
        self._share = chance.uniform(0.2, 0.9)
        self._kinds: tuple[Kind, ...] = get_args(Kind)
        if chance.random() < 0.5:  # many of one kind find what one of each does not
            self._kinds = (chance.choice(self._kinds), chance.choice(self._kinds))

    def connection(self, path: str, number: int) -> ConnectionPlan:
        """Return what happens to a connection, by its first request's path and its number among those."""
        chance = random.Random(f"{self._seed} {path} {number}")
        if chance.random() > self._share:
            return CALM
        both = chance.choice(("forth", "back", "both"))
        forth = self._some(chance) if both != "back" else ()
        back = self._some(chance) if both != "forth" else ()
        return ConnectionPlan(forth, back)

    def _some(self, chance: random.Random) -> tuple[ByteFault, ...]:
        return tuple(self._one(chance) for _ in range(chance.randint(1, _MOST)))

    def _one(self, chance: random.Random) -> ByteFault:
        # As many within the first hundred bytes as within the first ten thousands.
        at_byte = int(_FARTHEST_BYTE ** chance.random()) - 1
        at_seconds = chance.uniform(0.0, _LATEST_SECONDS)
        return ByteFault(
            kind=chance.choice(self._kinds),
            at_byte=at_byte if chance.random() < 0.7 else None,
            at_seconds=at_seconds,
            size=int(_LARGEST_PIECE ** chance.random()),
            seconds=chance.uniform(0.0, _LONGEST_DELAY_SECONDS),
        )
