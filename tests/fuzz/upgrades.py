"""Upgrades to websockets that are odd: taken, or refused with a status and a reason."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from tests.fuzz.findings import Tally
from tests.fuzz.mutation import Dice
from tests.fuzz.recorder import Request, Talk
from tests.fuzz.requests import ANSWER_SECONDS, changed, fault_of, head_of
from tests.fuzz.served import Served
from tests.fuzz.sockets import upgrade_of
from tests.fuzz.wire import CutShortError, Wire

__all__ = ["UpgradeTarget"]

_ODD = (
    ("Sec-WebSocket-Key", ""), ("Sec-WebSocket-Key", "x"), ("Sec-WebSocket-Key", "\xe9" * 24),
    ("Connection", "close"),
    ("Sec-WebSocket-Version", "12"), ("Sec-WebSocket-Version", ""), ("Sec-WebSocket-Version", "13, 8"),
    ("Upgrade", "h2c"),
    ("Sec-WebSocket-Extensions", "permessage-deflate; server_max_window_bits=99"),
    ("Sec-WebSocket-Protocol", ""),
    ("Sec-WebSocket-Extensions", "permessage-deflate;;x"), ("Sec-WebSocket-Protocol", "USP, realtime"),
    ("Sec-WebSocket-Protocol", "openai-insecure-api-key."), ("Upgrade", ""),
    ("Connection", "Upgrade, Upgrade"),
)  # fmt: skip


class UpgradeTarget:
    """Upgrades made of those of real talks."""

    def __init__(self, served: Served, talks: Sequence[Talk], tally: Tally) -> None:
        self.tally = tally
        self._served = served
        self._seeds = [upgrade_of(talk) for talk in talks]

    async def step(self, dice: Dice) -> int:
        """Ask for one upgrade; return 1."""
        request = dice.choice(self._seeds)
        if dice.maybe(0.5):
            request = changed(dice, request, self._seeds)
        if dice.maybe(0.7):
            name, value = dice.choice(_ODD)
            kept = [header for header in request.headers if header[0].lower() != name.lower()]
            request = Request(request.method, request.target, (*kept, (name, value)), request.body)
        wire = await Wire.open(self._served.port)
        wire.send(head_of(request, self._served.port) + request.body)
        try:
            answer = await asyncio.wait_for(wire.answer(request.method), ANSWER_SECONDS)
            self.tally.answers[str(answer.status)] += 1
            if what := fault_of(answer, request.method):
                self.tally.add(what, request)
        except (CutShortError, asyncio.TimeoutError) as error:
            self.tally.add(f"no answer: {error!r}", request)
        finally:
            wire.close()
        for failure in self._served.take_failures():
            self.tally.add(failure, request)
        return 1

    def close(self) -> None:
        """Nothing is open between upgrades."""
