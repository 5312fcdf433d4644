"""Odd answers of a server of the user's: told alike, be it asked directly or behind the embedded services."""

from __future__ import annotations

import dataclasses

from tests.completion.answers import answer
from tests.completion.odd_server import OddAnswer, delta, events, odd_server, whole
from tests.completion.test_odd_answers import BAD, COMPLAINTS, EMPTY, HELLO, STOP, STRAY, raw, sse
from tests.embedded.clients import engines
from voicelab import RetryPolicy, Settings, Timeouts
from voicelab.completion.completer import Completer
from voicelab.embedded.options import EmbeddedOptions
from voicelab.errors import CompletionError
from voicelab.services.upstream import upstream_service
from voicelab.testing import embedded_services

ONCE = Timeouts(retry=RetryPolicy().without_retries())


async def outcome(completer: Completer) -> tuple[str, str]:
    """Return the reply, or the error's code; and the error whole."""
    try:
        return (await answer(completer, Settings()))[0], ""
    except CompletionError as error:
        return error.code, str(error)


async def outcomes(odd: dict[str, OddAnswer]) -> dict[str, list[tuple[str, str]]]:
    """Return what comes of each answer, directly and behind the embedded services."""
    each_twice = [each for each in odd.values() for _ in range(2)]
    found: dict[str, list[tuple[str, str]]] = {}
    async with odd_server(*each_twice) as (server, asked):
        upstream = upstream_service(EmbeddedOptions(completion_url=server.endpoint))
        with embedded_services(engines(completion_url=server.endpoint)) as embedded:
            behind = dataclasses.replace(embedded.services.completion, upstream=upstream)
            completers = [Completer(service, ONCE) for service in (server, behind)]
            for kind in odd:
                found[kind] = [await outcome(completer) for completer in completers]
                assert len(asked) == 2 * len(found)
            for completer in completers:
                await completer.close()
    return found


def moved(status: int, to: str) -> OddAnswer:
    return OddAnswer(status=status, headers={"Location": to}, content_type="text/html")


ODD = {
    **{f"bad {kind}": each for kind, (each, _) in BAD.items() if kind != "not gzip"},
    **{f"empty {kind}": each for kind, (each, _) in EMPTY.items()},
    **{f"hello {kind}": each for kind, each in HELLO.items()},
    **{f"complaint {number}": whole(each) for number, each in enumerate(COMPLAINTS)},
    "a complaint as an event": events(COMPLAINTS[0]),
    **{f"stray {kind}": raw(sse(delta("Hello.")) + words) for kind, (words, _) in STRAY.items()},
    "an empty body": OddAnswer(content_type="application/json"),
    "an empty stream": OddAnswer(),
    "no choices": whole({"object": "chat.completion", "choices": None}),
    "a list": whole([{"choices": []}]),
    "another address": whole({"error": "Unexpected endpoint or method. (POST /chat/completions)"}),
    "llama.cpp's error": raw(sse(delta("Hello.")) + 'error: {"code":500,"message":"it failed"}\n\n'),
    "other ends of lines": raw(sse(delta("Hello."), STOP).replace("\n", "\r")),
    "a large event": events(delta("word " * 30_000), STOP),
    "cut": dataclasses.replace(events(delta("Hello."), done=False), is_cut=True),
    "moved": moved(301, "https://example.com/v1/chat/completions"),
    "not modified": OddAnswer(status=304),
}


async def test_an_odd_answer_is_told_alike_directly_and_behind_the_embedded_services() -> None:
    found = await outcomes(ODD)

    assert {kind: each for kind, each in found.items() if each[0][0] != each[1][0]} == {}
    assert found["other ends of lines"][1][0] == "Hello."


REDIRECTS = [
    (301, "https://example.com/v1/chat/completions", "=https://example.com/v1."),
    (302, "https://example.com/api/v1/chat/completions/", "=https://example.com/api/v1."),
    (308, "/other/v1/chat/completions?key=secret", "/other/v1."),
    (307, "/v1/chat/completions", "has to answer at http://127.0.0.1:"),
    (307, "/v1/chat/completions/", "has to answer at http://127.0.0.1:"),
    (303, "https://user:secret@example.com/login", "to the server's own, not to a page."),
    (302, "", "to an address that answers."),
]


async def test_a_redirect_is_told_with_the_address_to_set() -> None:
    found = await outcomes({to: moved(status, to) for status, to, _ in REDIRECTS})

    for _, to, hint in REDIRECTS:
        for (code, message), variable in zip(
            found[to], ("OPENAI_BASE_URL", "VOICELAB_COMPLETION_URL"), strict=True
        ):
            assert code == "not-found"
            assert hint in message
            assert variable in message
            assert "secret" not in message
            assert "redirects" in message
