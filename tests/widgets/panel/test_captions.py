"""Captions of turns that begin ahead of their final transcript, without a page."""

from __future__ import annotations

import contextlib
from typing import Any

from voicelab.widgets.panel.captions import Captions


class ShownCaptions(Captions):
    """Captions, and what their page would get."""

    def __init__(self) -> None:
        self.sent: list[dict[str, Any]] = []
        super().__init__(
            on_typed=lambda _text: None,
            on_new=lambda: None,
            on_page=lambda: None,
            watch=lambda _name: contextlib.nullcontext(),
        )

    def send(self, content: Any, buffers: list[bytes] | None = None) -> None:
        """Keep a message."""
        self.sent.append(dict(content))

    @property
    def turns(self) -> list[tuple[object, ...]]:
        """What a new page is told of the turns."""
        every = [each for each in self.snapshot() if each["type"] == "turn"]
        return [(each["turn"], each["you"], each["is_final"], each["reply"]) for each in every]


def test_the_final_transcript_replaces_the_words_that_a_turn_began_with_and_nothing_else() -> None:
    captions = ShownCaptions()
    captions.begin_turn(1, "what is the time", is_final=False)
    captions.add_reply(1, "Ten.")
    captions.begin_turn(1, "What is the time?")
    captions.add_reply(1, " Or so.")
    assert captions.turns == [(1, "What is the time?", True, "Ten. Or so.")]


def test_the_words_of_a_turn_that_is_withdrawn_are_being_said_again() -> None:
    captions = ShownCaptions()
    captions.begin_turn(1, "what is", is_final=False)
    captions.sent.clear()
    captions.withdraw_turn(1)
    assert captions.sent == [{"type": "hypothesis", "text": "what is"}, {"type": "withdrawn", "turn": 1}]
    assert captions.turns == []


def test_the_next_turn_of_a_number_that_was_withdrawn_begins_without_a_reply() -> None:
    captions = ShownCaptions()
    captions.begin_turn(1, "what is", is_final=False)
    captions.add_reply(1, "Well,")
    captions.withdraw_turn(1)
    captions.add_reply(1, " late")
    captions.begin_turn(1, "What is the time?")
    assert captions.turns == [(1, "What is the time?", True, "")]
