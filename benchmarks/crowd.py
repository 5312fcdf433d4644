"""Many conversations at once with one embedded server: how soon each reply is heard, and how many are not.

Run: python -m benchmarks.crowd [CONVERSATIONS …]; 1, 8 and 32 by default. Each is a live session of three
spoken turns; they begin one after the other within a second. All are in one process, and the server, on
scripted engines, is in another.
"""

from __future__ import annotations

import asyncio
import os
import sys
import tempfile
from collections.abc import Sequence

from benchmarks.clients.client import Place, take_turn
from benchmarks.clients.voicelab_live import VoicelabClient
from benchmarks.document import ROOT, milliseconds, put, table
from benchmarks.services import CRITICAL_PATH_SECONDS, ServicesApart
from benchmarks.summary import Summary
from benchmarks.utterance import question

_CONVERSATIONS = (1, 8, 32)
_TURNS = 3
_LEAD_SECONDS = 0.3


async def _converse(place: Place, utterance: bytes, delay_seconds: float) -> list[float | None]:
    """Hold a conversation; return the seconds to the first sound of each reply."""
    await asyncio.sleep(delay_seconds)
    client = VoicelabClient(speculate=False)
    await client.open(place)
    results = [await take_turn(client, utterance, _LEAD_SECONDS) for _ in range(_TURNS)]
    await client.close()
    return [result.first_audio_seconds for result in results]


async def _crowd(place: Place, conversations: int) -> list[float | None]:
    utterance = question().to_pcm()
    talks = (_converse(place, utterance, number / conversations) for number in range(conversations))
    return [seconds for talk in await asyncio.gather(*talks) for seconds in talk]


def measure(conversations: int) -> list[float | None]:
    """Hold so many conversations at once; return the seconds to the first sound of every reply."""
    with ServicesApart() as services, tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        try:
            return asyncio.run(_crowd(Place(**services.place), conversations))
        finally:
            os.chdir(ROOT)


def main(counts: Sequence[int] = _CONVERSATIONS) -> None:
    """Measure, and put the table into the docs."""
    rows = []
    for count in counts:
        seconds = measure(count)
        heard = Summary.of([each for each in seconds if each is not None])
        lost = len(seconds) - heard.count
        rows.append(
            [str(count), milliseconds(heard.median), milliseconds(heard.p95), f"{lost}/{len(seconds)}"]
        )
        print(*rows[-1], flush=True)
    text = table(["conversations at once", "median, ms", "p95, ms", "replies missing"], rows)
    least = milliseconds(CRITICAL_PATH_SECONDS)
    put("crowd", f"{text}\n\nThe services themselves take {least} ms of each.")


if __name__ == "__main__":
    main([int(count) for count in sys.argv[1:]] or _CONVERSATIONS)
