"""Examination: one check after the other, each with a time of its own; none that fails stops the others."""

from __future__ import annotations

import asyncio
import dataclasses
from collections.abc import AsyncGenerator, Awaitable, Callable
from functools import partial
from typing import TYPE_CHECKING

from voicelab.doctor.audible import has_devices, what_is_audible, what_is_heard
from voicelab.doctor.checks import Area, Check, failure
from voicelab.doctor.machine import Target, missing_models, what_is_installed, what_is_set
from voicelab.errors import unexpected
from voicelab.event_loop import run_in_thread, within
from voicelab.services.services import Services
from voicelab.services.timeouts import Timeouts

if TYPE_CHECKING:
    from voicelab.audio.clip import Audio
    from voicelab.services.speech_to_speech import SpeechToSpeechEngine
    from voicelab.settings import Settings

__all__ = ["Examination"]

_MOST_SECONDS: dict[Area, float] = {"installed": 30.0, "audible": 15.0, "network": 20.0}
"""What these take is known; the services have time-outs of their own."""


class Examination:
    """What is looked at, and in which order.

    Parameters
    ----------
    on_progress
        Called with what is being done.
    """

    def __init__(
        self,
        services: Services | None,
        settings: Settings,
        *,
        ask: bool,
        play: bool,
        timeout_seconds: float,
        on_progress: Callable[[str], None],
    ) -> None:
        self._services = services
        self._settings = settings
        self._ask = ask
        self._play = play
        self._seconds = timeout_seconds
        self._on_progress = on_progress

    async def checks(self) -> AsyncGenerator[Check, None]:
        """Yield what is found, as soon as it is."""
        target: Target = self._services
        if self._services is None:
            checks, target = await run_in_thread(what_is_set)
            for check in checks:
                yield check
        local = target == "embedded" or (isinstance(target, Services) and target.kind == "embedded")
        look = partial(what_is_installed, embedded=local)
        installed = await self._do("installed", "packages", "Looking at the packages", _listed(look))
        for check in installed:
            yield check
        async for check in self._audible():
            yield check
        if not self._ask and isinstance(target, Services):
            from voicelab.doctor.engines import not_named

            for check in not_named(target, self._settings):
                yield check
        if not self._ask or target is None:
            return
        if target == "embedded":
            started: list[Services] = []
            text = "Starting the embedded services, which loads their models"
            for check in await self._do("reachable", "embedded services", text, partial(_start, started)):
                yield check
            if not started:
                return
            target = started[0]
        async for check in self._reachable(target, installed):
            yield check

    async def _audible(self) -> AsyncGenerator[Check, None]:
        text = "Looking for a microphone and a speaker"
        devices = await self._do("audible", "microphone, speaker", text, _listed(what_is_audible))
        for check in devices:
            yield check
        microphone, speaker = has_devices(devices)
        if microphone:
            play = speaker and self._play
            text = "Playing a short sweep, and listening" if play else "Listening to the microphone"
            for check in await self._do(
                "audible", "microphone level", text, partial(what_is_heard, play=play)
            ):
                yield check

    async def _reachable(self, services: Services, installed: list[Check]) -> AsyncGenerator[Check, None]:
        from voicelab.doctor.engines import a_turn_by
        from voicelab.doctor.identities import CASCADE, identities, sign_in
        from voicelab.doctor.network import hosts, how_far
        from voicelab.doctor.services import hear_recording, reply, speak
        from voicelab.doctor.shared_cause import with_cause_once
        from voicelab.doctor.turn import a_turn

        for name, address, variable in hosts(services):
            text = f"Connecting to {name}"
            for check in await self._do(
                "network", name, text, partial(_one, how_far, name, address, variable)
            ):
                yield check
        for name, signing_in in identities(services).items():
            (signed_in,) = await self._do(
                "reachable", name, "Signing in", partial(_one, sign_in, name, signing_in)
            )
            yield signed_in
            if name == CASCADE and signed_in.status == "failed":
                return
        asked = self._asked(services, "cascade")
        spoken: list[Audio] = []

        async def have_spoken() -> list[Check]:
            check, sound = await speak(*asked)
            spoken.append(sound)
            return [check]

        failed: list[Check] = []
        is_local = services.kind == "embedded"
        for name, text, work in (
            ("synthesis", "Having a phrase spoken", have_spoken),
            ("recognition", "Having a recording recognised", partial(_one, hear_recording, *asked)),
            ("completion", "Having the model reply", partial(_one, reply, *asked)),
        ):
            for check in await self._do("reachable", name, text, work):
                if check.status == "failed":
                    failed.append(check)
                if check.status != "failed" or not is_local:
                    yield check
        for check in with_cause_once(failed, installed) if is_local else ():
            yield check
        ready: list[SpeechToSpeechEngine] = []
        async for check in self._engines(services, ready):
            yield check
        if spoken and not failed:
            text = "Having the phrase heard and answered, as in a conversation"
            for check in await self._do("measured", "turn", text, partial(a_turn, *asked, spoken[0])):
                yield check
        for engine in ready:
            text = f"Having a recording answered by {engine}"
            work = partial(_one, a_turn_by, *self._asked(services, engine))
            for check in await self._do("measured", f"{engine} turn", text, work):
                yield check

    async def _engines(
        self, services: Services, ready: list[SpeechToSpeechEngine]
    ) -> AsyncGenerator[Check, None]:
        """Connect to the speech-to-speech engines; put those that are there, and wanted, into a list."""
        from voicelab.doctor.engines import ENGINES, as_assumed, connect, is_assumed, why_not_asked

        for engine in ENGINES:
            if (not_asked := why_not_asked(services, self._settings, engine)) is not None:
                yield not_asked
                continue
            work = partial(_one, connect, engine, *self._asked(services, engine))
            for check in await self._do("reachable", engine, f"Connecting to {engine}", work):
                if is_assumed(services, self._settings, engine):
                    yield as_assumed(check)
                    continue
                yield check
                if check.status != "failed":
                    ready.append(engine)

    def _asked(self, services: Services, engine: str) -> tuple[Services, Settings, Timeouts]:
        """Return what an engine is asked with."""
        from voicelab.doctor.engines import for_engine

        return services, for_engine(self._settings, engine), _without_retries(services)

    async def _do(
        self, area: Area, name: str, text: str, work: Callable[[], Awaitable[list[Check]]]
    ) -> list[Check]:
        """Return what some work finds; where it fails or takes too long, a check that says so."""
        self._on_progress(f"{text} …")
        seconds = min(self._seconds, _MOST_SECONDS.get(area, self._seconds))
        try:
            return await within(seconds, work())
        except asyncio.TimeoutError:
            message = f"not done after {seconds:g} s, and left alone"
            hint = "Run it again; if it lasts, look at the network, or at what else keeps this machine busy."
            return [Check(area=area, name=name, status="failed", message=message, hint=hint)]
        except Exception as error:  # the other checks are worth having whatever it was
            return [failure(area, name, unexpected(error))]


def _listed(look: Callable[[], object]) -> Callable[[], Awaitable[list[Check]]]:
    """Have something looked at on a thread, as it blocks."""
    return lambda: run_in_thread(lambda: list(look()))  # type: ignore[call-overload]


async def _one(work: Callable[..., Awaitable[Check]], *arguments: object) -> list[Check]:
    return [await work(*arguments)]


async def _start(started: list[Services]) -> list[Check]:
    """Start the embedded services, if their models are there."""
    if await run_in_thread(missing_models):
        return [
            Check(
                area="reachable",
                name="embedded services",
                status="warning",
                message="not tried, because their models are not fetched yet",
                hint="Run: voicelab models add",
            )
        ]
    started.append(await run_in_thread(Services.embedded))
    return []


def _without_retries(services: Services) -> Timeouts:
    """Return a session's time-outs; a check that fails is not tried again."""
    timeouts = Timeouts.for_kind(services.kind)
    return dataclasses.replace(timeouts, retry=timeouts.retry.without_retries())
