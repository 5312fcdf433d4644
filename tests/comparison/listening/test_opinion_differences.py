"""How far ratings differ, and how surely."""

from __future__ import annotations

import pandas as pd
import pytest

import voicelab as vl
from tests.comparison.conftest import JENNY, RYAN
from tests.comparison.listening.conftest import judge
from voicelab.comparison.listening.opinion_differences import opinion_differences_table

INPUTS = 8


def a_table(ratings: list[tuple[str, str, int, int]]) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return cells of two voices, and ratings of a rater, of a voice, of an input."""
    cells = {
        (voice, number): INPUTS * place + number
        for place, voice in enumerate((JENNY, RYAN))
        for number in range(INPUTS)
    }
    frame = pd.DataFrame(
        {
            "cell": cell,
            "voice": voice,
            "case": f"c{number}",
            "session": "s",
            "turn": cell,
            "outcome": "completed",
        }
        for (voice, number), cell in cells.items()
    )
    rows = [
        (rater, "opinion", "reply", cells[voice, number], rating) for rater, voice, number, rating in ratings
    ]
    return frame, pd.DataFrame(rows, columns=["rater", "method", "stimulus", "cell", "rating"])


def test_a_voice_that_every_rater_finds_better_is_told_apart_however_strict_they_are() -> None:
    strict = {"Ann": 0, "Bo": -2, "Cy": -1}
    ratings = [
        (rater, voice, number, {JENNY: 5, RYAN: 4}[voice] + shift - (number % 3 == 0 and voice == RYAN))
        for rater, shift in strict.items()
        for voice in (JENNY, RYAN)
        for number in range(INPUTS)
    ]
    table = opinion_differences_table(*a_table(ratings), ["voice"], "voice", "opinion")
    assert table["cases"].tolist() == [INPUTS]
    assert table["difference"].tolist() == pytest.approx([1.375])
    assert table["told_apart"].tolist() == [True]
    assert f"{JENNY} is better than {RYAN} by 1.38" in table["verdict"][0]


def test_who_rated_one_voice_alone_shifts_nothing() -> None:
    both = [("Ann", voice, number, 3) for voice in (JENNY, RYAN) for number in range(INPUTS)]
    alone = [("Bo", JENNY, number, 1) for number in range(INPUTS)]
    table = opinion_differences_table(*a_table(both + alone), ["voice"], "voice", "opinion")
    assert table["difference"].tolist() == [0.0]


def test_ratings_of_a_comparison_are_held_against_each_other(unjudged: vl.Comparison) -> None:
    with pytest.raises(ValueError, match="nothing was rated by method='mushra' yet"):
        unjudged.opinion_differences("voice", method="mushra")
    test = unjudged.listen("voice", method="mushra", rater="Ann", reference=RYAN)
    judge(test, lambda _, kind: {"reply": 70, "reference": 95}.get(kind, 10), unjudged)
    table = unjudged.opinion_differences("voice", method="mushra")
    assert table[["mean_a", "mean_b", "cases"]].values.tolist() == [[70.0, 95.0, 2]]
    assert unjudged.opinion_differences(method="mushra", leave_out=()).equals(table)
