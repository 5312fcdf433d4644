"""What an exchange holds: texts, settings, measures, and both sides' sound."""

from __future__ import annotations

import dataclasses
import numbers
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Literal

from voicelab.audio.clip import Audio
from voicelab.exchange.call_end import CallEnd
from voicelab.exchange.plain_values import make_plain
from voicelab.exchange.tool_use import ToolUse
from voicelab.settings import Settings

__all__ = ["ExchangeFields", "Latency", "Outcome", "Usage", "Word"]

Outcome = Literal["completed", "interrupted", "dropped", "no-match", "filtered", "failed"]
"""How a turn ended: spoken to its end, cut short by the user, stopped while it waited and so never asked,
nothing understood, stopped by the content filter, or failed with an error."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """A word and when it sounds in its side's audio."""

    text: str
    start_seconds: float
    duration_seconds: float

    def __post_init__(self) -> None:
        make_plain(self)

    def later(self, seconds: float) -> Word:
        """Return the word as it sounds behind so many seconds of other sound."""
        return dataclasses.replace(self, start_seconds=self.start_seconds + seconds)


@dataclass(frozen=True, slots=True, kw_only=True)
class Usage:
    """What a turn consumed; `None` where the service did not say, never a guess."""

    prompt_tokens: int | None = None
    """Tokens of the prompt, history included: of text and of sound, cached ones too."""
    completion_tokens: int | None = None
    """Tokens of the reply, of text and of sound."""
    prompt_audio_tokens: int | None = None
    """Of the prompt's, those of sound, cached ones too; `None` where the model reads text."""
    completion_audio_tokens: int | None = None
    """Of the reply's, those of sound; `None` where the model writes text."""
    cached_tokens: int | None = None
    """Of the prompt's, those that the service still had of an earlier prompt, which are cheaper."""
    cached_audio_tokens: int | None = None
    """Of the cached ones, those of sound; `None` where the model reads text."""
    recognised_seconds: float | None = None
    """Audio sent to recognition, or to what transcribes it for a speech-to-speech model, in seconds."""
    spoken_characters: int | None = None
    """Characters of text sent to synthesis; `None` where the model itself speaks."""
    ssml_characters: int | None = None
    """Characters sent to synthesis with the SSML around them; `None` where none was sent."""
    discarded_completions: int | None = None
    """Replies that were begun ahead and thrown away; the service bills their prompts. `None` if none were."""
    discarded_tokens: int | None = None
    """Tokens of those that had come by then; the service may have made a few more."""
    discarded_characters: int | None = None
    """Characters of those that were given to the voice by then, which bills them."""
    predicted_ends: int | None = None
    """How often the user's turn was predicted to be over, ahead of the final transcript. `None` if never."""
    mistaken_ends: int | None = None
    """How many of those were wrong: the user went on, or the transcript had other words."""

    def __post_init__(self) -> None:
        make_plain(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class Latency:
    """When each stage came through, in seconds after the end of speech.

    Zero is the last sample of the utterance as it reached us; for a typed turn, the moment of asking. All
    times are of one monotonic clock; `None` where the stage was not reached.
    """

    transcript_seconds: float | None = None
    """The final transcript arrived; the reply may have begun before."""
    end_of_turn_seconds: float | None = None
    """The user's turn was taken to be over: with the final transcript, or as it was predicted."""
    filler_seconds: float | None = None
    """The filler began to sound; `None` if none did."""
    first_token_seconds: float | None = None
    """The first token of the reply arrived."""
    first_audio_seconds: float | None = None
    """The first sample of the reply was handed to the speaker; `None` if that was before the end of speech
    (`ExchangeFields.cut_in`), or if it was cut before it was heard."""
    first_heard_seconds: float | None = None
    """The first sample of the reply left the speaker, where the speaker reports it."""
    completion_seconds: float | None = None
    """The last token of the reply arrived."""
    done_seconds: float | None = None
    """The turn ended."""
    model_seconds: float | None = None
    """Of these, the model's: from the request to its first token, or to its first sample where it speaks,
    without `tool_seconds`."""
    tool_seconds: float | None = None
    """Of these, the tools': while the model waited for what it had called ahead of that; `None` where it
    waited for none."""
    voice_seconds: float | None = None
    """Of these, the voice's: from the first text that it was given to its first sample; `None` where the
    model itself speaks."""

    def __post_init__(self) -> None:
        for part in dataclasses.fields(self):
            value = getattr(self, part.name)
            if isinstance(value, numbers.Real | Decimal) and not float(value) >= 0:
                raise ValueError(f"{part.name} must not be negative, not {value!r}")
        make_plain(self)

    @property
    def heard_seconds(self) -> float | None:
        """From the end of speech to the reply's first sample: heard, or handed over where that is unknown."""
        if self.first_heard_seconds is not None:
            return self.first_heard_seconds
        return self.first_audio_seconds

    @property
    def recognition_seconds(self) -> float | None:
        """Of these, recognition's: until the user's turn was taken to be over."""
        return self.transcript_seconds if self.end_of_turn_seconds is None else self.end_of_turn_seconds

    @property
    def unaccounted_seconds(self) -> float | None:
        """What of `heard_seconds` no stage explains: our own work, queues and the speaker's buffer.

        A reply that was begun before the user's turn was over may wait for nothing but that.
        """
        if self.heard_seconds is None or self.model_seconds is None:
            return None
        recognition = self.recognition_seconds or 0.0
        spoken = recognition + self.model_seconds + (self.tool_seconds or 0.0)
        if self.voice_seconds is not None:
            first_token = spoken if self.first_token_seconds is None else self.first_token_seconds
            spoken = min(spoken, first_token) + self.voice_seconds
        return max(0.0, self.heard_seconds - max(recognition, spoken))


@dataclass(frozen=True, slots=True, kw_only=True)
class ExchangeFields:
    """All that an `Exchange` holds.

    `heard` and `spoken` are read from the log's audio files where it no longer holds them itself. NumPy's
    numbers and the like will do, too, and are plain ones here; what is missing in pandas is `None`.
    """

    session: str
    """Identifier of the session."""
    turn: int
    """Number of the turn in its session, from 1."""
    started_utc: datetime
    """When the turn's utterance ended, or was asked; timezone UTC."""
    input_mode: Literal["speech", "text"]
    """How the utterance came in."""
    transcript: str
    """What was recognised or typed; empty if nothing was understood."""
    settings: Settings
    """All settings of the turn."""
    outcome: Outcome
    """How the turn ended."""
    reply: str = ""
    """What the model wrote, as it came."""
    spoken_text: str = ""
    """What was given to synthesis."""
    heard_text: str | None = None
    """What of the reply the user heard before interrupting; `None` if it was not interrupted."""
    model: str | None = None
    """The model that the service says it used."""
    finish_reason: str | None = None
    """Why the model ended: ``stop``, ``length``, ``content_filter``, or ``refusal`` where it said by a field
    of its own that it refuses; `None` if it did not say."""
    reasoning: str | None = None
    """What the model thought, where it said so: no part of the reply, and not shown to it again."""
    usage: Usage = field(default_factory=Usage)
    """Tokens, seconds and characters consumed."""
    latency: Latency = field(default_factory=Latency)
    """When each stage came through."""
    tool_calls: tuple[ToolUse, ...] = ()
    """The tools that the model called, in order, with what they returned and how long they took; in a column
    only their names and arguments, see `LogView.tool_calls`."""
    cold: bool = False
    """Whether this turn had to open connections that later turns reuse."""
    words: tuple[Word, ...] = ()
    """Spoken words and their times, where the service reported them."""
    heard_words: tuple[Word, ...] = ()
    """Recognised words and when they sound in `heard`, where the service reported them."""
    confidence: float | None = None
    """The recognizer's confidence in the transcript; 0 to 1, `None` if it did not say."""
    alternatives: tuple[str, ...] = ()
    """Other possible transcripts, the likeliest first, where the recognizer gave them."""
    detected_language: str | None = None
    """Locale that was heard, where the service identified it."""
    reply_language: str | None = None
    """Language that the reply seems to be in, such as ``es``; `None` if not looked at or unclear."""
    spoken_voice: str | None = None
    """The voice that spoke, where it is not the settings' own; see `Settings.on_language_mismatch`.
    So it is where the engine does not have that."""
    filter_category: str | None = None
    """What the content filter stopped, such as ``violence``, several by commas; `None` for nothing."""
    filter_severity: str | None = None
    """How grave that was: ``low``, ``medium``, ``high``, or ``detected`` where there are no degrees."""
    retries: int = 0
    """How often the model and the voice were asked again; recognition's new attempts are in Python's log."""
    error_code: str | None = None
    """A kebab-case word for what failed, one of `voicelab.error_codes`; `None` if nothing did."""
    error_stage: str | None = None
    """The stage whose service failed: ``recognition``, ``completion``, ``synthesis``; `None` for none."""
    error_message: str | None = None
    """What failed and what to do, credentials removed; `None` if nothing did."""
    request_id: str | None = None
    """The failing service's own name for the request; `None` if it gave none."""
    heard_path: Path | None = None
    """WAV file of the utterance, if the log keeps audio."""
    spoken_path: Path | None = None
    """WAV file of the spoken reply, if the log keeps audio."""
    retry_after_seconds: float | None = field(default=None, repr=False, compare=False)
    """How long the failing service asked to be left alone, in seconds; only in memory, no log keeps it."""
    call: CallEnd | None = field(default=None, repr=False, compare=False)
    """How the call of a simulated caller went that this ends; a comparison keeps it in the log with the cell,
    `None` elsewhere."""
    cell_kind: Literal["single", "dialogue"] | None = field(default=None, repr=False, compare=False)
    """Whether it is a cell of a comparison, which saw none of the others, and one that joins the turns of a
    dialogue; a log knows it of what it has, `None` for a turn of a conversation."""
    heard_audio: Audio | None = field(default=None, repr=False, compare=False)
    """The utterance while in memory; use `heard`."""
    spoken_audio: Audio | None = field(default=None, repr=False, compare=False)
    """The spoken reply while in memory; use `spoken`."""

    def __post_init__(self) -> None:
        make_plain(self)
        if self.heard_text == "" and self.latency.first_heard_seconds is None:
            # What was handed to the speaker and fell silent unheard is no latency of a reply.
            unheard = dataclasses.replace(self.latency, first_audio_seconds=None)
            object.__setattr__(self, "latency", unheard)

    @property
    def cut_in(self) -> bool:
        """Whether the reply began to sound before the user was done; then it has no latency."""
        latency = self.latency
        spoken = latency.model_seconds if self.settings.is_speech_to_speech else latency.voice_seconds
        return (
            self.input_mode == "speech"
            and self.error_code is None
            and self.heard_text != ""
            and spoken is not None
            and latency.heard_seconds is None
        )

    @property
    def came_through(self) -> bool:
        """Whether anything of the user's did: words, or sound that a speech-to-speech model has heard."""
        return bool(self.transcript or self.reply) or self.usage.prompt_tokens is not None

    @property
    def heard(self) -> Audio | None:
        """The utterance's sound, or `None` for a typed turn or where audio was not kept."""
        return _audio(self.heard_audio, self.heard_path)

    @property
    def spoken(self) -> Audio | None:
        """The reply's sound, or `None` where nothing was spoken or audio was not kept."""
        return _audio(self.spoken_audio, self.spoken_path)


def _audio(in_memory: Audio | None, path: Path | None) -> Audio | None:
    if in_memory is not None:
        return in_memory
    return Audio.from_wav(path) if path is not None and path.exists() else None
