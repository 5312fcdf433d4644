"""Doctor: find out what is set, installed, audible and reachable, and how to fix what is not.

Examples
--------
>>> import voicelab as vl
>>> vl.doctor()  # doctest: +SKIP
"""

from __future__ import annotations

from collections.abc import Callable

from voicelab.doctor.examination import Examination
from voicelab.doctor.report import AREAS, Area, Check, Diagnosis, Status
from voicelab.event_loop import call, relay
from voicelab.services.services import Services
from voicelab.settings import Settings
from voicelab.status_line import StatusLine

__all__ = ["AREAS", "Area", "Check", "Diagnosis", "Status", "acheck", "check"]


def check(
    services: Services | None = None,
    settings: Settings | None = None,
    *,
    ask: bool = True,
    play: bool = True,
    timeout_seconds: float = 120.0,
    on_check: Callable[[Check], None] | None = None,
    on_progress: Callable[[str], None] | None = None,
) -> Diagnosis:
    """Look at everything, measure it, and say the one thing to do next.

    The services are asked for a little, and an account is charged next to nothing: two sentences spoken, two
    recognised, 80 tokens, and a reply of each speech-to-speech service that is set up. Where this machine has
    a microphone and a speaker, a short sweep is played, to hear what of it comes back. The embedded services
    are started. An interrupt leaves what is known by then.

    Parameters
    ----------
    services
        The services to ask; by default those that the environment names, or the embedded ones. Models that
        were not fetched yet are not fetched for this.
    settings
        Deployment, voice, interface and engine to ask for; by default a session's defaults.
    ask
        Whether to ask the services at all; otherwise nothing is charged, and no model is loaded.
    play
        Whether to play the sweep.
    timeout_seconds
        How long each check may take.
    on_check
        Called with each check as soon as it is known, on the session's thread.
    on_progress
        Called with what is being done; by default a notebook and a terminal show it in a line.
    """
    line = StatusLine(quiet=on_progress is not None)
    diagnosis = Diagnosis()
    examination = Examination(
        services,
        settings or Settings(),
        ask=ask,
        play=play,
        timeout_seconds=timeout_seconds,
        on_progress=on_progress or line.show,
    )
    try:
        call(_collect(examination, diagnosis, on_check))
    except KeyboardInterrupt:
        diagnosis.is_complete = False
    finally:
        line.clear()
    return diagnosis


async def acheck(
    services: Services | None = None,
    settings: Settings | None = None,
    *,
    ask: bool = True,
    play: bool = True,
    timeout_seconds: float = 120.0,
    on_check: Callable[[Check], None] | None = None,
    on_progress: Callable[[str], None] | None = None,
) -> Diagnosis:
    """Do the same as `check`, awaited."""
    diagnosis = Diagnosis()
    examination = Examination(
        services,
        settings or Settings(),
        ask=ask,
        play=play,
        timeout_seconds=timeout_seconds,
        on_progress=on_progress or (lambda _: None),
    )
    await relay(_collect(examination, diagnosis, on_check))
    return diagnosis


async def _collect(
    examination: Examination, diagnosis: Diagnosis, on_check: Callable[[Check], None] | None
) -> None:
    async for each in examination.checks():
        diagnosis.append(each)
        if on_check is not None:
            on_check(each)
