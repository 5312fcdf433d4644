"""History: what the model sees of the exchanges before."""

from __future__ import annotations

from typing import TYPE_CHECKING

from voicelab.completion.messages import Message
from voicelab.text.languages import ENGLISH_NAMES, language_of
from voicelab.text.well_formed import well_formed

if TYPE_CHECKING:
    from voicelab.exchange.exchange import Exchange
    from voicelab.settings import Settings

__all__ = ["History"]

_MOST_KEPT = 1_000


class History:
    """The exchanges of a conversation as messages, the newest last.

    A reply that was interrupted stands as far as it was heard; what failed or was filtered does not stand
    at all, so that one refusal does not spoil the turns after it. What got no answer stands with the next
    utterance in one message: many servers want user and assistant by turns.
    """

    def __init__(self) -> None:
        self._pairs: list[tuple[str, str]] = []

    def __len__(self) -> int:
        return len(self._pairs)

    def add(self, exchange: Exchange) -> None:
        """Add the next exchange."""
        if exchange.outcome == "completed":
            self._pairs.append((exchange.transcript, exchange.reply))
        elif exchange.outcome == "interrupted":
            self._pairs.append((exchange.transcript, exchange.heard_text or ""))
        del self._pairs[:-_MOST_KEPT]

    def forget(self) -> None:
        """Begin anew: the model sees nothing of what was said before."""
        self._pairs.clear()

    def messages(self, settings: Settings, utterance: str, heard: str | None = None) -> list[Message]:
        """Return what the model is to see for an utterance.

        Parameters
        ----------
        heard
            Locale of the utterance, where it was identified among several: the model is to reply in it.
        """
        messages: list[Message] = []
        left = settings.history_characters if settings.history else 0
        begin = len(self._pairs)
        for asked, replied in reversed(self._pairs):
            left -= len(asked) + len(replied)
            if left < 0:
                break
            begin -= 1
        unanswered: list[str] = []
        for asked, replied in self._pairs[begin:]:
            unanswered.append(asked)
            if replied.strip():
                messages.append({"role": "user", "content": "\n".join(unanswered)})
                messages.append({"role": "assistant", "content": replied})
                unanswered.clear()
        instructions = [settings.system_prompt] if settings.system_prompt else []
        if heard is not None and len(settings.languages) > 1:
            language = ENGLISH_NAMES.get(language_of(heard), heard)
            instructions.append(f"The user speaks {language} now; reply in {language}.")
        if instructions:
            messages.insert(0, {"role": "system", "content": well_formed("\n".join(instructions))})
        messages.append({"role": "user", "content": "\n".join([*unanswered, utterance])})
        return messages
