"""Tools in a turn: called, run, told to the model, kept, and heard of in later turns."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncGenerator, Callable, Iterator, Sequence
from typing import Any

import pytest

from tests.conversation.service_talks import service_talk
from tests.players import TimedSink
from voicelab import Session, Tool
from voicelab.completion.messages import Delta, Finish, Message, ReplyItem, ToolRequest
from voicelab.conversation.filler import earcon
from voicelab.conversation.reply_with_tools import ReplyPause, reply_with_tools
from voicelab.events import Event, Notice, ToolCalled, ToolReturned, UtteranceWaiting, WordsSpoken
from voicelab.exchange.exchange import Exchange
from voicelab.testing import (
    Close,
    EmbeddedServices,
    FailReply,
    Refuse,
    ScriptedEngines,
    ToolCall,
    embedded_services,
)
from voicelab.tools.toolbox import MOST_ROUNDS

CALL = ToolCall("get_weather", {"city": "Rome"})
SEEN: list[list[dict[str, Any]]] = []
ENGINES: list[dict[str, str]] = [{"engine": engine} for engine in ("cascade", "realtime", "voice-live")]


def reply(messages: list[dict[str, Any]]) -> str | ToolCall:
    """Call a tool as the user says, and then say what it returned."""
    SEEN.append(messages)
    last = messages[-1]
    said = str(last.get("output") or last.get("content"))
    if "again and again" in str(messages):
        return CALL
    if "get_weather was called" in said:
        return "I know."
    if "Call it not" in said:
        return "As you like."
    if last.get("role") == "tool" or last.get("type") == "function_call_output":
        return f"It said: {said}"
    return ToolCall("get_weather", {"city": "Rome"}, text="Let me see. " if "slowly" in said else "")


@pytest.fixture(scope="module")
def running() -> Iterator[EmbeddedServices]:
    with embedded_services(ScriptedEngines(reply=reply)) as embedded:
        yield embedded


@pytest.fixture
def embedded(running: EmbeddedServices) -> EmbeddedServices:
    running.faults.clear()
    SEEN.clear()
    return running


Ask = Callable[..., tuple[Exchange, list[Event]]]


@pytest.fixture
def ask(embedded: EmbeddedServices) -> Ask:
    def asked(
        text: str,
        tool: Callable[..., object],
        sink: TimedSink | None = None,
        on_event: Callable[[Event], None] = lambda _: None,
        **options: Any,
    ) -> tuple[Exchange, list[Event]]:
        events: list[Event] = []
        tools = [Tool(tool, name="get_weather")]
        with Session(services=embedded.services, log=False, tools=tools, **options) as session:
            session.subscribe(events.append)
            session.subscribe(on_event)
            return session.ask(text, sink=sink), events

    return asked


def get_weather(city: str) -> dict[str, str]:
    """Return the weather."""
    return {"city": city, "sky": "sunny"}


@pytest.mark.parametrize("options", [*ENGINES, {"api": "responses"}], ids=str)
def test_the_model_replies_with_what_a_tool_returned(ask: Ask, options: dict[str, str]) -> None:
    exchange, events = ask("How is the weather?", get_weather, **options)
    (use,) = exchange.tool_calls
    assert exchange.reply == 'It said: {"city":"Rome","sky":"sunny"}'
    assert (use.name, use.arguments, use.error) == ("get_weather", {"city": "Rome"}, None)
    assert use.result == '{"city":"Rome","sky":"sunny"}'
    assert use.started_seconds is not None
    assert use.seconds is not None
    assert exchange.latency.tool_seconds == pytest.approx(use.seconds)
    assert [event for event in events if isinstance(event, ToolCalled | ToolReturned)] == [
        ToolCalled(1, 1, "get_weather", '{"city": "Rome"}'),
        ToolReturned(1, 1, use),
    ]
    assert exchange.usage.prompt_tokens is not None
    words = [sum(len(str(each.get("content", "")).split()) for each in messages) for messages in SEEN]
    assert exchange.usage.prompt_tokens >= sum(words)  # of both requests


@pytest.mark.parametrize("options", ENGINES, ids=str)
def test_later_turns_see_the_call_and_its_result(embedded: EmbeddedServices, options: dict[str, Any]) -> None:
    with Session(services=embedded.services, log=False, tools=[get_weather], **options) as session:
        session.ask("How is the weather?")
        session.ask("And now?")
    roles = [each["role"] for each in SEEN[2]]
    assert roles == ["system", "user", "assistant", "tool", "assistant", "user"]
    (call,) = SEEN[2][2]["tool_calls"]
    assert call["function"] == {"name": "get_weather", "arguments": '{"city": "Rome"}'}
    assert call["id"] == SEEN[2][3]["tool_call_id"]


@pytest.mark.parametrize("is_async", [True, False])
def test_a_tool_that_asks_the_session_that_waits_for_it_is_told_at_once(
    embedded: EmbeddedServices, *, is_async: bool
) -> None:
    def look(city: str) -> str:
        return inner.ask("How is the weather?").reply

    def look_again(city: str) -> str:
        return outer.ask("How is the weather?").reply

    async def look_again_async(city: str) -> str:
        return (await outer.aask("How is the weather?")).reply

    again: Callable[..., object] = look_again_async if is_async else look_again
    services = embedded.services
    with (
        Session(services=services, log=False, tools=[Tool(look, name="get_weather")]) as outer,
        Session(services=services, log=False, tools=[Tool(again, name="get_weather")]) as inner,
    ):
        reply = outer.ask("How is the weather?").reply
    assert "ConversationError: The tool 'get_weather' asks the session that waits for it" in reply


def test_what_is_said_ahead_of_a_call_is_spoken_while_the_tool_runs(ask: Ask) -> None:
    is_heard = threading.Event()

    def look(city: str) -> str:
        return f"in {city}" if is_heard.wait(5.0) else "not heard"

    def note(event: Event) -> None:
        if isinstance(event, WordsSpoken):
            is_heard.set()

    exchange, _ = ask("Look slowly.", look, on_event=note)
    assert exchange.reply == "Let me see. It said: in Rome"
    assert exchange.spoken_text == "Let me see. It said: in Rome"
    assert [word.text for word in exchange.words] == ["Let", "me", "see", "It", "said", "in", "Rome"]
    starts = [word.start_seconds for word in exchange.words]
    assert starts == sorted(starts)


@pytest.mark.parametrize("options", ENGINES[:2], ids=str)
def test_the_filler_sounds_behind_what_was_said_where_a_tool_lets_wait(
    ask: Ask, options: dict[str, str]
) -> None:
    class Speaker(TimedSink):
        async def begin(self, sample_rate_hz: int) -> None:
            if self.replies:
                over.set()  # the filler begins
            await super().begin(sample_rate_hz)

    def look(city: str) -> str:
        return "fine" if over.wait(5.0) else city

    over, sink = threading.Event(), Speaker()
    # Long enough that the filler is none ahead of the first words, on a busy machine neither.
    exchange, _ = ask("Look slowly.", look, sink=sink, filler="earcon", filler_seconds=1.0, **options)
    first, filler, second = sink.replies
    assert exchange.reply == "Let me see. It said: fine"
    assert exchange.spoken is not None
    assert (filler, first + second) == (earcon(24_000).to_pcm(), exchange.spoken.to_pcm())
    assert exchange.latency.filler_seconds is not None
    assert exchange.latency.first_audio_seconds is not None
    assert exchange.latency.filler_seconds > exchange.latency.first_audio_seconds


@pytest.mark.parametrize("options", ENGINES, ids=str)
def test_an_error_goes_to_the_model(ask: Ask, options: dict[str, str]) -> None:
    def fails(city: str) -> None:
        raise LookupError(f"{city} is unknown")

    exchange, _ = ask("How is the weather?", fails, **options)
    assert exchange.outcome == "completed"
    assert exchange.reply == "It said: Error: LookupError: Rome is unknown"
    assert exchange.tool_calls[0].error == "LookupError: Rome is unknown"


def test_a_request_that_is_sent_again_runs_no_tool_twice(ask: Ask, embedded: EmbeddedServices) -> None:
    calls: list[str] = []

    def look(city: str) -> str:
        calls.append(city)
        embedded.faults.add("completion", Refuse(status=500))
        return "fine"

    exchange, _ = ask("How is the weather?", look)
    assert exchange.reply == "It said: fine"
    assert (calls, exchange.retries) == (["Rome"], 1)


@pytest.mark.parametrize("options", ENGINES, ids=str)
def test_an_interruption_cuts_a_tool_short_and_its_call_is_not_told_later(
    embedded: EmbeddedServices, options: dict[str, Any]
) -> None:
    is_cancelled = threading.Event()

    async def waits(city: str) -> str:
        session.interrupt()
        try:
            await asyncio.get_running_loop().create_future()
        finally:
            is_cancelled.set()
        return city

    tools = [Tool(waits, name="get_weather")]
    with Session(services=embedded.services, log=False, tools=tools, **options) as session:
        exchange = session.ask("How is the weather?")
        assert is_cancelled.wait(5.0)
        assert exchange.outcome == "interrupted"
        (use,) = exchange.tool_calls
        assert (use.result, use.error, use.seconds) == (None, None, None)
        assert len(session.history) == 1
        assert "tool" not in str(session.history.messages(session.settings, "And now?"))
        SEEN.clear()
        session.settings = session.settings.replace(api="chat")
        assert session.ask("Call it not.").outcome == "completed"
        assert "tool" not in str(SEEN[0])


@pytest.mark.parametrize("options", ENGINES, ids=str)
def test_a_model_that_calls_without_end_has_to_reply(ask: Ask, options: dict[str, str]) -> None:
    exchange, _ = ask("Call it again and again.", get_weather, **options)
    assert len(exchange.tool_calls) == MOST_ROUNDS
    assert exchange.error_code == "empty-reply"


def test_the_legacy_interface_is_refused_with_its_reason(embedded: EmbeddedServices) -> None:
    with pytest.raises(ValueError, match="knows no tools"):
        Session(services=embedded.services, log=False, tools=[get_weather], api="completions")
    with Session(services=embedded.services, log=False, tools=[get_weather]) as session:
        legacy = session.settings.replace(api="completions")
        with pytest.raises(ValueError, match="knows no tools"):
            session.settings = legacy


def test_a_connection_that_is_lost_behind_a_tool_runs_none_again(embedded: EmbeddedServices) -> None:
    calls: list[str] = []

    def look(city: str) -> str:
        calls.append(city)
        embedded.faults.add("realtime", Close(before="response.created"))
        return "fine"

    options: dict[str, Any] = {"engine": "realtime", "tools": [Tool(look, name="get_weather")]}
    with Session(services=embedded.services, log=False, **options) as session:
        exchange = session.ask("How is the weather?")
    assert (calls, exchange.retries, exchange.reply) == (["Rome"], 1, "I know.")


def test_what_a_reply_used_is_unknown_where_its_connection_is_lost_behind_a_tool(
    embedded: EmbeddedServices,
) -> None:
    def look(city: str) -> str:
        embedded.faults.add("realtime", Close(before="response.output_audio.done"))
        return "fine. " * 20

    options: dict[str, Any] = {"engine": "realtime", "tools": [Tool(look, name="get_weather")]}
    with Session(services=embedded.services, log=False, **options) as session:
        exchange = session.ask("How is the weather?")
    assert (exchange.outcome, len(exchange.tool_calls)) == ("failed", 1)
    assert (exchange.usage.prompt_tokens, exchange.usage.completion_tokens) == (None, None)


@pytest.mark.parametrize("options", ENGINES, ids=str)
def test_a_model_that_calls_no_tools_is_asked_without_them(
    ask: Ask, embedded: EmbeddedServices, options: dict[str, str]
) -> None:
    words = "'tools' is not supported: the local model calls no tools."
    embedded.faults.add("realtime", FailReply(code="unsupported_parameter", message=words))
    embedded.faults.add("completion", Refuse(status=400, message=words))
    exchange, events = ask("Call it not.", get_weather, **options)
    assert (exchange.reply, exchange.retries) == ("As you like.", 0)
    (notice,) = (event for event in events if isinstance(event, Notice))
    assert notice.code == "tools-left-out"
    assert words in notice.message


@pytest.mark.parametrize("options", ENGINES, ids=str)
def test_that_a_model_calls_no_tools_is_printed_once_where_nobody_subscribes(
    embedded: EmbeddedServices, options: dict[str, Any], capsys: pytest.CaptureFixture[str]
) -> None:
    words = "'tools' is not supported: the local model calls no tools."
    embedded.faults.add("realtime", FailReply(code="unsupported_parameter", message=words))
    embedded.faults.add("completion", Refuse(status=400, message=words))
    with Session(services=embedded.services, log=False, tools=[get_weather], **options) as session:
        for _ in range(2):
            session.ask("Call it not.")
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith("voicelab: The model 'scripted' is asked without tools")
    assert line.endswith(f"as it is served: {words}")


async def test_several_calls_run_side_by_side_and_their_results_keep_their_order() -> None:
    first, second = ToolRequest("a", "look", "1"), ToolRequest("b", "look", "2")
    asked: list[Sequence[Message]] = []

    async def answers(following: Sequence[Message], may_call: bool) -> AsyncGenerator[ReplyItem, None]:
        asked.append(list(following))
        if len(asked) > 1:
            yield Delta("Both.")
        else:
            yield Delta("Wait.")
            yield first
            yield second
        yield Finish("stop", "m", 10, 2)

    async def run(requests: Sequence[ToolRequest]) -> list[str]:
        return [f"result {each.arguments}" for each in requests]

    items = [item async for item in reply_with_tools(answers, run)]
    assert items == [
        *(Delta("Wait."), Finish("stop", "m", 10, 2), Delta("\n"), ReplyPause()),
        *(Delta("Both."), Finish("stop", "m", 20, 4)),
    ]
    call, *results = asked[1]
    assert (call["content"], [each["id"] for each in call["tool_calls"]]) == ("Wait.", ["a", "b"])
    assert [(each["tool_call_id"], each["content"]) for each in results] == [
        ("a", "result 1"),
        ("b", "result 2"),
    ]


@pytest.mark.parametrize("engine", ["realtime", "voice-live"])
def test_what_is_said_while_a_tool_runs_has_a_turn_of_its_own(engine: str) -> None:
    prompts: list[list[str]] = []
    is_waiting = threading.Event()

    def call_first(messages: list[dict[str, Any]]) -> str | ToolCall:
        prompts.append([str(each["content"]) for each in messages if each["role"] == "user"])
        return CALL if len(prompts) == 1 else "Well."

    def look(city: str) -> str:
        talk.say()
        return "fine" if is_waiting.wait(10.0) else "nothing was said"

    tools = [Tool(look, name="get_weather")]
    heard = ("First.", "Second.")
    with service_talk(*heard, reply=call_first, engine=engine, barge_in=False, tools=tools) as talk:
        talk.session.subscribe(
            lambda event: is_waiting.set() if isinstance(event, UtteranceWaiting) else None
        )
        talk.say()
        first, second = talk.exchanges(2)
    assert [use.result for use in first.tool_calls] == ["fine"]
    assert [first.transcript, second.transcript] == ["First.", "Second."]
    assert prompts == [["First."], ["First."], ["First.", "Second."]]
