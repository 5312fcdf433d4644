"""Event routes: whom an event over a shared connection concerns, who listens or who replies."""

from __future__ import annotations

from typing import TYPE_CHECKING

from voicelab.realtime.events import (
    InputCommitted,
    InputNotTranscribed,
    InputTranscribed,
    InputTranscript,
    RequestRefused,
    SpeechStarted,
    SpeechStopped,
)

if TYPE_CHECKING:
    from typing import TypeGuard

    from voicelab.realtime.events import InputEvent, RealtimeEvent

__all__ = ["is_of_input"]

_INPUT_EVENTS = (
    SpeechStarted, SpeechStopped, InputCommitted, InputTranscript, InputTranscribed, InputNotTranscribed,
)  # fmt: skip


def is_of_input(event: RealtimeEvent, *, is_replying: bool) -> TypeGuard[InputEvent]:
    """Whether an event concerns whoever follows the input; refusals do that no reply is waiting for."""
    if isinstance(event, RequestRefused):
        return event.request in ("append", "commit", "clear") or not is_replying
    return isinstance(event, _INPUT_EVENTS)
