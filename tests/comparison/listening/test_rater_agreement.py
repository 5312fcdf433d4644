"""How much raters agree."""

from __future__ import annotations

import pytest

import voicelab as vl
from tests.comparison.conftest import RYAN
from tests.comparison.listening.conftest import judge


def test_raters_who_judge_alike_agree_by_every_method(unjudged: vl.Comparison) -> None:
    for rater in ("Ann", "Bo"):
        judge(unjudged.listen("voice", rater=rater), lambda voice, _: int(voice == RYAN), unjudged)
        for method, low, high in (("opinion", 2, 4), ("mushra", 20, 80)):
            test = unjudged.listen("voice", method=method, rater=rater)
            judge(test, lambda voice, _, low=low, high=high: high if voice == RYAN else low, unjudged)  # type: ignore[misc]
    agreement = unjudged.agreement()
    assert list(agreement["method"]) == ["pairs", "opinion", "mushra"]
    assert list(agreement["level"]) == ["nominal", "ordinal", "interval"]
    assert list(agreement["raters"]) == [2, 2, 2]
    assert list(agreement["judged_by_several"]) == [8, 16, 16], "anchors do not count"
    assert list(agreement["alpha"][1:]) == pytest.approx([1.0, 1.0])


def test_a_rater_who_contradicts_the_other_makes_them_disagree(unjudged: vl.Comparison) -> None:
    for rater, sign in {"Ann": 1, "Bo": -1}.items():
        test = unjudged.listen("voice", method="opinion", rater=rater)
        judge(test, lambda voice, _, sign=sign: 3 + sign * (1 if voice == RYAN else -1), unjudged)  # type: ignore[misc]
    assert unjudged.agreement()["alpha"].iloc[0] < 0.0
    alone = unjudged.agreement(leave_out="Bo ")
    assert list(alone["judged_by_several"]) == [0]
    assert alone["alpha"].isna().all()
