"""What it cost to begin turns before the user's turn was known to be over."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import TYPE_CHECKING

from voicelab.exchange.fields import Usage

if TYPE_CHECKING:
    from voicelab.conversation.turn_record import TurnRecord

__all__ = ["TurnTakingCosts"]


@dataclass(slots=True)
class TurnTakingCosts:
    """Counted from one exchange to the next, in whose usage it stands."""

    predicted_ends: int = 0
    mistaken_ends: int = 0
    discarded_completions: int = 0
    discarded_tokens: int = 0
    discarded_characters: int = 0

    def __bool__(self) -> bool:
        return any(dataclasses.astuple(self))

    def add_discarded(self, record: TurnRecord) -> None:
        """Count a reply that is thrown away; the services know nothing of one that never went out."""
        self.discarded_completions += record.is_sent
        billed = record.finish.completion_tokens if record.finish is not None else None
        self.discarded_tokens += record.tokens if billed is None else billed
        if not record.settings.is_speech_to_speech:
            self.discarded_characters += len(record.spoken_text) + record.retracted_characters

    def add_mistaken(self) -> None:
        """Count a turn that was predicted to be over, and was not."""
        self.predicted_ends += 1
        self.mistaken_ends += 1

    def add_to(self, usage: Usage) -> Usage:
        """Return a usage with what was counted on top, and count anew."""
        counted = {name: count for name, count in dataclasses.asdict(self).items() if count}
        for name in counted:
            setattr(self, name, 0)
        sums = {name: (getattr(usage, name) or 0) + count for name, count in counted.items()}
        return dataclasses.replace(usage, **sums)
