"""Search: the cells of a comparison in whose texts some words and phrases are found."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from voicelab.text.search_form import search_form, search_terms

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["SEARCHED", "CellSearch"]

SEARCHED = ("input", "transcript", "reply", "expected", "notes")
"""The columns in which words are looked for."""


class CellSearch:
    """Finds what somebody typed in the texts of cells, whatever case and accents; each is prepared once."""

    def __init__(self, cells: pd.DataFrame) -> None:
        self._cells = cells
        self._texts: list[tuple[NDArray[np.intp], list[str]]] = []

    def find(self, typed: str) -> NDArray[np.bool_]:
        """Say of each cell whether its texts have all words and phrases that were typed, each in one."""
        found = np.ones(len(self._cells), dtype=bool)
        for term in search_terms(typed):
            found &= self._having(term)
        return found

    def _having(self, term: str) -> NDArray[np.bool_]:
        found = np.zeros(len(self._cells), dtype=bool)
        for codes, texts in self._prepared():
            has = [term in text for text in texts]
            found |= np.array([*has, False], dtype=bool)[codes]
        return found

    def _prepared(self) -> list[tuple[NDArray[np.intp], list[str]]]:
        """Return for each column which of its distinct texts each cell has, and these in their form."""
        if not self._texts:
            for name in SEARCHED:
                codes, distinct = pd.factorize(self._cells[name])
                self._texts.append((codes, [search_form(str(text)) for text in distinct]))
        return self._texts
