"""Ends of turns by the local models, each loaded when it is first asked for."""

from __future__ import annotations

import dataclasses
import threading
from typing import TYPE_CHECKING

from voicelab.embedded.local.chat.chat_choice import named_model_file, with_chat_model
from voicelab.embedded.local.model_files.known_models import SMART_TURN
from voicelab.embedded.local.model_files.models import model_path

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from voicelab.embedded.local.chat.chat_server import ChatServer
    from voicelab.embedded.local.turn_detection.smart_turn import SmartTurnModel
    from voicelab.embedded.local.turn_detection.turn_end_by_words import TurnEndByWords
    from voicelab.embedded.options import EmbeddedOptions
    from voicelab.end_of_turn import DetectorKind

__all__ = ["LocalEndOfTurn"]


class LocalEndOfTurn:
    """Tells whether a turn is over. What is not installed is not fetched: a turn would not wait for it.

    Parameters
    ----------
    chat
        The model that replies, which goes by the words as well; by default another one is loaded for that.
    """

    def __init__(self, options: EmbeddedOptions, chat: ChatServer | None = None) -> None:
        self._options = options
        self._chat = chat
        self._own_chat: ChatServer | None = None
        self._lock = threading.Lock()
        self._words: TurnEndByWords | None = None
        self._sound: SmartTurnModel | None = None

    def load(self, kind: DetectorKind) -> None:
        """Load a model, and have it run once.

        Raises
        ------
        ModelError
            It is not installed, or cannot be loaded.
        """
        import numpy as np

        if kind == "words":
            self.by_words("Hello.", "")
        else:
            self.by_sound(np.zeros(1, np.int16))

    def by_words(self, words: str, before: str) -> float:
        """Return the probability by the words; raises as `load` does."""
        with self._lock:
            if self._words is None:
                self._words = self._load_words()
        return self._words.probability(words, before)

    def by_sound(self, samples: NDArray[np.int16]) -> float:
        """Return the probability by the sound; raises as `load` does."""
        with self._lock:
            if self._sound is None:
                self._sound = _loaded_smart_turn()
        return self._sound.probability(samples)

    def close(self) -> None:
        """Stop what it runs itself."""
        if self._own_chat is not None:
            self._own_chat.close()

    def _load_words(self) -> TurnEndByWords:
        from voicelab.embedded.local.turn_detection.turn_end_by_words import TurnEndByWords

        chat = self._chat or self._own_chat
        if chat is None:
            chat = self._own_chat = _loaded_chat(self._options)
        return TurnEndByWords(chat)


def _loaded_chat(options: EmbeddedOptions) -> ChatServer:
    """Return a local model that replies, for no conversation."""
    from voicelab.embedded.local.chat.chat_server import ChatServer
    from voicelab.embedded.local.chat.chat_speed import quickest_threads

    if options.completion_url is not None:  # then its model is that server's
        options = dataclasses.replace(
            options, completion_url=None, completion_key=None, completion_model=None
        )
    options = with_chat_model(options)
    named = options.completion_model
    assert named is not None
    file = named_model_file(options) or model_path(named)
    threads = options.completion_threads or quickest_threads(file)
    return ChatServer(file, options.model_name, threads=threads, conversations=0)


def _loaded_smart_turn() -> SmartTurnModel:
    from voicelab.embedded.local.turn_detection.smart_turn import SmartTurnModel

    return SmartTurnModel(model_path(SMART_TURN))
