"""Transcribing: what a user said, told in words, beside the reply and at a time of its own."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Sequence
from typing import Any

from voicelab.embedded.engines import Transcript
from voicelab.embedded.fault_kinds import FailTranscription, HoldTranscription
from voicelab.embedded.realtime.content_parts import ContentPart
from voicelab.embedded.realtime.conversation_items import ConversationItem
from voicelab.embedded.realtime.session_state import SessionState
from voicelab.embedded.realtime.usage import transcription_usage

__all__ = ["send_transcription"]

_EVENT = "conversation.item.input_audio_transcription"
_WHOLE = ("whisper-1",)
"""Models that tell all words at once."""


async def send_transcription(state: SessionState, item: ConversationItem) -> None:
    """Send what is said in each part of an item, once it is recognised; only where a client asked for it."""
    asked = state.options.transcription
    if asked is None:
        return
    hold = state.host.faults.pop("realtime", HoldTranscription)
    fail = state.host.faults.pop("realtime", FailTranscription)
    for place, part in enumerate(item.parts):
        if part.kind != "audio" or part.heard is None:
            continue
        heard = await asyncio.shield(part.heard)
        if hold is not None:
            await state.reply_over.wait()
            await asyncio.sleep(hold.seconds)
        where = {"item_id": item.id, "content_index": place}
        if fail is not None or heard.error is not None:
            message = str(heard.error) if fail is None else fail.message
            named = "server_error" if heard.error is None else heard.error.code
            error = {"type": "server_error", "code": named, "message": message, "param": None}
            await state.writer.send(f"{_EVENT}.failed", **where, error=error)
            continue
        await _send(state, part, heard.transcripts, str(asked.get("model") or ""), where)


async def _send(
    state: SessionState,
    part: ContentPart,
    transcripts: Sequence[Transcript],
    model: str,
    where: dict[str, Any],
) -> None:
    part.is_transcribed = True
    pieces = [part.text] if model in _WHOLE else re.findall(r"\s*\S+", part.text)
    for piece in pieces:
        if piece:
            await state.writer.send(f"{_EVENT}.delta", **where, delta=piece)
    completed: dict[str, Any] = {"transcript": part.text}
    if state.dialect.has_transcription_usage:
        completed["usage"] = transcription_usage(model, part.seconds, part.text)
    if state.options.wants_phrases:
        completed["phrases"] = [_phrase(transcript) for transcript in transcripts if transcript.text]
    await state.writer.send(f"{_EVENT}.completed", **where, **completed)


def _phrase(transcript: Transcript) -> dict[str, Any]:
    return {
        **_times(transcript.start_seconds, transcript.end_seconds),
        "text": transcript.text,
        "words": [
            {"text": word.text, **_times(word.start_seconds, word.end_seconds)} for word in transcript.words
        ],
        "locale": transcript.language,
        "confidence": transcript.confidence,
    }


def _times(start_seconds: float, end_seconds: float) -> dict[str, int]:
    start, end = round(1_000 * start_seconds), round(1_000 * end_seconds)
    return {"offset_milliseconds": start, "duration_milliseconds": end - start}
