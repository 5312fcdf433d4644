"""The kind of a setting that is one phrase or several."""
# ruff: noqa: D102  # `Kind` says what the methods do

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from voicelab.settings.kinds import OneOrMore

__all__ = ["OneOrMorePhrases"]


@dataclass(frozen=True, slots=True)
class OneOrMorePhrases(OneOrMore):
    """A text, empty or of any length; or several, none of them blank, written with commas."""

    @property
    def allowed(self) -> str:
        return "text, or several texts"

    def check(self, name: str, value: Any) -> str | tuple[str, ...]:
        if isinstance(value, str):
            return value
        several = value if isinstance(value, tuple | list) else ()
        if not several or not all(isinstance(phrase, str) and phrase.strip() for phrase in several):
            raise ValueError(f"{name} must be text, or several texts, none of them blank, not {value!r}")
        return tuple(several)
