from __future__ import annotations

import asyncio
import contextlib
import threading
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Iterator
from dataclasses import replace

import pytest

from voicelab.errors import SynthesisError
from voicelab.replayable_stream import ReplayableStream
from voicelab.services.endpoints import SpeechService
from voicelab.services.retry_policy import RetryPolicy
from voicelab.services.speech_sdk import sdk
from voicelab.services.timeouts import Timeouts
from voicelab.settings import OUTPUT_FORMATS, Settings
from voicelab.synthesis.sdk_synthesizer import SdkSynthesizer, SynthesisRequest
from voicelab.synthesis.synthesizer import Speech, Synthesizer
from voicelab.testing import Close, EmbeddedServices, Hang, Refuse, ScriptedEngines, embedded_services

TWO = ("First sentence. ", "And the second one.")


@pytest.fixture(scope="module")
def embedded() -> Iterator[EmbeddedServices]:
    with embedded_services(ScriptedEngines()) as running:
        yield running


@pytest.fixture
def fresh(embedded: EmbeddedServices) -> EmbeddedServices:
    embedded.request_log.clear()
    embedded.faults.clear()
    return embedded


async def pieces(*texts: str) -> AsyncGenerator[str, None]:
    for text in texts:
        yield text


async def spoken_pcm(synthesizer: Synthesizer, source: AsyncIterator[str]) -> bytes:
    async with ReplayableStream(source) as text:
        return b"".join([pcm async for pcm in synthesizer.speak(text)])


async def spoken(service: SpeechService, *texts: str, **changes: object) -> tuple[bytes, Speech]:
    synthesizer = Synthesizer(service, Settings().replace(**changes))
    try:
        async with ReplayableStream(pieces(*texts)) as text:
            speech = synthesizer.speak(text)
            return b"".join([pcm async for pcm in speech]), speech
    finally:
        await synthesizer.close()


async def audio_is_sent(embedded: EmbeddedServices) -> bool:
    return await asyncio.to_thread(
        embedded.request_log.wait_for, lambda log: bool(log.sent("synthesis", "audio"))
    )


def by_sentences(embedded: EmbeddedServices) -> SpeechService:
    return replace(embedded.services.speech, text_stream=False)


async def test_text_goes_to_the_service_as_it_is_written(fresh: EmbeddedServices) -> None:
    pcm, speech = await spoken(fresh.services.speech, *TWO)
    assert fresh.request_log.text_pieces == list(TWO)
    assert fresh.request_log.ssml == []
    assert speech.text == "".join(TWO)
    assert speech.ssml_characters is None
    assert len(pcm) > 24_000


async def test_the_end_of_a_line_is_said_as_a_pause_and_recorded_as_a_space(fresh: EmbeddedServices) -> None:
    _, speech = await spoken(fresh.services.speech, "Vitamin C.\nZinc.")
    assert fresh.request_log.text_pieces == ["Vitamin C.\nZinc."]
    assert speech.text == "Vitamin C. Zinc."


async def test_sound_comes_before_the_text_is_complete(fresh: EmbeddedServices) -> None:
    synthesizer = Synthesizer(fresh.services.speech, Settings())

    async def text() -> AsyncGenerator[str, None]:
        yield "First sentence. "
        yield "And"
        assert await audio_is_sent(fresh)
        yield " the second one."

    assert await spoken_pcm(synthesizer, text())
    await synthesizer.close()


async def test_elsewhere_each_sentence_is_spoken_as_soon_as_it_is_complete(fresh: EmbeddedServices) -> None:
    _, speech = await spoken(by_sentences(fresh), "First sen", "tence. And the", " second one.")
    assert [ssml.count("<voice") for ssml in fresh.request_log.ssml] == [1, 1]
    assert "First sentence." in fresh.request_log.ssml[0]
    assert speech.text == "First sentence. And the second one."
    assert speech.ssml_characters == sum(len(ssml) for ssml in fresh.request_log.ssml)


async def test_both_ways_say_the_same(fresh: EmbeddedServices) -> None:
    streamed, _ = await spoken(fresh.services.speech, *TWO)
    sentences, _ = await spoken(by_sentences(fresh), *TWO)
    assert abs(len(streamed) - len(sentences)) < 0.2 * len(streamed)


async def test_a_service_without_text_streams_is_spoken_to_by_sentences(fresh: EmbeddedServices) -> None:
    fresh.faults.add("synthesis", Refuse(status=404, times=2))
    pcm, speech = await spoken(fresh.services.speech, *TWO)
    assert pcm
    assert speech.text == "First sentence. And the second one."
    assert len(fresh.request_log.ssml) == 2


@pytest.mark.parametrize("text_stream", [True, False])
async def test_words_come_with_their_times(fresh: EmbeddedServices, text_stream: bool) -> None:
    service = replace(fresh.services.speech, text_stream=text_stream)
    pcm, speech = await spoken(service, *TWO)
    words = [word.text.strip(".") for word in speech.words]
    assert words == ["First", "sentence", "And", "the", "second", "one"]
    starts = [word.start_seconds for word in speech.words]
    assert starts == sorted(starts)
    last = speech.words[-1]
    assert last.start_seconds + last.duration_seconds <= len(pcm) / 48_000 + 0.05


@pytest.mark.parametrize("name", OUTPUT_FORMATS)
async def test_every_format_gives_sound_of_the_same_length(fresh: EmbeddedServices, name: str) -> None:
    pcm, _ = await spoken(fresh.services.speech, "One sentence.", output_format=name)
    seconds = len(pcm) / (2 * OUTPUT_FORMATS[name])
    assert not pcm.startswith(b"RIFF")
    assert seconds == pytest.approx(0.78, abs=0.1)


@pytest.mark.parametrize("text_stream", [True, False])
async def test_a_faster_voice_takes_less_time(fresh: EmbeddedServices, text_stream: bool) -> None:
    service = replace(fresh.services.speech, text_stream=text_stream)
    normal, _ = await spoken(service, *TWO)
    fast, _ = await spoken(service, *TWO, speaking_rate=2.0)
    assert len(fast) < 0.7 * len(normal)


async def test_nothing_to_say_is_no_sound_and_no_request(fresh: EmbeddedServices) -> None:
    assert (await spoken(fresh.services.speech))[0] == b""
    assert (await spoken(fresh.services.speech, "", ""))[0] == b""
    assert fresh.request_log.connections["synthesis"] == 0


async def test_a_reply_that_is_cut_leaves_the_voice_ready(fresh: EmbeddedServices) -> None:
    synthesizer = Synthesizer(fresh.services.speech, Settings())
    async with (
        ReplayableStream(pieces("One long sentence that is cut. " * 20)) as text,
        contextlib.aclosing(synthesizer.speak(text)) as first,
    ):
        async for _ in first:
            break
    second = await spoken_pcm(synthesizer, pieces("Short."))
    await synthesizer.close()
    assert len(second) / 48_000 == pytest.approx(0.36, abs=0.1)


@pytest.mark.parametrize("text_stream", [True, False])
async def test_a_reply_that_is_cancelled_twice_at_once_leaves_the_voice_ready(
    fresh: EmbeddedServices, text_stream: bool
) -> None:
    synthesizer = Synthesizer(replace(fresh.services.speech, text_stream=text_stream), Settings())
    for rounds in (1, 2, 5):
        begun = asyncio.Event()
        task = asyncio.ensure_future(speak_at_length(synthesizer, begun))
        await begun.wait()
        task.cancel()
        for _ in range(rounds):
            await asyncio.sleep(0)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        second = await spoken_pcm(synthesizer, pieces("Short."))
        assert len(second) / 48_000 == pytest.approx(0.36, abs=0.1)
    await synthesizer.close()


async def test_the_last_event_of_a_reply_that_was_cut_does_not_end_the_next(
    fresh: EmbeddedServices, monkeypatch: pytest.MonkeyPatch
) -> None:
    late: list[Callable[[], None]] = []
    is_next = threading.Event()
    begin = SdkSynthesizer.begin

    def hold(name: str) -> None:
        handler = getattr(SdkSynthesizer, name)

        def handle(synthesizer: SdkSynthesizer, event: object) -> None:
            if is_next.is_set():
                handler(synthesizer, event)
            else:
                late.append(lambda: handler(synthesizer, event))

        monkeypatch.setattr(SdkSynthesizer, name, handle)

    def begin_and_deliver_late(
        synthesizer: SdkSynthesizer, start: Callable[[object], object], silent_seconds: float
    ) -> SynthesisRequest:
        request = begin(synthesizer, start, silent_seconds)
        for deliver in late:
            deliver()
        return request

    hold("_on_canceled")
    hold("_on_completed")
    monkeypatch.setattr(SdkSynthesizer, "begin", begin_and_deliver_late)
    synthesizer = Synthesizer(fresh.services.speech, Settings())
    begun = asyncio.Event()
    task = asyncio.ensure_future(speak_at_length(synthesizer, begun))
    await begun.wait()
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    is_next.set()
    second = await spoken_pcm(synthesizer, pieces("Short."))
    await synthesizer.close()
    assert len(second) / 48_000 == pytest.approx(0.36, abs=0.1)


async def speak_at_length(synthesizer: Synthesizer, begun: asyncio.Event) -> None:
    async with (
        ReplayableStream(pieces("One long sentence that is cut. " * 20)) as text,
        contextlib.aclosing(synthesizer.speak(text)) as speech,
    ):
        async for _ in speech:
            begun.set()


@pytest.mark.parametrize("name", ["__init__", "speak_async"])
async def test_a_failure_inside_the_sdk_is_an_error_of_synthesis(
    fresh: EmbeddedServices, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("Exception with error code: 0x1b (SPXERR_RUNTIME_ERROR)\n[CALL STACK BEGIN]")

    monkeypatch.setattr(sdk.SpeechSynthesizer, name, fail)
    with pytest.raises(SynthesisError, match="failed inside its SDK: Exception with error code") as caught:
        await spoken(fresh.services.speech, "Hello.")
    assert caught.value.code == "sdk-error"


async def test_the_connection_is_kept_between_replies(fresh: EmbeddedServices) -> None:
    synthesizer = Synthesizer(fresh.services.speech, Settings())
    await synthesizer.open()
    for _ in range(3):
        assert await spoken_pcm(synthesizer, pieces("Short."))
    await synthesizer.close()
    assert fresh.request_log.connections["synthesis"] == 1


async def test_a_slow_writer_is_waited_for(fresh: EmbeddedServices) -> None:
    async def text() -> AsyncGenerator[str, None]:
        yield "First sentence. "
        assert await audio_is_sent(fresh)
        yield "Second."

    synthesizer = Synthesizer(fresh.services.speech, Settings())
    assert await spoken_pcm(synthesizer, text())
    await synthesizer.close()


async def test_a_failing_writer_is_an_error(fresh: EmbeddedServices) -> None:
    async def text() -> AsyncGenerator[str, None]:
        yield "First sentence. "
        raise ZeroDivisionError

    synthesizer = Synthesizer(fresh.services.speech, Settings())
    with pytest.raises(ZeroDivisionError):
        await spoken_pcm(synthesizer, text())
    await synthesizer.close()


async def test_an_error_hides_the_key(fresh: EmbeddedServices) -> None:
    fresh.faults.add("synthesis", Refuse(status=401, times=None))
    with pytest.raises(SynthesisError) as caught:
        await spoken(fresh.services.speech, "Hello.")
    assert fresh.key not in f"{caught.value}{caught.value.details}{caught.value!r}"


async def test_closing_a_voice_that_hangs_does_not(fresh: EmbeddedServices) -> None:
    fresh.faults.add("synthesis", Hang(times=None))
    synthesizer = Synthesizer(fresh.services.speech, Settings())
    task = asyncio.ensure_future(spoken_pcm(synthesizer, pieces("Hello.")))
    assert await asyncio.get_running_loop().run_in_executor(
        None, lambda: fresh.request_log.wait_for(lambda log: bool(log.received("synthesis", "text.end")))
    )
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    await synthesizer.close()


async def test_a_pause_after_each_sentence_is_heard(fresh: EmbeddedServices) -> None:
    plain, _ = await spoken(by_sentences(fresh), *TWO)
    paused, _ = await spoken(fresh.services.speech, *TWO, sentence_pause_seconds=0.5)
    assert (len(paused) - len(plain)) / 48_000 == pytest.approx(1.0, abs=0.1)


async def test_a_service_with_too_many_requests_is_not_asked_again_at_once(fresh: EmbeddedServices) -> None:
    fresh.faults.add("synthesis", Refuse(status=429))
    timeouts = Timeouts(retry=RetryPolicy(first_pause_seconds=0.4, jitter=0.0))
    synthesizer = Synthesizer(fresh.services.speech, Settings(), timeouts)
    try:
        assert await spoken_pcm(synthesizer, pieces(*TWO))
    finally:
        await synthesizer.close()
    refused, taken = (request.at for request in fresh.request_log.requests)
    assert taken - refused >= 0.4


async def test_how_long_a_service_wants_to_be_left_alone_is_read_in_its_reason(
    fresh: EmbeddedServices,
) -> None:
    fresh.faults.add("synthesis", Close(code=4429, reason="Too many requests. Retry after 70 s.", times=None))
    with pytest.raises(SynthesisError, match="Too many requests") as refused:
        await spoken(fresh.services.speech, *TWO)
    assert (refused.value.code, refused.value.retry_after_seconds) == ("throttled", 70.0)
