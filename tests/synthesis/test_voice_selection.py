"""A voice that cannot speak the reply's language is noticed before it speaks, and warned of or switched."""

from __future__ import annotations

import asyncio
import contextlib
import threading
from collections.abc import AsyncGenerator, Iterator
from typing import Any

import pytest

from voicelab import Exchange, Session, Settings, Timeouts
from voicelab.events import Event, Notice
from voicelab.replayable_stream import ReplayableStream
from voicelab.services.endpoints import SpeechService
from voicelab.synthesis import voices as voices_module
from voicelab.synthesis.voice_catalogue import CatalogueVoice
from voicelab.synthesis.voice_selection import VoiceSelector
from voicelab.testing import EmbeddedServices, Refuse, ScriptedEngines, embedded_services

GERMAN = "Der höchste Berg der Erde ist der Mount Everest. Er liegt in Nepal."
ENGLISH = "The tallest mountain on Earth is Mount Everest."
FINNISH = "Maailman korkein vuori on nimeltään Mount Everest."
REPLIES = {"German?": GERMAN, "English?": ENGLISH, "Finnish?": FINNISH, "Short?": "42."}


@pytest.fixture(scope="module")
def running() -> Iterator[EmbeddedServices]:
    script = ScriptedEngines(reply=lambda messages: REPLIES[messages[-1]["content"]])
    with embedded_services(script) as embedded:
        yield embedded


@pytest.fixture
def embedded(running: EmbeddedServices, monkeypatch: pytest.MonkeyPatch) -> EmbeddedServices:
    monkeypatch.setattr(voices_module, "_known", {})
    running.faults.clear()
    running.request_log.clear()
    return running


def ask(embedded: EmbeddedServices, question: str, **changes: Any) -> tuple[Exchange, list[str]]:
    events: list[Event] = []
    with Session(services=embedded.services, log=False, **changes) as session:
        session.subscribe(events.append)
        exchange = session.ask(question)
    return exchange, [event.code for event in events if isinstance(event, Notice)]


def voices_asked(embedded: EmbeddedServices) -> list[str]:
    return [context["synthesis"]["input"]["voiceName"] for context in embedded.request_log.synthesis_contexts]


def listings(embedded: EmbeddedServices) -> int:
    return sum(request.path.endswith("/voices/list") for request in embedded.request_log.requests)


def test_a_voice_that_does_not_speak_the_language_is_switched(embedded: EmbeddedServices) -> None:
    exchange, notices = ask(embedded, "German?", voice="en-US-GuyNeural")
    assert voices_asked(embedded) == ["de-DE-KatjaNeural"]
    assert (exchange.reply_language, exchange.spoken_voice) == ("de", "de-DE-KatjaNeural")
    assert exchange.settings.voice == "en-US-GuyNeural"
    assert exchange.spoken_text == GERMAN
    assert notices == ["voice-switched"]


def test_a_voice_that_does_not_speak_the_language_is_warned_of(embedded: EmbeddedServices) -> None:
    exchange, notices = ask(embedded, "German?", voice="en-US-GuyNeural", on_language_mismatch="warn")
    assert voices_asked(embedded) == ["en-US-GuyNeural"]
    assert (exchange.reply_language, exchange.spoken_voice) == ("de", None)
    assert notices == ["voice-language"]
    assert listings(embedded) == 1, "a voice that is not the default is looked up once"


def test_a_mismatch_may_be_ignored(embedded: EmbeddedServices) -> None:
    exchange, notices = ask(embedded, "German?", voice="en-US-GuyNeural", on_language_mismatch="ignore")
    assert voices_asked(embedded) == ["en-US-GuyNeural"]
    assert (exchange.reply_language, notices) == (None, [])


@pytest.mark.parametrize(
    ("question", "voice"),
    [
        ("English?", "en-US-GuyNeural"),
        ("German?", "de-DE-KatjaNeural"),
        ("German?", "en-US-JennyMultilingualNeural"),
        ("Short?", "en-US-GuyNeural"),
    ],
)
def test_a_voice_that_does_is_kept(embedded: EmbeddedServices, question: str, voice: str) -> None:
    exchange, notices = ask(embedded, question, voice=voice)
    assert voices_asked(embedded) == [voice]
    assert (exchange.spoken_voice, notices) == (None, [])


def test_where_nobody_speaks_the_language_the_voice_is_kept_and_a_notice_is_shown(
    embedded: EmbeddedServices,
) -> None:
    exchange, notices = ask(embedded, "Finnish?", voice="en-US-GuyNeural")
    assert voices_asked(embedded) == ["en-US-GuyNeural"]
    assert (exchange.reply_language, notices) == ("fi", ["voice-language"])


def test_a_catalogue_that_cannot_be_had_is_no_failure_of_the_turn(embedded: EmbeddedServices) -> None:
    embedded.faults.add("voices", Refuse(status=500, times=None))
    exchange, notices = ask(embedded, "German?", voice="en-US-GuyNeural")
    assert (exchange.outcome, notices) == ("completed", ["voice-language"])


def test_the_catalogue_knows_more_than_a_voices_name(embedded: EmbeddedServices) -> None:
    voices_module.voices(embedded.services)
    exchange, _ = ask(embedded, "German?", voice="en-US-JennyMultilingualNeural")
    assert exchange.spoken_voice is None


def test_two_voices_keep_their_connections(embedded: EmbeddedServices) -> None:
    with Session(services=embedded.services, log=False, voice="en-US-GuyNeural") as session:
        for question in ("English?", "German?", "English?", "German?"):
            session.ask(question)
    assert embedded.request_log.connections["synthesis"] == 2


@contextlib.asynccontextmanager
async def selector() -> AsyncGenerator[VoiceSelector, None]:
    with embedded_services() as embedded:
        voice_selector = VoiceSelector(embedded.services.speech, Timeouts())
        yield voice_selector
        await voice_selector.dismiss()


async def test_whoever_asks_meanwhile_waits_for_a_list_that_comes_late(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(voices_module, "_known", {})
    is_due, list_voices = threading.Event(), voices_module._list

    def list_late(service: SpeechService) -> tuple[CatalogueVoice, ...]:
        is_due.wait(10)
        return list_voices(service)

    monkeypatch.setattr(voices_module, "_list", list_late)
    settings = Settings(voice="en-US-NobodyNeural")
    async with selector() as voice_selector:
        asked = [asyncio.ensure_future(voice_selector.check(settings)) for _ in range(2)]
        await asyncio.wait(asked, timeout=0.1)
        is_due.set()
        answers = await asyncio.gather(*asked, return_exceptions=True)
    assert [getattr(answer, "code", None) for answer in answers] == ["unknown-voice"] * 2


async def written(text: str, then: asyncio.Event) -> AsyncGenerator[str, None]:
    """Give a text word by word, and end when `then` says so."""
    for word in text.split(" "):
        yield word + " "
    await then.wait()


async def test_the_text_waits_for_a_few_words_and_is_spoken_whole() -> None:
    then, beginning = asyncio.Event(), " ".join(ENGLISH.split()[:4])
    async with selector() as voice_selector, ReplayableStream(written(beginning, then)) as text:
        selection = await voice_selector.choose(text, Settings(voice="en-US-GuyNeural"), None)
        assert (selection.language, selection.voice) == ("en", "en-US-GuyNeural")
        then.set()
        assert "".join([piece async for piece in text]).strip() == beginning


async def test_the_text_does_not_wait_for_a_voice_of_many_languages() -> None:
    async with selector() as voice_selector, ReplayableStream(written("", asyncio.Event())) as text:
        assert (await voice_selector.choose(text, Settings(), None)).voice == Settings().voice


async def test_a_reply_too_short_to_guess_is_in_the_language_that_was_heard() -> None:
    then = asyncio.Event()
    then.set()
    async with selector() as voice_selector, ReplayableStream(written("42.", then)) as text:
        selection = await voice_selector.choose(text, Settings(voice="en-US-GuyNeural"), "es-ES")
    assert (selection.language, selection.voice) == ("es", "es-ES-ElviraNeural")
