"""What a source or a sink raises is told in a whole sentence."""

from __future__ import annotations

import asyncio

import pytest

from voicelab.audio.device_failures import device_failures
from voicelab.errors import DeviceError


@pytest.mark.parametrize(
    ("raised", "words"),
    [
        (OSError("unplugged"), "The source gave no more sound: OSError: unplugged. Fix"),
        (OSError("unplugged."), "The source gave no more sound: OSError: unplugged. Fix"),
        (EOFError(), "The source gave no more sound: EOFError. Fix"),
        (RuntimeError("  \n"), "The source gave no more sound: RuntimeError. Fix"),
    ],
    ids=repr,
)
def test_an_error_is_told_with_its_text_if_it_has_any(raised: Exception, words: str) -> None:
    with pytest.raises(DeviceError) as error, device_failures("source"):
        raise raised
    assert str(error.value).startswith(words)


async def test_an_error_of_another_event_loop_says_where_to_await() -> None:
    async def waits_for(event: asyncio.Event) -> None:
        with device_failures("source"):
            await event.wait()

    here = asyncio.Event()
    waiting = asyncio.ensure_future(here.wait())
    await asyncio.sleep(0)
    with pytest.raises(DeviceError, match="await the asynchronous form, as atalk or aask"):
        await asyncio.to_thread(asyncio.run, waits_for(here))
    waiting.cancel()
