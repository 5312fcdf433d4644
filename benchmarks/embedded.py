"""How soon the embedded services reply, models and all, to the utterances that come with voicelab."""

from __future__ import annotations

import asyncio
import contextlib
import dataclasses
import itertools
import os
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field

from benchmarks.clients.client import LONGEST_REPLY_SECONDS, take_turn
from benchmarks.clients.voicelab_live import VoicelabClient
from benchmarks.document import ROOT, milliseconds, put, table
from benchmarks.summary import Summary
from benchmarks.utterance import silence_ahead, to_its_end
from voicelab.audio.clip import Audio
from voicelab.embedded.options import BUILT_IN, EmbeddedOptions
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


@dataclass
class Heard:
    """What was measured of a conversation, in seconds."""

    first_audio_seconds: list[float] = field(default_factory=list)
    """From the end of speech to the first sound of the reply."""
    first_hypothesis_seconds: list[float] = field(default_factory=list)
    next_hypothesis_seconds: list[float] = field(default_factory=list)


@contextlib.contextmanager
def scratch_folder() -> Iterator[None]:
    """Work in a folder that is gone afterwards: a session writes its log where it is."""
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        try:
            yield
        finally:
            os.chdir(ROOT)


async def converse(options: EmbeddedOptions, **settings: object) -> Heard:
    """Hold a conversation by voice with the embedded services."""
    client = _Listener(**settings)
    await client.start(Services.embedded(options))
    heard = Heard()
    names = [name for name in conversation if name != "stop"]
    # The first turn waits for the models to be loaded and to run for the first time.
    await take_turn(client, Audio.from_wav(recording(names[0])).to_pcm(), _LEAD_SECONDS)
    for name in names * _ROUNDS:
        client.hypotheses_at.clear()
        speech = to_its_end(Audio.from_wav(recording(name)))
        began = time.monotonic() + _LEAD_SECONDS
        result = await take_turn(client, speech.to_pcm(), _LEAD_SECONDS)
        ended = began + speech.duration_seconds
        moments = [*(at for at in client.hypotheses_at if at < ended), ended]
        heard.first_hypothesis_seconds.append(moments[0] - began - silence_ahead(speech))
        heard.next_hypothesis_seconds += [later - earlier for earlier, later in itertools.pairwise(moments)]
        seconds = result.first_audio_seconds
        heard.first_audio_seconds.append(seconds or LONGEST_REPLY_SECONDS)
        print(f"{name:10} {f'{seconds:6.3f} s' if seconds is not None else 'no reply'}", flush=True)
    await client.close()
    return heard


def main() -> None:
    rows = []
    for name, settings in (("defaults", {}), ("`speculate=True`", {"speculate": True})):
        with scratch_folder():
            heard = asyncio.run(converse(EmbeddedOptions(synthesis_model=BUILT_IN), **settings))
        summaries = [Summary.of(values) for values in dataclasses.astuple(heard)]
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
