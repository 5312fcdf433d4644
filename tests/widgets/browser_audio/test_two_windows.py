"""Two windows that show one notebook, and with it one microphone and speaker."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from tests.widgets.panel.panel_without_page import wait_until
from voicelab.widgets.browser_audio.browser_audio import BrowserAudio


class TwoWindows(BrowserAudio):
    """A microphone and speaker that keep what they send, and what the windows send them."""

    def __init__(self) -> None:
        self.sent: list[dict[str, Any]] = []
        super().__init__()

    def _publish(self, message: Any, buffers: list[bytes]) -> None:
        self.sent.append(dict(message))

    def of(self, kind: str) -> list[dict[str, Any]]:
        """Return what was sent of a kind."""
        return [message for message in self.sent if message["type"] == kind]

    def hear(self, page: str, **message: Any) -> None:
        """Have a window send a message."""
        self._handle_custom_msg({"page": page, "capture": 0, **message}, [])

    def open(self, page: str | None = None) -> None:
        """Have a window come and be ready; without one, open the comm."""
        if page is None:
            super().open()
            return
        self.hear(page, type="hello", sent_ms=0.0)
        self.hear(page, type="state", state="ready", detail="")


@pytest.fixture
def audio() -> TwoWindows:
    """Return a microphone and speaker that the first window shows."""
    audio = TwoWindows()
    audio.open("first")
    return audio


def test_a_second_window_leaves_a_reply_that_sounds_in_the_first(audio: TwoWindows) -> None:
    async def reply() -> bool:
        await audio.sink.begin(16_000)
        await audio.sink.write(b"\0\0" * 1600)
        await asyncio.to_thread(audio.open, "second")
        return audio.sink.is_cut_off

    assert asyncio.run(reply()) is False
    wait_until(lambda: len(audio.of("sound")) == 1)
    assert audio.of("sound")[0]["page"] == "first"


def test_each_window_is_answered_whichever_is_served(audio: TwoWindows) -> None:
    audio.open("second")
    audio.hear("first", type="ping", sent_ms=1.0)
    wait_until(lambda: [each["page"] for each in audio.of("pong")] == ["first"])


def test_a_window_that_is_left_takes_the_place_of_the_one_that_is_closed(audio: TwoWindows) -> None:
    audio.open("second")
    audio.hear("second", type="state", state="page-gone", detail="")
    wait_until(lambda: [each["page"] for each in audio.of("page-gone")] == ["second"])
    audio.open("first")
    assert audio.state == "ready"
    audio.choose(muted=False)
    wait_until(lambda: bool(audio.of("choose")))
    assert audio.of("choose")[0]["page"] == "first"
