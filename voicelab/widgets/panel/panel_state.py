"""What the panel says a session is doing: the only place where these words are decided."""

from __future__ import annotations

from dataclasses import dataclass

from voicelab.events import EndReason, State
from voicelab.widgets.browser_audio.page_states import PageState

__all__ = ["PanelFacts", "state_shown"]

_ENDINGS: dict[EndReason, str] = {
    "stop-phrase": "ended: you said stop",
    "end-of-input": "ended: all was heard",
    "interrupted": "ended: interrupted",
    "stopped": "stopped",
    "no-match": "ended: nothing was understood",
    "failed": "ended by an error",
}
_NOT_HEARD: dict[PageState, str] = {
    "asking-permission": "opening the microphone",
    "muted": "muted",
    "waiting-for-key": "hold the key to talk",
    "waiting-for-kernel": "waiting for the kernel",
    "no-sound": "the microphone is silent",
    "too-quiet": "the microphone is very quiet",
}


@dataclass(frozen=True, slots=True)
class PanelFacts:
    """All that the words depend on."""

    session: State = "idle"
    reason: EndReason | None = None
    """Why the last conversation ended."""
    microphone: PageState = "no-page-yet"
    is_talking: bool = False
    """Whether the conversation is by this panel's microphone."""
    was_talking: bool = False
    """Whether the last one was."""
    was_away: bool = False
    """Whether the page went away during it, by being closed or reloaded."""
    is_stopping: bool = False
    """Whether Stop was pressed and the end has not come yet."""
    awaits_more: bool = False
    """Whether more words are waited for in a pause, as the user does not seem to be done."""
    arriving: str = ""
    """How far models are that are being fetched, and that turns wait for; empty if there are none."""


def state_shown(facts: PanelFacts) -> tuple[str, str]:
    """Return a word for the state, and the same for the user."""
    if facts.session == "closed":
        return "closed", "closed: make a new session"
    is_running = facts.session in ("listening", "thinking", "speaking")
    if facts.is_stopping and is_running:
        return "stopping", "stopping"
    if facts.session in ("thinking", "speaking"):
        return facts.session, facts.session
    if facts.is_talking and facts.microphone in _NOT_HEARD:
        return "not-heard", _NOT_HEARD[facts.microphone]
    if facts.session == "listening":
        return "listening", "listening: take your time" if facts.awaits_more else "listening"
    if facts.arriving:
        return "arriving", f"{facts.arriving}; then press Talk, or type"
    if facts.session == "ended" and facts.reason is not None:
        return facts.reason, _ending(facts, facts.reason)
    return "idle", "ready"


def _ending(facts: PanelFacts, reason: EndReason) -> str:
    if reason == "end-of-input" and facts.was_talking:
        is_away = facts.was_away or facts.microphone in ("page-gone", "no-page-yet")
        return "ended: the page was away" if is_away else "ended: the microphone is off"
    return _ENDINGS[reason]
