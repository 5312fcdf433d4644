"""What a turn is billed for: the one place that says so, for budgets and reports alike."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from voicelab.settings.engines import (
    TOKENS_A_WRITTEN_TOKEN,
    USUAL_TRANSCRIPTION,
    engine_deployment,
    transcription_model,
)
from voicelab.text.languages import language_of_voice
from voicelab.text.wide_letters import count_wide_letters

if TYPE_CHECKING:
    from voicelab.exchange.exchange import Exchange

__all__ = [
    "HEARD_TOKENS_PER_SECOND", "PROMPT_CHARACTERS_PER_TOKEN", "STAGES", "TOKENS", "UNCACHED",
    "BilledTurn", "Charge", "Stage", "What", "billed_characters",
]  # fmt: skip

What = Literal[
    "prompt-tokens",
    "cached-tokens",
    "completion-tokens",
    "prompt-audio-tokens",
    "cached-audio-tokens",
    "completion-audio-tokens",
    "recognised-hours",
    "transcribed-hours",
    "spoken-characters",
]
"""What is paid for: a model by its tokens, of text and of sound, recognition, and a model that writes
transcripts, by its hours, a voice by its characters."""

Stage = Literal["prompt", "completion", "recognition", "synthesis"]
"""What of a turn a charge is for."""

STAGES: tuple[Stage, ...] = ("prompt", "completion", "recognition", "synthesis")
TOKENS: tuple[Stage, ...] = ("prompt", "completion")
"""Those that are paid for by tokens."""
UNCACHED: dict[What, What] = {"cached-tokens": "prompt-tokens", "cached-audio-tokens": "prompt-audio-tokens"}
"""What cached tokens would be if they were not."""

PROMPT_CHARACTERS_PER_TOKEN = 4
"""What a token of a prompt is taken to hold; a reply that stands in a later prompt is counted so, too."""
HEARD_TOKENS_PER_SECOND = 10
"""Tokens of the user's sound a second, as OpenAI's models and Voice Live count it."""
_CHARACTERS_PER_TOKEN = 4.5
_WIDE_LETTERS_PER_TOKEN = 2.5
"""The most that a token of a reply is likely to hold."""
_WIDE_LANGUAGES = ("zh", "yue", "wuu", "ja", "ko")


def billed_characters(text: str) -> int:
    """Return how many characters a voice is paid for: a Chinese, Japanese or Korean letter counts as two."""
    return len(text) + count_wide_letters(text)


@dataclass(frozen=True, slots=True)
class Charge:
    """One of the things that a turn is billed for."""

    stage: Stage
    what: What
    name: str
    """The model, language or voice that did the work."""
    amount: float
    """As far as the service reported it."""
    is_known: bool = True
    """Whether the service reported all of it."""


@dataclass(frozen=True, slots=True)
class BilledTurn:
    """All that the price of a turn depends on, by the names of the log's columns."""

    model: str | None
    deployment: str | None
    prompt_tokens: int | None
    completion_tokens: int | None
    discarded_completions: int | None
    discarded_tokens: int | None
    discarded_characters: int | None
    input_mode: str
    recognised_seconds: float | None
    language: str
    detected_language: str | None
    voice: str
    spoken_voice: str | None
    spoken_text: str | None
    spoken_characters: int | None
    prompt_audio_tokens: int | None = None
    completion_audio_tokens: int | None = None
    cached_tokens: int | None = None
    cached_audio_tokens: int | None = None
    engine: str | None = None
    """As in `Settings`; `None` is the cascade, as in logs that are older than the others."""
    realtime_deployment: str | None = None
    """As in the log, whose column `deployment` is empty with it, and so is this with others."""
    voice_live_model: str | None = None
    transcription_model: str | None = None
    custom_speech_endpoint: str | None = None
    custom_voice_endpoint: str | None = None
    turns: int | None = None
    """Into how many turns it was split, whose sums these are; only a live talk in a comparison's frame."""

    @classmethod
    def from_exchange(cls, exchange: Exchange, *, turns: int | None = None) -> BilledTurn:
        """Return the turn that left an exchange, or the turns of a live talk."""
        usage, settings = exchange.usage, exchange.settings
        return cls(
            model=exchange.model,
            deployment=engine_deployment(settings),
            prompt_tokens=usage.prompt_tokens,
            completion_tokens=usage.completion_tokens,
            discarded_completions=usage.discarded_completions,
            discarded_tokens=usage.discarded_tokens,
            discarded_characters=usage.discarded_characters,
            input_mode=exchange.input_mode,
            recognised_seconds=usage.recognised_seconds,
            language=str(settings.language),
            detected_language=exchange.detected_language,
            voice=settings.voice,
            spoken_voice=exchange.spoken_voice,
            spoken_text=exchange.spoken_text,
            spoken_characters=usage.spoken_characters,
            prompt_audio_tokens=usage.prompt_audio_tokens,
            completion_audio_tokens=usage.completion_audio_tokens,
            cached_tokens=usage.cached_tokens,
            cached_audio_tokens=usage.cached_audio_tokens,
            engine=settings.engine,
            transcription_model=transcription_model(settings),
            custom_speech_endpoint=settings.custom_speech_endpoint,
            custom_voice_endpoint=settings.custom_voice_endpoint,
            turns=turns,
        )

    @classmethod
    def expected(
        cls,
        *,
        model: str,
        voice: str,
        language: str,
        prompt_characters: int,
        max_tokens: int,
        heard_seconds: float,
        engine: str,
        prompt_audio_tokens: int,
        transcription_model: str | None = None,
        custom_speech_endpoint: str | None = None,
        custom_voice_endpoint: str | None = None,
    ) -> BilledTurn:
        """Return the turn that uses the most that is likely, as `Prices.estimate` describes it."""
        is_wide = language_of_voice(voice) in _WIDE_LANGUAGES
        letters = round(max_tokens * (_WIDE_LETTERS_PER_TOKEN if is_wide else _CHARACTERS_PER_TOKEN))
        speaks = engine != "cascade"
        heard = prompt_audio_tokens + math.ceil(heard_seconds * HEARD_TOKENS_PER_SECOND) if speaks else 0
        spoken = max_tokens * (TOKENS_A_WRITTEN_TOKEN - 1) if speaks else 0
        return cls(
            model=model,
            deployment=None,
            prompt_tokens=prompt_characters // PROMPT_CHARACTERS_PER_TOKEN + 12 + heard,
            completion_tokens=max_tokens + spoken,
            discarded_completions=None,
            discarded_tokens=None,
            discarded_characters=None,
            input_mode="speech" if heard_seconds else "text",
            recognised_seconds=heard_seconds,
            language=language,
            detected_language=None,
            voice=voice,
            spoken_voice=None,
            spoken_text="字" * letters if is_wide else None,
            spoken_characters=letters,
            prompt_audio_tokens=heard,
            completion_audio_tokens=spoken,
            engine=engine,
            transcription_model=transcription_model,
            custom_speech_endpoint=custom_speech_endpoint,
            custom_voice_endpoint=custom_voice_endpoint,
        )

    def charges(self) -> tuple[Charge, ...]:
        """Return what the turn is billed for, by the stages of `STAGES`.

        A deployment whose model the service did not report goes by its own name; a voice is the one that
        spoke, a language the one that was identified. A letter of Chinese, Japanese or Korean is billed as
        two characters. A reply that was begun ahead and thrown away counts with the tokens that had come and
        the characters that the voice was given, and with a prompt as long as the turn's own, or as those of a
        live talk on the average.

        A speech-to-speech model is paid for by its tokens alone, those of sound being dearer: what the
        service does not say of which kind they are counts as sound. With ``realtime`` what writes the
        transcripts is paid for beside it, by what it heard.
        """
        if self._speaks:
            charges = (*self._prompt(), *self._completion())
            if self.engine != "realtime":  # Voice Live's tiers have its transcripts within
                return charges
            model = self.transcription_model or USUAL_TRANSCRIPTION["realtime"]
            return (*charges, self._recognition("transcribed-hours", model))
        characters = (self.spoken_characters or 0) + count_wide_letters(self.spoken_text or "")
        characters += self.discarded_characters or 0
        voice = self.spoken_voice or self.voice or ""
        language = self.detected_language or self.language or ""
        return (
            *self._prompt(),
            *self._completion(),
            self._recognition("recognised-hours", language),
            Charge("synthesis", "spoken-characters", voice, characters, self.spoken_characters is not None),
        )

    @property
    def _speaks(self) -> bool:
        return self.engine not in (None, "cascade")

    def _prompt(self) -> Iterator[Charge]:
        whole = self.prompt_tokens or 0
        sound = self._sound(self.prompt_tokens, self.prompt_audio_tokens)
        cached_sound = min(self.cached_audio_tokens or 0, self.cached_tokens or 0, sound)
        cached_text = min((self.cached_tokens or 0) - cached_sound, whole - sound)
        prompts = 1 + (self.discarded_completions or 0) / (self.turns or 1)
        is_known = self.prompt_tokens is not None and not (self._speaks and self.prompt_audio_tokens is None)
        amounts: dict[What, int] = {
            "prompt-tokens": whole - sound - cached_text,
            "cached-tokens": cached_text,
            "prompt-audio-tokens": sound - cached_sound,
            "cached-audio-tokens": cached_sound,
        }
        for what, amount in amounts.items():
            if amount or not is_known:
                yield Charge("prompt", what, self._model(what), amount * prompts, is_known)

    def _completion(self) -> Iterator[Charge]:
        whole, discarded = self.completion_tokens or 0, self.discarded_tokens or 0
        sound = self._sound(self.completion_tokens, self.completion_audio_tokens)
        is_known = self.completion_tokens is not None and not (
            self._speaks and self.completion_audio_tokens is None
        )
        amounts: dict[What, int] = {
            "completion-tokens": whole - sound + (0 if self._speaks else discarded),
            "completion-audio-tokens": sound + (discarded if self._speaks else 0),
        }
        for what, amount in amounts.items():
            if amount or not is_known:
                yield Charge("completion", what, self._model(what), amount, is_known)

    def _sound(self, whole: int | None, sound: int | None) -> int:
        """Return how many tokens are of sound."""
        if sound is None:
            return (whole or 0) if self._speaks else 0
        return min(sound, whole or 0)

    def _recognition(self, what: What, name: str) -> Charge:
        is_typed = self.input_mode != "speech"
        hours = 0.0 if is_typed else (self.recognised_seconds or 0.0) / 3600.0
        is_known = is_typed or self.recognised_seconds is not None
        return Charge("recognition", what, name, hours, is_known)

    def _model(self, what: What) -> str:
        """Return the name by which a model is paid for; Voice Live's have prices of their own."""
        model = self.model or self.deployment or self.realtime_deployment or self.voice_live_model or ""
        if self.engine != "voice-live":
            return model
        parts = ["voice-live", model]
        if what == "completion-audio-tokens":
            parts += ["custom"] if self.custom_voice_endpoint else []
            parts.append(self.spoken_voice or self.voice or "")
        elif what in ("prompt-audio-tokens", "cached-audio-tokens"):
            parts += ["custom"] if self.custom_speech_endpoint else []
        return "/".join(parts)
