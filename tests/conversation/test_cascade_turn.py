"""One turn, where the stages meet: a real model and a real voice, over the official SDKs."""

from __future__ import annotations

import asyncio
import gc
import itertools
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Iterator, Sequence
from functools import partial

import pytest

from tests.conversation.event_recorder import EventRecorder
from tests.conversation.unused_log import UnusedLog
from tests.players import TimedSink
from voicelab import Session, Settings, Timeouts
from voicelab.audio.sinks import NullSink, Sink
from voicelab.completion.completer import Completer
from voicelab.completion.messages import Delta, Finish, Message, ReplyItem, ToolRequest
from voicelab.conversation.cascade_turn import CascadeTurn
from voicelab.conversation.context import SessionContext
from voicelab.conversation.filler import Fillers
from voicelab.conversation.reply_with_tools import TurnReplyItem, reply_with_tools
from voicelab.conversation.tool_runner import RunTools
from voicelab.conversation.turn_input import TurnInput
from voicelab.conversation.turn_record import TurnRecord
from voicelab.embedded.request_log import RequestLog
from voicelab.events import Event, ExchangeLogged, Notice, ReplyDelta, StateChanged, WordsSpoken
from voicelab.services.endpoints import SpeechService
from voicelab.synthesis import voices
from voicelab.synthesis.voice_catalogue import CatalogueVoice
from voicelab.synthesis.voice_selection import VoiceSelector
from voicelab.testing import (
    CutStream,
    EmbeddedServices,
    FilterReply,
    Refuse,
    RejectParameter,
    ScriptedEngines,
    embedded_services,
)
from voicelab.tools.toolbox import Toolbox

REPLY = "Mount Everest is the tallest mountain. " * 3
LONG = "One mountain follows the next. " * 40


class Stages:
    """What a turn works with, and the events that it emits."""

    def __init__(self, embedded: EmbeddedServices) -> None:
        self.context = SessionContext("test", embedded.services, UnusedLog(), Timeouts(), Settings())
        self.completer = Completer(embedded.services.completion)
        self.voice_selector = VoiceSelector(embedded.services.speech, self.context.timeouts)
        self.events: list[Event] = []
        self.context.subscribe(self.events.append)
        self._numbers = itertools.count(1)

    def turn(
        self,
        text: str = "What is it?",
        sink: Sink | None = None,
        reply: Callable[[RunTools], AsyncGenerator[TurnReplyItem, None]] | None = None,
    ) -> CascadeTurn:
        """Return a turn that has not begun."""
        settings = self.context.settings
        record = TurnRecord(
            session_id="test",
            number=next(self._numbers),
            turn_input=TurnInput.typed(text),
            settings=settings,
        )
        written = self.completer.stream([{"role": "user", "content": text}], settings)
        sink, fillers = sink or NullSink(), Fillers(self.context)
        reply = reply or (lambda _: written)
        return CascadeTurn(record, reply, self.voice_selector, sink, self.context, fillers)

    async def close(self) -> None:
        """Let go of the connections."""
        await self.voice_selector.dismiss()
        await self.completer.close()


@pytest.fixture(params=[REPLY])
def embedded(request: pytest.FixtureRequest) -> Iterator[EmbeddedServices]:
    """Services that reply at once."""
    with embedded_services(ScriptedEngines(reply=request.param)) as running:
        yield running


@pytest.fixture
async def stages(embedded: EmbeddedServices) -> AsyncIterator[Stages]:
    """Stages over those services."""
    stages = Stages(embedded)
    yield stages
    await stages.close()


async def test_a_turn_makes_an_exchange_of_what_its_stages_gave(stages: Stages) -> None:
    exchange = await stages.turn().run()

    assert exchange.outcome == "completed"
    assert (exchange.session, exchange.turn, exchange.transcript) == ("test", 1, "What is it?")
    assert exchange.reply == REPLY
    assert exchange.spoken_text == REPLY.strip()
    assert exchange.finish_reason == "stop"
    assert exchange.spoken is not None
    assert exchange.spoken.rms_dbfs > -40
    assert " ".join(word.text for word in exchange.words).startswith("Mount Everest is")


async def test_the_reply_is_told_as_it_is_written(stages: Stages) -> None:
    await stages.turn().run()

    assert "".join(event.text for event in stages.events if isinstance(event, ReplyDelta)) == REPLY


async def test_it_speaks_from_the_first_sound_on(stages: Stages) -> None:
    with stages.context.activity.turn():
        await stages.turn().run()

    states = [event.state for event in stages.events if isinstance(event, StateChanged)]
    assert states == ["thinking", "speaking", "idle"]


async def test_times_follow_the_order_of_the_stages(stages: Stages) -> None:
    latency = (await stages.turn().run()).latency

    assert latency.first_token_seconds is not None
    assert latency.first_audio_seconds is not None
    assert latency.done_seconds is not None
    assert 0 < latency.first_token_seconds < latency.first_audio_seconds < latency.done_seconds


@pytest.mark.parametrize("embedded", [LONG], indirect=True)
async def test_an_interrupted_turn_keeps_what_was_heard(stages: Stages) -> None:
    sink = TimedSink()
    turn = stages.turn(sink=sink)
    running = asyncio.ensure_future(turn.run())
    while not sink.heard_seconds:
        await asyncio.sleep(0.01)
    await asyncio.sleep(1.0)
    await turn.interrupt()
    exchange = await running

    assert exchange.outcome == "interrupted"
    assert exchange.heard_text is not None
    assert LONG.startswith(exchange.heard_text)
    assert 0 < len(exchange.heard_text) < len(LONG) / 2
    assert sink.written_after_flush == 0


@pytest.mark.parametrize("embedded", [LONG], indirect=True)
async def test_a_cancelled_turn_falls_silent_before_it_ends(stages: Stages) -> None:
    sink = TimedSink()
    turn = stages.turn(sink=sink)
    running = asyncio.ensure_future(turn.run())
    while not sink.heard_seconds:
        await asyncio.sleep(0.01)
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running

    assert len(sink.flushed_at) == 1
    assert turn.exchange().outcome == "interrupted"


async def test_an_interruption_after_the_end_changes_nothing(stages: Stages) -> None:
    turn = stages.turn()
    exchange = await turn.run()
    await turn.interrupt()

    assert exchange.outcome == turn.exchange().outcome == "completed"


async def test_a_model_that_breaks_off_is_spoken_as_far_as_it_came(
    stages: Stages, embedded: EmbeddedServices
) -> None:
    embedded.faults.add("completion", CutStream(after_messages=5))
    exchange = await stages.turn().run()

    assert (exchange.outcome, exchange.error_code) == ("failed", "connection-closed")
    assert exchange.reply
    assert REPLY.startswith(exchange.reply)
    assert exchange.spoken is not None


async def test_a_voice_that_fails_leaves_the_reply(stages: Stages, embedded: EmbeddedServices) -> None:
    embedded.faults.add("synthesis", Refuse(status=401, times=None))
    exchange = await stages.turn().run()

    assert (exchange.outcome, exchange.error_code) == ("failed", "authentication")
    assert exchange.spoken is None
    assert REPLY.startswith(exchange.reply)


async def test_a_filtered_reply_has_its_category(stages: Stages, embedded: EmbeddedServices) -> None:
    embedded.faults.add("completion", FilterReply(after_messages=3))
    exchange = await stages.turn().run()

    assert exchange.outcome == "filtered"
    assert exchange.filter_category


async def test_a_retry_of_the_model_is_counted_and_told(stages: Stages, embedded: EmbeddedServices) -> None:
    embedded.faults.add("completion", Refuse(status=503))
    exchange = await stages.turn().run()

    assert (exchange.outcome, exchange.retries) == ("completed", 1)
    assert [event.code for event in stages.events if isinstance(event, Notice)] == ["completion-retry"]


async def test_a_parameter_left_out_is_told_and_no_retry(stages: Stages, embedded: EmbeddedServices) -> None:
    embedded.faults.add("completion", RejectParameter(parameter="temperature"))
    exchange = await stages.turn().run()

    assert (exchange.outcome, exchange.retries) == ("completed", 0)
    assert [event.code for event in stages.events if isinstance(event, Notice)] == ["parameter-left-out"]


def test_the_words_of_a_reply_are_told_while_its_sound_is_made(scripted: EmbeddedServices) -> None:
    events: list[Event] = []
    with Session(services=scripted.services, log=False) as session:
        session.subscribe(events.append)
        exchange = session.ask("Hello?")
    words = [word for event in events if isinstance(event, WordsSpoken) for word in event.words]
    assert words
    assert words == list(exchange.words)
    first = next(n for n, event in enumerate(events) if isinstance(event, WordsSpoken))
    assert first < next(n for n, event in enumerate(events) if isinstance(event, ExchangeLogged))
    assert {event.turn for event in events if isinstance(event, WordsSpoken)} == {1}


def test_the_model_is_not_asked_while_it_is_unknown_whether_the_voice_exists(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked_meanwhile: list[bool] = []
    list_voices = voices._list

    def list_slowly(service: SpeechService) -> tuple[CatalogueVoice, ...]:
        asked_meanwhile.append(embedded.request_log.wait_for(is_model_asked, timeout_seconds=0.5))
        return list_voices(service)

    def is_model_asked(log: RequestLog) -> bool:
        return any("chat" in request.path for request in log.requests)

    monkeypatch.setattr(voices, "_list", list_slowly)
    with (
        embedded_services() as embedded,
        Session(services=embedded.services, log=False, voice="en-US-NobodyNeural") as session,
    ):
        assert session.ask("Hello.").error_code == "unknown-voice"
        assert asked_meanwhile == [False]
        assert not is_model_asked(embedded.request_log)


def test_a_reply_that_begins_anew_behind_a_thought_has_its_own_latency() -> None:
    thinking = ScriptedEngines(reply="It is late, I would say.\n</think>\n\nYes.", tokens_per_second=8)
    with (
        embedded_services(thinking) as embedded,
        Session(services=embedded.services, log=False) as session,
    ):
        recorder = EventRecorder(session)
        exchange = session.ask("Is it late?", sink=TimedSink("none"))
    assert "thought-retracted" in [event.code for event in recorder.events if isinstance(event, Notice)]
    assert exchange.reply.strip() == "Yes."
    assert exchange.latency.first_audio_seconds is not None


async def test_a_turn_that_is_begun_ahead_runs_a_tool_once_it_is_sure(stages: Stages) -> None:
    calls: list[str] = []

    def look() -> str:
        calls.append("look")
        return "Fine."

    async def ask(following: Sequence[Message], _may_call: bool) -> AsyncGenerator[ReplyItem, None]:
        yield Delta(following[-1]["content"]) if following else ToolRequest("a", "look", "{}")
        yield Finish("stop", "m", 1, 1)

    stages.context.toolbox = Toolbox([look])
    turn = stages.turn(reply=partial(reply_with_tools, ask))
    turn.begin()
    assert await turn.end_of_turn is None
    assert calls == []
    exchange = await turn.run()
    assert (calls, exchange.reply) == (["look"], "Fine.")


async def test_a_turn_that_failed_ahead_and_is_thrown_away_is_no_complaint(
    stages: Stages, embedded: EmbeddedServices
) -> None:
    complaints: list[object] = []
    asyncio.get_running_loop().set_exception_handler(lambda _loop, context: complaints.append(context))
    embedded.faults.add("synthesis", Refuse(status=400))

    stages.turn().begin()
    await asyncio.wait({task for task in asyncio.all_tasks() if "_reply_aloud" in repr(task)})
    gc.collect()
    assert complaints == []
