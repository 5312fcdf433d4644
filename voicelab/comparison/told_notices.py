"""ToldNotices: what a comparison says of its cells, as their settings or tools were not what they say."""

from __future__ import annotations

from voicelab.completion.notices import LEFT_OUT
from voicelab.events import Event, Notice

__all__ = ["ToldNotices"]

_TOLD = ("end-of-turn-unknown", "no-turn-mark", *LEFT_OUT)
"""Notices that a setting, or the tools, had no effect: a comparison of them has to tell."""


class ToldNotices:
    """Keeps what is to be told of the events of a cell; a subscriber of its conversation."""

    def __init__(self) -> None:
        self.messages: list[str] = []
        """In sentences."""

    def __call__(self, event: Event) -> None:
        """Keep the message of an event that is such a notice."""
        if isinstance(event, Notice) and event.code in _TOLD:
            self.messages.append(event.message)
