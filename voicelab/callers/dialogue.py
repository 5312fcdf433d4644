"""Dialogue: a caller that says what is written down, turn by turn."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from voicelab.audio.clip import Audio
from voicelab.audio.sound_digest import add_sound
from voicelab.callers.caller_turn import CallerTurn
from voicelab.settings import Settings

if TYPE_CHECKING:
    from voicelab.errors import VoicelabError
    from voicelab.exchange.exchange import Exchange

__all__ = ["Dialogue"]


@dataclass(frozen=True, slots=True)
class Dialogue:
    """What a caller says in one conversation, turn by turn.

    Turns of text alone are asked as text. With a voice, or with sound among the turns, the conversation is a
    live one, at the pace of speech.

    Raises
    ------
    ValueError
        There are no turns; a text is to be spoken and there is no voice for it; a pause or an interruption
        where nothing sounds.
    TypeError
        A turn is neither a text, nor sound, nor a `CallerTurn`.

    Examples
    --------
    >>> dialogue = Dialogue(["How high is Everest?", CallerTurn(says="In feet?", expected="29,032")])
    >>> len(dialogue.turns), dialogue.is_spoken
    (2, False)
    """

    turns: tuple[CallerTurn, ...]
    """What is said, in this order; texts and sounds may stand for turns of which nothing else is known."""
    voice: str | None = None
    """The voice that speaks the texts, as in `Settings`; `None` where none are spoken."""

    def __post_init__(self) -> None:
        given: Any = self.turns
        if isinstance(given, str | Audio | CallerTurn) or not isinstance(given, Sequence):
            raise TypeError(f"turns must be a list of what is said, not {type(given).__name__}")
        turns = tuple(each if isinstance(each, CallerTurn) else CallerTurn(says=each) for each in given)
        object.__setattr__(self, "turns", turns)
        if not turns:
            raise ValueError("a dialogue has one turn or more")
        if self.voice is not None:
            object.__setattr__(self, "voice", Settings(voice=self.voice).voice)
        if turns[0].interrupts_after_seconds is not None:
            raise ValueError("turn 1 interrupts, and there is no reply before it")
        for number, turn in enumerate(turns, start=1):
            if self.voice is None and self.is_spoken and isinstance(turn.says, str):
                raise ValueError(f"turn {number} is a text among sound: give the dialogue a voice for it")
            if not self.is_spoken and (turn.pause_seconds or turn.interrupts_after_seconds is not None):
                raise ValueError(
                    f"turn {number} has a pause or an interruption, and nothing is spoken: give the dialogue "
                    "a voice"
                )

    @property
    def is_spoken(self) -> bool:
        """Whether the conversation is a live one, at the pace of speech."""
        return self.voice is not None or any(isinstance(turn.says, Audio) for turn in self.turns)

    @property
    def label(self) -> str:
        """What it is called in tables: by what is said in it."""
        return " / ".join(turn.label for turn in self.turns)

    @property
    def content(self) -> str:
        """A digest of all that is said, and when; what is expected may be corrected."""
        digest = hashlib.sha256(json.dumps(self.voice).encode())
        for turn in self.turns:
            digest.update(json.dumps([turn.pause_seconds, turn.interrupts_after_seconds]).encode())
            if isinstance(turn.says, str):
                digest.update(b"\0text\0" + turn.says.encode())
            else:
                digest.update(b"\0audio\0")
                add_sound(digest, turn.says)
        return digest.hexdigest()

    async def next_turn(self, exchanges: Sequence[Exchange]) -> CallerTurn | None:
        """Return what is said next; `None` behind the last turn."""
        return self.turns[len(exchanges)] if len(exchanges) < len(self.turns) else None

    def interruption(self, exchanges: Sequence[Exchange]) -> CallerTurn | None:
        """Return the turn behind the one that was said, if it interrupts the reply to that."""
        following = self.turns[len(exchanges) + 1 :]
        is_one = bool(following) and following[0].interrupts_after_seconds is not None
        return following[0] if is_one else None

    def fail(self, error: VoicelabError) -> None:
        """Do nothing: the exchange that failed says all."""

    def __hash__(self) -> int:
        return hash(self.content)
