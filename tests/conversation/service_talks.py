"""Live talks with a speech-to-speech service that hears and replies what a script says."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import Any

from tests.conversation.event_recorder import EventRecorder
from tests.players import TimedSink
from voicelab import Exchange, Session, Timeouts
from voicelab.audio.sinks import Sink
from voicelab.audio.sources import PushSource
from voicelab.events import Event, ExchangeLogged, Notice
from voicelab.services.retry_policy import RetryPolicy
from voicelab.testing import EmbeddedServices, ScriptedEngines, embedded_services, silence, speech

__all__ = ["LONG", "SAID", "ServiceTalk", "service_talk"]

SPEECH = silence(seconds=0.1) + speech(seconds=0.4)
SAID = (SPEECH + silence(seconds=0.6)).to_pcm()
"""An utterance, and silence that ends it."""
LONG = "One mountain follows."


class ServiceTalk:
    """A talk, what happens in it, and what comes of it."""

    def __init__(self, session: Session, embedded: EmbeddedServices, sink: Sink) -> None:
        self.session, self.embedded, self.sink = session, embedded, sink
        self.events = EventRecorder(session)
        self.source = PushSource()
        session.start(self.source, sink)

    def say(self, pcm: bytes = SAID) -> None:
        self.source.push(pcm)

    def say_over_the_reply(self, pcm: bytes = SAID, times: int = 1) -> None:
        self.events.wait_state("speaking", times)
        self.say(pcm)

    def exchanges(self, count: int) -> list[Exchange]:
        """Return the exchanges, once there are so many."""

        def logged(events: list[Event]) -> list[Exchange]:
            return [event.exchange for event in events if isinstance(event, ExchangeLogged)]

        self.events.wait(lambda events: len(logged(events)) >= count)
        return logged(self.events.events)

    def wait_notice(self, code: str) -> Notice:
        self.events.wait(lambda _: code in self.notices)
        return next(each for each in self.events.events if isinstance(each, Notice) and each.code == code)

    @property
    def notices(self) -> list[str]:
        return [event.code for event in self.events.events if isinstance(event, Notice)]


@contextlib.contextmanager
def service_talk(
    *transcripts: str,
    reply: Any = (LONG, "Well."),
    engine: str = "realtime",
    sink: Sink | None = None,
    timeouts: Timeouts | None = None,
    script: dict[str, Any] | None = None,
    **settings: Any,
) -> Iterator[ServiceTalk]:
    """Begin a talk in which this is heard and replied."""
    engines = ScriptedEngines(**{"transcripts": transcripts, "reply": reply} | (script or {}))
    timeouts = timeouts or Timeouts(retry=RetryPolicy(first_pause_seconds=0.01))
    chosen: dict[str, Any] = {"engine": engine, "barge_in": True, "system_prompt": ""} | settings
    with (
        embedded_services(engines) as embedded,
        Session(services=embedded.services, log=False, timeouts=timeouts, **chosen) as session,
    ):
        yield ServiceTalk(session, embedded, sink or TimedSink())
