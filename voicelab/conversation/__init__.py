"""Conversations: turns one after the other, live or recorded, and the session that holds them."""

from typing import TYPE_CHECKING

from voicelab.lazy_exports import lazy_exports

if TYPE_CHECKING:
    from voicelab.conversation.session import Session

__all__ = ["Session"]
__getattr__, __dir__ = lazy_exports(__name__, {"session": "Session"})
