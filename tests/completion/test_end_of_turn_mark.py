"""The mark at a reply's head: asked for, taken off in any form, and not asked for where it does not come."""

from __future__ import annotations

import copy
import dataclasses

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.completion.answers import QUESTION, REPLY
from tests.completion.odd_server import OddAnswer, delta, events, odd_server, whole
from tests.completion.test_odd_answers import AT_ONCE, HELLO, STOP
from tests.iterators import no_iterator_left
from tests.relay import relay_to
from voicelab import Settings
from voicelab.completion.completer import Completer
from voicelab.completion.end_of_turn_mark import EndOfTurnMarkFilter
from voicelab.completion.messages import (
    CompletionNotice,
    Delta,
    EndOfTurnMark,
    Finish,
    Message,
    ReplyItem,
    Retraction,
)
from voicelab.errors import CompletionError
from voicelab.testing import EmbeddedServices, ScriptedEngines, embedded_services

TALK: list[Message] = [
    {"role": "system", "content": "Be brief."},
    {"role": "user", "content": "Hello."},
    {"role": "assistant", "content": "Good morning."},
    {"role": "user", "content": "What is it?"},
]
DONE = [
    ("@ It is so.", "It is so."),
    ("@It is so.", "It is so."),
    ("@\n\nIt is so.", "It is so."),
    ("\n @ \nIt is so.", "It is so."),
    ("\uff20 It is so.", "It is so."),
    ("**@** It is so.", "It is so."),
    ('"@" It is so.', "It is so."),
    ("„@“ It is so.", "It is so."),
    ("`[@]`\nIt is so.", "It is so."),
    ("@: It is so.", "It is so."),
    ("@@ It is so.", "It is so."),
    ("@\n@ It is so.", "It is so."),
    ('@ "It is so," they say.', '"It is so," they say.'),
    ('"@ It is so."', '"It is so."'),
    ("**@ It is so.**", "**It is so.**"),
    ("@ It is so.\n@ And it\nis that.", "It is so.\nAnd it\nis that."),
    ("**@** It is so.\n**@** And **that**.\n* Yes.", "It is so.\nAnd **that**.\n* Yes."),
    ("@ It is so.\n@", "It is so.\n"),
    ("@ It is so.\n\n&\n", "It is so.\n\n\n"),
    ("@ Write to a@b.c\n@home & so on.", "Write to a@b.c\n@home & so on."),
    ("@ 😊", "😊"),
    ("\u200f@ It is so.", "It is so."),
    ("Mark: @ It is so.", "It is so."),
    ("**Assistant:** @ It is so.", "It is so."),
    ("→ @ It is so.", "It is so."),
    ("@ → It is so.", "It is so."),
    ("- @ It is so.\n- @ And that.\n- Yes.", "It is so.\n- And that.\n- Yes."),
    ("> @ It is so.", "It is so."),
    ("* @ It is so.", "It is so."),
    ("\\@ It is so.", "It is so."),
    ("@, It is so.", "It is so."),
    ("@. It is so.", "It is so."),
    ("@ ...so it is.", "...so it is."),
    ('{"mark": "@", "reply": "It is\\nso."}', "It is\nso."),
    ('```json\n{"mark":"@","reply":"It is so."}\n```', "It is so."),
    ('{"reply":"@ It is so."}', "It is so."),
    ('{"mark":"@","reply":"It is', "It is"),
    ('{"mark":"@"}\nIt is so.', "It is so."),
    ("@ Johnson\n& Johnson", "Johnson\n& Johnson"),
    ("@ Meet me\n@ noon.", "Meet me\n@ noon."),
    ("@ @nasa is there.", "@nasa is there."),
    ("@NASA is there.", "@NASA is there."),
    ("@a_b is there.", "@a_b is there."),
    ("@", ""),
]
MORE = [
    "&",
    "& ",
    "\n&\n",
    "\uff06",
    "**&**",
    "'&'",
    "& Go on.",
    "&\n@ Go on.",
    "&amp;",
    "Mark: &",
    '{"mark":"&"}',
]
UNMARKED = ["It is so.", '"It is so."', "**It** is so.", "- It is so.\n- And that.", " \n", "", "…"]
UNMARKED += ["Contact: @nasa is there.", "- @nasa is there.", '{"mark": 1}', "Twitter", "```python\nx\n```"]


def filtered(*pieces: str) -> tuple[bool | None, str]:
    mark = EndOfTurnMarkFilter()
    text = "".join(map(mark.feed, pieces)) + mark.finish()
    return mark.is_over, text


async def items(completer: Completer, settings: Settings | None = None) -> list[ReplyItem]:
    return [item async for item in completer.stream(TALK, settings or Settings(), asks_end_of_turn=True)]


async def answered(*answers: OddAnswer, times: int = 1) -> list[list[ReplyItem]]:
    async with odd_server(*answers) as (service, _):
        completer = Completer(service, AT_ONCE)
        try:
            return [await items(completer) for _ in range(times)]
        finally:
            await completer.close()


def text_of(reply: list[ReplyItem]) -> str:
    return "".join(item.text for item in reply if isinstance(item, Delta))


def test_the_mark_is_taken_off_in_any_form_and_in_any_pieces() -> None:
    expected: dict[str, tuple[bool | None, str]] = {text: (True, reply) for text, reply in DONE}
    expected |= dict.fromkeys(MORE, (False, "")) | {text: (None, text) for text in UNMARKED}

    wrong = {
        (text[:at], text[at:]): found
        for text in expected
        for at in range(len(text) + 1)
        if (found := filtered(text[:at], text[at:])) != expected[text] or filtered(*text) != found
    }

    assert wrong == {}


@given(st.lists(st.text('aN \n*"@&:-😊', max_size=4)))
def test_a_reply_is_the_same_in_whatever_pieces_it_comes(pieces: list[str]) -> None:
    assert filtered(*pieces) == filtered("".join(pieces))


@pytest.mark.parametrize("api", ["chat", "responses"])
async def test_the_instruction_goes_with_the_request_and_with_nothing_else(
    embedded: EmbeddedServices, completer: Completer, api: str
) -> None:
    talk = copy.deepcopy(TALK)
    await items(completer, Settings(api=api))
    [_ async for _ in completer.stream(TALK, Settings(api=api))]

    bodies = [each.body for each in embedded.request_log.requests if each.body is not None]
    marked, plain = (body.get("messages") or body["input"] for body in bodies)
    assert plain == TALK == talk
    assert marked[0]["content"].startswith("Be brief.\n\nThe user's words come from a speech recognizer")
    assert marked[1:] == [TALK[1], {"role": "assistant", "content": "@ Good morning."}, TALK[3]]


async def test_without_a_system_prompt_the_instruction_is_one(
    embedded: EmbeddedServices, completer: Completer
) -> None:
    [_ async for _ in completer.stream(QUESTION, Settings(), asks_end_of_turn=True)]
    (body,) = embedded.request_log.chat_requests
    assert [each["role"] for each in body["messages"]] == ["system", "user"]


async def test_legacy_completions_are_not_asked(embedded: EmbeddedServices, completer: Completer) -> None:
    settings = Settings(api="completions")
    assert not completer.gives_end_of_turn(settings)
    assert text_of(await items(completer, settings)) == REPLY
    (request,) = (each.body for each in embedded.request_log.requests if each.body is not None)
    assert "recognizer" not in request["prompt"]


async def test_the_mark_is_taken_off_however_a_server_sends_the_reply() -> None:
    names = [
        "done without a reason",
        "a reason without done",
        "parts",
        "a whole message at the end",
        "not streamed",
        "JSON line by line",
        "CRLF",
        "byte by byte",
        "two choices mixed",
    ]
    answers = []
    for name in names:
        data = b"".join(HELLO[name].pieces).replace(b'"Hello', b'"@ Hello')
        pieces = tuple(bytes([byte]) for byte in data) if name == "byte by byte" else (data,)
        answers.append(OddAnswer(pieces=pieces, content_type=HELLO[name].content_type))

    replies = await answered(*answers, times=len(names))

    right = EndOfTurnMark(is_over=True), "Hello there."
    assert {
        name: reply for name, reply in zip(names, replies, strict=True) if (reply[0], text_of(reply)) != right
    } == {}


async def test_a_turn_that_goes_on_gives_its_mark_alone_and_stops_the_request() -> None:
    go_on = events(delta("&"), delta(" Where"), delta(" to?"), done=False)
    left_open = OddAnswer(pieces=go_on.pieces, is_left_open=True)
    answers = left_open, go_on, events(delta("&"), STOP)
    with no_iterator_left():
        assert await answered(*answers, times=3) == [[EndOfTurnMark(is_over=False)]] * 3


async def test_a_turn_that_goes_on_tells_what_its_thought_cost() -> None:
    usage = {"choices": [], "usage": {"prompt_tokens": 9, "completion_tokens": 300}}
    closed = events(delta("&"), STOP, usage)
    left_open = OddAnswer(pieces=events(delta("&"), usage, done=False).pieces, is_left_open=True)
    for reply in await answered(closed, left_open, times=2):
        mark, finish = reply
        assert mark == EndOfTurnMark(is_over=False)
        assert isinstance(finish, Finish)
        assert finish.completion_tokens == 300


async def test_the_connection_of_a_turn_that_goes_on_serves_the_next() -> None:
    with embedded_services(ScriptedEngines(reply=["&", "@ It is so."])) as embedded:
        async with relay_to(embedded.port) as (port, connections):
            service = dataclasses.replace(embedded.services.completion, endpoint=f"http://127.0.0.1:{port}")
            completer = Completer(service)
            assert (await items(completer))[0] == EndOfTurnMark(is_over=False)
            assert text_of(await items(completer)) == "It is so."
            await completer.close()
    assert len(connections) == 1


async def test_the_mark_is_looked_for_behind_a_thought_that_only_its_end_shows() -> None:
    pieces = [delta(each) for each in ("@ Hm", ". So.", "</think>", "@", " It is so.")]
    (reply,) = await answered(events(*pieces, STOP))
    over = EndOfTurnMark(is_over=True)
    assert reply[:-1] == [over, Delta("Hm"), Delta(". So."), Retraction(), over, Delta("It is so.")]
    assert isinstance(reply[-1], Finish)
    assert reply[-1].reasoning == "Hm. So."


async def test_a_model_that_gives_the_mark_and_no_reply_is_asked_again_without_it() -> None:
    alone, reply = events(delta("@"), STOP), events(delta("So."), STOP)
    async with odd_server(*[alone, reply] * 3, reply) as (service, asked):
        completer = Completer(service, AT_ONCE)
        replies = [await items(completer) for _ in range(4)]
        await completer.close()
    assert [text_of(each) for each in replies] == ["So."] * 4
    assert [sum(isinstance(item, Finish) for item in each) for each in replies] == [1] * 4
    notices = [[item.code for item in each if isinstance(item, CompletionNotice)] for each in replies]
    assert notices == [[], [], ["no-turn-mark"], []]
    assert [body["messages"] == TALK for body in asked] == [False, True] * 3 + [True]


async def test_a_reply_behind_the_mark_ends_the_count_of_marks_without_one() -> None:
    alone, reply = events(delta("@"), STOP), events(delta("So."), STOP)
    replies = await answered(*[alone, reply] * 2, events(delta("@ So."), STOP), alone, reply, times=4)
    assert [text_of(each) for each in replies] == ["So."] * 4
    assert not [item for each in replies for item in each if isinstance(item, CompletionNotice)]


async def test_a_model_that_gives_no_words_without_the_mark_either_is_not_asked_for_ever() -> None:
    with pytest.raises(CompletionError, match="gave an empty reply") as caught:
        await answered(events(delta("@"), STOP), events(delta(""), STOP))
    assert caught.value.code == "empty-reply"


async def test_a_few_tokens_are_the_replys_own_and_the_usage_is_the_services() -> None:
    with embedded_services(ScriptedEngines(reply="@ So it is, as you see.")) as embedded:
        completer = Completer(embedded.services.completion)
        reply = await items(completer, Settings(max_tokens=1))
        await items(completer, Settings(max_tokens=4_096))
        await completer.close()
    assert text_of(reply).startswith("So")
    assert isinstance(reply[-1], Finish)
    assert reply[-1].completion_tokens == 3
    assert embedded.request_log.chat_requests[1]["max_tokens"] == 4_096  # perhaps all that the model takes


async def test_a_model_that_leaves_the_mark_out_three_times_in_a_row_is_told_of_once_and_asked_no_more(
    embedded: EmbeddedServices, completer: Completer
) -> None:
    replies = [await items(completer) for _ in range(5)]

    assert {text_of(reply) for reply in replies} == {REPLY}
    notices = [[each.code for each in reply if isinstance(each, CompletionNotice)] for reply in replies]
    assert notices == [[], [], ["no-turn-mark"], [], []]
    asked = ["recognizer" in str(body["messages"]) for body in embedded.request_log.chat_requests]
    assert asked == [True, True, True, False, False]
    assert not completer.gives_end_of_turn(Settings())
    assert completer.gives_end_of_turn(Settings(api="responses"))


async def test_a_mark_left_out_now_and_then_is_forgiven() -> None:
    missed, given_ = events(delta("So."), STOP), events(delta("@ So."), STOP)
    replies = await answered(missed, missed, given_, missed, missed, given_, times=6)
    marks = [EndOfTurnMark(is_over=True) in reply for reply in replies]
    assert marks == [False, False, True, False, False, True]


async def test_a_model_that_takes_no_system_message_replies_without_the_mark() -> None:
    refusal = whole({"error": {"message": "System role not supported"}}, 400)
    async with odd_server(refusal, events(delta("So."), STOP)) as (service, asked):
        completer = Completer(service, AT_ONCE)
        stream = completer.stream(QUESTION, Settings(), asks_end_of_turn=True)
        codes = [item.code async for item in stream if isinstance(item, CompletionNotice)]
        assert not completer.gives_end_of_turn(Settings())
        await completer.close()
    assert codes == ["no-turn-mark"]
    assert asked[1]["messages"] == QUESTION


async def test_what_is_told_names_the_most_tokens_as_they_are_set() -> None:
    settings = Settings(max_tokens=60)
    too_long = events(delta("@ "), *[delta("word " * 20)] * 40, STOP)
    async with odd_server(too_long, events(delta("@"), delta(reason="length"))) as (service, _):
        completer = Completer(service, AT_ONCE)
        try:
            notices = [
                item for item in await items(completer, settings) if isinstance(item, CompletionNotice)
            ]
            with pytest.raises(CompletionError, match="used all of its 60 tokens"):
                await items(completer, settings)
        finally:
            await completer.close()
    assert ["max_tokens=60;" in notice.message for notice in notices] == [True]
