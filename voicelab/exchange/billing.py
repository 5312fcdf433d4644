"""What a turn is billed for: the one place that says so, for budgets and reports alike."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from voicelab.text.languages import language_of_voice
from voicelab.text.wide_letters import count_wide_letters

if TYPE_CHECKING:
    from voicelab.exchange.exchange import Exchange

__all__ = ["PROMPT_CHARACTERS_PER_TOKEN", "BilledTurn", "Charge", "What", "billed_characters"]

What = Literal["prompt-tokens", "completion-tokens", "recognised-hours", "spoken-characters"]
"""What is paid for: a model by its tokens, recognition by its hours, a voice by its characters."""

PROMPT_CHARACTERS_PER_TOKEN = 4
"""What a token of a prompt is taken to hold; a reply that stands in a later prompt is counted so, too."""
_CHARACTERS_PER_TOKEN = 4.5
_WIDE_LETTERS_PER_TOKEN = 2.5
"""The most that a token of a reply is likely to hold."""
_WIDE_LANGUAGES = ("zh", "yue", "wuu", "ja", "ko")


def billed_characters(text: str) -> int:
    """Return how many characters a voice is paid for: a Chinese, Japanese or Korean letter counts as two."""
    return len(text) + count_wide_letters(text)


@dataclass(frozen=True, slots=True)
class Charge:
    """What one stage of a turn is billed for."""

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
    turns: int | None = None
    """Into how many turns it was split, whose sums these are; only a live talk in a comparison's frame."""

    @classmethod
    def from_exchange(cls, exchange: Exchange, *, turns: int | None = None) -> BilledTurn:
        """Return the turn that left an exchange, or the turns of a live talk."""
        usage, settings = exchange.usage, exchange.settings
        return cls(
            model=exchange.model,
            deployment=settings.deployment,
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
    ) -> BilledTurn:
        """Return the turn that uses the most that is likely, as `Prices.estimate` describes it."""
        is_wide = language_of_voice(voice) in _WIDE_LANGUAGES
        letters = round(max_tokens * (_WIDE_LETTERS_PER_TOKEN if is_wide else _CHARACTERS_PER_TOKEN))
        return cls(
            model=model,
            deployment=None,
            prompt_tokens=prompt_characters // PROMPT_CHARACTERS_PER_TOKEN + 12,
            completion_tokens=max_tokens,
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
        )

    def charges(self) -> tuple[Charge, Charge, Charge, Charge]:
        """Return what the turn is billed for: prompt, completion, recognition, synthesis.

        A deployment whose model the service did not report goes by its own name; a voice is the one that
        spoke, a language the one that was identified. A letter of Chinese, Japanese or Korean is billed as
        two characters. A reply that was begun ahead and thrown away counts with the tokens that had come and
        the characters that the voice was given, and with a prompt as long as the turn's own, or as those of a
        live talk on the average.
        """
        model = self.model or self.deployment or ""
        prompts = (self.prompt_tokens or 0) * (1 + (self.discarded_completions or 0) / (self.turns or 1))
        completions = (self.completion_tokens or 0) + (self.discarded_tokens or 0)
        is_typed = self.input_mode != "speech"
        hours = 0.0 if is_typed else (self.recognised_seconds or 0.0) / 3600.0
        characters = (self.spoken_characters or 0) + count_wide_letters(self.spoken_text or "")
        characters += self.discarded_characters or 0
        language = self.detected_language or self.language or ""
        voice = self.spoken_voice or self.voice or ""
        return (
            Charge("prompt-tokens", model, prompts, self.prompt_tokens is not None),
            Charge("completion-tokens", model, completions, self.completion_tokens is not None),
            Charge("recognised-hours", language, hours, is_typed or self.recognised_seconds is not None),
            Charge("spoken-characters", voice, characters, self.spoken_characters is not None),
        )
