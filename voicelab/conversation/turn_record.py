"""What came of a turn so far, and the exchange that it makes."""

from __future__ import annotations

import math
import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from voicelab.audio.clip import Audio
from voicelab.completion.messages import TOKEN_COUNTS
from voicelab.exchange.exchange import Exchange
from voicelab.exchange.fields import Latency, Usage
from voicelab.settings.engines import spoken_voice
from voicelab.text.speaking_pace import end_of_word, said_length

if TYPE_CHECKING:
    from voicelab.completion.messages import Finish
    from voicelab.conversation.resumable_player import ResumablePlayer
    from voicelab.conversation.spoken_reply import SpokenReply
    from voicelab.conversation.tool_run import ToolRun
    from voicelab.conversation.turn_input import TurnInput
    from voicelab.exchange.fields import Word
    from voicelab.settings import Settings
    from voicelab.synthesis.voice_selection import VoiceSelection

__all__ = ["TurnRecord"]

_DROPPED = "Not answered: it still waited for its turn when it was stopped."


@dataclass(slots=True, kw_only=True)
class TurnRecord:
    """A turn's input and settings, and what its stages gave until now.

    Moments are of ``time.monotonic()``, in seconds; `None` until they come.
    """

    session_id: str
    number: int
    """Of the turn in its session, from 1."""
    turn_input: TurnInput
    settings: Settings
    cold: bool = False
    """Whether connections had to be opened."""
    is_sent: bool = False
    """Whether the model was asked."""
    reply: str = ""
    tokens: int = 0
    """Pieces of the reply that the model sent, about a token each."""
    finish: Finish | None = None
    tool_runs: list[ToolRun] = field(default_factory=list)
    """The tools that the model called."""
    selection: VoiceSelection | None = None
    speech: SpokenReply | None = None
    pcm: bytearray = field(default_factory=bytearray)
    """The reply's sound, 16-bit mono PCM."""
    sample_rate_hz: int = field(init=False)
    """Of that, in Hz."""
    retries: int = 0
    """How often the completion was asked for again."""
    interrupted: bool = False
    cut_off: bool = False
    """Whether that was because nobody can hear the sink any more."""
    retracted_characters: int = 0
    """Characters given to the voice that turned out to be no part of the reply; billed all the same."""
    filler_at: float | None = None
    """When a filler began to sound."""
    requested_at: float | None = None
    first_token_at: float | None = None
    first_sample_at: float | None = None
    """When the voice gave its first sound; it is `first_audio_at` when that went to the sink."""
    first_audio_at: float | None = None
    completed_at: float | None = None
    done_at: float | None = None

    def __post_init__(self) -> None:
        self.sample_rate_hz = self.settings.sample_rate_hz

    @property
    def spoken_text(self) -> str:
        """What was given to the voice so far."""
        return self.speech.text if self.speech is not None else ""

    @property
    def spoken_words(self) -> list[Word]:
        """Those of it whose times the voice told so far."""
        return self.speech.words if self.speech is not None else []

    @property
    def spoken_seconds(self) -> float:
        """How much sound was made so far, in seconds."""
        return len(self.pcm) / (2 * self.sample_rate_hz)

    def note_sent(self) -> None:
        """Note that the model is asked; what it used is not known from then on."""
        self.is_sent, self.finish = True, None

    def retract(self) -> None:
        """Begin the reply anew: what came of it so far was the model's thought."""
        self.retracted_characters += len(self.spoken_text)
        self.reply, self.speech = "", None
        self.pcm.clear()
        self.first_token_at = self.first_sample_at = self.first_audio_at = None

    def exchange(self, sound: ResumablePlayer | None = None) -> Exchange:
        """Return the exchange that the turn makes if it ends now, errors apart; without sound by default."""
        turn_input, finish, speech, selection = self.turn_input, self.finish, self.speech, self.selection
        return Exchange(
            session=self.session_id,
            turn=self.number,
            started_utc=turn_input.started_utc,
            input_mode=turn_input.mode,
            transcript=turn_input.text,
            settings=self.settings,
            outcome="interrupted" if self.interrupted else "completed",
            reply=self.reply,
            spoken_text=self.spoken_text.strip(),
            heard_text=self._heard_text(sound) if self.interrupted else None,
            model=finish.model if finish is not None else None,
            finish_reason=finish.reason if finish is not None else None,
            reasoning=(finish.reasoning or None) if finish is not None else None,
            usage=self._usage(),
            latency=self._latency(sound),
            tool_calls=tuple(run.use(turn_input.ended_at) for run in self.tool_runs),
            cold=self.cold,
            words=tuple(self.spoken_words),
            heard_words=turn_input.words,
            confidence=turn_input.confidence,
            alternatives=turn_input.alternatives,
            detected_language=turn_input.detected_language,
            reply_language=selection.language if selection is not None else None,
            spoken_voice=self._other_voice(),
            retries=self.retries + (speech.retries if speech is not None else 0),
            heard_audio=turn_input.audio,
            spoken_audio=self._spoken_audio(),
        )

    def dropped(self) -> Exchange:
        """Return the exchange of a turn that never began."""
        return self.exchange().replace(outcome="dropped", error_message=_DROPPED)

    def _other_voice(self) -> str | None:
        """Return the voice that spoke, where it is not the settings' own."""
        voice = self.settings.voice
        if self.selection is not None:
            voice = self.selection.voice
        elif self.speech is not None:
            voice = spoken_voice(self.settings)
        return voice if voice != self.settings.voice else None

    def _usage(self) -> Usage:
        speech = self.speech
        characters = len(self.spoken_text) + self.retracted_characters
        return Usage(
            **{name: getattr(self.finish, name, None) for name in TOKEN_COUNTS},
            recognised_seconds=self.turn_input.recognised_seconds,
            spoken_characters=None if self.settings.is_speech_to_speech else characters,
            ssml_characters=speech.ssml_characters if speech is not None else None,
        )

    def _latency(self, sound: ResumablePlayer | None) -> Latency:
        zero = self.turn_input.ended_at
        speaks = self.settings.is_speech_to_speech  # the model itself
        model_until = self.first_sample_at if speaks else self.first_token_at
        tool_seconds = self._tool_seconds(model_until)
        model_seconds = _between(self.requested_at, model_until)
        text_at = self.speech.first_text_at if self.speech is not None else None

        def after(moment: float | None) -> float | None:
            return moment - zero if moment is not None and moment >= zero else None

        return Latency(
            transcript_seconds=after(self.turn_input.transcribed_at),
            end_of_turn_seconds=after(self.turn_input.ended_turn_at),
            filler_seconds=after(self.filler_at),
            first_token_seconds=after(self.first_token_at),
            first_audio_seconds=after(self.first_audio_at),
            first_heard_seconds=after(sound.first_heard_at) if sound and self.first_audio_at else None,
            completion_seconds=after(self.completed_at),
            done_seconds=after(self.done_at or time.monotonic()),
            model_seconds=None if model_seconds is None else max(0.0, model_seconds - tool_seconds),
            tool_seconds=tool_seconds or None,
            voice_seconds=None if speaks else _between(text_at, self.first_sample_at),
        )

    def _tool_seconds(self, until: float | None) -> float:
        """Return how long the model waited for tools ahead of a moment, in seconds; 0 where it did not."""
        end = self.done_at or time.monotonic() if until is None else until
        spans = [(run.began_at, min(run.ended_at or end, end)) for run in self.tool_runs]
        return _covered(spans)

    def _heard_text(self, sound: ResumablePlayer | None) -> str:
        """Return the text as far as its sound left the speaker: by its words, or in proportion.

        While sound is still made, it may be that of a few words of a long text: then no more than fits. The
        times of a service's words come behind their sound, so that those of the last ones may be missing.
        """
        text = self.spoken_text
        total = len(self.pcm) / (2 * self.sample_rate_hz)
        heard = sound.heard_seconds if sound is not None else None
        heard = total if heard is None else min(heard, total)
        if not total or not heard:
            return ""
        position, known_seconds = 0, 0.0
        for word in self.spoken_words:
            if word.start_seconds >= heard:
                return text[:position].strip()
            found = text.find(word.text, position)
            position = found + len(word.text) if found >= 0 else position
            known_seconds = word.start_seconds + word.duration_seconds
        voice_tells_all = position > 0 and not self.settings.is_speech_to_speech
        if voice_tells_all or heard <= known_seconds:
            return text[:position].strip()
        rest, seconds = text[position:], heard - known_seconds
        length = end_of_word(rest, round(len(rest) * seconds / (total - known_seconds)))
        if self.speech is not None and not self.speech.is_complete:
            length = min(length, said_length(rest, seconds * self.settings.speaking_rate))
        return text[: position + length].strip()

    def _spoken_audio(self) -> Audio | None:
        return Audio.from_pcm(bytes(self.pcm), self.sample_rate_hz) if self.pcm else None


def _between(start: float | None, end: float | None) -> float | None:
    return end - start if start is not None and end is not None and end >= start else None


def _covered(spans: Iterable[tuple[float, float]]) -> float:
    """Return how much time spans cover, those at the same time once, in seconds."""
    covered, covered_until = 0.0, -math.inf
    for begin, end in sorted(spans):
        covered += max(0.0, end - max(begin, covered_until))
        covered_until = max(covered_until, end)
    return covered
