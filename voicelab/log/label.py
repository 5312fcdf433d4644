"""Label: what a person says of an exchange."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from voicelab.exchange.exchange import now_utc
from voicelab.exchange.plain_values import make_plain
from voicelab.text.given_texts import given_text, given_texts
from voicelab.text.rater_name import rater_name

__all__ = ["Label", "joined"]

_UNSAID = {"thumbs_up": None, "expected": (), "transcript": None, "tags": (), "notes": ""}
"""What stands in each part that a rater says nothing of."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """What a person says of an exchange.

    Raises
    ------
    ValueError, TypeError
        A part is of another type.
    """

    thumbs_up: bool | None = None
    """Whether the reply is good, by hand; missing where nobody says."""
    expected: tuple[str, ...] = ()
    """Answers, any of which would have been right, by hand."""
    transcript: str | None = None
    """What was said, word for word, by hand: empty if nothing was, missing where nobody says."""
    tags: tuple[str, ...] = ()
    """Words by which exchanges are chosen, by hand."""
    notes: str = ""
    """Whatever people should know of it."""
    rater: str = ""
    """Who says so; empty where that has no name."""
    labelled_utc: datetime = field(default_factory=now_utc, compare=False)
    """When a rater last said so; timezone UTC."""

    def __post_init__(self) -> None:
        make_plain(self)
        for name in ("expected", "tags"):
            object.__setattr__(self, name, given_texts(name, getattr(self, name)))
        for name in ("transcript", "notes"):
            object.__setattr__(self, name, given_text(name, getattr(self, name)))
        object.__setattr__(self, "rater", rater_name(self.rater))

    @property
    def is_blank(self) -> bool:
        """Whether it says nothing."""
        return all(getattr(self, name) == unsaid for name, unsaid in _UNSAID.items())

    def over(self, earlier: Label | None) -> Label:
        """Return it with what an earlier one says wherever it says nothing itself."""
        if earlier is None:
            return self
        kept = {
            name: getattr(earlier, name) for name, unsaid in _UNSAID.items() if getattr(self, name) == unsaid
        }
        return dataclasses.replace(self, **kept)


def joined(labels: Iterable[Label]) -> Label | None:
    """Return what several raters say of an exchange as one.

    Of each part that of the rater who changed their label last, among those who say something of it.
    """
    one: Label | None = None
    for label in sorted(labels, key=lambda each: each.labelled_utc):
        one = label.over(one)
    return one
