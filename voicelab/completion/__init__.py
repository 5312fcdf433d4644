"""Completion: text to text, streamed, through the openai SDK."""

from typing import TYPE_CHECKING

from voicelab.lazy_exports import lazy_exports

if TYPE_CHECKING:
    from voicelab.completion.completer import Completer
    from voicelab.completion.messages import CompletionNotice, Delta, Finish, Message

__all__ = ["Completer", "CompletionNotice", "Delta", "Finish", "Message"]
__getattr__, __dir__ = lazy_exports(
    __name__, {
        "completer": "Completer",
        "messages": "CompletionNotice Delta Finish Message",
    },
)  # fmt: skip
