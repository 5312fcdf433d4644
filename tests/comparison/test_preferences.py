"""Listening tests: the pairs that are drawn, and what the choices add up to."""

from __future__ import annotations

import numpy as np
import pytest

import voicelab as vl
from tests.comparison.conftest import JENNY, RYAN, compared
from voicelab.audio.clip import Audio
from voicelab.comparison.listening import ListeningTest
from voicelab.comparison.preferences import pairs
from voicelab.testing import ScriptedEngines, embedded_services


def test_pairs_differ_in_what_is_judged_and_in_nothing_else(grid: vl.Comparison) -> None:
    cells = grid.df.set_index(["session", "turn"])
    drawn = pairs(grid.df, "voice", grid.varied, 100)
    assert len(drawn) == 8
    for pair in drawn:
        a, b = cells.loc[pair.a], cells.loc[pair.b]
        assert {a["voice"], b["voice"]} == {JENNY, RYAN}
        assert all(a[name] == b[name] for name in ("input", "repeat", "max_tokens"))


def test_sides_are_drawn_by_lot(grid: vl.Comparison) -> None:
    cells = grid.df.set_index(["session", "turn"])
    first = [
        cells.loc[pair.a]["voice"] for _ in range(20) for pair in pairs(grid.df, "voice", grid.varied, 8)
    ]
    assert 40 < first.count(JENNY) < 120


def test_no_more_pairs_than_wanted(grid: vl.Comparison) -> None:
    assert len(pairs(grid.df, "voice", grid.varied, 3)) == 3
    assert len(pairs(grid.df, "voice", grid.varied, np.int64(3))) == 3
    for wrong in ("3", None, 2.5):
        with pytest.raises(ValueError, match="max_pairs must be a whole number, not"):
            grid.listen(max_pairs=wrong)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="rater must be text, not 5"):
        grid.listen(rater=5)  # type: ignore[arg-type]


def test_there_must_be_two_to_judge(grid: vl.Comparison) -> None:
    with pytest.raises(ValueError, match="differ in 'temperature'"):
        grid.listen("temperature")


def test_both_replies_of_a_pair_are_equally_loud(grid: vl.Comparison) -> None:
    loud = Audio.from_array(grid.exchange(1).spoken.samples, 24_000)  # type: ignore[union-attr]
    quiet = Audio((loud.samples // 4).astype("int16"), 24_000)
    sounds = {("s", 1): loud, ("s", 2): quiet}
    pair = pairs(grid.df, "voice", grid.varied, 1)[0]
    test = ListeningTest(
        [type(pair)("What?", ("s", 1), ("s", 2))], sound=sounds.get, keep=lambda a, b, choice: None
    )
    a, b = test._match(0)
    assert a is not None
    assert b is not None
    assert b == quiet
    assert a.rms_dbfs == pytest.approx(b.rms_dbfs, abs=0.1)


def test_the_preferred_voice_comes_first(grid: vl.Comparison) -> None:
    cells = grid.df.set_index(["session", "turn"])
    test = grid.listen("voice")
    for number, pair in enumerate(test._pairs):
        choice = "same" if number == 0 else "a" if cells.loc[pair.a]["voice"] == RYAN else "b"
        test._handle(test, {"type": "choose", "trial": number, "choice": choice}, [])
        test._handle(test, {"type": "choose", "trial": number, "choice": "same"}, [])
    assert test.judged == 8
    assert test._trial["question"] == ""
    ranking = grid.ranking("voice")
    assert list(ranking["voice"]) == [RYAN, JENNY]
    assert list(ranking["judgements"]) == [8, 8]
    assert list(ranking["wins"]) == [7, 0]
    assert list(ranking["ties"]) == [1, 1]
    assert ranking["share_low"].iloc[0] > 0.5 > ranking["share_high"].iloc[1]
    judged = grid.preferences
    assert len(judged) == 8
    assert set(judged["choice"]) <= {"a", "b", "same"}
    assert judged["judged_utc"].is_monotonic_increasing


def test_it_is_said_where_replies_differ_in_their_words_too(capsys: pytest.CaptureFixture[str]) -> None:
    replies = iter(["It is this.", "It is that."])
    with embedded_services(ScriptedEngines(reply=lambda _: next(replies))) as embedded:
        grid = compared(embedded, ["What is it?"], voice=[JENNY, RYAN], quiet=False)
    grid.listen()
    assert "in 1 of 1 pairs the replies differ in their words, too; temperature=0" in capsys.readouterr().err
