"""What each of a session's events changes in the captions."""

from __future__ import annotations

from voicelab.events import (
    Event,
    ExchangeLogged,
    HypothesisHeard,
    Notice,
    ReplyDelta,
    ReplyResumed,
    ReplyRetracted,
    SessionEnded,
    ToolCalled,
    ToolReturned,
    TurnWithdrawn,
    UtteranceHeard,
    UtteranceWaiting,
    WordsSpoken,
)
from voicelab.exchange.missing_sides import came_without_sound
from voicelab.exchange.tool_use import ToolUse
from voicelab.widgets.panel.captions import Captions, tool_line

__all__ = ["show_in_captions"]

_SAID_BY_THE_CAPTION = frozenset({"barge-in"})


def show_in_captions(captions: Captions, event: Event) -> None:
    """Show what an event says of the conversation's words; others change nothing."""
    if isinstance(event, HypothesisHeard):
        captions.show_hypothesis(event.text)
    elif isinstance(event, UtteranceWaiting):
        captions.show_waiting(event.turn, event.text)
    elif isinstance(event, UtteranceHeard):
        captions.begin_turn(event.turn, event.text, is_final=event.is_final)
    elif isinstance(event, TurnWithdrawn):
        captions.withdraw_turn(event.turn)
    elif isinstance(event, ReplyDelta):
        captions.add_reply(event.turn, event.text)
    elif isinstance(event, ReplyRetracted):
        captions.retract_reply(event.turn)
    elif isinstance(event, ToolCalled):
        use = ToolUse(name=event.name, arguments_json=event.arguments)
        captions.show_tool(event.turn, event.call, tool_line(use, is_running=True))
    elif isinstance(event, ToolReturned):
        captions.show_tool(event.turn, event.call, tool_line(event.use))
    elif isinstance(event, WordsSpoken):
        captions.add_words(event.turn, event.words)
    elif isinstance(event, ReplyResumed):
        captions.resume_reply(event.from_seconds)
    elif isinstance(event, ExchangeLogged):
        if not came_without_sound(event.exchange):
            captions.end_turn(event.exchange)
    elif isinstance(event, Notice):
        if event.code not in _SAID_BY_THE_CAPTION:
            captions.show_notice(event.message)
    elif isinstance(event, SessionEnded):
        captions.show_hypothesis("")
