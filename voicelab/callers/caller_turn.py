"""CallerTurn: what a caller says in one turn, and what is known of the right reply."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from voicelab.audio.clip import Audio
from voicelab.audio.sources import to_audio
from voicelab.settings.kinds import OrNone, RealNumber
from voicelab.text.given_texts import given_text, given_texts
from voicelab.text.well_formed import well_formed

__all__ = ["CallerTurn"]

_SECONDS = RealNumber(0.0, 600.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class CallerTurn:
    """What a caller says in one turn, and what is known of the right reply.

    Raises
    ------
    ValueError
        Nothing is said, or a time is out of its range.
    TypeError
        A field is of another type.

    Examples
    --------
    >>> CallerTurn(says="And in feet?", expected="29,032").expected
    ('29,032',)
    """

    says: str | Audio
    """A text, which the caller's voice speaks in a live conversation; or sound, kept at 16 kHz."""
    expected: tuple[str, ...] = ()
    """Answers, any of which is right in the reply to this turn; empty where nobody says."""
    transcript: str | None = None
    """What is said in the sound, word for word; `None` where nobody says. Of a text it is the text."""
    pause_seconds: float = 0.0
    """Silence before it, once the reply before is over, in seconds; 0 to 600."""
    interrupts_after_seconds: float | None = None
    """How long after the reply before began to sound this turn begins, over that reply, unless it is over by
    then, in seconds; 0 to 600. `None` where the reply is heard to its end."""

    def __post_init__(self) -> None:
        given: Any = self.says
        if not isinstance(given, str | Audio):
            raise TypeError(f"says must be a text or an Audio, not {type(given).__name__}")
        if isinstance(given, str) and not given.strip():
            raise ValueError("nothing is said: says is blank")
        said = well_formed(given) if isinstance(given, str) else to_audio(given)
        object.__setattr__(self, "says", said)
        object.__setattr__(self, "expected", given_texts("expected", self.expected))
        object.__setattr__(self, "transcript", given_text("transcript", self.transcript))
        for name, kind in (("pause_seconds", _SECONDS), ("interrupts_after_seconds", OrNone(_SECONDS))):
            object.__setattr__(self, name, kind.check(name, getattr(self, name)))
        if self.interrupts_after_seconds is not None and self.pause_seconds:
            raise ValueError("a turn that interrupts the reply before it has no pause ahead of it")

    @property
    def reference(self) -> str | None:
        """What is said, word for word, as far as that is known."""
        typed = self.says if isinstance(self.says, str) else None
        return typed if self.transcript is None else self.transcript

    @property
    def label(self) -> str:
        """What is said, for tables: its words, or how long it sounds where nobody knows them."""
        if isinstance(self.says, str):
            return self.says
        return self.transcript or f"{self.says.duration_seconds:.1f} s of sound"
