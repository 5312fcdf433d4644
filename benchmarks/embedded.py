"""How soon the embedded services reply, models and all, to the utterances that come with voicelab."""

from __future__ import annotations

import asyncio
import itertools
import os
import tempfile
import time

from benchmarks.clients.client import LONGEST_TURN_SECONDS, Result, take_turn
from benchmarks.clients.voicelab_live import VoicelabClient
from benchmarks.document import milliseconds, put, table
from benchmarks.summary import Summary
from benchmarks.utterance import silence_ahead, to_its_end
from voicelab.audio.clip import Audio
from voicelab.events import Event, HypothesisHeard
from voicelab.recordings import conversation, recording
from voicelab.services.services import Services

_ROUNDS = 2
_LEAD_SECONDS = 0.3


class _Listener(VoicelabClient):
    """Notes when hypotheses come."""

    def __init__(self, **settings: object) -> None:
        super().__init__(**settings)
        self.hypotheses_at: list[float] = []

    def on_event(self, event: Event) -> None:
        super().on_event(event)
        if isinstance(event, HypothesisHeard):
            self.hypotheses_at.append(time.monotonic())


async def _converse(**settings: object) -> tuple[list[Result], list[float], list[float]]:
    client = _Listener(**settings)
    await client.start(Services.embedded())
    results, firsts, gaps = [], [], []
    names = [name for name in conversation if name != "stop"]
    # The first turn waits for the models to be loaded and to run for the first time.
    await take_turn(client, Audio.from_wav(recording(names[0])).to_pcm(), _LEAD_SECONDS)
    for name in names * _ROUNDS:
        client.hypotheses_at.clear()
        speech = to_its_end(Audio.from_wav(recording(name)))
        began = time.monotonic() + _LEAD_SECONDS
        result = await take_turn(client, speech.to_pcm(), _LEAD_SECONDS)
        ended = began + speech.duration_seconds
        results.append(result)
        moments = [*(at for at in client.hypotheses_at if at < ended), ended]
        firsts.append(moments[0] - began - silence_ahead(speech))
        gaps += [later - earlier for earlier, later in itertools.pairwise(moments)]
        seconds = result.first_audio_seconds
        print(f"{name:10} {f'{seconds:6.3f} s' if seconds is not None else 'no reply'}", flush=True)
    await client.close()
    return results, firsts, gaps


def main() -> None:
    rows = []
    for name, settings in (("defaults", {}), ("`speculate=True`", {"speculate": True})):
        with tempfile.TemporaryDirectory() as folder:
            os.chdir(folder)
            results, firsts, gaps = asyncio.run(_converse(**settings))
        seconds = [result.first_audio_seconds or LONGEST_TURN_SECONDS for result in results]
        summaries = [Summary.of(values) for values in (seconds, firsts, gaps)]
        rows.append([name, *(milliseconds(v) for each in summaries for v in (each.median, each.p95))])
    head = [
        "",
        *("first audio, median ms", "p95"),
        *("first hypothesis, median ms", "p95"),
        *("to the next, median ms", "p95"),
    ]
    print(table(head, rows))
    put("embedded", table(head, rows))


if __name__ == "__main__":
    main()
