"""'Uh-huh' over a reply lets it go on; with other words, or when nothing sounds, it is answered."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

from tests.conversation.event_recorder import EventRecorder
from tests.players import TimedSink
from voicelab import Session
from voicelab.audio.sources import PushSource
from voicelab.events import Event, Notice
from voicelab.testing import ScriptedEngines, embedded_services, silence, speech

SPOKEN = (silence(seconds=0.1) + speech(seconds=0.6) + silence(seconds=0.7)).to_pcm()
REPLY = "One mountain follows the next. " * 10


class Talk:
    """A live conversation whose first reply is long."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.events = EventRecorder(session)
        self.sink, self.source = TimedSink(), PushSource()
        session.start(self.source, self.sink)
        self.source.push(SPOKEN)

    def say_over_the_reply(self) -> None:
        self.events.wait_state("speaking")
        self.source.push(SPOKEN)

    @property
    def rows(self) -> list[tuple[str, str]]:
        frame = self.session.log.df
        return list(zip(frame["transcript"], frame["outcome"], strict=True))


@contextlib.contextmanager
def talk(
    *transcripts: str, asked: str = "What is it?", reply: str = REPLY, first_token_seconds: float = 0.0
) -> Iterator[Talk]:
    script = ScriptedEngines(
        transcripts=[asked, *transcripts],
        reply=[reply, "Well."],
        first_token_seconds=first_token_seconds,
    )
    with (
        embedded_services(script) as embedded,
        Session(services=embedded.services, log=False, barge_in=True, language="en-US") as session,
    ):
        yield Talk(session)


def is_ignored(events: list[Event]) -> bool:
    return any(isinstance(event, Notice) and event.code == "backchannel" for event in events)


def test_a_backchannel_over_a_reply_neither_stops_it_nor_is_answered() -> None:
    with talk("Yeah, okay.") as conversation:
        conversation.say_over_the_reply()
        conversation.events.wait(is_ignored)
        assert conversation.sink.flushed_at == []
        assert conversation.session.state == "speaking"
        conversation.session.stop().wait()
        assert [transcript for transcript, _ in conversation.rows] == ["What is it?"]


def test_a_backchannel_while_the_model_thinks_lets_the_reply_come() -> None:
    with talk("Uh-huh.", reply="So it is.", first_token_seconds=2.5) as conversation:
        conversation.events.wait_state("thinking")
        conversation.source.push(SPOKEN)
        conversation.events.wait(is_ignored)
        conversation.events.wait_exchanges(1)
        assert conversation.rows == [("What is it?", "completed")]


def test_a_yes_behind_a_hesitation_that_the_model_thinks_about_is_answered() -> None:
    with talk("Yes.", asked="Um.", reply="So it is.", first_token_seconds=2.5) as conversation:
        conversation.events.wait_state("thinking")
        conversation.source.push(SPOKEN)
        conversation.events.wait_exchanges(2)
        assert conversation.rows == [("Um.", "interrupted"), ("Yes.", "completed")]
        assert not is_ignored(conversation.events.events)


def test_a_backchannel_that_other_words_follow_interrupts() -> None:
    with talk("Yeah, but why?") as conversation:
        conversation.say_over_the_reply()
        conversation.events.wait_exchanges(2)
        assert conversation.rows == [("What is it?", "interrupted"), ("Yeah, but why?", "completed")]
        assert not is_ignored(conversation.events.events)


def test_a_yes_behind_the_reply_is_answered() -> None:
    with talk("Yes.", reply="Shall I go on?") as conversation:
        conversation.events.wait_exchanges(1)
        conversation.events.wait_state("listening", times=2)
        conversation.source.push(SPOKEN)
        conversation.events.wait_exchanges(2)
        assert conversation.rows == [("What is it?", "completed"), ("Yes.", "completed")]


def test_a_yes_over_the_last_word_of_a_reply_is_answered() -> None:
    with talk("Yes.", reply="Shall I?") as conversation:
        conversation.events.wait_state("speaking")
        conversation.source.push(speech(seconds=0.6).to_pcm())
        conversation.events.wait_state("listening", times=2)
        conversation.source.push(silence(seconds=0.7).to_pcm())
        conversation.events.wait_exchanges(2)
        assert conversation.rows == [("What is it?", "completed"), ("Yes.", "completed")]
