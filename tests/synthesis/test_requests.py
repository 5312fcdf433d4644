"""Synthesis: the manner that was asked for reaches the service, and what fails unheard is requested again."""

from __future__ import annotations

import asyncio
import dataclasses
from collections.abc import AsyncGenerator, AsyncIterator, Iterator
from typing import Any

import pytest

from tests.chaos.byte_faults import CALM, ByteFault, ConnectionPlan
from tests.chaos.proxy import disturbing_proxy
from tests.relay import relay_to
from voicelab import RetryPolicy, Session, Settings, Timeouts
from voicelab.errors import SynthesisError
from voicelab.event_loop import call
from voicelab.replayable_stream import ReplayableStream
from voicelab.services.endpoints import SpeechService
from voicelab.synthesis import sdk_synthesizer as sdk_synthesizer_module
from voicelab.synthesis import synthesizer as synthesis_module
from voicelab.synthesis.synthesizer import Speech, Synthesizer
from voicelab.testing import (
    Close,
    Drop,
    EmbeddedServices,
    Hang,
    Refuse,
    ScriptedEngines,
    embedded_services,
)

TEXT = ("One", " sentence.", " And", " another", " one.", " The", " end.")


@pytest.fixture(scope="module")
def running() -> Iterator[EmbeddedServices]:
    with embedded_services(ScriptedEngines(reply="".join(TEXT), tokens_per_second=100)) as embedded:
        yield embedded


@pytest.fixture
def embedded(running: EmbeddedServices) -> EmbeddedServices:
    running.faults.clear()
    running.request_log.clear()
    return running


async def written(pause_seconds: float = 0.0) -> AsyncGenerator[str, None]:
    for piece in TEXT:
        await asyncio.sleep(pause_seconds)
        yield piece


async def spoken(
    embedded: EmbeddedServices,
    text: AsyncIterator[str],
    timeouts: Timeouts | None = None,
    **changes: Any,
) -> tuple[Speech, bytes]:
    synthesizer = Synthesizer(embedded.services.speech, Settings(**changes), timeouts)
    try:
        async with ReplayableStream(text) as words:
            speech = synthesizer.speak(words)
            return speech, b"".join([pcm async for pcm in speech])
    finally:
        await synthesizer.close()


async def test_a_text_stream_asks_for_rate_pitch_volume_and_style(embedded: EmbeddedServices) -> None:
    await spoken(
        embedded,
        written(),
        voice="en-US-JennyNeural",
        speaking_rate=1.2,
        pitch=0.9,
        volume=0.5,
        style="cheerful",
    )
    (context,) = embedded.request_log.synthesis_contexts
    asked = context["synthesis"]["input"]
    assert asked["voiceName"] == "en-US-JennyNeural"
    assert (asked["rate"], asked["pitch"], asked["volume"], asked["style"]) == (
        "+20%",
        "-10%",
        "50",
        "cheerful",
    )


async def test_plain_settings_ask_a_text_stream_for_nothing_special(embedded: EmbeddedServices) -> None:
    await spoken(embedded, written())
    (context,) = embedded.request_log.synthesis_contexts
    assert not {"rate", "pitch", "volume", "style"} & set(context["synthesis"]["input"])


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"role": "Girl"}, 'role="Girl"'),
        ({"style": "sad", "style_degree": 0.5}, 'style="sad" styledegree="0.5"'),
    ],
)
async def test_what_a_text_stream_cannot_ask_for_goes_by_sentences(
    embedded: EmbeddedServices, changes: dict[str, Any], expected: str
) -> None:
    speech, pcm = await spoken(embedded, written(), voice="en-US-JennyNeural", **changes)
    assert [expected in ssml for ssml in embedded.request_log.ssml] == [True] * 3
    assert embedded.request_log.text_pieces == []
    assert speech.text == "".join(TEXT)
    assert speech.ssml_characters == sum(map(len, embedded.request_log.ssml))
    assert pcm


async def test_the_manner_is_heard(embedded: EmbeddedServices) -> None:
    _, usual = await spoken(embedded, written())
    _, fast = await spoken(embedded, written(), speaking_rate=2.0)
    _, silent = await spoken(embedded, written(), volume=0.0)
    assert len(fast) == pytest.approx(len(usual) / 2, rel=0.05)
    assert set(silent) == {0}


@pytest.mark.parametrize("fault", [Drop(), Close(), Refuse(status=503)])
@pytest.mark.parametrize("changes", [{}, {"role": "Girl", "voice": "en-US-JennyNeural"}])
async def test_a_connection_lost_before_anything_was_heard_is_made_again(
    embedded: EmbeddedServices, fault: Any, changes: dict[str, Any]
) -> None:
    embedded.faults.add("synthesis", fault)
    speech, pcm = await spoken(embedded, written(0.02), **changes)
    assert speech.text == "".join(TEXT)
    # With SSML the SDK makes the connection again by itself.
    assert speech.retries == (1 if not changes else 0)
    assert len(pcm) / 48_000 == pytest.approx(0.06 * len("".join(TEXT)), rel=0.1)


async def test_a_service_without_text_streams_gets_the_whole_text_by_sentences(
    embedded: EmbeddedServices,
) -> None:
    embedded.faults.add("synthesis", Refuse(status=501, times=2))
    speech, _ = await spoken(embedded, written(0.02))
    assert speech.text == "".join(TEXT)
    assert len(embedded.request_log.ssml) == 3


async def test_what_was_partly_heard_is_not_retried(embedded: EmbeddedServices) -> None:
    embedded.faults.add("synthesis", Drop(after_audio_seconds=0.5))
    with pytest.raises(SynthesisError) as caught:
        await spoken(embedded, written())
    assert caught.value.code == "connection-closed"


@pytest.mark.parametrize("retries", [1, 3])
async def test_a_voice_is_tried_again_as_often_as_the_policy_says(
    embedded: EmbeddedServices, retries: int
) -> None:
    embedded.faults.add("synthesis", Drop(times=None))
    policy = RetryPolicy(retries=retries, first_pause_seconds=0.01)
    with pytest.raises(SynthesisError):
        await spoken(embedded, written(), Timeouts(retry=policy))
    assert sum("websocket" in request.path for request in embedded.request_log.requests) == retries + 1


async def test_nothing_is_retried_where_the_policy_allows_one_attempt(embedded: EmbeddedServices) -> None:
    embedded.faults.add("synthesis", Drop())
    with pytest.raises(SynthesisError):
        await spoken(embedded, written(), Timeouts(retry=RetryPolicy(retries=0)))


async def test_a_refused_key_is_not_tried_again(embedded: EmbeddedServices) -> None:
    embedded.faults.add("synthesis", Refuse(status=401, times=None))
    with pytest.raises(SynthesisError):
        await spoken(embedded, written())
    assert sum("websocket" in request.path for request in embedded.request_log.requests) == 1


def test_a_voice_made_to_speak_again_counts_as_a_retry_of_the_turn(embedded: EmbeddedServices) -> None:
    embedded.faults.add("synthesis", Drop())
    with Session(services=embedded.services, log=False) as session:
        exchange = session.ask("Hello?")
    assert (exchange.outcome, exchange.retries) == ("completed", 1)
    assert exchange.spoken_text == "".join(TEXT)


async def test_a_long_text_is_sent_in_several_requests_cut_at_sentences(
    embedded: EmbeddedServices, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(synthesis_module, "_MOST_CHARACTERS", 10)
    speech, pcm = await spoken(embedded, written())
    assert len(embedded.request_log.synthesis_contexts) == 3
    assert speech.text == "".join(TEXT)
    starts = [word.start_seconds for word in speech.words]
    assert starts == sorted(starts)
    assert speech.words[-1].text == "end"
    assert speech.words[-1].start_seconds > 0.8 * len(pcm) / 48_000


@pytest.mark.parametrize(
    "text",
    ["यह एक वाक्य है। " * 12, "هل أنت بخير؟ " * 14, "สวัสดี ครับ ผม " * 12, "這是一個句子。" * 8],
)
async def test_a_text_in_any_script_is_sent_in_requests_of_limited_length(
    embedded: EmbeddedServices, monkeypatch: pytest.MonkeyPatch, text: str
) -> None:
    monkeypatch.setattr(synthesis_module, "_MOST_CHARACTERS", 40)
    monkeypatch.setattr(synthesis_module, "MAX_CHARACTERS", 40)
    monkeypatch.setattr(synthesis_module, "_PART_CHARACTERS", 20)

    async def whole() -> AsyncGenerator[str, None]:
        yield text

    speech, _ = await spoken(embedded, whole())
    assert speech.text == text
    assert len(embedded.request_log.synthesis_contexts) >= len(text) // 100 + 1
    assert len(embedded.request_log.synthesis_contexts) > 1


async def test_an_error_of_the_text_itself_is_raised(embedded: EmbeddedServices) -> None:
    async def broken() -> AsyncGenerator[str, None]:
        yield "One. "
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await spoken(embedded, broken())


@pytest.mark.parametrize("text_stream", [True, False])
async def test_a_connection_that_is_never_made_is_made_anew(
    embedded: EmbeddedServices, monkeypatch: pytest.MonkeyPatch, text_stream: bool
) -> None:
    monkeypatch.setattr(sdk_synthesizer_module, "CONNECT_SECONDS", 1.0)
    async with relay_to(embedded.port, silent=1) as (port, _):
        service = dataclasses.replace(
            embedded.services.speech, host=f"ws://127.0.0.1:{port}", text_stream=text_stream
        )
        synthesizer = Synthesizer(service, Settings())
        async with ReplayableStream(written()) as words:
            speech = synthesizer.speak(words)
            sound = b"".join([pcm async for pcm in speech])
        await synthesizer.close()

    assert speech.retries >= 1
    assert len(sound) > 24_000


@pytest.mark.parametrize("text_stream", [True, False])
async def test_a_kept_connection_over_which_nothing_comes_any_more_is_made_anew(
    embedded: EmbeddedServices, text_stream: bool
) -> None:
    service = dataclasses.replace(embedded.services.speech, text_stream=text_stream)
    synthesizer = Synthesizer(service, Settings(), Timeouts(synthesis_seconds=0.5))

    async def say() -> tuple[int, int]:
        async with ReplayableStream(written()) as words:
            speech = synthesizer.speak(words)
            return len(b"".join([pcm async for pcm in speech])), speech.retries

    whole, _ = await say()
    embedded.faults.add("synthesis", Hang())
    assert await say() == (whole, 1)
    await synthesizer.close()
    embedded.faults.add("synthesis", Hang())
    with pytest.raises(SynthesisError, match="did not answer in time"):  # a new one, whose service is slow
        await say()
    await synthesizer.close()


def test_a_request_that_the_sdk_cannot_stop_holds_up_nobody(
    embedded: EmbeddedServices, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sdk_synthesizer_module, "_STOP_SECONDS", 0.3)
    # Of a message's beginning that is lost the SDK takes what follows for a length, and waits for so much.
    lost = ConnectionPlan(back=(ByteFault(kind="drop", at_byte=1_276, size=124),))

    async def speak_twice(service: SpeechService) -> None:
        synthesizer = Synthesizer(service, Settings(), Timeouts(synthesis_seconds=0.5))
        with pytest.raises(SynthesisError):
            await said(synthesizer)
        assert len(await said(synthesizer)) > 24_000
        await synthesizer.close()

    with disturbing_proxy(embedded.port, lambda _path, number: CALM if number else lost) as proxy:
        service = dataclasses.replace(embedded.services.speech, host=f"ws://127.0.0.1:{proxy.port}")
        call(speak_twice(service))  # where the thread that is stuck keeps nobody from leaving


async def said(synthesizer: Synthesizer) -> bytes:
    async with ReplayableStream(written()) as words:
        return b"".join([pcm async for pcm in synthesizer.speak(words)])
