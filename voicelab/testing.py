"""Helpers for tests of voice assistants: sounds, and services that follow a script.

The services are the embedded server, on a thread of their own, driven by the official SDKs over real
sockets; a script sets their transcripts and replies, their delays and their faults.

Examples
--------
>>> from voicelab.testing import ScriptedEngines, embedded_services, speech
>>> script = ScriptedEngines(transcripts=["What is the tallest mountain?"], reply="Mount Everest.")
>>> with embedded_services(script) as embedded:
...     embedded.services.kind
'custom'
"""

from __future__ import annotations

import asyncio
import contextlib
import threading
from collections.abc import Callable, Coroutine, Iterator
from dataclasses import dataclass, field

import numpy as np

from voicelab.audio.clip import Audio
from voicelab.embedded.engines import Engines
from voicelab.embedded.fault_kinds import (
    AnswerNoMatch,
    Close,
    CutStream,
    Delay,
    Drop,
    EmptyAudio,
    FailReply,
    FailTranscription,
    FilterPrompt,
    FilterReply,
    Garbage,
    Hang,
    HoldLastAudio,
    HoldTranscription,
    LimitContext,
    Refuse,
    RejectParameter,
)
from voicelab.embedded.faults import Faults
from voicelab.embedded.request_log import RequestLog
from voicelab.embedded.scripted.completion import ScriptedCompletion, ToolCall
from voicelab.embedded.scripted.script import ScriptedEngines, scripted_engines
from voicelab.embedded.server import EmbeddedServer
from voicelab.services.services import Services

__all__ = [
    "AnswerNoMatch",
    "Close",
    "CutStream",
    "Delay",
    "Drop",
    "EmbeddedServices",
    "EmptyAudio",
    "FailReply",
    "FailTranscription",
    "Faults",
    "FilterPrompt",
    "FilterReply",
    "Garbage",
    "Hang",
    "HoldLastAudio",
    "HoldTranscription",
    "LimitContext",
    "Refuse",
    "RejectParameter",
    "ScriptedEngines",
    "ToolCall",
    "embedded_services",
    "silence",
    "speech",
    "tone",
]


@dataclass(frozen=True, slots=True)
class EmbeddedServices:
    """Embedded services that run."""

    services: Services
    """Where they are, for a session."""
    faults: Faults
    """Queue faults here: ``faults.add("synthesis", Refuse(status=429))``."""
    request_log: RequestLog
    """What came over the wire."""
    port: int
    """Where they listen."""
    key: str = field(repr=False)
    """What clients must present."""
    _stop: Callable[[], None] = field(repr=False)

    def stop(self) -> None:
        """Stop now, whatever is under way; the end of the ``with`` block does no more."""
        self._stop()


@contextlib.contextmanager
def embedded_services(
    engines: ScriptedEngines | Engines | Callable[[], Engines] | None = None, *, timeout_seconds: float = 30.0
) -> Iterator[EmbeddedServices]:
    """Run the embedded services on a thread of their own for the length of a ``with`` block.

    Parameters
    ----------
    engines
        A script (by default `ScriptedEngines`), engines of your own, or a function that makes them.
    timeout_seconds
        How long they may take to start, and to stop, in seconds.
    """
    running = _Running(ScriptedEngines() if engines is None else engines, timeout_seconds)
    try:
        yield running.start()
    finally:
        running.stop()


class _Running:
    """A server and, where there is a script, its completion engine, on an event loop of their own."""

    def __init__(
        self, engines: ScriptedEngines | Engines | Callable[[], Engines], timeout_seconds: float
    ) -> None:
        self._engines = engines
        self._timeout_seconds = timeout_seconds
        self._completion: ScriptedCompletion | None = None
        self._server: EmbeddedServer | None = None
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="voicelab-embedded", daemon=True)

    def start(self) -> EmbeddedServices:
        faults, request_log = Faults(), RequestLog()
        self._thread.start()
        self._run(self._start(faults, request_log))
        assert self._server is not None
        port, key = self._server.port, self._server.key
        model = self._engines.model if isinstance(self._engines, ScriptedEngines) else "local"
        services = Services.at_port(port, key=key, model=model)
        return EmbeddedServices(services, faults, request_log, port, key, self.stop)

    def stop(self) -> None:
        if self._loop.is_closed():
            return
        try:
            self._run(self._stop())
        finally:
            self._loop.call_soon_threadsafe(self._loop.stop)
            self._thread.join(self._timeout_seconds)
            self._loop.close()

    def _run(self, work: Coroutine[None, None, None]) -> None:
        asyncio.run_coroutine_threadsafe(work, self._loop).result(self._timeout_seconds)

    async def _start(self, faults: Faults, request_log: RequestLog) -> None:
        script = self._engines
        if isinstance(script, ScriptedEngines):
            self._completion = ScriptedCompletion(
                script.reply,
                first_token_seconds=script.first_token_seconds,
                tokens_per_second=script.tokens_per_second,
                finish_reason=script.finish_reason,
                model=script.model,
            )
            completion_url = await self._completion.start()
            engines: Engines | Callable[[], Engines] = scripted_engines(script, completion_url)
        else:
            engines = script
        scripted = script if isinstance(script, ScriptedEngines) else None
        self._server = EmbeddedServer(
            engines,
            faults=faults,
            request_log=request_log,
            eager_text=scripted is not None and scripted.eager_text,
            custom_models=scripted is not None and scripted.custom_models,
        )
        await self._server.start()

    async def _stop(self) -> None:
        if self._server is not None:
            await self._server.stop()
        if self._completion is not None:
            await self._completion.stop()
        # Requests that were cut off have their ends still to come.
        if left := asyncio.all_tasks() - {asyncio.current_task()}:
            for task in left:
                task.cancel()
            await asyncio.wait(left)


def speech(seconds: float = 1.0, sample_rate_hz: int = 16_000) -> Audio:
    """Return sound that a script hears as speech: a low voice-like buzz, -20 dBFS.

    A real recognizer hears no words in it; give it recorded speech.
    """
    time = np.arange(round(seconds * sample_rate_hz)) / sample_rate_hz
    harmonics = range(1, int(min(3_500.0, sample_rate_hz / 2.2) // 140.0) + 1)
    buzz = sum(np.sin(2.0 * np.pi * 140.0 * n * time) / n for n in harmonics)
    syllables = 1.0 + 0.5 * np.sin(2.0 * np.pi * 4.0 * time)
    return Audio.from_array(np.asarray(0.12 * buzz * syllables, dtype=np.float64), sample_rate_hz)


def silence(seconds: float = 1.0, sample_rate_hz: int = 16_000) -> Audio:
    """Return digital silence."""
    return Audio.silence(seconds, sample_rate_hz)


def tone(
    seconds: float = 1.0, frequency_hz: float = 440.0, sample_rate_hz: int = 16_000, level_dbfs: float = -20.0
) -> Audio:
    """Return a sine of a frequency in Hz and a level in decibels of full scale (root mean square)."""
    time = np.arange(round(seconds * sample_rate_hz)) / sample_rate_hz
    amplitude = np.sqrt(2.0) * 10.0 ** (level_dbfs / 20.0)
    return Audio.from_array(amplitude * np.sin(2.0 * np.pi * frequency_hz * time), sample_rate_hz)
