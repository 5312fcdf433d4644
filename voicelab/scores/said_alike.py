"""Which words of two transcripts say the same, however each writes them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from voicelab.scores.edits import edits_between
from voicelab.text.said_text import SaidText

__all__ = ["Alike", "said_alike"]

_MOST_PAIRS = 10_000
"""Pairs of words of which is looked whether they are said alike; a longer stretch has little in common."""


class Alike(NamedTuple):
    """Words of the reference that say the same as words that were heard: places from and to."""

    start: int
    end: int
    heard_start: int
    heard_end: int


class _Cost(NamedTuple):
    """What a way costs: the fewest errors are best, and of those the most steps, which say the least each."""

    errors: int
    minus_steps: int


def said_alike(reference: SaidText, heard: SaidText) -> list[Alike]:
    """Return the words that say the same, in order: those with one key, and between them what else does.

    The rest differs in as few words as it can.
    """
    ours, theirs = [word.key for word in reference.words], [word.key for word in heard.words]
    found: list[Alike] = []
    differing: list[Alike] = []
    for edit in edits_between(ours, theirs):
        place = Alike(edit.start, edit.end, edit.heard_start, edit.heard_end)
        if edit.kind == "same":
            found += _one_by_one(place)
        elif differing and differing[-1][1::2] == place[::2]:
            differing[-1] = Alike(differing[-1].start, place.end, differing[-1].heard_start, place.heard_end)
        else:
            differing.append(place)
    for place in differing:
        found += _alike_within(reference, heard, place)
    return sorted(found)


def _one_by_one(place: Alike) -> Iterator[Alike]:
    for offset in range(place.end - place.start):
        at, heard_at = place.start + offset, place.heard_start + offset
        yield Alike(at, at + 1, heard_at, heard_at + 1)


def _alike_within(reference: SaidText, heard: SaidText, place: Alike) -> list[Alike]:
    """Return what says the same where words differ, on the way with the fewest words that do not."""
    start, end, heard_start, heard_end = place
    if not 0 < (end - start) * (heard_end - heard_start) <= _MOST_PAIRS:
        return []
    best: dict[tuple[int, int], tuple[_Cost, Alike | None]] = {(start, heard_start): (_Cost(0, 0), None)}

    def reach(step: Alike, cost: _Cost) -> None:
        to = step.end, step.heard_end
        if to not in best or cost < best[to][0]:
            best[to] = cost, step

    for at in range(start, end + 1):
        for heard_at in range(heard_start, heard_end + 1):
            (errors, steps), _ = best[at, heard_at]
            worse, alike = _Cost(errors + 1, steps), _Cost(errors, steps - 1)
            if at < end:
                reach(Alike(at, at + 1, heard_at, heard_at), worse)
            if heard_at < heard_end:
                reach(Alike(at, at, heard_at, heard_at + 1), worse)
            if at < end and heard_at < heard_end:
                is_same = reference.words[at].key == heard.words[heard_at].key
                reach(Alike(at, at + 1, heard_at, heard_at + 1), alike if is_same else worse)
                for then, heard_then in reference.alike_ends(at, end, heard, heard_at, heard_end):
                    reach(Alike(at, then, heard_at, heard_then), alike)
    return _steps_that_cost_nothing(best, (end, heard_end))


def _steps_that_cost_nothing(
    best: dict[tuple[int, int], tuple[_Cost, Alike | None]], to: tuple[int, int]
) -> list[Alike]:
    found: list[Alike] = []
    cost, step = best[to]
    while step is not None:
        cost_before, step_before = best[step.start, step.heard_start]
        if cost_before.errors == cost.errors:
            found.append(step)
        cost, step = cost_before, step_before
    return found
