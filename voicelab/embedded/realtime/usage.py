"""Usage of a response: its tokens, those of text and of sound apart, and those that were read before.

Sound is counted as OpenAI counts it: a token is 100 ms of what users say, 50 ms of what the assistant says.
Text is what the model that replies counted: of its prompt the share of characters that are no transcripts, so
that nothing counts as both; of its reply all, since a spoken one counts by its transcript and by its sound.
Cached is what the prompt of the response before began with as well.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import takewhile
from typing import Any

from voicelab.embedded.realtime.conversation_items import ConversationItem

__all__ = ["PromptSize", "response_usage", "sound_tokens", "transcription_usage"]

_TOKENS_A_SECOND = {"user": 10, "assistant": 20}
_CHARACTERS_A_TOKEN = 4
"""About as many, where the server that replies counts none."""


@dataclass(frozen=True, slots=True)
class PromptSize:
    """How much of each kind a prompt has, part by part."""

    parts: tuple[tuple[str, int, int, int], ...]
    """By its key: characters of text, characters of transcripts, tokens of sound."""

    @classmethod
    def of(cls, instructions: str, items: Sequence[ConversationItem]) -> PromptSize:
        """Measure a prompt."""
        return cls(((instructions, len(instructions), 0, 0), *(_size(item) for item in items)))

    def shared_with(self, before: PromptSize) -> PromptSize:
        """Return what both begin with."""
        pairs = zip(self.parts, before.parts, strict=False)
        return PromptSize(tuple(now for now, _ in takewhile(lambda pair: pair[0] == pair[1], pairs)))

    @property
    def text(self) -> int:
        """Characters of what is text."""
        return sum(part[1] for part in self.parts)

    @property
    def transcripts(self) -> int:
        """Characters of what was said."""
        return sum(part[2] for part in self.parts)

    @property
    def sound(self) -> int:
        """Tokens of the sound."""
        return sum(part[3] for part in self.parts)


def response_usage(
    counted: Mapping[str, Any], prompt: PromptSize, cached: PromptSize, spoken_seconds: float
) -> dict[str, Any]:
    """Return the usage of a response.

    Parameters
    ----------
    counted
        By the server that replies, as in a chat completion.
    cached
        What of the prompt was in the last one.
    """
    characters = prompt.text + prompt.transcripts
    whole = int(counted.get("prompt_tokens") or math.ceil(characters / _CHARACTERS_A_TOKEN))
    text = round(whole * prompt.text / characters) if characters else whole
    cached_text = round(text * cached.text / prompt.text) if prompt.text else 0
    written = int(counted.get("completion_tokens") or 0)
    spoken = sound_tokens(spoken_seconds, "assistant")
    return {
        "total_tokens": text + prompt.sound + written + spoken,
        "input_tokens": text + prompt.sound,
        "output_tokens": written + spoken,
        "input_token_details": {
            "text_tokens": text,
            "audio_tokens": prompt.sound,
            "image_tokens": 0,
            "cached_tokens": cached_text + cached.sound,
            "cached_tokens_details": {
                "text_tokens": cached_text,
                "audio_tokens": cached.sound,
                "image_tokens": 0,
            },
        },
        "output_token_details": {"text_tokens": written, "audio_tokens": spoken},
    }


def sound_tokens(seconds: float, role: str) -> int:
    """Return the tokens of sound that somebody says."""
    return math.ceil(round(seconds * _TOKENS_A_SECOND[role], 3))


def transcription_usage(model: str, seconds: float, text: str) -> dict[str, Any]:
    """Return the usage of a transcription: Whisper's by its time, others' by tokens, a word being one."""
    if model.startswith("whisper"):
        return {"type": "duration", "seconds": math.ceil(seconds)}
    heard, written = sound_tokens(seconds, "user"), len(text.split())
    return {
        "type": "tokens",
        "total_tokens": heard + written,
        "input_tokens": heard,
        "input_token_details": {"text_tokens": 0, "audio_tokens": heard},
        "output_tokens": written,
    }


def _size(item: ConversationItem) -> tuple[str, int, int, int]:
    text = len(item.name) + len(item.arguments) + len(item.output)
    text += sum(len(part.text) for part in item.parts if part.kind == "text")
    said = [part for part in item.parts if part.kind == "audio"]
    sound = sum(sound_tokens(part.seconds, item.role) for part in said if item.role in _TOKENS_A_SECOND)
    return item.id, text, sum(len(part.text) for part in said), sound
