"""A recorded conversation: one recording or text after the other, each utterance answered by a turn."""

from __future__ import annotations

import contextlib
import dataclasses
import time
from collections.abc import Sequence
from typing import TYPE_CHECKING

from voicelab.audio.clip import Audio
from voicelab.conversation.conversation import Conversation
from voicelab.conversation.heard_recording import heard_phrases
from voicelab.conversation.recorded_talk import RecordedTalk
from voicelab.conversation.resolved_settings import judge_is_ignored, whole_recording_settings
from voicelab.errors import VoicelabError
from voicelab.events import EndReason, Notice
from voicelab.recognition.recognizer import NoMatch, Utterance

if TYPE_CHECKING:
    from voicelab.audio.sinks import Sink
    from voicelab.conversation.context import SessionContext
    from voicelab.conversation.turn_runner import TurnRunner
    from voicelab.settings import Settings

__all__ = ["RecordedConversation"]


class RecordedConversation(Conversation):
    """Utterances that are there already, in recordings or as text, each answered before the next."""

    def __init__(
        self,
        context: SessionContext,
        turns: TurnRunner,
        inputs: Sequence[Audio | str],
        sink: Sink,
        *,
        end_on_no_match: bool = False,
    ) -> None:
        super().__init__(context, turns, sink, end_on_no_match=end_on_no_match)
        self._inputs = inputs

    @property
    def _settings(self) -> Settings:
        settings = self._context.settings
        return settings if settings.is_speech_to_speech else whole_recording_settings(settings)

    async def _converse(self) -> EndReason:
        if any(isinstance(each, Audio) for each in self._inputs):
            self._tell_what_ends_turns()
        for each in self._inputs:
            reason = await (self._answer(each) if isinstance(each, str) else self._answer_recording(each))
            if reason is not None:
                return reason
        return "end-of-input"

    def _tell_what_ends_turns(self) -> None:
        chosen = self._context.chosen_settings
        if judge_is_ignored(chosen):
            message = (
                "Silence ends the turns of a recording that is read as a whole, "
                f"end_of_turn={chosen.end_of_turn!r} does not: RecordedSource(recording) gives it at the "
                "pace of speech, as a microphone does."
            )
            self._context.emit(Notice("silence-ends-turns", message))

    async def _answer_recording(self, recording: Audio) -> EndReason | None:
        """Answer each utterance of a recording; returns a reason if one of them ends the conversation."""
        if self._settings.is_speech_to_speech:
            return await self._talk_with_recording(recording)
        is_answered, silence = False, None
        phrases = heard_phrases(self._context, recording, self._settings)
        async with contextlib.aclosing(phrases):
            async for heard in phrases:
                if isinstance(heard, NoMatch) and heard.reason == "InitialSilenceTimeout":
                    silence = heard  # a pause between utterances is none of them
                    continue
                is_answered = True
                if (reason := await self._answer(_as_of_now(heard), recording)) is not None:
                    return reason
        if is_answered:
            return None
        return await self._answer_silence(
            recording, silence.reason if silence is not None else "NotRecognized"
        )

    async def _talk_with_recording(self, recording: Audio) -> EndReason | None:
        """Do the same where a speech-to-speech service hears it and finds its turns."""
        talk = RecordedTalk(self._context, self._turns, recording, self.sink, self._answer)
        reason = await talk.converse()
        if reason is not None or talk.has_heard:
            return reason
        return await self._answer_silence(recording, "InitialSilenceTimeout")

    async def _answer_silence(self, recording: Audio, why: str) -> EndReason | None:
        seconds, now = recording.duration_seconds, time.monotonic()
        return await self._answer(NoMatch(why, recording, now, now, seconds), recording)


def _as_of_now(heard: Utterance | NoMatch | VoicelabError) -> Utterance | NoMatch | VoicelabError:
    """Return what was heard as if it came now: that the turn before was still running is no latency."""
    if isinstance(heard, VoicelabError):
        return heard
    waited = max(0.0, time.monotonic() - heard.arrived_at)
    return dataclasses.replace(heard, ended_at=heard.ended_at + waited, arrived_at=heard.arrived_at + waited)
