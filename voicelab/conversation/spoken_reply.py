"""SpokenReply: what a turn's record needs to know of a reply, whoever speaks it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from voicelab.exchange.fields import Word

__all__ = ["SpokenReply"]


class SpokenReply(Protocol):
    """A reply while it is being spoken, by a voice or by the model itself."""

    @property
    def text(self) -> str:
        """What is spoken so far, or about to be."""
        ...

    @property
    def words(self) -> list[Word]:
        """Those of it whose times are known so far."""
        ...

    @property
    def is_complete(self) -> bool:
        """Whether all of its sound was made."""
        ...

    @property
    def first_text_at(self) -> float | None:
        """When a voice was given the first of it."""
        ...

    @property
    def ssml_characters(self) -> int | None:
        """Characters that a voice was sent as SSML."""
        ...

    @property
    def retries(self) -> int:
        """How often a voice began it again."""
        ...
