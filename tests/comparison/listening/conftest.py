"""Fixtures of the listening tests: a comparison that nobody has judged, and ways to judge it."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

import voicelab as vl
from voicelab.comparison.listening.listening_test import ListeningTest


@pytest.fixture
def unjudged(grid: vl.Comparison) -> Iterator[vl.Comparison]:
    """Give the comparison that tests share, without what others have judged."""

    def forget() -> None:
        with grid.log._store.transaction() as connection:
            for table in ("ratings", "judgements", "published_tests"):
                connection.execute(f"DELETE FROM {table}")

    forget()
    yield grid
    forget()


def judge(test: ListeningTest, rate: Callable[[str, str], int], grid: vl.Comparison) -> None:
    """Judge all that is left of a test: each stimulus by its voice and its kind."""
    voices = grid.df.set_index(["session", "turn"])["voice"]
    for number in range(test.judged, len(test._trials)):
        stimuli = test._trials[number].stimuli
        ratings = [rate(voices.loc[each.reply], each.kind) for each in stimuli]
        test._handle(test, {"type": "judge", "trial": number, "ratings": ratings}, [])
        assert test._trial["problem"] == ""
