"""What `voicelab.doctor` finds of this machine's sound devices: their names, their level, their echo."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import TYPE_CHECKING

from voicelab.doctor.checks import Check
from voicelab.errors import ConfigurationError

if TYPE_CHECKING:
    from voicelab.doctor.echo import Heard

__all__ = ["has_devices", "what_is_audible", "what_is_heard"]

_BROWSER = "session.panel() uses the browser's microphone, and shows its level; recordings need none."
_LOUD_DBFS = -35.0
"""Of a room in which nobody speaks."""


def what_is_audible() -> Iterator[Check]:
    """List this machine's devices."""
    try:
        from voicelab.audio.devices import microphones, speakers
    except ConfigurationError as error:
        yield _nothing("microphone, speaker", error.message, error.hint)
        return
    for name, found, instead in (
        ("microphone", microphones(), _BROWSER),
        ("speaker", speakers(), "session.panel() uses the browser's."),
    ):
        if found:
            yield Check(area="audible", name=name, status="ok", message=", ".join(found))
        else:
            yield _nothing(name, "none on the kernel's machine", instead)


def has_devices(checks: list[Check]) -> tuple[bool, bool]:
    """Say whether there is a microphone among what was found, and a speaker."""
    found = {check.name for check in checks if check.status == "ok"}
    return "microphone" in found, "speaker" in found


async def what_is_heard(*, play: bool) -> list[Check]:
    """Measure the microphone's level and, where the speaker may play, its echo.

    Raises
    ------
    DeviceError
        A device cannot be used.
    """
    from voicelab.doctor.echo import hear

    heard = await hear(play=play)
    return [_level(heard.level_dbfs), *([_echo(heard)] if play else [])]


def _level(dbfs: float) -> Check:
    message, hint, measures = (
        f"{dbfs:.0f} dBFS while nobody is asked to speak",
        "",
        {"level_dbfs": round(dbfs, 1)},
    )
    if math.isinf(dbfs):
        message, measures = "digital silence", {}
        hint = "It may be muted, or no program be allowed to listen: look at the system's sound settings."
    elif dbfs > _LOUD_DBFS:
        hint = "It is loud here: lower the microphone's level, or speak closer to it."
    return Check(
        area="audible",
        name="microphone level",
        status="warning" if hint else "ok",
        message=message,
        hint=hint,
        measures=measures,
    )


def _echo(heard: Heard) -> Check:
    if heard.echo_db is None or heard.delay_seconds is None:
        return Check(
            area="audible",
            name="echo",
            status="ok",
            message="the microphone does not hear the speaker: Speaker(headphones=True) lets you speak over "
            "replies",
        )
    return Check(
        area="audible",
        name="echo",
        status="ok",
        message=f"{heard.echo_db:.0f} dB of what the speaker plays come back after "
        f"{1_000 * heard.delay_seconds:.0f} ms; nobody is heard while it plays, unless you wear headphones",
        measures={"echo_db": round(heard.echo_db, 1), "delay_seconds": round(heard.delay_seconds, 3)},
    )


def _nothing(name: str, message: str, hint: str) -> Check:
    return Check(area="audible", name=name, status="warning", message=message, hint=hint, is_optional=True)
