"""What `voicelab.doctor` finds by asking each service for a little, with the clients that a session uses."""

from __future__ import annotations

import contextlib
import dataclasses
import time
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable
from typing import TYPE_CHECKING

from voicelab.doctor.report import Check, failure
from voicelab.errors import CompletionError, unexpected
from voicelab.event_loop import run_in_thread
from voicelab.services.timeouts import Timeouts

if TYPE_CHECKING:
    from voicelab.services.services import Services
    from voicelab.settings import Settings

__all__ = ["what_is_reachable"]

_SPOKEN_TEXT = "Hello."
_TOKEN_SCOPE = "https://cognitiveservices.azure.com/.default"  # noqa: S105  # no secret


async def what_is_reachable(services: Services, settings: Settings) -> AsyncGenerator[Check, None]:
    """Have a sentence spoken, a recording recognised and a token written; yield how each went."""
    tries: list[tuple[str, Callable[[Services, Settings], Awaitable[str]]]] = [
        ("synthesis", _speak),
        ("recognition", _recognise),
        ("completion", _complete),
    ]
    if services.speech.credential is not None or services.completion.credential is not None:
        signed_in = await _sign_in(services)
        yield signed_in
        if signed_in.status == "failed":
            return
    for name, ask in tries:
        try:
            message = await ask(services, settings)
        except Exception as error:  # the other checks are worth having whatever it was
            yield failure("reachable", name, unexpected(error))
        else:
            yield Check(area="reachable", name=name, status="ok", message=message)


async def _sign_in(services: Services) -> Check:
    credential = services.speech.credential or services.completion.credential
    assert credential is not None
    try:
        await run_in_thread(lambda: credential.get_token(_TOKEN_SCOPE))
    except Exception as error:
        lines = str(error).strip().splitlines() or [type(error).__name__]
        return Check(
            area="reachable",
            name="identity",
            status="failed",
            message=f"nobody is signed in: {lines[0]}",
            hint="Run: az login, or set SPEECH_KEY and AZURE_OPENAI_API_KEY.",
        )
    return Check(area="reachable", name="identity", status="ok", message="signed in")


async def _speak(services: Services, settings: Settings) -> str:
    from voicelab.replayable_stream import ReplayableStream
    from voicelab.synthesis.synthesizer import Synthesizer

    synthesizer = Synthesizer(services.speech, settings, _timeouts(services))
    started, first, count = time.monotonic(), 0.0, 0
    try:
        async with ReplayableStream(_text(_SPOKEN_TEXT)) as text:
            async for pcm in synthesizer.speak(text):
                first = first or time.monotonic() - started
                count += len(pcm)
    finally:
        await synthesizer.close()
    seconds = count / 2 / settings.sample_rate_hz
    return f"{settings.voice} spoke for {seconds:.1f} s; the first sound came after {first:.2f} s"


async def _recognise(services: Services, settings: Settings) -> str:
    from voicelab.audio.sources import to_audio
    from voicelab.errors import RecognitionError
    from voicelab.recognition.recognizer import EndOfSpeech, NoMatch, Recognizer, Utterance
    from voicelab.recordings import conversation, recording

    pcm = to_audio(recording(conversation[0])).to_pcm()
    recognizer = Recognizer(services.speech, settings.replace(language="en-US"), _timeouts(services))
    try:
        await recognizer.open()
        recognizer.feed(pcm)
        recognizer.end()
        while not isinstance(arrival := await recognizer.next(), Utterance | NoMatch | EndOfSpeech):
            pass
    finally:
        await recognizer.close()
    if isinstance(arrival, Utterance):
        return f"heard “{arrival.text}” in a recording"
    raise RecognitionError(
        f"Speech recognition at {services.speech.place} made nothing of a recording that speaks clearly.",
        code="no-match",
        hint="Try again; if it lasts, look at the service's status page.",
    )


async def _complete(services: Services, settings: Settings) -> str:
    from voicelab.completion.completer import Completer
    from voicelab.completion.messages import Delta, Message

    completer = Completer(services.completion, _timeouts(services))
    started = time.monotonic()
    reply = completer.stream([Message(role="user", content="Hello")], settings.replace(max_tokens=1))
    try:
        async with contextlib.aclosing(reply):
            async for piece in reply:
                if isinstance(piece, Delta):
                    break
    except CompletionError as error:
        # A reasoning model may use up the one token on thought; it is there, and that was the question.
        if error.code != "empty-reply":
            raise
    finally:
        await completer.close()
    return f"{completer.deployment(settings)} replied after {time.monotonic() - started:.2f} s"


def _timeouts(services: Services) -> Timeouts:
    """Return a session's time-outs; a check that fails is not tried again."""
    timeouts = Timeouts.for_kind(services.kind)
    return dataclasses.replace(timeouts, retry=timeouts.retry.without_retries())


async def _text(text: str) -> AsyncIterator[str]:
    yield text
