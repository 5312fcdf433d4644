"""Files that raters send back: kept once, and refused where they are not as the page saved them."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest

import voicelab as vl
from tests.comparison.conftest import JENNY, RYAN, compared
from voicelab.comparison.listening.judgement_store import JudgementStore, PublishedTest
from voicelab.testing import EmbeddedServices


@pytest.fixture
def published(unjudged: vl.Comparison) -> PublishedTest:
    return publish(unjudged, 4)


def publish(grid: vl.Comparison, count: int) -> PublishedTest:
    """Put a test of so many replies on a page."""
    trials = {
        f"t{number}": {f"s{number}": trial.stimuli[0]}
        for number, trial in enumerate(grid._trials("voice", "opinion", count, None, None))
    }
    test = PublishedTest(test="4f1c", seal_key="77", method="opinion", trials=trials)
    JudgementStore(grid.log).publish(test)
    return test


def content(test: PublishedTest, rating: int = 4, rater: str = "Ann <b>", **changes: Any) -> dict[str, Any]:
    """Return what the page would save, with changes ahead of the seal."""
    judgements = [
        {"trial": trial, "judged_utc": "2026-11-30T01:02:03.004Z", "ratings": dict.fromkeys(stimuli, rating)}
        for trial, stimuli in test.trials.items()
    ]
    kept = {"test": test.test, "rater": rater, "judgements": judgements, **changes}
    sealed = json.dumps(list(kept.values()), ensure_ascii=False, separators=(",", ":"))
    seal = hashlib.sha256(f"{test.seal_key}\n{sealed}".encode()).hexdigest()
    return {"format": "voicelab listening judgements", "version": 1, **kept, "seal": seal}


def a_file(path: Path, text: Any) -> Path:
    path.write_text(text if isinstance(text, str) else json.dumps(text, indent=1), "utf-8")
    return path


def test_a_file_is_kept_once_however_often_it_is_read(
    unjudged: vl.Comparison, published: PublishedTest, tmp_path: Path
) -> None:
    ann = a_file(tmp_path / "ann.json", content(published, 4))
    bo = a_file(tmp_path / "bo.json", content(published, 2, rater="Bö"))
    assert unjudged.add_judgements([ann, str(bo)], ann) == 8
    assert unjudged.add_judgements(ann) == 0
    assert len(unjudged.ratings) == 8
    assert list(unjudged.opinions("voice")["mean"]) == [3.0, 3.0]
    assert set(unjudged.ratings["rater"]) == {"Ann <b>", "Bö"}
    assert str(unjudged.ratings["judged_utc"].iloc[0]) == "2026-11-30 01:02:03.004000+00:00"


def test_what_was_judged_on_a_page_is_not_asked_again_in_the_notebook(
    unjudged: vl.Comparison, published: PublishedTest, tmp_path: Path
) -> None:
    unjudged.add_judgements(a_file(tmp_path / "ann.json", content(published)))
    test = unjudged.listen("voice", method="opinion", rater="Ann <b>", max_trials=4)
    assert test.judged == 4
    assert test._trial["number"] == test._trial["total"] == 4


def test_two_raters_of_one_name_are_told_apart_by_another_name(
    unjudged: vl.Comparison, published: PublishedTest, tmp_path: Path
) -> None:
    unjudged.add_judgements(a_file(tmp_path / "one.json", content(published, 4)))
    other = a_file(tmp_path / "two.json", content(published, 2))
    with pytest.raises(ValueError, match=r"^two\.json: 'Ann <b>' has judged the same otherwise .*rater="):
        unjudged.add_judgements(other)
    assert unjudged.add_judgements(other, rater="Ann Two") == 4


def test_a_file_that_was_changed_is_refused_and_none_of_those_beside_it_is_kept(
    unjudged: vl.Comparison, published: PublishedTest, tmp_path: Path
) -> None:
    changed = content(published)
    first = changed["judgements"][0]["ratings"]
    first[next(iter(first))] = 5
    good = a_file(tmp_path / "good.json", content(published, rater="Bo"))
    with pytest.raises(ValueError, match=r"^bad\.json: it was changed since the page saved it"):
        unjudged.add_judgements(good, a_file(tmp_path / "bad.json", changed))
    assert len(unjudged.ratings) == 0


def test_a_file_of_another_comparison_is_refused(
    unjudged: vl.Comparison, published: PublishedTest, tmp_path: Path
) -> None:
    file = a_file(tmp_path / "ann.json", content(published))
    strange = PublishedTest(test="0000", seal_key="00", method="opinion", trials=published.trials)
    with pytest.raises(ValueError, match="another comparison, or to another log"):
        unjudged.add_judgements(a_file(tmp_path / "strange.json", content(strange)))
    other = vl.compare(
        ["What is it?"], voice=[JENNY, RYAN], services=unjudged._runner.services, log=unjudged.log, run=False
    )
    with pytest.raises(ValueError, match="another comparison"):
        other.add_judgements(file)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "it is no file of judgements"),
        ("{" * 100_000, "it is no file of judgements"),
        ("[" * 100_000, "it is no file of judgements"),
        ("[1, 2]", "it is no file of judgements"),
        ('{"format": "of another program"}', "it is no file of judgements"),
        ('{"format": "voicelab listening judgements", "version": 2}', "another release"),
        ('{"format": "voicelab listening judgements", "version": 1}', "it belongs to another"),
        ('{"format": "voicelab listening judgements", "version": 1, "test": ["x"]}', "it belongs to another"),
    ],
)
def test_what_is_no_file_of_judgements_is_refused(
    unjudged: vl.Comparison, tmp_path: Path, text: str, sentence: str
) -> None:
    with pytest.raises(ValueError, match=rf"^odd\.json: {sentence}"):
        unjudged.add_judgements(a_file(tmp_path / "odd.json", text))
    with pytest.raises(FileNotFoundError):
        unjudged.add_judgements(tmp_path / "missing.json")


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"rater": ""}, "who the rater is"),
        ({"rater": ["Ann"]}, "who the rater is"),
        ({"rater": "A" * 101}, "who the rater is"),
        ({"judgements": {}}, "no list of judgements"),
        ({"judgements": [None]}, "a judgement in it is none"),
        ({"judgements": [{"trial": "t0", "ratings": {}}]}, "judges what is not in the test"),
        ({"judgements": [{"trial": ["t0"], "ratings": {}}]}, "judges what is not in the test"),
    ],
)
def test_a_sealed_file_is_checked_all_the_same(
    unjudged: vl.Comparison, published: PublishedTest, tmp_path: Path, change: dict[str, Any], sentence: str
) -> None:
    with pytest.raises(ValueError, match=sentence):
        unjudged.add_judgements(a_file(tmp_path / "odd.json", content(published, **change)))


def test_ratings_off_the_scale_times_that_are_none_and_a_trial_twice_are_refused(
    unjudged: vl.Comparison, published: PublishedTest, tmp_path: Path
) -> None:
    judgements = content(published)["judgements"]
    for changed, sentence in [
        (content(published, 6)["judgements"], "whole numbers from 1 to 5, and one is 6"),
        ([{**judgements[0], "judged_utc": "yesterday"}], "'yesterday' is no time"),
        ([{**judgements[0], "judged_utc": "2026-11-30T01:02:03"}], "is no time"),
        ([judgements[0], judgements[0]], "it has a trial twice"),
    ]:
        file = a_file(tmp_path / "odd.json", content(published, judgements=changed))
        with pytest.raises(ValueError, match=sentence):
            unjudged.add_judgements(file)


def test_a_rater_is_one_however_the_name_is_written(
    unjudged: vl.Comparison, published: PublishedTest, tmp_path: Path
) -> None:
    file = a_file(tmp_path / "bo.json", content(published))
    with pytest.raises(ValueError, match="rater is blank"):
        unjudged.add_judgements(file, rater=" ")
    assert unjudged.add_judgements(file, rater=" Bo\u0308 ") == 4
    assert unjudged.listen("voice", method="opinion", rater="B\u00f6\n", max_trials=4).judged == 4
    label = unjudged.log.add_label(unjudged.exchange(1), thumbs_up=True, rater=" Bo\u0308")
    assert label.rater == "B\u00f6"


def test_a_page_with_a_reply_that_was_deleted_since_counts_for_the_others(
    embedded: EmbeddedServices, tmp_path: Path
) -> None:
    grid = compared(embedded, voice=[JENNY, RYAN])
    published = publish(grid, 4)
    file = a_file(tmp_path / "ann.json", content(published))
    (stimulus,) = published.trials["t0"].values()
    grid.log.delete(grid.log.exchange(*stimulus.reply))
    assert grid.add_judgements(file) == 3
    assert len(grid.ratings) == 3
