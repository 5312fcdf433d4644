"""Synthesis: text to speech through the Speech SDK, spoken while it is being written."""

from __future__ import annotations

import asyncio
import contextlib
import re
import time
from collections.abc import AsyncGenerator, AsyncIterator
from functools import partial
from typing import TYPE_CHECKING, Any

from voicelab.error_codes import error_code
from voicelab.errors import SynthesisError
from voicelab.exchange.fields import Word
from voicelab.replayable_stream import ReplayableStream, StreamReader
from voicelab.services.speech_sdk import sdk, speech_error
from voicelab.services.timeouts import Timeouts
from voicelab.synthesis.sdk_synthesizer import SdkSynthesizer, SynthesisRequest
from voicelab.synthesis.ssml import fits_text_stream, hundredths, percent, to_ssml
from voicelab.text.languages import language_of_voice
from voicelab.text.sentences import MAX_CHARACTERS, parts_of, rest_of_sentence, sentences
from voicelab.text.speaking_pace import spoken_length

if TYPE_CHECKING:
    from voicelab.services.endpoints import SpeechService
    from voicelab.settings import Settings

__all__ = ["Speech", "Synthesizer"]

_TEXT_STREAM_PATH = "/cognitiveservices/websocket/v2"
_MOST_CHARACTERS = 4_000
"""Characters of one request: about five minutes. Azure ends the audio of a request after ten."""
_PART_CHARACTERS = 200


class Speech:
    """One reply being spoken: give it text as it comes, take PCM as it is made.

    Made by `Synthesizer.speak`. Iterate it for 16-bit little-endian mono PCM; the counts grow meanwhile.
    """

    def __init__(self) -> None:
        self.words: list[Word] = []
        """Words whose sound is known so far."""
        self.text = ""
        """What was given to the service so far."""
        self.is_complete = False
        """Whether all of its sound was made."""
        self.first_text_at: float | None = None
        """When the service was given the first of it, by ``time.monotonic()``, in seconds."""
        self.ssml_characters: int | None = None
        """Characters sent as SSML; `None` if the text went without."""
        self.retries = 0
        """How often it was begun again, nothing of it having been heard."""
        self._pcm: AsyncGenerator[bytes, None] | None = None

    def __aiter__(self) -> AsyncIterator[bytes]:
        assert self._pcm is not None
        return self._pcm

    def record_text(self, text: str) -> None:
        """Record what is given to the service, the ends of its sentences as spaces."""
        if self.first_text_at is None:
            self.first_text_at = time.monotonic()
        self.text += text.replace("\n", " ")

    async def aclose(self) -> None:
        """Silence the service at once, if it still speaks."""
        if self._pcm is not None:
            await self._pcm.aclose()


class Synthesizer:
    """A voice, its connection kept open between replies.

    Where the service takes a text stream, the text goes to it as the model writes it; elsewhere sentence
    by sentence, each as SSML; also where the settings ask for what only SSML can say. Belongs to the event
    loop that makes it; one reply at a time.

    Parameters
    ----------
    service
        Where speech is made.
    settings
        Voice, rate, style and format.
    timeouts
        How long the service may say nothing while it owes audio.
    """

    def __init__(self, service: SpeechService, settings: Settings, timeouts: Timeouts | None = None) -> None:
        self._service = service
        self._settings = settings
        self._timeouts = timeouts or Timeouts()
        self._silent_seconds = self._timeouts.synthesis_seconds
        self._retry_policy = self._timeouts.retry.for_synthesis()
        self._text_stream = service.text_stream and fits_text_stream(settings)
        self._language = language_of_voice(settings.voice)
        self._sdk: SdkSynthesizer | None = None

    async def open(self) -> None:
        """Connect ahead of the first reply; failures come up with that reply."""
        await self._get_sdk().connect()

    def speak(self, text: ReplayableStream[str]) -> Speech:
        """Speak text that is still being written, from its beginning; the caller closes it.

        Raises
        ------
        SynthesisError
            While the speech is iterated: the service refused, failed or fell silent.
        """
        speech = Speech()
        speech._pcm = self._speak_audibly(text, speech)
        return speech

    async def close(self) -> None:
        """Fall silent and let go of the SDK's objects."""
        sdk_synthesizer, self._sdk = self._sdk, None
        if sdk_synthesizer is not None:
            await sdk_synthesizer.close()

    def _get_sdk(self) -> SdkSynthesizer:
        if self._sdk is None:
            path = _TEXT_STREAM_PATH if self._text_stream else None
            self._sdk = SdkSynthesizer(self._service, self._settings, path)
        return self._sdk

    async def _speak_audibly(
        self, text: ReplayableStream[str], speech: Speech
    ) -> AsyncGenerator[bytes, None]:
        """Speak; a text with words that gives no audio is a failure."""
        silent = True
        try:
            async with contextlib.aclosing(self._speak(text, speech)) as pieces:
                async for pcm in pieces:
                    silent = False
                    yield pcm
        finally:
            if self._sdk is not None and self._sdk.is_stuck:
                await self.close()
        if silent and any(character.isalnum() for character in speech.text):
            raise speech_error(SynthesisError, self._service, code="no-audio")
        speech.is_complete = True

    async def _speak(self, text: ReplayableStream[str], speech: Speech) -> AsyncGenerator[bytes, None]:
        """Speak; again from the beginning if a transient failure comes before anything was heard."""
        waited_seconds = 0.0
        while True:
            speak = self._speak_stream if self._text_stream else self._speak_sentences
            heard = False
            try:
                async with contextlib.aclosing(speak(aiter(text), speech)) as spoken:
                    async for pcm in spoken:
                        heard = True
                        yield pcm
                return
            except SynthesisError as error:
                if heard:
                    raise
                if self._text_stream and _knows_no_text_stream(error):
                    self._text_stream = False
                else:
                    # One that has too many requests is not asked again at once.
                    is_busy = error_code(error.code).remedy == "slow-down"
                    policy = self._timeouts.retry if is_busy else self._retry_policy
                    pause = policy.next_pause_seconds(
                        speech.retries + 1, error.retry_after_seconds, waited_seconds
                    )
                    if pause is None or not (error.is_retryable or self._may_be_lost(error)):
                        raise
                    speech.retries += 1
                    waited_seconds += pause
                    await asyncio.sleep(pause)
            await self.close()
            speech.text, speech.ssml_characters = "", None
            speech.words.clear()

    def _may_be_lost(self, error: SynthesisError) -> bool:
        """Whether nothing came because the connection was lost between two replies, and nobody noticed."""
        return error.code == "timeout" and self._sdk is not None and self._sdk.is_kept

    async def _speak_stream(self, text: StreamReader[str], speech: Speech) -> AsyncGenerator[bytes, None]:
        spoken_bytes = 0
        rest: str | None = ""
        while (first := rest or await _next_words(text)) is not None:
            stream = self._text_stream_request()
            request = self._get_sdk().begin(partial(_speak_stream, stream), self._silent_seconds)
            writer = asyncio.ensure_future(self._write(stream.input_stream, request, first, text, speech))
            try:
                start_seconds = spoken_bytes / (2 * self._settings.sample_rate_hz)
                async with contextlib.aclosing(self._audio(request, speech, start_seconds)) as audio:
                    async for pcm in audio:
                        spoken_bytes += len(pcm)
                        yield pcm
                rest = await writer
            finally:
                if not writer.done():
                    writer.cancel()
                await asyncio.gather(writer, return_exceptions=True)

    def _text_stream_request(self) -> Any:
        settings = self._settings
        stream = sdk.SpeechSynthesisRequest(input_type=sdk.SpeechSynthesisRequestInputType.TextStream)
        if settings.speaking_rate != 1.0:
            stream.rate = percent(settings.speaking_rate)
        if settings.pitch != 1.0:
            stream.pitch = percent(settings.pitch)
        if settings.volume != 1.0:
            stream.volume = hundredths(settings.volume)
        if settings.style is not None:
            stream.style = settings.style
        return stream

    async def _write(
        self, stream: Any, request: SynthesisRequest, first: str, text: StreamReader[str], speech: Speech
    ) -> str:
        """Give a request its text as it comes, to the end or as far as one request may go.

        Returns what of the last piece is left for the next request.
        """
        given = 0
        try:
            piece: str | None = first
            while piece is not None:
                done = 0
                for part in parts_of(piece, _PART_CHARACTERS):
                    end = self._request_end(speech.text, part, given)
                    if end is not None:
                        if end:  # the SDK refuses to write nothing
                            speech.record_text(part[:end])
                            stream.write(part[:end])
                        return piece[done + end :]
                    speech.record_text(part)
                    stream.write(part)
                    done += len(part)
                    given += spoken_length(part)
                piece = await anext(text, None)
            return ""
        finally:
            stream.close()
            request.expect_audio()

    def _request_end(self, before: str, part: str, given: int) -> int | None:
        """Return how much of a part ends a request that was given so many characters; `None` if none does."""
        if given < _MOST_CHARACTERS:
            return None
        end = rest_of_sentence(before, part, self._language)
        if end is not None:
            return end
        over = given - _MOST_CHARACTERS
        is_between_words = part[:1].isspace() or before[-1:].isspace()
        return 0 if over > MAX_CHARACTERS or (over > MAX_CHARACTERS // 2 and is_between_words) else None

    async def _speak_sentences(self, text: StreamReader[str], speech: Speech) -> AsyncGenerator[bytes, None]:
        spoken_bytes = 0
        async with contextlib.aclosing(sentences(text, self._language)) as each:
            async for sentence in each:
                ssml = to_ssml(sentence, self._settings)
                speech.record_text(f" {sentence}" if speech.text else sentence)
                speech.ssml_characters = (speech.ssml_characters or 0) + len(ssml)
                request = self._get_sdk().begin(partial(_speak_ssml, ssml), self._silent_seconds)
                request.expect_audio()
                start_seconds = spoken_bytes / (2 * self._settings.sample_rate_hz)
                async with contextlib.aclosing(self._audio(request, speech, start_seconds)) as audio:
                    async for pcm in audio:
                        spoken_bytes += len(pcm)
                        yield pcm

    async def _audio(
        self, request: SynthesisRequest, speech: Speech, start_seconds: float
    ) -> AsyncGenerator[bytes, None]:
        """Yield one request's audio to its end; on anything else, silence it."""
        try:
            while (arrival := await request.next()) is not None:
                if isinstance(arrival, Word):
                    speech.words.append(arrival.later(start_seconds))
                else:
                    yield arrival
        finally:
            await request.stop()


async def _next_words(text: StreamReader[str]) -> str | None:
    """Return the next piece that is not empty, or `None` at the end."""
    while (piece := await anext(text, None)) == "":
        pass
    return piece


def _speak_stream(stream: Any, synthesizer: Any) -> Any:
    return synthesizer.speak_async(stream)


def _speak_ssml(ssml: str, synthesizer: Any) -> Any:
    return synthesizer.speak_ssml_async(ssml)


def _knows_no_text_stream(error: SynthesisError) -> bool:
    return bool(re.search(r"\b(404|501)\b", error.details))
