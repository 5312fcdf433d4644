"""Edits: what makes one sequence of words of another, with the fewest changes; found by jiwer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from voicelab.extras import require

__all__ = ["Edit", "EditKind", "edits_between"]

EditKind = Literal["same", "substituted", "left-out", "added"]

_KINDS: dict[str, EditKind] = {
    "equal": "same",
    "substitute": "substituted",
    "delete": "left-out",
    "insert": "added",
}
_SEPARATOR = "\n"


@dataclass(frozen=True, slots=True)
class Edit:
    """What becomes of a stretch of the reference: places from and to, there and in what was heard."""

    kind: EditKind
    start: int
    end: int
    heard_start: int
    heard_end: int


def edits_between(reference: Sequence[str], heard: Sequence[str]) -> list[Edit]:
    """Return the edits from the reference to what was heard, in order, what stays the same among them.

    Parameters
    ----------
    reference, heard
        Words or characters, none of which is empty or has a line feed.

    Raises
    ------
    ConfigurationError
        The extra ``compare`` is not installed.

    Examples
    --------
    >>> [edit.kind for edit in edits_between(["a", "b", "c"], ["a", "x", "c", "d"])]
    ['same', 'substituted', 'same', 'added']
    """
    require("compare", "jiwer", what="Word error rates")
    import jiwer

    as_they_are = jiwer.ReduceToListOfListOfWords(_SEPARATOR)
    texts = [_SEPARATOR.join(reference)], [_SEPARATOR.join(heard)]
    (chunks,) = jiwer.process_words(*texts, as_they_are, as_they_are).alignments
    return [
        Edit(_KINDS[each.type], each.ref_start_idx, each.ref_end_idx, each.hyp_start_idx, each.hyp_end_idx)
        for each in chunks
    ]
