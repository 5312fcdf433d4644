"""Serving: the embedded server over local models, from its start to its end."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from voicelab.embedded.local.engines import LocalModels
from voicelab.embedded.local.turn_detection.detector_alone import DetectorAlone
from voicelab.embedded.options import EmbeddedOptions
from voicelab.embedded.server import EmbeddedServer
from voicelab.event_loop import run_in_thread

__all__ = ["serve"]


async def serve(
    options: EmbeddedOptions,
    *,
    key: str | None,
    port: int,
    on_ready: Callable[[int, str], None],
    until: asyncio.Event,
) -> None:
    """Serve until the event is set.

    Parameters
    ----------
    key, port
        What clients must present, and where to listen; `None` and 0 choose.
    on_ready
        Told the port and the key once the server listens. The models are loaded meanwhile: requests wait.

    Raises
    ------
    OSError
        The port is taken.
    """
    models = LocalModels(options) if options.detector is None else DetectorAlone(options)
    server = EmbeddedServer(models.load, key=key, port=port)
    await server.start()
    try:
        on_ready(server.port, server.key)
        await until.wait()
    finally:
        await server.stop()
        await run_in_thread(models.close)
