"""What `voicelab.doctor` finds by asking each service for a little, with the clients that a session uses."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator
from typing import TYPE_CHECKING

from voicelab.audio.clip import Audio
from voicelab.doctor.checks import Check
from voicelab.doctor.turn import MOST_TOKENS, PHRASE, why_slow
from voicelab.errors import CompletionError

if TYPE_CHECKING:
    from voicelab.services.services import Services
    from voicelab.services.timeouts import Timeouts
    from voicelab.settings import Settings

__all__ = ["hear_recording", "reply", "speak"]

_SLOWEST_TOKENS_PER_SECOND = 5.0
"""Speech takes 4 tokens a second."""


async def speak(services: Services, settings: Settings, timeouts: Timeouts) -> tuple[Check, Audio]:
    """Have the known phrase spoken; return the sound, too.

    Raises
    ------
    VoicelabError
        The service refused or failed.
    """
    from voicelab.replayable_stream import ReplayableStream
    from voicelab.synthesis.synthesizer import Synthesizer

    synthesizer = Synthesizer(services.speech, settings, timeouts)
    started, first, pcm = time.monotonic(), 0.0, bytearray()
    try:
        async with ReplayableStream(_text(PHRASE)) as text:
            async for piece in synthesizer.speak(text):
                first = first or time.monotonic() - started
                pcm += piece
    finally:
        await synthesizer.close()
    spoken = Audio.from_pcm(bytes(pcm), settings.sample_rate_hz)
    message = f"{settings.voice} spoke for {spoken.duration_seconds:.1f} s"
    message += f"; the first sound came after {first:.2f} s"
    measures = {"first_sound_seconds": round(first, 3), "spoken_seconds": round(spoken.duration_seconds, 2)}
    return _well("synthesis", message, measures), spoken


async def hear_recording(services: Services, settings: Settings, timeouts: Timeouts) -> Check:
    """Have a recording of voicelab's own recognised.

    Raises
    ------
    VoicelabError
        The service refused or failed, or made nothing of it.
    """
    from voicelab.audio.sources import to_audio
    from voicelab.errors import RecognitionError
    from voicelab.recognition.recognizer import EndOfSpeech, NoMatch, Recognizer, Utterance
    from voicelab.recordings import conversation, recording

    pcm = to_audio(recording(conversation[0])).to_pcm()
    recognizer = Recognizer(services.speech, settings.replace(language="en-US"), timeouts)
    try:
        await recognizer.open()
        started = time.monotonic()
        recognizer.feed(pcm)
        recognizer.end()
        while not isinstance(arrival := await recognizer.next(), Utterance | NoMatch | EndOfSpeech):
            pass
    finally:
        await recognizer.close()
    if isinstance(arrival, Utterance):
        measures = {"recognition_seconds": round(time.monotonic() - started, 3)}
        return _well("recognition", f"heard “{arrival.text}” in a recording", measures)
    raise RecognitionError(
        f"Speech recognition at {services.speech.place} made nothing of a recording that speaks clearly.",
        code="no-match",
        hint="Try again; if it lasts, look at the service's status page.",
    )


async def reply(services: Services, settings: Settings, timeouts: Timeouts) -> Check:
    """Have the model write a few words, and measure how soon and how quickly they come.

    Raises
    ------
    VoicelabError
        The service refused or failed.
    """
    from voicelab.completion.completer import Completer
    from voicelab.completion.messages import Message
    from voicelab.completion.timed_reply import timed_reply

    completer = Completer(services.completion, timeouts)
    messages = [Message(role="user", content="Name the seven continents in a sentence.")]
    started = time.monotonic()
    try:
        deployment = completer.deployment(settings)
        await completer.warm(settings)  # as a session does
        started = time.monotonic()
        speed = await timed_reply(completer, messages, settings.replace(max_tokens=MOST_TOKENS))
    except CompletionError as error:
        # A reasoning model may use up all tokens on thought; it is there, and that was the question.
        if error.code != "empty-reply":
            raise
        waited = time.monotonic() - started
        message = f"{error.message.rstrip('.')}; that took {waited:.2f} s"
        return _well("completion", message, {"answered_seconds": round(waited, 3)}, error.hint)
    finally:
        await completer.close()
    waited = speed.first_token_seconds or 0.0
    measures = {"first_token_seconds": round(waited, 3)}
    message, hint = f"{deployment} replied after {waited:.2f} s", ""
    if (rate := speed.tokens_per_second) is not None:
        measures["tokens_per_second"] = round(rate, 1)
        message += f", with {rate:,.0f} tokens a second"
        if rate < _SLOWEST_TOKENS_PER_SECOND:
            hint = why_slow(services.kind, _SLOW.get(services.kind, _SLOW["azure"]))
    return _well("completion", message, measures, hint)


_SLOW = {
    "embedded": "This is slower than speech: a smaller model replies sooner (voicelab models bench).",
    "azure": "This is slower than speech: choose a smaller model, or a region nearer to you.",
}


def _well(name: str, message: str, measures: dict[str, float], hint: str = "") -> Check:
    status = "warning" if hint else "ok"
    return Check(
        area="reachable",
        name=name,
        status=status,  # type: ignore[arg-type]
        message=message,
        hint=hint,
        measures=measures,
    )


async def _text(text: str) -> AsyncIterator[str]:
    yield text
