from __future__ import annotations

import asyncio

from voicelab.services.watchdog import Watchdog


class Silences:
    """Collects how long each silence was."""

    def __init__(self) -> None:
        self.seconds: list[float] = []
        self.noticed = asyncio.Event()

    def __call__(self, seconds: float) -> None:
        self.seconds.append(seconds)
        self.noticed.set()


async def test_silence_is_noticed_once_with_its_length() -> None:
    silences = Silences()
    watchdog = Watchdog(silences)
    watchdog.expect(0.01)
    assert watchdog.is_expecting
    await silences.noticed.wait()
    assert silences.seconds == [0.01]
    assert not watchdog.is_expecting


async def test_a_sign_of_life_begins_the_time_anew() -> None:
    silences = Silences()
    watchdog = Watchdog(silences)
    watchdog.expect(0.0)
    watchdog.expect(0.02)
    await silences.noticed.wait()
    assert silences.seconds == [0.02]


async def test_nothing_is_noticed_where_nothing_is_owed() -> None:
    silences, later = Silences(), Silences()
    watchdog = Watchdog(silences)
    watchdog.expect(0.0)
    watchdog.relax()
    assert not watchdog.is_expecting
    Watchdog(later).expect(0.01)  # due after the first would have been
    await later.noticed.wait()
    assert silences.seconds == []
