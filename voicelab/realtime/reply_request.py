"""What a speech-to-speech model is asked for: the turns before, the user's input, and the settings."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from voicelab.realtime.called_tools import run_no_tools

if TYPE_CHECKING:
    from voicelab.audio.clip import Audio
    from voicelab.realtime.called_tools import RunTools
    from voicelab.realtime.conversation_items import EarlierTurn
    from voicelab.realtime.input_item import InputItem
    from voicelab.settings import Settings

__all__ = ["ReplyRequest", "UserInput"]


@dataclass(frozen=True, slots=True, kw_only=True)
class UserInput:
    """What is to be replied to: an item where one is, else the sound, else the text."""

    text: str = ""
    """What was typed; or the transcript, where no sound is kept."""
    sound: Audio | None = None
    """What was said, at 16 kHz; given again where the item's connection is lost."""
    item: InputItem | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplyRequest:
    """What a reply is made of."""

    key: Hashable
    """Which turn it is, as `EarlierTurn.key` names it later."""
    settings: Settings
    user: UserInput
    earlier: Sequence[EarlierTurn] = ()
    """What the model is to know of, the newest last."""
    run_tools: RunTools = run_no_tools
    """Runs the tools that the model calls."""
    on_sent: Callable[[], None] = field(default=lambda: None)
    """Called whenever the model is asked."""
