"""Sentences: a text that is still being written, cut where a voice would pause."""

from __future__ import annotations

import contextlib
import re
from collections.abc import AsyncGenerator, Iterator

__all__ = ["MAX_CHARACTERS", "sentences", "sentences_of"]

MAX_CHARACTERS = 600
"""A longer sentence is cut at its last comma or space, to stay prompt and under Azure's ten minutes."""

_END = re.compile(
    r"""
    (?<![A-Z])                                  # no initial, as in "J. Smith"
    (?<!\b(?:Mr|Ms|Dr|St|vs))(?<!\b(?:Mrs|e\.g|i\.e|etc))
    (?<!\A\d)(?<!\A\d\d)(?<![:.!?…]\s\d)(?<![:.!?…]\s\d\d)     # the number of a list's item
    [.!?…]+["'”’)\]]*\s+                        # Latin scripts: the next word tells
    | [。！？]["”’」』）]*                        # Chinese and Japanese put no space
    | \n+
    """,
    re.VERBOSE,
)


_BREATH = re.compile(
    r"""
    \s*(?:\S+\s+){2,}?\S+[,;:–—]\s                # three words and a mark
    | \s*(?:\S+\s+){5,}?(?=(?:and|but|or|because|which|who|while|where|when|such\ as)\s)
    """,
    re.VERBOSE,
)
"""As much of a sentence as a speaker may say in one breath: up to a mark, or a word that goes on."""


async def sentences(
    text: AsyncGenerator[str, None], *, first_breath: bool = False
) -> AsyncGenerator[str, None]:
    """Yield whole sentences, each as soon as it is known to be over, stripped and never empty.

    Parameters
    ----------
    first_breath
        Whether to begin with part of the first sentence, if it is long, so that its sound comes sooner.
    """
    pending = ""
    async with contextlib.aclosing(text):
        async for piece in text:
            pending += piece
            while (cut := _cut(pending, breath=first_breath)) is not None:
                sentence, pending = pending[:cut].strip(), pending[cut:]
                if sentence:
                    first_breath = False
                    yield sentence
    if pending.strip():
        yield pending.strip()


def sentences_of(text: str) -> Iterator[str]:
    """Yield the sentences of a text that is complete, stripped and never empty."""
    while (cut := _cut(text)) is not None:
        sentence, text = text[:cut].strip(), text[cut:]
        if sentence:
            yield sentence
    if text.strip():
        yield text.strip()


def _cut(text: str, *, breath: bool = False) -> int | None:
    found = _END.search(text)
    if found is not None:
        return found.end() if found.end() <= MAX_CHARACTERS else _soft_cut(text)
    if len(text) > MAX_CHARACTERS:
        return _soft_cut(text)
    found = _BREATH.match(text) if breath else None
    return found.end() if found is not None else None


def _soft_cut(text: str) -> int:
    head = text[:MAX_CHARACTERS]
    return max(head.rfind(", "), head.rfind("; ")) + 1 or head.rfind(" ") + 1 or MAX_CHARACTERS
