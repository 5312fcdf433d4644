"""What a source or a sink raises, as an error that can be shown and kept."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import Literal

from voicelab.errors import DeviceError, VoicelabError

__all__ = ["device_failures"]


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
            f"The {what}: {_described(error)}.".replace("..", "."),
            code="source-failed" if is_source else "sink-failed",
            hint="Fix what it names, or use another.",
        ) from error


def _described(error: BaseException) -> str:
    return ": ".join(filter(None, (type(error).__name__, str(error).strip())))
