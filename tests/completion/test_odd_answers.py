"""Answers as other servers, proxies and models give them: the reply read right, or told for what it is."""

from __future__ import annotations

import dataclasses
import gzip
import json
import re
from typing import Any

import pytest

from tests.completion.answers import QUESTION
from tests.completion.odd_server import EVENTS, OddAnswer, delta, events, odd_server, whole
from voicelab import RetryPolicy, Settings, Timeouts
from voicelab.completion import completer as completer_module
from voicelab.completion.completer import Completer
from voicelab.completion.messages import CompletionNotice, Delta, Finish, Retraction
from voicelab.errors import CompletionError

AT_ONCE = Timeouts(retry=RetryPolicy(first_pause_seconds=0.0), first_token_seconds=5.0)
STOP = delta(reason="stop")
USAGE = {"choices": [], "usage": {"prompt_tokens": 3, "completion_tokens": 2}}
MESSAGE = {
    "model": "m",
    "choices": [{"message": {"role": "assistant", "content": "Hello there."}, "finish_reason": "stop"}],
    "usage": {"prompt_tokens": 3, "completion_tokens": 2},
}
PAGE = (
    b"<!doctype html>\n<html><head><title>Sign in</title><style>p {}</style></head><p>Who are you?</p></html>"
)
RESPONSE = {
    "object": "response",
    "model": "m",
    "status": "completed",
    "output": [
        {"type": "reasoning", "content": [{"type": "reasoning_text", "text": "Hm."}]},
        {"type": "message", "content": [{"type": "output_text", "text": "Hello there."}]},
    ],
    "usage": {"input_tokens": 3, "output_tokens": 2},
}


def raw(text: str | bytes, content_type: str = EVENTS, **more: Any) -> OddAnswer:
    data = text.encode() if isinstance(text, str) else text
    return OddAnswer(pieces=(data,), content_type=content_type, **more)


def sse(*values: Any) -> str:
    return "".join(f"data: {json.dumps(value)}\n\n" for value in values)


async def reply(
    *answers: OddAnswer, api: str = "chat", timeouts: Timeouts = AT_ONCE
) -> tuple[str, Finish, list[str]]:
    """Return the reply as it stands at the end, how it ended, and the codes of the notices."""
    async with odd_server(*answers) as (service, _):
        completer = Completer(service, timeouts)
        text, notices, finish = "", [], None
        try:
            async for item in completer.stream(QUESTION, Settings(api=api)):
                if isinstance(item, Delta):
                    text += item.text
                elif isinstance(item, Retraction):
                    text = ""
                elif isinstance(item, CompletionNotice):
                    notices.append(item.code)
                elif isinstance(item, Finish):
                    finish = item
        finally:
            await completer.close()
    assert finish is not None
    return text, finish, notices


async def failure(*answers: OddAnswer, api: str = "chat") -> CompletionError:
    with pytest.raises(CompletionError) as caught:
        await reply(*answers, api=api, timeouts=Timeouts(retry=RetryPolicy().without_retries()))
    return caught.value


PARTS = [{"type": "text", "text": "Hello"}, {"type": "text", "text": " there."}]
HELLO = {
    "done without a reason": events(delta("Hello there.")),
    "a reason without done": events(delta("Hello there."), STOP, done=False),
    "a reason that is unknown": events(delta("Hello there."), delta(reason="eos")),
    "parts": events(delta(PARTS), STOP),
    "parts with a thought": events(
        delta([{"type": "thinking", "thinking": [{"type": "text", "text": "Hm."}]}, *PARTS]), STOP
    ),
    "a whole message in an event": events(MESSAGE),
    "a whole message at the end": events(delta("Hello there."), MESSAGE),
    "a whole message of parts": events({"choices": [{"message": {"content": PARTS}}]}),
    "not streamed": whole(MESSAGE),
    "not streamed, in a list": whole([MESSAGE]),
    "not streamed, over lines": raw(json.dumps(MESSAGE, indent=2), "application/json"),
    "JSON line by line": raw("\n".join(json.dumps(each) for each in (delta("Hello there."), STOP))),
    "a byte order mark": raw("\ufeff" + sse(delta("Hello there."), STOP)),
    "CRLF": raw(sse(delta("Hello there."), STOP).replace("\n", "\r\n")),
    "CR": raw(sse(delta("Hello there."), STOP).replace("\n", "\r")),
    "no space after the colon": raw(sse(delta("Hello there."), STOP).replace("data: ", "data:")),
    "keepalives": raw(": OPENROUTER PROCESSING\n\n" + sse(delta("Hello there."), STOP) + ": ping\n\n"),
    "empty events": raw("data:\n\ndata: null\n\nevent: ping\n\n" + sse(delta("Hello there."), STOP)),
    "names and ids": raw("id: 1\nevent: message\nretry: 5\n" + sse(delta("Hello there."), STOP)),
    "no empty line at the end": raw(sse(delta("Hello there.")) + f"data: {json.dumps(STOP)}"),
    "no empty lines at all": raw(sse(delta("Hello there."), STOP).replace("\n\n", "\n")),
    "one value over several lines": raw(
        "".join(f"data: {line}\n" for line in json.dumps(delta("Hello there.", "stop"), indent=1).split("\n"))
    ),
    "another content type": raw(sse(delta("Hello there."), STOP), "text/plain"),
    "gzip": raw(
        gzip.compress(sse(delta("Hello there."), STOP).encode()), headers={"Content-Encoding": "gzip"}
    ),
    "byte by byte": OddAnswer(
        pieces=tuple(bytes([byte]) for byte in sse(delta("Hello there."), STOP).encode())
    ),
    "null for all that may be": events(
        {"choices": None, "usage": None, "model": None},
        {"choices": [{"delta": None, "finish_reason": None}]},
        delta("Hello there.", content_filter_results=None),
        delta("", "stop", tool_calls=None, refusal=None),
    ),
    "numbers and lists where there should be none": events(
        {"choices": [7], "model": ["m"], "usage": [1]},
        delta("Hello there."),
        {"choices": {"0": 1}, "usage": {"prompt_tokens": "3", "completion_tokens": -1}},
        delta(7, "stop"),
    ),
    "done in other letters": raw(sse(delta("Hello there.")) + "data: [done]\n\n"),
    "done without brackets": raw(sse(delta("Hello there.")) + "data: DONE\n\n"),
    "done as JSON": raw(sse(delta("Hello there.")) + 'data: "[DONE]"\n\n'),
    "a word as a sign of life": raw("data: ping\n\n" + sse(delta("Hello there."), STOP)),
    "data twice": raw(sse(delta("Hello there."), STOP).replace("data: ", "data: data: ")),
    "a blank ahead, capitals": raw(sse(delta("Hello there."), STOP).replace("data: ", " Data: ")),
    "the older interface's text": events(
        {"choices": [{"text": "Hello"}]}, {"choices": [{"text": " there."}]}
    ),
    "two choices mixed": events(
        {"choices": [{"index": 0, "delta": {"content": "Hello"}}]},
        {"choices": [{"index": 1, "delta": {"content": "Howdy"}}]},
        {"choices": [{"index": 1, "delta": {}}, {"index": 0, "delta": {"content": " there."}}]},
    ),
    "others' messages": events(
        delta("What is it?", role="user"),
        delta('{"temp": 5}', role="tool"),
        delta(" So."),
        delta("Hello", role="assistant"),
        delta(" there."),
    ),
    "a role in other letters": events(delta(role="ASSISTANT"), delta("Hello"), delta(" there.", role="Bot")),
    "others' messages in other letters": events(delta("Hm?", role="Human"), delta("Hello there.", role="ai")),
    "a sentence that is no failure": events({"message": "searching"}, delta("Hello there."), STOP),
    "escape sequences": events(delta("\x1b[3"), delta("1mHello\x1b[0m\x1b]0;t\x07 there."), STOP),
    "UTF-16": raw(
        json.dumps(MESSAGE).encode("utf-16"), headers={"Content-Type": "application/json; charset=utf-16"}
    ),
    "a refusal": events(delta(refusal="Hello there."), STOP),
    "an error that is none": events({"error": None}, {**delta("Hello there."), "error": {}}, STOP),
    "reasoning in a field": events(delta(reasoning_content="Hm."), delta("Hello there."), STOP),
    "a tool called beside the reply": events(
        delta("Hello there.", tool_calls=[{"function": {"name": "f"}}]), delta(reason="tool_calls")
    ),
}


@pytest.mark.parametrize("kind", HELLO)
async def test_a_reply_is_read_in_whatever_shape_it_comes(kind: str) -> None:
    text, _, notices = await reply(HELLO[kind])
    assert (text, notices) == ("Hello there.", [])


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (events(delta("Yes.")), None),
        (events(delta("Yes."), delta(reason="eos")), "eos"),
        (events(delta("Yes."), delta(reason=7)), "7"),
        (events(delta("Yes."), delta(reason="length")), "length"),
        (whole(MESSAGE), "stop"),
    ],
)
async def test_why_a_reply_ended_is_kept_as_the_server_says_it(answer: OddAnswer, reason: str | None) -> None:
    _, finish, _ = await reply(answer)
    assert finish.reason == reason


REFUSED = {"type": "message", "content": [{"type": "refusal", "refusal": "I will not."}]}


@pytest.mark.parametrize(
    ("api", "answer"),
    [
        ("chat", events(delta(refusal="I will"), delta(refusal=" not."), delta(reason="stop"))),
        ("chat", whole({"choices": [{"message": {"refusal": "I will not."}, "finish_reason": "stop"}]})),
        ("responses", whole({**RESPONSE, "output": [REFUSED]})),
        (
            "responses",
            events(
                {"type": "response.refusal.delta", "delta": "I will not."},
                {"type": "response.refusal.done", "refusal": "I will not."},
                {"type": "response.completed", "response": {**RESPONSE, "output": [REFUSED]}},
                done=False,
            ),
        ),
    ],
)
async def test_a_refusal_in_a_field_of_its_own_is_the_reply_and_its_end(api: str, answer: OddAnswer) -> None:
    text, finish, _ = await reply(answer, api=api)
    assert (text, finish.reason) == ("I will not.", "refusal")


async def test_usage_is_what_the_server_says_or_unknown() -> None:
    _, finish, _ = await reply(events(delta("Yes."), STOP, USAGE))
    assert (finish.prompt_tokens, finish.completion_tokens) == (3, 2)
    _, finish, _ = await reply(events(delta("Yes."), STOP, {"choices": [], "usage": None}))
    assert (finish.prompt_tokens, finish.completion_tokens) == (None, None)


@pytest.mark.parametrize(("details", "cached"), [({"cached_tokens": 2}, 2), (None, None), ({}, None)])
async def test_the_cached_tokens_of_a_prompt_are_what_each_interface_says(
    details: Any, cached: int | None
) -> None:
    usage = {"choices": [], "usage": {"prompt_tokens": 3, "prompt_tokens_details": details}}
    _, chat, _ = await reply(events(delta("Yes."), STOP, usage))
    response = {**RESPONSE, "usage": {"input_tokens": 3, "input_tokens_details": details}}
    _, responses, _ = await reply(whole(response), api="responses")
    assert (chat.cached_tokens, responses.cached_tokens) == (cached, cached)


@pytest.mark.parametrize(
    ("api", "answer"),
    [
        ("responses", whole(RESPONSE)),
        ("responses", events({"type": "response.completed", "response": RESPONSE}, done=False)),
        (
            "responses",
            raw(
                'event: response.output_text.delta\ndata: {"delta": "Hello there."}\n\n'
                f"event: response.completed\ndata: {json.dumps({'response': RESPONSE})}\n\n"
            ),
        ),
        ("completions", whole({"choices": [{"text": "Hello there.", "finish_reason": "stop"}]})),
        ("completions", events({"choices": [{"text": "Hello there."}]})),
    ],
)
async def test_the_other_interfaces_are_read_in_any_shape_too(api: str, answer: OddAnswer) -> None:
    text, finish, _ = await reply(answer, api=api)
    assert text == "Hello there."
    assert finish.reasoning == ""


async def test_the_encoding_that_a_server_declares_is_heeded() -> None:
    body = json.dumps({"choices": [{"message": {"content": "Café."}}]}, ensure_ascii=False)
    declared = {"Content-Type": "application/json; charset=iso-8859-1"}
    text, _, _ = await reply(raw(body.encode("iso-8859-1"), headers=declared))
    assert text == "Café."


def response_events(*values: dict[str, Any], texts: tuple[str, ...] = ()) -> OddAnswer:
    items = [{"type": "message", "content": [{"type": "output_text", "text": text}]} for text in texts]
    response = {"object": "response", "status": "completed", "output": items}
    return events(*values, {"type": "response.completed", "response": response}, done=False)


def piece(text: str, item: str = "1") -> dict[str, Any]:
    return {"type": "response.output_text.delta", "item_id": item, "delta": text}


def text_done(text: str, item: str = "1") -> dict[str, Any]:
    return {"type": "response.output_text.done", "item_id": item, "text": text}


PART_DONE = {"type": "response.content_part.done", "part": {"type": "output_text", "text": "One."}}
RESPONSES = {
    "pieces and all": (response_events(piece("On"), piece("e."), text_done("One."), texts=("One.",)), "One."),
    "done alone": (response_events(text_done("One.")), "One."),
    "a part done alone": (response_events(PART_DONE), "One."),
    "the end of it only when done": (response_events(piece("On"), text_done("One.")), "One."),
    "two": (response_events(piece("One."), piece("Two.", "2"), texts=("One.", "Two.")), "One.\nTwo."),
    "the second when done": (response_events(piece("One. "), text_done("Two.", "2")), "One. Two."),
    "the second at the end": (response_events(piece("One."), texts=("One.", "Two.")), "One.\nTwo."),
    "without ids": (
        response_events(piece("One.", ""), text_done("One.", ""), PART_DONE, piece("Two.", "")),
        "One.\nTwo.",
    ),
    "not streamed": (response_events(texts=("One.", "Two.")), "One.\nTwo."),
}


@pytest.mark.parametrize("kind", RESPONSES)
async def test_all_messages_of_a_response_are_read_each_once(kind: str) -> None:
    answer, expected = RESPONSES[kind]
    text, _, _ = await reply(answer, api="responses")
    assert text == expected


async def test_a_reply_far_beyond_the_most_tokens_is_cut_and_the_notice_says_so() -> None:
    answer = events(*[delta("word " * 20)] * 400, STOP)
    text, finish, notices = await reply(answer)
    assert (len(text), finish.reason, notices) == (2_500, "length", ["reply-cut"])


async def test_what_is_not_utf8_costs_no_more_than_its_letters() -> None:
    text, _, _ = await reply(
        raw(sse(delta("Caf# is fine."), STOP).replace("#", "\udce9").encode(errors="surrogateescape"))
    )
    assert text == "Caf\ufffd is fine."


async def test_a_character_in_two_halves_is_one_character() -> None:
    text, _, _ = await reply(
        raw(
            r'data: {"choices":[{"delta":{"content":"So \ud83d"}}]}' "\n\n" + sse(delta("\ude00 it is"), STOP)
        )
    )
    assert text == "So \U0001f600 it is"


async def test_half_a_character_alone_becomes_one_that_can_be_kept() -> None:
    text, _, _ = await reply(events(delta("So \ud83d it is \udc00."), STOP))
    assert text.encode() == "So \ufffd it is \ufffd.".encode()


EMPTY = {
    "empty": (events(delta(""), STOP), "gave an empty reply"),
    "null": (events(delta(None), STOP), "gave an empty reply"),
    "white space": (events(delta(" \n"), STOP), "gave an empty reply"),
    "no choices": (events({"choices": []}, {}), "gave an empty reply"),
    "a whole message of null": (whole({"choices": [{"message": {"content": None}}]}), "gave an empty reply"),
    "only done": (events(), "gave an empty reply"),
    "emoji": (events(delta("👍🏽"), STOP), "nothing that can be spoken: 👍🏽"),
    "marks": (events(delta("```\n```\n---"), STOP), "nothing that can be spoken: ``` ``` ---"),
    "an image": (events(delta("![](https://example.com/a.png)"), STOP), "nothing that can be spoken"),
    "points": (events(delta("..."), STOP), "nothing that can be spoken: ..."),
    "a tool": (events(delta(tool_calls=[{"id": "1"}]), delta(reason="tool_calls")), "called a tool"),
    "reasoning": (events(delta(reasoning="Hm."), STOP), "thought, and wrote no reply"),
    "a thought": (events(delta("<think>Hm.</think>\n"), STOP), "thought, and wrote no reply"),
    "a thought cut short": (
        events(delta("<think>Hm."), delta(reason="length")),
        "used all of its 100 tokens",
    ),
    "no tokens left": (events(delta(""), delta(reason="length")), "used all of its 100 tokens"),
}


@pytest.mark.parametrize("kind", EMPTY)
async def test_a_reply_with_nothing_to_say_is_told_with_its_cause(kind: str) -> None:
    answer, meaning = EMPTY[kind]
    error = await failure(answer)
    assert error.code == "empty-reply"
    assert meaning in error.message
    assert error.hint


BAD = {
    "an error in a 200": (whole({"error": {"message": "the model is loading"}}), "the model is loading"),
    "an error as text": (whole({"error": "no such endpoint"}), "no such endpoint"),
    "a web page": (raw(PAGE, "text/html"), "Sign in"),
    "JSON of another kind": (whole({"message": "Welcome to the gateway"}), "Welcome to the gateway"),
    "JSON without words": (whole({"status": 1}), 'JSON {"status": 1}'),
    "other JSON": (raw('"so"', "application/json"), "so"),
    "a sentence": (raw("upstream connect error", "text/plain"), "upstream connect error"),
    "no content": (OddAnswer(status=204), "status 204 and nothing else"),
    "nothing": (OddAnswer(content_type="text/plain"), "status 200 and nothing else"),
    "bad JSON in an event": (raw("data: {oops}\n\n"), "{oops}"),
    "JSON without a bottom": (raw("data: " + "[" * 100_000 + "\n\n"), ""),
    "not gzip": (raw(b"data: {}\n\n", headers={"Content-Encoding": "gzip"}), ""),
}


COMPLAINTS = [
    {"detail": "it failed"},
    {"success": False, "message": "it failed"},
    {"object": "error", "message": "it failed"},
    {"code": 1113, "msg": "it failed"},
    {"errors": [{"message": "it failed"}]},
    {"base_resp": {"status_code": 1004, "status_msg": "it failed"}, "choices": None},
    {"status": "error", "reason": "it failed"},
    {"error_code": 17, "error_msg": "it failed", "choices": []},
]


@pytest.mark.parametrize("api", ["chat", "responses", "completions"])
@pytest.mark.parametrize("complaint", COMPLAINTS)
async def test_a_failure_without_a_bad_status_is_told_in_the_servers_own_words(
    complaint: dict[str, Any], api: str
) -> None:
    errors = [await failure(whole(complaint), api=api), await failure(events(complaint), api=api)]
    assert [error.code for error in errors] == ["bad-answer", "service-error"]
    assert all("it failed" in error.message for error in errors)


async def test_a_failure_behind_some_text_fails_the_turn() -> None:
    error = await failure(events(delta("Hello."), {"object": "error", "message": "it failed"}))
    assert (error.code, "it failed" in error.message) == ("service-error", True)


STRAY = {
    "JSON": ('{"error":{"message":"it failed"}}', "service-error"),
    "JSON with a code": ('{"error":{"message":"it failed","code":429}}', "throttled"),
    "JSON over several lines": ('{\n  "detail": "it failed"\n}', "service-error"),
    "a sentence": ("Internal Server Error: it failed", "service-error"),
    "a page": (
        "<html>\n<head><title>504: it failed</title></head>\n<body>data: no</body>\n</html>",
        "service-error",
    ),
}


@pytest.mark.parametrize("is_cut", [False, True])
@pytest.mark.parametrize("kind", STRAY)
async def test_a_failure_behind_some_text_that_is_no_event_is_told_in_its_words(
    kind: str, is_cut: bool
) -> None:
    words, code = STRAY[kind]
    error = await failure(dataclasses.replace(raw(sse(delta("Hello.")) + words), is_cut=is_cut))
    assert (error.code, "it failed" in error.message) == (code, True)


async def test_stray_lines_of_a_reply_that_goes_on_are_passed_over() -> None:
    text, _, _ = await reply(
        raw(sse(delta("Hello")) + "one moment\n" + sse(delta(" there."), STOP) + "<!-- end -->")
    )
    assert text == "Hello there."


RESPONSE_PIECE = {"type": "response.output_text.delta", "delta": "Hello."}
FORMS = [
    ("chat", whole({"model": "m", "message": {"content": "Hello."}, "done": True}), "/v1"),
    ("chat", whole({"candidates": [{"content": {"parts": [{"text": "Hello."}]}}]}), "/v1"),
    ("chat", whole({"type": "message", "content": [{"type": "text", "text": "Hello."}]}), "/v1"),
    ("chat", whole({"result": {"response": "Hello."}, "success": True, "errors": []}), "/v1"),
    ("chat", whole([{"generated_text": "Hello."}]), "/v1"),
    ("chat", events({"type": "content_block_delta", "delta": {"text": "Hello."}}, done=False), "/v1"),
    ("chat", events(RESPONSE_PIECE, done=False), "api='responses'"),
    ("responses", whole(MESSAGE), "api='chat'"),
    ("responses", events(delta("Hello."), STOP), "api='chat'"),
]


@pytest.mark.parametrize(("api", "answer", "advice"), FORMS)
async def test_another_interfaces_reply_is_told_as_that(api: str, answer: OddAnswer, advice: str) -> None:
    error = await failure(answer, api=api)
    assert error.code == "bad-answer"
    assert "in the form of another interface" in error.message
    assert advice in error.hint


async def test_a_tool_call_in_the_text_is_told_as_that() -> None:
    error = await failure(events(delta('<tool_call>{"name": "get"}</tool_call>'), STOP))
    assert (error.code, "called a tool" in error.message) == ("empty-reply", True)


@pytest.mark.parametrize("kind", BAD)
async def test_what_is_no_reply_is_told_in_the_servers_own_words(kind: str) -> None:
    answer, words = BAD[kind]
    error = await failure(answer)
    assert error.code == "bad-answer"
    assert words in error.message
    assert "network" not in str(error)


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (events({"error": {"message": "the server had an error", "type": "server_error"}}), "service-error"),
        (raw("event: error\ndata: the server had an error\n\n"), "service-error"),
        (events({"error": {"message": "the server had an error", "code": 502}}), "service-error"),
        (events({"error": {"message": "the server had an error", "code": 429}}), "throttled"),
        (whole({"error": {"message": "the server had an error", "code": 429}}), "throttled"),
        (events({"error": {"message": "the server had an error", "code": "insufficient_quota"}}), "quota"),
        (
            events(delta("So"), {"choices": [{"error": {"message": "the server had an error"}}]}),
            "service-error",
        ),
        (events(delta("So"), delta(reason="error")), "service-error"),
        (
            raw(sse(delta("So")) + 'error: {"code":500,"message":"the server had an error"}\n\n'),
            "service-error",
        ),
        (raw('error: {"code":429,"message":"the server had an error"}\n\n'), "throttled"),
        (events({"type": "error", "error": {"message": "the server had an error"}}), "service-error"),
    ],
)
async def test_an_error_within_an_answer_has_its_own_code_and_words(answer: OddAnswer, code: str) -> None:
    error = await failure(answer)
    assert error.code == code
    assert re.search("the server (had|ended the reply with) an error", error.message)
    assert "{" not in error.message


@pytest.mark.parametrize(
    "first",
    [
        OddAnswer(is_cut=True),
        OddAnswer(pieces=(b": ping\n\n",), is_cut=True),
        events(delta(role="assistant"), done=False),
        events(delta(reasoning_content="Hm."), {"error": {"message": "overloaded", "code": 503}}),
    ],
)
async def test_a_reply_that_breaks_off_before_its_first_word_is_asked_for_again(first: OddAnswer) -> None:
    text, _, notices = await reply(first, HELLO["parts"])
    assert (text, notices) == ("Hello there.", ["completion-retry"])


async def test_a_reply_that_breaks_off_later_is_not_asked_for_again() -> None:
    with pytest.raises(CompletionError, match="broke off its reply") as caught:
        await reply(events(delta("Hello"), done=False), HELLO["parts"])
    assert caught.value.code == "connection-closed"


@pytest.mark.parametrize(
    ("answer", "tokens"),
    [
        (events(delta("Hello there."), STOP, USAGE), 2),
        (events(delta("Hello there."), STOP), None),
        (events(delta("Hello there."), STOP, done=False), None),
        (events(delta("Hello there."), STOP, USAGE, done=False), 2),
        (events(delta("Hello there."), done=True), None),
        (events({"type": "response.output_text.delta", "delta": "Hello there."},
                {"type": "response.completed", "response": RESPONSE}, done=False), 2),
    ],
    ids=["all", "no usage", "no end", "usage, no end", "no reason", "response"],
)  # fmt: skip
@pytest.mark.parametrize(
    "end", [{"is_left_open": True}, {"is_cut": True}, {"repeated": b": ping\n\n"}], ids=str
)
async def test_a_reply_that_is_complete_is_one_however_its_connection_ends(
    answer: OddAnswer, tokens: int | None, end: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(completer_module, "_USAGE_SECONDS", 0.2)
    api = "responses" if b"response" in answer.pieces[0] else "chat"
    text, finish, notices = await reply(dataclasses.replace(answer, **end), api=api)
    assert (text, finish.completion_tokens, notices) == ("Hello there.", tokens, [])


@pytest.mark.parametrize(
    "body", [json.dumps(MESSAGE), sse(delta("Hello there.")) + f"data: {json.dumps(STOP)}"]
)
async def test_a_complete_reply_of_which_a_length_promises_more_is_complete(body: str) -> None:
    text, finish, notices = await reply(raw(body, headers={"Content-Length": "9999"}, is_cut=True))
    assert (text, finish.reason, notices) == ("Hello there.", "stop", [])


async def test_a_reason_to_stop_with_each_piece_ends_no_reply(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(completer_module, "_USAGE_SECONDS", 0.0)
    thought = delta(reasoning_content="Hm.", reason="stop")
    first = delta(role="assistant", reason="stop")
    pieces = events(first, thought, *(delta(f"{word} ", "stop") for word in ("One", "two", "three.")), USAGE)
    text, finish, _ = await reply(dataclasses.replace(pieces, pause_seconds=0.05))
    assert (text, finish.completion_tokens) == ("One two three. ", 2)


@pytest.mark.parametrize("delta_", [delta(""), delta(None), delta(reasoning_content="")], ids=str)
async def test_empty_deltas_are_no_tokens(delta_: dict[str, Any]) -> None:
    timeouts = Timeouts(retry=RetryPolicy().without_retries(), next_token_seconds=0.4)
    stuck = dataclasses.replace(events(delta("Hello"), done=False), repeated=sse(delta_).encode())
    with pytest.raises(CompletionError) as caught:
        await reply(stuck, timeouts=timeouts)
    assert caught.value.code == "timeout"


async def test_a_server_that_never_gets_to_its_first_word_is_told_so() -> None:
    async with odd_server(OddAnswer(is_cut=True)) as (service, asked):
        completer = Completer(service, AT_ONCE)
        with pytest.raises(CompletionError, match="broke off its reply"):
            async for _ in completer.stream(QUESTION, Settings()):
                pass
        await completer.close()
    assert len(asked) == 3
