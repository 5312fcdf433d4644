"""What is recognised in a recording, within a session: errors are returned, for they make rows of its log."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncGenerator
from typing import TYPE_CHECKING

from voicelab.errors import VoicelabError, unexpected
from voicelab.recognition.from_recording import RecordingRecognition, recognize_recording
from voicelab.recognition.recognizer import NoMatch, Utterance

if TYPE_CHECKING:
    from voicelab.audio.clip import Audio
    from voicelab.conversation.context import SessionContext
    from voicelab.settings import Settings

__all__ = ["heard_phrases", "heard_recording"]


async def heard_recording(
    context: SessionContext, recording: Audio, settings: Settings
) -> Utterance | NoMatch | VoicelabError:
    """Recognise a recording, all of it as one utterance."""
    with context.activity.listening():
        try:
            return await recognize_recording(context.services.speech, settings, recording, context.timeouts)
        except Exception as error:
            return unexpected(error)


async def heard_phrases(
    context: SessionContext, recording: Audio, settings: Settings
) -> AsyncGenerator[Utterance | NoMatch | VoicelabError, None]:
    """Yield what is recognised in a recording, phrase by phrase; an error comes last."""
    recognition = RecordingRecognition(context.services.speech, settings, recording, context.timeouts)
    async with contextlib.aclosing(recognition.phrases()) as phrases:
        try:
            async for phrase in phrases:
                yield phrase
        except Exception as error:
            yield unexpected(error)
