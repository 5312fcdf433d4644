"""Captions of turns that begin ahead of their final transcript, without a page."""

from __future__ import annotations

import contextlib
from typing import Any

from tests.exchanges import an_exchange
from voicelab.events import ReplyDelta, ReplyRetracted, ToolCalled, ToolReturned, UtteranceHeard
from voicelab.exchange.fields import Latency
from voicelab.exchange.tool_use import ToolUse
from voicelab.settings import Settings
from voicelab.widgets.panel.caption_events import show_in_captions
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


def test_a_call_of_a_tool_has_its_line_while_it_runs_and_when_it_is_over() -> None:
    captions = ShownCaptions()

    def lines() -> object:
        return captions.sent[-1]["tools"]

    show_in_captions(captions, UtteranceHeard(1, "How is the weather?"))
    show_in_captions(captions, ToolCalled(1, 1, "look", '{"at": "Rome"}'))
    assert lines() == ["look(at='Rome') …"]
    show_in_captions(captions, ToolCalled(1, 2, "look", "{"))
    show_in_captions(captions, ToolReturned(1, 2, ToolUse(name="look", error="no\nJSON", seconds=0.1)))
    use = ToolUse(name="look", arguments_json='{"at": "Rome"}', result="Sunny.", seconds=0.5)
    show_in_captions(captions, ToolReturned(1, 1, use))
    assert lines() == ["look(at='Rome') → Sunny. · 0.50 s", "look() → failed: no JSON · 0.10 s"]
    captions.end_turn(an_exchange(tool_calls=(use, ToolUse(name="wait"))))
    assert lines() == ["look(at='Rome') → Sunny. · 0.50 s", "wait() → cut short"]


def test_what_is_retracted_of_a_reply_is_not_shown_any_more() -> None:
    captions = ShownCaptions()
    captions.begin_turn(1, "How high?")
    for event in (ReplyDelta(1, "Eight th"), ReplyRetracted(1), ReplyDelta(1, "Eight thousand.")):
        show_in_captions(captions, event)
    assert captions.turns == [(1, "How high?", True, "Eight thousand.")]


def test_what_a_model_heard_and_nobody_wrote_down_is_not_told_as_nothing_that_was_understood() -> None:
    captions = ShownCaptions()
    captions.begin_turn(1, "")
    assert captions.sent[-1]["nothing"] == ""
    captions.end_turn(an_exchange(transcript="", settings=Settings(engine="realtime"), latency=Latency()))
    assert captions.sent[-1]["nothing"] == "no transcript came"
    captions.end_turn(an_exchange(turn=2, transcript="", outcome="no-match"))
    assert captions.sent[-1]["nothing"] == "nothing was understood"
