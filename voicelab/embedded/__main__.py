"""The process of the embedded services; started by `voicelab.embedded.process`, not by people.

Its first line of input is a JSON object with the options, the key and a port to prefer; it answers with a
line that names the port. It ends when its input does, so it never outlives its parent.
"""

from __future__ import annotations

import asyncio
import faulthandler
import json
import logging
import os
import sys
import threading
from pathlib import Path
from typing import IO, Any

from voicelab.embedded.options import EmbeddedOptions
from voicelab.embedded.serving import serve

__all__ = ["main"]

_END_SECONDS = 3.0
"""How long the server may take to end in good order, in seconds; then the process exits with status 1."""
_NOWHERE = Path(os.devnull).open("w")  # noqa: SIM115 - open until the end


def main() -> None:
    """Serve until the input ends."""
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(name)s %(levelname)s: %(message)s")
    answers = _private_output()
    given = json.loads(sys.stdin.readline())
    asyncio.run(_run(given, answers))
    logging.shutdown()
    sys.stderr.flush()
    # Threads inside a model or a fetch cannot be stopped, and Python would wait for them.
    os._exit(0)


async def _run(given: dict[str, Any], answers: IO[str]) -> None:
    until = asyncio.Event()
    loop = asyncio.get_running_loop()
    threading.Thread(target=_wait_for_end, args=(loop, until), daemon=True).start()

    def ready(port: int, _key: str) -> None:
        answers.write(json.dumps({"port": port}) + "\n")
        answers.close()

    options, key = EmbeddedOptions.from_plain(given["options"]), given["key"]
    try:
        await serve(options, key=key, port=given["port"], on_ready=ready, until=until)
    except OSError:
        if not given["port"] or answers.closed:
            raise
        await serve(options, key=key, port=0, on_ready=ready, until=until)


def _wait_for_end(loop: asyncio.AbstractEventLoop, until: asyncio.Event) -> None:
    sys.stdin.read()
    # Models that are being loaded cannot be stopped, and hold the interpreter's lock for seconds: this timer
    # waits for no lock. Nobody waits for them, and the parent would kill us.
    faulthandler.dump_traceback_later(_END_SECONDS, exit=True, file=_NOWHERE)
    loop.call_soon_threadsafe(until.set)


def _private_output() -> IO[str]:
    """Return standard output, and let what libraries write there go to the log."""
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    return answers


if __name__ == "__main__":
    main()
