"""A user's message that is still open: the bare prompt of a chat, up to the user's last word so far.

Where the message ends, a chat template writes its mark for that. So messages that stand for any are put
through the model's own template, whatever that is, and its text is cut behind the user's.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from voicelab.errors import ModelError

__all__ = ["Messages", "OpenMessage"]

Messages = Sequence[dict[str, str]]

_BEFORE, _WORDS = "WHATTHEASSISTANTSAID", "WHATTHEUSERSAID"
_SYSTEM = {
    "role": "system",
    "content": "You are a voice assistant. "
    "The user's words come from speech recognition, without punctuation.",
}
_GREETING = {"role": "user", "content": "Hello."}
_LAST = ({"role": "assistant", "content": _BEFORE}, {"role": "user", "content": _WORDS})
_CHATS: tuple[Messages, ...] = (
    (_SYSTEM, *_LAST),
    (_SYSTEM, _GREETING, *_LAST),
    (_GREETING, *_LAST),
    (_LAST[1],),
)
"""From the one by which ends were told best to those that any template takes: some want a user's message
first, and some know no system's."""


class OpenMessage:
    """The prompt of an open message, by a model's chat template.

    Parameters
    ----------
    apply_template
        Returns what the template makes of messages; `None` if it does not take them.

    Raises
    ------
    ModelError
        It takes none of the chats, or changes what a user says.
    """

    def __init__(self, apply_template: Callable[[Messages], str | None]) -> None:
        for chat in _CHATS:
            before, found, end = (apply_template(chat) or "").rpartition(_WORDS)
            if found and (_BEFORE in before) == (len(chat) > 1):
                self._before, self.end = before, end.lstrip()
                """What ends the message, and begins the assistant's."""
                return
        raise ModelError(
            "The model that replies cannot tell whether a turn is over: its chat template does not give the "
            "user's words as they are.",
            code="model-load",
            hint="Set end_of_turn='model' or 'silence', or have another model reply.",
        )

    def prompt(self, words: str, before: str) -> str:
        """Return the prompt of these words, behind what the assistant said before."""
        return self._before.replace(_BEFORE, before) + words
