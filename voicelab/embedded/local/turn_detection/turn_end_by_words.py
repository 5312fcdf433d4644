"""Ends of turns by the words: how probable a language model finds it that the user's message ends here."""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING

from voicelab.embedded.completion.plain_messages import with_plain_text
from voicelab.embedded.local.turn_detection.open_message import OpenMessage

if TYPE_CHECKING:
    from voicelab.embedded.local.chat.chat_server import ChatServer

__all__ = ["TurnEndByWords"]

_OPENING = "How can I help you?"
"""What the assistant says where it said nothing yet."""
_MARKS = ".?!…。．？！｡।॥؟۔။።፧។៕։"
"""That end a sentence, in any script; Greek has one more."""
_TRAILING = re.compile(rf"[\s,;:，、；：،؛၊፣՝{_MARKS}]+$")
"""What recognition puts behind words of which it does not know yet how they go on."""
_CLOSING = "\"'”’»」)"
_ENDS = re.compile(rf"\s*[{_CLOSING}]*[{_MARKS}]|\s*\n")
_GREEK_ENDS = re.compile(rf"\s*[{_CLOSING}]*[;\u037e]")
"""The Greek question mark, a semicolon elsewhere."""
_GREEK_WORD = re.compile(r"[\u0370-\u03ff\u1f00-\u1fff]\Z")
_MOST_CHARACTERS, _PIECE_CHARACTERS = 1_000, 500
"""Of a long turn the end counts. It is cut seldom: what the model has read it need not read again."""


class TurnEndByWords:
    """Asks a model for its next token behind the user's words; may be asked by several threads.

    Parameters
    ----------
    chat
        The model.

    Raises
    ------
    ModelError
        Its chat template cannot be used.
    """

    def __init__(self, chat: ChatServer) -> None:
        self._chat = chat
        self._open_message = OpenMessage(chat.prompt_of)

    def probability(self, words: str, before: str) -> float:
        """Return how probable it is that the message ends here, by the marks that may follow."""
        # As hypotheses are written: a final transcript's capitals would be judged otherwise.
        said = _TRAILING.sub("", _end_of(words)).strip().lower()
        if not said:
            return 0.0
        texts = [{"content": said}, {"content": _end_of(before.strip()) or _OPENING}]
        plain = [message["content"] for message in with_plain_text(texts, self._chat.control_tokens)]
        tokens = self._chat.next_tokens(self._open_message.prompt(*plain))
        return min(1.0, sum(probability for token, probability in tokens if self._ends(token, said)))

    def _ends(self, token: str, said: str) -> bool:
        """Say whether a token ends a sentence, or the message; special tokens have no text."""
        if not token or _ENDS.match(token):
            return True
        if _GREEK_WORD.search(said) and _GREEK_ENDS.match(token):
            return True
        text = token.strip()
        return bool(text) and self._open_message.end.startswith(text)


def _end_of(text: str) -> str:
    pieces_over = math.ceil(max(0, len(text) - _MOST_CHARACTERS) / _PIECE_CHARACTERS)
    return text[pieces_over * _PIECE_CHARACTERS :]
