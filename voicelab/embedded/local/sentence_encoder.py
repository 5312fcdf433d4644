"""Texts as vectors on this machine: a sentence encoder, run by onnxruntime."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from voicelab.embedded.local.fetch_hint import fetch_hint
from voicelab.embedded.local.model_files.known_models import SENTENCES
from voicelab.embedded.local.model_files.models import ensure_models
from voicelab.errors import ModelError

__all__ = ["LocalEmbedding", "SentenceEncoder"]

_MOST_TOKENS = 256
"""It was trained on no longer texts: what is behind them is not read."""


class LocalEmbedding:
    """Embeds texts; the model is fetched and loaded when it is first asked."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._encoder: SentenceEncoder | None = None

    def embed(self, texts: Sequence[str]) -> tuple[Sequence[NDArray[np.float32]], int]:
        """Return the vectors, and how many tokens were read.

        Raises
        ------
        ModelError
            The model cannot be fetched or loaded.
        """
        with self._lock:
            if self._encoder is None:
                self._encoder = SentenceEncoder(ensure_models([SENTENCES])[0])
        return self._encoder.embed(texts)


class SentenceEncoder:
    """The model, loaded; may run in several threads.

    Parameters
    ----------
    folder
        With its ONNX file and its tokenizer.

    Raises
    ------
    ModelError
        It cannot be loaded.
    """

    def __init__(self, folder: Path) -> None:
        import tokenizers

        from voicelab.embedded.local.onnx_session import one_thread_session

        try:
            self._session = one_thread_session(folder / "model.onnx")
            self._tokenizer = tokenizers.Tokenizer.from_file(str(folder / "tokenizer.json"))
        except Exception as error:
            raise ModelError(
                f"The model {folder} cannot be loaded: {error}", code="model-load", hint=fetch_hint(SENTENCES)
            ) from error
        self._tokenizer.enable_truncation(_MOST_TOKENS)
        self._tokenizer.no_padding()

    def embed(self, texts: Sequence[str]) -> tuple[list[NDArray[np.float32]], int]:
        """Return a vector of length 1 for each text, and how many tokens were read of all.

        Each is embedded alone: side by side they would be filled up to one length, and come out otherwise.
        """
        read = [self._tokenizer.encode(text).ids for text in texts]
        return [self._vector(tokens) for tokens in read], sum(map(len, read))

    def _vector(self, tokens: Sequence[int]) -> NDArray[np.float32]:
        """Return the mean of what the model makes of each token, of length 1."""
        ids = np.array([tokens], dtype=np.int64)
        given = {
            "input_ids": ids,
            "attention_mask": np.ones_like(ids),
            "token_type_ids": np.zeros_like(ids),
        }
        (states,) = self._session.run(None, given)
        mean: NDArray[np.float32] = states[0].mean(axis=0)
        mean /= np.linalg.norm(mean)
        return mean
