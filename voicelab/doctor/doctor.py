"""Doctor: find out what is set, installed, audible and reachable, and how to fix what is not.

Examples
--------
>>> from voicelab import doctor
>>> doctor.check()  # doctest: +SKIP
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from voicelab.doctor.machine import Target, missing_models, what_is_audible, what_is_installed, what_is_set
from voicelab.doctor.report import AREAS, Area, Check, Diagnosis, Status, failure
from voicelab.doctor.services import what_is_reachable
from voicelab.errors import VoicelabError
from voicelab.event_loop import call, relay, run_in_thread
from voicelab.services.services import Services
from voicelab.settings import Settings

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

__all__ = ["AREAS", "Area", "Check", "Diagnosis", "Status", "acheck", "check"]


def check(
    services: Services | None = None,
    settings: Settings | None = None,
    *,
    on_check: Callable[[Check], None] | None = None,
) -> Diagnosis:
    """Look at everything, and ask each service for a little.

    A sentence is spoken, a recording recognised and one token written, so an account is charged a tiny
    amount. Takes some seconds; a service that does not answer is given up after 10 to 30 s.

    Parameters
    ----------
    services
        The services to ask; by default those that the environment names, or the embedded ones. Models that
        were not fetched yet are not fetched for this.
    settings
        Deployment, voice and interface to ask for; by default a session's defaults.
    on_check
        Called with each check as soon as it is known, on the session's thread.
    """
    return call(_check(services, settings or Settings(), on_check))


async def acheck(
    services: Services | None = None,
    settings: Settings | None = None,
    *,
    on_check: Callable[[Check], None] | None = None,
) -> Diagnosis:
    """Do the same as `check`, awaited."""
    return await relay(_check(services, settings or Settings(), on_check))


async def _check(
    services: Services | None, settings: Settings, on_check: Callable[[Check], None] | None
) -> Diagnosis:
    diagnosis = Diagnosis()
    async for each in _checks(services, settings):
        diagnosis.append(each)
        if on_check is not None:
            on_check(each)
    return diagnosis


async def _checks(services: Services | None, settings: Settings) -> AsyncIterator[Check]:
    target: Target = services
    if services is None:
        checks, target = await run_in_thread(what_is_set)
        for each in checks:
            yield each
    local = target == "embedded" or (services is not None and services.kind == "embedded")
    for look in (partial(what_is_installed, embedded=local), what_is_audible):
        for each in await run_in_thread(lambda look=look: list(look())):  # type: ignore[misc]
            yield each
    if target == "embedded":
        try:
            target = None if await run_in_thread(missing_models) else await run_in_thread(Services.embedded)
        except VoicelabError as error:
            target = None
            yield failure("reachable", "embedded services", error)
        else:
            if target is None:
                yield _NOT_TRIED
    if isinstance(target, Services):
        async for each in what_is_reachable(target, settings):
            yield each


_NOT_TRIED = Check(
    area="reachable",
    name="embedded services",
    status="warning",
    message="not tried, because their models are not fetched yet",
    hint="Run: voicelab models add",
)
