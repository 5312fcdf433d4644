"""What a comparison's table shows of a cell."""

from __future__ import annotations

from typing import Any

import pytest

import voicelab as vl
from tests.comparison.scored_grid import REASON, TERSE, WARM


def cells(grid: vl.Comparison, case: str, **changes: Any) -> list[list[dict[str, Any]]]:
    """Return the cells of the first row of a case, column by column."""
    described: list[list[dict[str, Any]]] = grid.show(where={"case": case}, **changes)._page["rows"][0][
        "cells"
    ]
    return described


def pieces(cell: dict[str, Any]) -> list[tuple[str, str]]:
    return [(piece["text"], piece["mark"]) for piece in cell["reply"]]


def test_words_that_differ_between_two_settings_are_marked_in_both(scored: vl.Comparison) -> None:
    (terse, *_), (warm, *_) = cells(scored, "sum", difference=[TERSE, WARM])
    assert pieces(terse) == [("It is ", ""), ("144.", "left-out")]
    assert pieces(warm) == [("It is ", ""), ("140!", "added")]
    (warm, *_), (terse, *_) = cells(scored, "said", difference=[WARM, TERSE])
    assert pieces(terse) == [("<b>This</b>", "added"), (" is said.", "")]


def test_a_reply_that_there_is_nothing_to_compare_with_is_not_marked(scored: vl.Comparison) -> None:
    (failed, terse), (first, second) = cells(scored, "capital", difference=[TERSE, WARM])
    assert "rejected the request: odd" in failed["error"]
    assert pieces(first) == [("It is Paris, of course.", "")]
    assert pieces(second)[0] == ("It is", "added")
    assert pieces(terse) == [("Paris.", "")]


def test_scores_say_what_is_wrong_and_why(scored: vl.Comparison) -> None:
    _, (warm, *_) = cells(scored, "sum")
    scores = {score["name"]: score for score in warm["scores"]}
    assert scores["contains_expected"] == {
        **{"name": "contains_expected", "value": "no", "verdict": "wrong", "reason": ""}
    }
    assert (scores["is_refusal"]["value"], scores["is_refusal"]["verdict"]) == ("no", "")
    assert (scores["kind.value"]["verdict"], scores["kind.value"]["reason"]) == ("right", REASON.strip())
    assert scores["length"]["value"] == "10"
    assert "kind.reason" not in scores
    assert "price" not in scores


def test_a_score_that_failed_says_so_with_its_reason(scored: vl.Comparison) -> None:
    _, (warm, *_) = cells(scored, "said")
    assert warm["scores"][-1] == {
        **{"name": "price", "value": "failed", "verdict": "wrong", "reason": "LookupError: no such price"}
    }


def test_a_row_has_what_is_known_of_its_case(scored: vl.Comparison) -> None:
    first, second, *_ = scored.show(where={"max_tokens": 16})._page["rows"]
    assert first["known"] == [("expected", "Paris"), ("tags", "places, easy"), ("notes", "Très facile.")]
    assert second["known"] == [("expected", "144"), ("tags", "sums")]


def test_what_was_heard_stands_beside_what_was_said_when_it_is_wanted(
    scored: vl.Comparison, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("jiwer")
    (spoken, *_), _ = cells(scored, "said")
    (typed, *_), _ = cells(scored, "sum")
    assert (spoken["heard"], spoken["is_alignable"]) == ("What is said?", True)
    assert (typed["heard"], typed["is_alignable"]) == ("", False)
    table = scored.show()
    answers: list[dict[str, Any]] = []
    monkeypatch.setattr(table, "send", answers.append)
    for cell in (spoken, typed):
        table._handle(table, {"type": "alignment", "request": "r", "cell": cell["number"]}, [])
    assert answers[0]["title"] == "1 wrong of 3 words: 1 substituted"
    assert answers[0]["parts"][-1] == {"kind": "substituted", "said": "sad", "heard": "said"}
    assert "what was said here" in answers[1]["problem"]
