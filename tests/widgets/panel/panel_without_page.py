"""A panel on a real session, whose page is played by the test."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from voicelab.audio.clip import Audio
from voicelab.conversation.session import Session
from voicelab.testing import EmbeddedServices
from voicelab.widgets.browser_audio.browser_audio import BrowserAudio
from voicelab.widgets.panel.captions import Captions
from voicelab.widgets.panel.disclosure import Disclosure
from voicelab.widgets.panel.heading import Heading
from voicelab.widgets.panel.panel import SessionPanel
from voicelab.widgets.panel.problems import Problems

__all__ = ["PanelWithoutPage", "panel_of", "wait_until"]


class PanelWithoutPage:
    """A panel's parts, and what its page would send."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.panel: SessionPanel = session.panel()
        self.heading: Heading
        self.audio: BrowserAudio
        self.disclosure: Disclosure
        self.heading, self.audio, conversation, self.disclosure, settings, _ = self.panel.box.children
        self.voices, self.controls = settings.children
        self.captions: Captions
        self.problems: Problems
        self.captions, self.problems = conversation.children

    def send(self, widget: Any, **message: Any) -> None:
        """Have the page send a message."""
        widget._handle_custom_msg(message, [])

    def sound(self, **message: Any) -> None:
        """Have the page's half of the microphone and speaker send a message."""
        self.send(self.audio, **{"page": "page", "capture": 1, **message})

    def open_page(self) -> None:
        """Have a page come, whose microphone and speaker work."""
        self.sound(type="hello", sent_ms=0.0)
        self.sound(type="state", state="ready", detail="")
        self.send(self.captions, type="hello")

    def talk(self, sound: Audio) -> None:
        """Press Talk, and have all of a sound at 16 kHz come from the microphone at once."""
        self.sound(type="talk")
        self.sound(type="capture", sample_rate_hz=sound.sample_rate_hz)
        frame = {"type": "frame", "page": "page", "capture": 1, "number": 0, "captured_at": None}
        self.audio._handle_custom_msg(frame, [memoryview(sound.to_pcm())])

    def control(self, name: str) -> Any:
        """Return the control of a description."""
        every = [part for box in (self.voices, self.controls) for part in box.children]
        return next(each for each in every if getattr(each, "description", "") == name)

    @property
    def preview(self) -> Any:
        """Return the button that lets the voice be heard."""
        return next(each for each in self.voices.children if hasattr(each, "icon"))

    def type(self, text: str) -> None:
        """Ask what is typed, and wait for its exchange; no page tells what of the reply is heard."""
        self.audio.sink.has_page = None
        before = len(self.session.log)
        self.send(self.captions, type="typed", text=text)
        wait_until(lambda: len(self.session.log) > before)


@contextmanager
def panel_of(services: EmbeddedServices, **settings: Any) -> Iterator[PanelWithoutPage]:
    """Show the panel of a new session."""
    with Session(services=services.services, log=False, **settings) as session:
        shown = PanelWithoutPage(session)
        yield shown
        shown.panel.close()


def wait_until(condition: Callable[[], bool], timeout_seconds: float = 10.0) -> None:
    """Wait for what other threads do."""
    deadline = time.monotonic() + timeout_seconds
    while not condition():
        if time.monotonic() > deadline:
            raise TimeoutError("it never came to hold")
        time.sleep(0.005)
