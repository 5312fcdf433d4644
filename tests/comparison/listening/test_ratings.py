"""What ratings of replies add up to."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

import voicelab as vl
from tests.comparison.conftest import JENNY, RYAN
from tests.comparison.listening.conftest import judge
from voicelab.comparison.listening.ratings import opinions_frame


def test_the_voice_of_the_best_opinions_comes_first(unjudged: vl.Comparison) -> None:
    for rater, shift in {"Ann": 0, "Bo": 1}.items():
        test = unjudged.listen("voice", method="opinion", rater=rater)
        judge(test, lambda voice, _, shift=shift: shift + {JENNY: 4, RYAN: 2}[voice], unjudged)  # type: ignore[misc]
    opinions = unjudged.opinions("voice")
    assert list(opinions["voice"]) == [JENNY, RYAN]
    assert list(opinions["mean"]) == [4.5, 2.5]
    assert list(opinions["ratings"]) == [16, 16]
    assert list(opinions["raters"]) == [2, 2]
    assert (opinions["mean_low"] < opinions["mean"]).all()
    assert (opinions["mean_high"] <= 5.0).all()
    assert "stimulus" not in opinions
    assert list(unjudged.opinions("voice", leave_out=" Bo")["mean"]) == [4.0, 2.0]
    assert len(unjudged.opinions("max_tokens")) == 2, "judged by another setting, too"


def test_ratings_side_by_side_tell_replies_reference_and_anchors_apart(unjudged: vl.Comparison) -> None:
    test = unjudged.listen("voice", method="mushra", rater="Ann", reference=RYAN)
    of_kind = {"reply": 70, "reference": 100, "low-pass": 20, "noise": 10}
    judge(test, lambda _, kind: of_kind[kind], unjudged)
    opinions = unjudged.opinions("voice", method="mushra")
    assert dict(zip(opinions["stimulus"], opinions["mean"], strict=True)) == of_kind
    assert list(opinions["voice"][:2]) == [RYAN, JENNY]
    assert opinions["voice"][2:].isna().all()
    ratings = unjudged.ratings
    assert len(ratings) == 8 * 4
    assert ratings["trial"].nunique() == 8
    assert set(ratings.columns) >= {"judged_utc", "rater", "cell", "input", "voice", "max_tokens", "rating"}


def test_who_does_not_hear_the_hidden_reference_is_named_and_can_be_left_out(
    unjudged: vl.Comparison, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for rater, of_reference in {"Ann": 95, "Bo": 60}.items():
        test = unjudged.listen("voice", method="mushra", rater=rater, reference=RYAN)
        judge(test, lambda _, kind, high=of_reference: high if kind == "reference" else 30, unjudged)  # type: ignore[misc]
    monkeypatch.setattr(unjudged._runner, "quiet", False)
    unjudged.opinions("voice", method="mushra")
    assert "'Bo' rated the hidden reference below 90 in 100% of the trials" in capsys.readouterr().err
    unreliable = unjudged.raters().query("~is_reliable")["rater"]
    assert list(unreliable) == ["Bo"]
    opinions = unjudged.opinions("voice", method="mushra", leave_out=unreliable)
    assert opinions["mean"].max() == 95.0
    assert capsys.readouterr().err == ""
    with pytest.raises(ValueError, match="'Cy' has rated nothing; those who have: 'Ann', 'Bo'"):
        unjudged.opinions("voice", method="mushra", leave_out=["Cy"])


def test_without_ratings_there_are_no_opinions_and_no_raters(unjudged: vl.Comparison) -> None:
    assert list(unjudged.opinions("voice").columns)[:2] == ["voice", "ratings"]
    assert len(unjudged.opinions("voice", method="mushra")) == 0
    assert len(unjudged.raters()) == 0
    with pytest.raises(ValueError, match=r"pairs have no opinions: ranking\(\)"):
        unjudged.opinions("voice", method="pairs")


def test_a_value_that_is_left_to_the_service_has_its_mean() -> None:
    ratings = pd.DataFrame(
        {"rater": "Ann", "method": "opinion", "trial": [1, 2], "stimulus": "reply", "rating": [2, 4]}
    ).assign(input=["a", "b"], temperature=pd.array([None, 0.5], dtype="Float64"), cell=[1, 2])
    opinions = opinions_frame(ratings, "temperature", "opinion")
    assert list(opinions["mean"]) == [4.0, 2.0]
    assert opinions["temperature"].isna().tolist() == [False, True]


def test_a_csv_file_of_judgements_holds_no_formula(unjudged: vl.Comparison, tmp_path: Path) -> None:
    judge(unjudged.listen("voice", method="opinion", rater="=1+1"), lambda *_: 3, unjudged)
    judge(unjudged.listen("voice", rater="@Bo"), lambda *_: 0, unjudged)
    for method, name in (("opinion", "'=1+1"), ("pairs", "'@Bo")):
        for _ in range(2):  # an older one may be written over
            unjudged.judgements_to_csv(tmp_path / f"{method}.csv", method=method)
        text = (tmp_path / f"{method}.csv").read_text("utf-8-sig")
        assert text.startswith('"judged_utc","rater"')
        assert f'"{name}"' in text
    assert len(pd.read_csv(tmp_path / "opinion.csv", encoding="utf-8-sig")) == 16
