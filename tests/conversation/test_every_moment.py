"""What a user may do at every moment of a conversation, and what comes of it: rows, events and state."""

from __future__ import annotations

import asyncio
import contextlib
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

import pytest

from tests.conversation.event_recorder import EventRecorder
from tests.players import TimedSink
from voicelab import Audio, Session
from voicelab.audio.sources import PushSource
from voicelab.events import EndReason, HypothesisHeard, ReplyDelta, SessionEnded, StateChanged, UtteranceHeard
from voicelab.testing import Delay, EmbeddedServices, ScriptedEngines, embedded_services, silence, speech

ASKED, ASKED_AGAIN, STOP, TYPED = "What is it?", "And then?", "Stop.", "Typed?"
LONG = "A reply of two seconds and a half, spoken."
BEGUN, PAUSE = speech(seconds=0.4), silence(seconds=0.8)


def transcript(heard: Audio) -> str:
    """Tell what was said by how long it took."""
    spoken_seconds = (abs(heard.samples) > 1_000).nonzero()[0]
    seconds = (spoken_seconds[-1] - spoken_seconds[0]) / 16_000
    return ASKED if seconds < 0.6 else ASKED_AGAIN if seconds < 1.0 else STOP


def reply(messages: list[dict[str, str]]) -> str:
    """Reply at length to the question that is spoken first."""
    return LONG if messages[-1]["content"] == ASKED else "Yes."


class WatchedSink(TimedSink):
    """A loudspeaker that tells when it has all of a reply, and may be slow to fall silent."""

    def __init__(self) -> None:
        super().__init__()
        self.is_draining, self.is_flushing = threading.Event(), threading.Event()
        self.flush_seconds = 0.0

    async def drain(self) -> None:
        self.is_draining.set()
        await super().drain()

    async def flush(self) -> None:
        await super().flush()
        self.is_flushing.set()
        await asyncio.sleep(self.flush_seconds)


@dataclass
class Talk:
    """A conversation, and the user."""

    session: Session
    source: PushSource = field(default_factory=PushSource)
    sink: WatchedSink = field(default_factory=WatchedSink)

    def __post_init__(self) -> None:
        self.events = EventRecorder(self.session)
        self.is_mid_word = False

    def push(self, sound: Audio) -> None:
        self.source.push(sound.to_pcm())

    # Moments

    def idle(self) -> None:
        pass

    def opening(self) -> None:
        self.session.start(self.source, self.sink)

    def listening(self) -> None:
        self.opening()
        self.push(silence(seconds=0.2))
        self.events.wait_state("listening")

    def hypothesis(self) -> None:
        self.opening()
        self.push(BEGUN)
        self.is_mid_word = True
        self.events.wait(lambda _: self.events.of(HypothesisHeard))

    def asked(self) -> None:
        self.opening()
        self.push(BEGUN + PAUSE)

    def thinking(self) -> None:
        self.asked()
        self.events.wait_state("thinking")

    def unheard(self) -> None:
        self.asked()
        self.events.wait(lambda _: self.events.of(ReplyDelta))

    def speaking(self) -> None:
        self.asked()
        self.events.wait_state("speaking")

    def draining(self) -> None:
        self.asked()
        assert self.sink.is_draining.wait(15)

    def closing(self) -> None:
        self.speaking()
        self.sink.flush_seconds = 0.5
        self.session.stop()
        assert self.sink.is_flushing.wait(15)

    # What the user does

    def speak(self) -> None:
        self.push((BEGUN if self.is_mid_word else BEGUN + BEGUN) + PAUSE)

    def say_stop(self) -> None:
        self.push((BEGUN + BEGUN if self.is_mid_word else BEGUN + BEGUN + BEGUN) + PAUSE)

    def stop(self) -> None:
        self.session.stop().wait()

    def type(self) -> None:
        self.session.ask(TYPED)

    def mute(self) -> None:
        self.push(PAUSE)

    def interrupt(self) -> None:
        self.session.interrupt()

    def close(self) -> None:
        self.session.close()


ACTIONS = ("speak", "say_stop", "stop", "type", "mute", "interrupt", "close")
Rows = list[tuple[str, str]]
CUT: Rows = [(ASKED, "interrupted")]
WHOLE: Rows = [(ASKED, "completed")]
AGAIN: Rows = [(ASKED_AGAIN, "completed")]
BY_HAND: Rows = [(TYPED, "completed")]
QUIET: dict[str, tuple[Rows, EndReason | None]] = {
    "speak": (AGAIN, "end-of-input"),
    "say_stop": ([], "stop-phrase"),
    "stop": ([], "stopped"),
    "type": (BY_HAND, "end-of-input"),
    "mute": ([], "end-of-input"),
    "interrupt": ([], "end-of-input"),
    "close": ([], "stopped"),
}
IN_A_TURN: dict[str, tuple[Rows, EndReason | None]] = {
    "speak": (CUT + AGAIN, "end-of-input"),
    "say_stop": (CUT, "stop-phrase"),
    "stop": (CUT, "stopped"),
    "type": (WHOLE + BY_HAND, "end-of-input"),
    "mute": (WHOLE, "end-of-input"),
    "interrupt": (CUT, "end-of-input"),
    "close": (CUT, "stopped"),
}
EXPECTED: dict[str, dict[str, tuple[Rows, EndReason | None]]] = {
    "idle": {"stop": ([], None), "type": (BY_HAND, None), "interrupt": ([], None), "close": ([], None)},
    "opening": QUIET,
    "listening": QUIET,
    "hypothesis": {
        **QUIET,
        "type": (BY_HAND + WHOLE, "end-of-input"),
        "mute": (WHOLE, "end-of-input"),
        "interrupt": (WHOLE, "end-of-input"),
    },
    "thinking": IN_A_TURN,
    "unheard": IN_A_TURN,
    "speaking": IN_A_TURN,
    "draining": IN_A_TURN,
    "closing": {**dict.fromkeys(ACTIONS, (CUT, "stopped")), "type": (CUT + BY_HAND, "stopped")},
}
DELAYS = {"opening": ("recognition", 0.5), "thinking": ("completion", 0.8)}


@contextlib.contextmanager
def services(moment: str) -> Iterator[EmbeddedServices]:
    """Run services that stay long enough in the moment."""
    seconds = 0.8 if moment == "unheard" else 0.0
    script = ScriptedEngines(transcripts=transcript, reply=reply, first_audio_seconds=seconds)
    with embedded_services(script) as embedded:
        if moment in DELAYS:
            stage, seconds = DELAYS[moment]
            embedded.faults.add(stage, Delay(seconds=seconds, times=None))  # type: ignore[arg-type]
        yield embedded


def problems(embedded: EmbeddedServices, moment: str, action: str) -> list[str]:
    """Do something at a moment, and return what came of it that should not."""
    rows, reason = EXPECTED[moment][action]
    with Session(services=embedded.services, log=False, barge_in=True) as session:
        talk = Talk(session)
        getattr(talk, moment)()
        getattr(talk, action)()
        talk.source.end()
        if reason is not None:
            talk.events.wait(lambda _: talk.events.of(SessionEnded), 20)
        state, events = session.state, list(talk.events.events)
        seen = list(zip(session.log.df["transcript"], session.log.df["outcome"], strict=True))
    heard = [event.text for event in events if isinstance(event, UtteranceHeard)]
    is_last = not (moment == "closing" and action == "type")  # which is answered after the end
    last = "closed" if action == "close" else "ended" if reason is not None else "idle"
    checks = {
        "rows": (seen, rows),
        "utterances": (heard, [text for text, _ in rows]),
        "ends": (
            [event for event in events if isinstance(event, SessionEnded)],
            [SessionEnded(reason)] if reason is not None else [],
        ),
        "state": (state, last),
    }
    if not is_last:
        del checks["state"]
    elif reason is not None:
        checks["last events"] = (events[-2:], [StateChanged("ended"), SessionEnded(reason)])
    return [
        f"{action} when {moment}: {what} {got}, not {wanted}"
        for what, (got, wanted) in checks.items()
        if got != wanted
    ]


@pytest.mark.parametrize("moment", EXPECTED)
def test_whatever_the_user_does_ends_in_the_right_rows_events_and_state(moment: str) -> None:
    actions = EXPECTED[moment]
    with services(moment) as embedded, ThreadPoolExecutor(len(actions)) as users:
        check: Callable[[str], list[str]] = lambda action: problems(embedded, moment, action)  # noqa: E731
        wrong = [problem for found in users.map(check, actions) for problem in found]
    assert wrong == []
