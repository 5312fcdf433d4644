"""Case: what is asked once, or in a dialogue, and what is known of the right answer."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeAlias

from voicelab.audio.clip import Audio
from voicelab.audio.sound_digest import add_sound
from voicelab.audio.sources import to_audio
from voicelab.callers.dialogue import Dialogue
from voicelab.callers.simulated_caller import SimulatedCaller
from voicelab.exchange.plain_values import is_blank
from voicelab.text.given_texts import given_text, given_texts
from voicelab.text.well_formed import well_formed

__all__ = ["LOCALE", "Asked", "Case", "made_id"]

Asked: TypeAlias = str | Audio | Dialogue | SimulatedCaller
"""What a case asks: once, or turn by turn."""

LOCALE = re.compile(r"[a-z]{2,3}(-[a-z0-9]{2,8})*", re.IGNORECASE)
"""How a language is written."""
_DIGITS = 11
"""Hexadecimal ones of an id that is made: of a million cases, most likely no two have the same."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """What is asked once, or in a dialogue, and what is known of the right answer.

    Raises
    ------
    ValueError
        The input is blank, the language is no locale, or a dialogue has answers beside those of its turns,
        a simulated caller beside its goal.
    TypeError
        A field is of another type.

    Examples
    --------
    >>> case = Case(input="What is the tallest mountain?", expected=("Everest", "Chomolungma"))
    >>> case.id
    'cc881dbf186a'
    """

    input: Asked
    """What is asked: a text; a recording, which is kept as it is recognised, at 16 kHz; a dialogue; or a
    simulated caller."""
    expected: tuple[str, ...] = ()
    """Answers, any of which is right; empty where nobody says."""
    transcript: str | None = None
    """What is said in the recording, word for word: empty if nothing is, `None` where nobody says."""
    language: str | None = None
    """Locale of the words, such as ``de-DE``, where it differs from the settings'; `None` otherwise."""
    tags: tuple[str, ...] = ()
    """Words by which cases are chosen."""
    id: str = ""
    """A name of its own, by which results belong to it: given, or made of what is asked."""
    notes: str = ""
    """Whatever people should know of it."""
    fields: Mapping[str, Any] = field(default_factory=dict)
    """The file's further columns, as they came, in mappings and lists of its own; blank ones are left out."""
    recording: Path | None = field(default=None, compare=False)
    """File of the recording; `None` for a text, and for sound that came otherwise."""

    def __post_init__(self) -> None:
        given: Any = self.input
        if not isinstance(given, Asked):
            kind = type(given).__name__
            raise TypeError(
                "input must be a text, an Audio, a Dialogue or a SimulatedCaller, "
                f"not {kind}; Cases.read takes files and more"
            )
        if isinstance(given, str) and not given.strip():
            raise ValueError("there is nothing to ask: the input is blank")
        if isinstance(given, str):
            object.__setattr__(self, "input", well_formed(given))
        elif isinstance(given, Audio):
            object.__setattr__(self, "input", to_audio(given))
        for name in ("expected", "tags"):
            object.__setattr__(self, name, given_texts(name, getattr(self, name)))
        for name in ("transcript", "language", "notes", "id"):
            object.__setattr__(self, name, given_text(name, getattr(self, name)))
        if isinstance(given, Dialogue) and (self.expected or self.transcript is not None):
            raise ValueError("a dialogue has its answers and transcripts in its turns")
        if isinstance(given, SimulatedCaller) and (self.expected or self.transcript is not None):
            raise ValueError("what is right for a simulated caller stands in its goal, and not in answers")
        object.__setattr__(self, "language", self.language or None)
        if self.language is not None and not LOCALE.fullmatch(self.language):
            raise ValueError(f"language must be a locale, such as 'de-DE', not {self.language!r}")
        told = {str(name): value for name, value in self.fields.items() if not is_blank(value)}
        object.__setattr__(self, "fields", _own(told))
        if not self.id:
            object.__setattr__(self, "id", made_id(self.input, self.language))

    def __hash__(self) -> int:
        return hash(self.id)


def _own(value: Any) -> Any:
    """Return mappings and lists as new ones, and texts well formed."""
    if isinstance(value, dict):
        return {_own(key): _own(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_own(each) for each in value]
    return well_formed(value) if isinstance(value, str) else value


def made_id(asked: Asked, language: str | None) -> str:
    """Return the id of a case that has no other: the same where the same is said in the same language.

    It begins with a letter, so that spreadsheets do not take it for a number. Expected answers, tags and
    notes may be corrected, and the case is the same.
    """
    digest = hashlib.sha256((language or "").encode())
    if isinstance(asked, str):
        digest.update(b"\0text\0" + asked.encode())
    elif isinstance(asked, Audio):
        digest.update(b"\0audio\0")
        add_sound(digest, asked)
    else:
        digest.update(b"\0dialogue\0" + asked.content.encode())  # or a caller's, which is none of those
    return f"c{digest.hexdigest()[:_DIGITS]}"
