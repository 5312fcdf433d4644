"""What the panel says in each state."""

from __future__ import annotations

from typing import Any, get_args

import pytest

from voicelab.events import EndReason, State
from voicelab.widgets.browser_audio.page_states import PageState
from voicelab.widgets.panel.panel_state import PanelFacts, state_shown

TALKING: dict[str, Any] = {"session": "listening", "microphone": "capturing", "is_talking": True}


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({}, "ready"),
        (
            {"arriving": "the chat model is arriving: 210 of 478 MB"},
            "the chat model is arriving: 210 of 478 MB; then press Talk, or type",
        ),
        ({"is_talking": True, "microphone": "asking-permission"}, "opening the microphone"),
        (TALKING, "listening"),
        ({**TALKING, "awaits_more": True}, "listening: take your time"),
        ({**TALKING, "session": "speaking", "awaits_more": True}, "speaking"),
        ({**TALKING, "microphone": "muted"}, "muted"),
        ({**TALKING, "microphone": "waiting-for-key"}, "hold the key to talk"),
        ({**TALKING, "microphone": "waiting-for-kernel"}, "waiting for the kernel"),
        ({**TALKING, "microphone": "no-sound"}, "the microphone is silent"),
        ({**TALKING, "microphone": "too-quiet"}, "the microphone is very quiet"),
        ({**TALKING, "session": "thinking", "microphone": "muted"}, "thinking"),
        ({**TALKING, "session": "speaking", "microphone": "waiting-for-key"}, "speaking"),
        ({**TALKING, "is_stopping": True}, "stopping"),
        ({**TALKING, "session": "closed"}, "closed: make a new session"),
        ({"session": "listening", "microphone": "muted"}, "listening"),  # to another's microphone
        ({"session": "ended", "reason": "stop-phrase"}, "ended: you said stop"),
        ({"session": "ended", "reason": "stopped", "is_stopping": True}, "stopped"),
        ({"session": "ended", "reason": "failed", "microphone": "denied"}, "ended by an error"),
        ({"session": "ended", "reason": "end-of-input"}, "ended: all was heard"),
        (
            {"session": "ended", "reason": "end-of-input", "was_talking": True, "microphone": "ready"},
            "ended: the microphone is off",
        ),
        (
            {"session": "ended", "reason": "end-of-input", "was_talking": True, "microphone": "page-gone"},
            "ended: the page was away",
        ),
    ],
)
def test_the_words_say_what_goes_on(facts: dict[str, Any], words: str) -> None:
    assert state_shown(PanelFacts(**facts))[1] == words


def test_whatever_goes_on_there_are_words_for_it() -> None:
    """Every session state, reason, microphone and flag: none is said to listen while nobody is heard."""
    for session in get_args(State):
        for reason in (None, *get_args(EndReason)):
            for microphone in get_args(PageState):
                for flags in range(8):
                    talking, was, stopping = (bool(flags & 1 << bit) for bit in range(3))
                    facts = PanelFacts(session, reason, microphone, talking, was, stopping)
                    state, words = state_shown(facts)
                    assert state, facts
                    assert words, facts
                    muted = microphone in ("muted", "waiting-for-key") and talking
                    assert not (words == "listening" and muted), facts
