"""What `voicelab.doctor` measures of the network: how long a connection to each service takes."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import Iterator
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from voicelab.completion.causes import variables_of
from voicelab.doctor.checks import Check
from voicelab.event_loop import within
from voicelab.loopback import is_loopback

if TYPE_CHECKING:
    from voicelab.services.services import Services

__all__ = ["hosts", "how_far"]

_TRIES = 3
_EACH_SECONDS = 5.0
_FAR_SECONDS = 0.3
"""A connection that takes longer makes every turn wait: within a continent it is under 0.1 s."""


def hosts(services: Services) -> Iterator[tuple[str, str, str]]:
    """Yield what each service is called, its address, and the variable that says where it is, if one does."""
    speech = services.speech
    address = f"https://{speech.region}.stt.speech.microsoft.com" if speech.region else speech.place
    variable = "SPEECH_ENDPOINT" if speech.endpoint else "SPEECH_REGION" if speech.region else ""
    yield "Speech", address, variable
    completion = services.completion.upstream or services.completion
    is_ours = services.kind == "embedded" and completion is services.completion
    yield "model", completion.endpoint, "" if is_ours else variables_of(completion)["endpoint"]
    voice_live = services.voice_live
    if (
        voice_live is not None
        and urlsplit(voice_live.endpoint)[:2] != urlsplit(services.completion.endpoint)[:2]
    ):
        yield "Voice Live", voice_live.endpoint, variables_of(voice_live)["endpoint"]


async def how_far(name: str, address: str, variable: str) -> Check:
    """Connect to a service a few times, without a request, and tell the shortest time."""
    from voicelab.services.proxies import proxy_of

    parts = urlsplit(address)
    host = parts.hostname or ""
    if name != "Speech" and (proxy := proxy_of(address)):
        message = f"{host} is reached through the proxy of {proxy.variable}: not measured"
        return Check(area="network", name=name, status="ok", message=message)
    port = parts.port or (80 if parts.scheme in ("http", "ws") else 443)
    try:
        seconds = min([await _connect_seconds(host, port) for _ in range(_TRIES)])
    except (OSError, asyncio.TimeoutError) as error:
        reason = getattr(error, "strerror", None) or str(error) or f"no answer within {_EACH_SECONDS:.0f} s"
        return Check(
            area="network",
            name=name,
            status="failed",
            message=f"no connection to {host}:{port}: {reason}",
            hint=_remedy(address, variable),
        )
    is_far = seconds > _FAR_SECONDS
    where = "this machine" if is_loopback(address) else host
    return Check(
        area="network",
        name=name,
        status="warning" if is_far else "ok",
        message=f"{where} answers within {1_000 * seconds:.{0 if seconds > 0.01 else 1}f} ms",
        hint=_FAR[is_loopback(address)].format(variable or "its address") if is_far else "",
        measures={"connect_seconds": round(seconds, 4)},
    )


_FAR = {
    False: "Every turn waits for this: choose a region nearer to you ({}).",
    True: "Every turn waits for this: end what else keeps this machine busy.",
}
"""What to do where a connection takes long, to another machine and to this one itself."""


def _remedy(address: str, variable: str) -> str:
    """Return what to do where there is no connection."""
    if is_loopback(address):
        names = f", or that {variable} names another" if variable else ""
        return f"See that the server there runs{names}."
    return (
        f"Check {variable or 'its address'} and this machine's network; "
        "a firewall must let connections to port 443 out."
    )


async def _connect_seconds(host: str, port: int) -> float:
    """Return how long it takes to connect: one way there and back."""
    began = time.monotonic()
    _, writer = await within(_EACH_SECONDS, asyncio.open_connection(host, port))
    seconds = time.monotonic() - began
    writer.close()
    with contextlib.suppress(OSError):
        await writer.wait_closed()
    return seconds
