"""What a source or a sink raises, as an error that can be shown and kept."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterator
from typing import Literal

from voicelab.errors import DeviceError, VoicelabError, described

__all__ = ["device_failures"]


_OTHER_LOOP = re.compile(r"(attached|bound) to a different (event )?loop")
"""How asyncio says that something is awaited elsewhere than where it belongs."""
_OTHER_LOOP_HINT = (
    "In a plain method it has an event loop of its own: await the asynchronous form, as atalk or aask, on "
    "the loop that it belongs to; or push the sound into a PushSource."
)


@contextlib.contextmanager
def device_failures(device: Literal["source", "sink"]) -> Iterator[None]:
    """Turn what a source or a sink raises into a `DeviceError`; errors of voicelab's own go on as they are.

    Both may be anybody's code, and raise whatever they like.

    Raises
    ------
    DeviceError
        Code ``source-failed`` or ``sink-failed``.
    """
    try:
        yield
    except VoicelabError:
        raise
    except (Exception, SystemExit, KeyboardInterrupt) as error:
        is_source = device == "source"
        what = "source gave no more sound" if is_source else "sink did not play the reply"
        raise DeviceError(
            f"The {what}: {described(error)}.".replace("..", "."),
            code="source-failed" if is_source else "sink-failed",
            hint=_OTHER_LOOP_HINT if _OTHER_LOOP.search(str(error)) else "Fix what it names, or use another.",
        ) from error
