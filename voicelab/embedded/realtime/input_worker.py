"""InputWorker: what clients ask of their sound, done in the order in which they ask, in a task of its own."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import Literal

from voicelab.embedded.completion.invalid_request import InvalidRequestError
from voicelab.embedded.realtime.hearing import Hearing, TurnListener
from voicelab.embedded.realtime.session_options import SessionOptions
from voicelab.embedded.realtime.session_state import SessionState

__all__ = ["InputWorker"]

_WAITING_JOBS = 512


@dataclass(slots=True)
class _Job:
    """What is to be done, in the order in which it was asked for."""

    kind: Literal["audio", "commit", "clear", "configure", "idle"]
    audio: bytes = b""
    done: asyncio.Future[None] | None = None
    options: SessionOptions | None = None
    silent_from_seconds: float = 0.0


class InputWorker:
    """Hears one connection; `run` is its task, in which all that follows from the sound happens."""

    def __init__(self, state: SessionState, listener: TurnListener) -> None:
        self.hearing = Hearing(state, listener)
        self._jobs: asyncio.Queue[_Job] = asyncio.Queue(_WAITING_JOBS)

    async def hear(self, audio: bytes) -> None:
        """Take sound; where very much of it waits already, this waits as well."""
        await self._jobs.put(_Job("audio", audio))

    async def commit(self) -> None:
        """Make an item of what was appended.

        Raises
        ------
        InvalidRequestError
            It is too little.
        """
        await self._wait_for(_Job("commit"))

    async def clear(self) -> None:
        """Drop what was appended."""
        await self._wait_for(_Job("clear"))

    async def configure(self, options: SessionOptions) -> None:
        """Go on with other options."""
        await self._jobs.put(_Job("configure", options=options))

    async def idle(self, silent_from_seconds: float) -> None:
        """Make an item of the silence since a time: nobody has spoken for long."""
        await self._jobs.put(_Job("idle", silent_from_seconds=silent_from_seconds))

    async def run(self) -> None:
        """Do what is asked for, until it is cancelled.

        Raises
        ------
        VoicelabError
            The engines cannot be made, or the recognizer fails.
        """
        while True:
            job = await self._jobs.get()
            try:
                await self._do(job)
            except InvalidRequestError as error:
                if job.done is None:
                    raise
                job.done.set_exception(error)
            else:
                self._done(job)

    async def _wait_for(self, job: _Job) -> None:
        job.done = asyncio.get_running_loop().create_future()
        await self._jobs.put(job)
        await job.done

    async def _do(self, job: _Job) -> None:
        if job.kind == "audio":
            await self.hearing.hear(job.audio)
        elif job.kind == "commit":
            await self.hearing.commit(lambda: self._done(job))
        elif job.kind == "clear":
            await self.hearing.clear()
        elif job.kind == "idle":
            await self.hearing.commit_silence(job.silent_from_seconds)
        elif job.options is not None:
            self.hearing.configure(job.options)

    def _done(self, job: _Job) -> None:
        if job.done is not None and not job.done.done():
            job.done.set_result(None)
