"""What sounded like an interruption and was none: the reply goes on from where it was heard."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

from tests.conversation.event_recorder import EventRecorder
from tests.players import TimedSink
from voicelab import Audio, Exchange, Session
from voicelab.audio.sources import PushSource
from voicelab.events import Event, ExchangeLogged, Notice, ReplyResumed
from voicelab.testing import Delay, EmbeddedServices, ScriptedEngines, embedded_services, silence, speech

REPLY = "One mountain follows the next, and behind them all is the sea."
SPEECH = silence(seconds=0.1).to_pcm() + speech(seconds=0.4).to_pcm()
SPOKEN = SPEECH + silence(seconds=0.6).to_pcm()
QUESTION = ("What is it?", "What is it?")
NOISE = ("The", "")


class Hearing:
    """What recognition takes each utterance for, while it goes on and at its end."""

    def __init__(self, *utterances: tuple[str, str]) -> None:
        self._utterances = list(utterances)

    def __call__(self, sound: Audio) -> str:
        is_over = not np.any(sound.samples[-3_200:])
        return self._utterances.pop(0)[1] if is_over else self._utterances[0][0]


class QuickSink(TimedSink):
    """Plays the first second of whatever it begins in no time."""

    async def write(self, pcm: bytes) -> None:
        is_first = self._started is None
        await super().write(pcm)
        if is_first and self._started is not None:
            self._started -= 1.0


class Talk:
    """A live conversation whose first reply takes some seconds."""

    def __init__(self, session: Session, embedded: EmbeddedServices) -> None:
        self.session, self.embedded = session, embedded
        self.events = EventRecorder(session)
        self.source, self.sink = PushSource(), QuickSink()
        session.start(self.source, self.sink)

    def say_over_the_reply(self, sound: bytes = SPOKEN) -> None:
        self.events.wait_state("speaking")
        self.source.push(sound)

    def exchange(self, transcript: str = QUESTION[1]) -> Exchange:
        """Return the exchange of an utterance when it is over."""
        found: list[Exchange] = []

        def is_over(events: list[Event]) -> bool:
            logged = (event.exchange for event in events if isinstance(event, ExchangeLogged))
            found.extend(each for each in logged if each.transcript == transcript)
            return bool(found)

        self.events.wait(is_over)
        return found[0]

    def wait_resumed(self) -> float:
        """Return where the reply goes on, in seconds, when it does."""
        self.events.wait(lambda _: self.events.of(ReplyResumed))
        (resumed,) = self.events.of(ReplyResumed)
        assert isinstance(resumed, ReplyResumed)
        return resumed.from_seconds

    @property
    def notices(self) -> list[str]:
        return [event.code for event in self.events.events if isinstance(event, Notice)]


@contextlib.contextmanager
def talk(*utterances: tuple[str, str], **settings: Any) -> Iterator[Talk]:
    script = ScriptedEngines(transcripts=Hearing(QUESTION, *utterances), reply=[REPLY, "Well."])
    with (
        embedded_services(script) as embedded,
        Session(services=embedded.services, log=False, barge_in=True, **settings) as session,
    ):
        yield Talk(session, embedded)


def test_after_a_noise_the_reply_goes_on_from_where_it_was_heard_and_within_no_word() -> None:
    with talk(NOISE) as conversation:
        conversation.source.push(SPOKEN)
        conversation.say_over_the_reply()
        exchange, from_seconds = conversation.exchange(), conversation.wait_resumed()

        assert (exchange.outcome, exchange.heard_text) == ("completed", None)
        begun = [word for word in exchange.words if word.start_seconds + 0.001 < from_seconds]
        assert all(word.start_seconds + word.duration_seconds - 0.001 < from_seconds for word in begun)
        assert exchange.spoken is not None
        whole, (heard, rest) = exchange.spoken.to_pcm(), conversation.sink.replies
        assert whole.startswith(heard)
        assert whole[2 * round(from_seconds * 24_000) :] == rest
        assert conversation.sink.written_after_flush == 0
        assert conversation.notices == ["barge-in", "false-interruption"]
        assert conversation.exchange("").outcome == "no-match"


def test_words_of_which_no_transcript_comes_do_not_stop_a_reply(monkeypatch: pytest.MonkeyPatch) -> None:
    # Else the silence of a source that gives nothing any more brings the transcript about.
    monkeypatch.setattr("voicelab.conversation.source_gaps._GAP_SECONDS", 60.0)
    with talk(NOISE, end_silence_seconds=0.1, false_interruption_seconds=0.1) as conversation:
        conversation.source.push(SPOKEN)
        conversation.say_over_the_reply(SPEECH)
        conversation.wait_resumed()
        assert conversation.exchange().outcome == "completed"


def test_what_turns_out_to_be_a_backchannel_does_not_stop_a_reply() -> None:
    with talk(("Sure thing", "Sure.")) as conversation:
        conversation.source.push(SPOKEN)
        conversation.say_over_the_reply()
        assert conversation.exchange().outcome == "completed"
        assert "backchannel" in conversation.notices
        assert len(conversation.session.log) == 1


def test_a_noise_while_the_model_thinks_costs_no_reply() -> None:
    with talk(NOISE) as conversation:
        conversation.embedded.faults.add("completion", Delay(seconds=1.0))
        conversation.source.push(SPOKEN)
        conversation.events.wait_state("thinking")
        conversation.source.push(SPOKEN)
        exchange = conversation.exchange()

        assert (exchange.outcome, exchange.reply) == ("completed", REPLY)
        assert conversation.sink.replies[-1] != b""
        assert conversation.notices == ["barge-in", "false-interruption"]


def test_who_interrupts_a_resumed_reply_is_answered_and_its_text_counts_as_far_as_it_was_heard() -> None:
    with talk(NOISE, ("Wait, no.", "Wait, no.")) as conversation:
        conversation.source.push(SPOKEN)
        conversation.say_over_the_reply()
        from_seconds = conversation.wait_resumed()
        conversation.source.push(SPOKEN)
        answer, interrupted = conversation.exchange("Wait, no."), conversation.exchange()

    assert answer.reply == "Well."
    assert interrupted.outcome == "interrupted"
    before = [word.text for word in interrupted.words if word.start_seconds < from_seconds + 1.0]
    assert interrupted.heard_text is not None
    assert len(before) <= len(interrupted.heard_text.split()) < len(REPLY.split())
