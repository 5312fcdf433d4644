"""Embeddings by a script."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

__all__ = ["ScriptedEmbedding"]


class ScriptedEmbedding:
    """Gives the script's vector of each text; a token is a word."""

    def __init__(self, vector_of: Callable[[str], Sequence[float]]) -> None:
        self._vector_of = vector_of

    def embed(self, texts: Sequence[str]) -> tuple[Sequence[NDArray[np.float32]], int]:
        """Return the vectors, and how many words the texts have."""
        vectors = [np.asarray(self._vector_of(text), dtype=np.float32) for text in texts]
        return vectors, sum(len(text.split()) for text in texts)
