"""Search: the cells of a comparison in whose texts some words are found."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from voicelab.text.search_form import search_form

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["SEARCHED", "CellSearch"]

SEARCHED = ("input", "transcript", "reply", "expected", "notes")
"""The columns in which words are looked for."""


class CellSearch:
    """Finds words in the texts of cells, whatever their case and accents; each text is prepared once."""

    def __init__(self, cells: pd.DataFrame) -> None:
        self._cells = cells
        self._texts: list[tuple[NDArray[np.intp], list[str]]] = []

    def find(self, words: str) -> NDArray[np.bool_]:
        """Say of each cell whether one of its texts has the words, in this order; all have none."""
        wanted = search_form(words)
        found = np.full(len(self._cells), not wanted)
        for codes, texts in self._prepared() if wanted else ():
            has = [wanted in text for text in texts]
            found |= np.array([*has, False], dtype=bool)[codes]
        return found

    def _prepared(self) -> list[tuple[NDArray[np.intp], list[str]]]:
        """Return for each column which of its distinct texts each cell has, and these in their form."""
        if not self._texts:
            for name in SEARCHED:
                codes, distinct = pd.factorize(self._cells[name])
                self._texts.append((codes, [search_form(str(text)) for text in distinct]))
        return self._texts
