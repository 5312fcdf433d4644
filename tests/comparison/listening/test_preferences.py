"""What the choices between pairs add up to."""

from __future__ import annotations

import pytest

import voicelab as vl
from tests.comparison.conftest import JENNY, RYAN, compared
from voicelab.testing import ScriptedEngines, embedded_services


def test_the_preferred_voice_comes_first(unjudged: vl.Comparison) -> None:
    cells = unjudged.df.set_index(["session", "turn"])
    test = unjudged.listen("voice")
    for number, trial in enumerate(test._trials):
        voices = [cells.loc[stimulus.reply]["voice"] for stimulus in trial.stimuli]
        ratings = [0, 0] if number == 0 else [int(voice == RYAN) for voice in voices]
        test._handle(test, {"type": "judge", "trial": number, "ratings": ratings}, [])
    ranking = unjudged.ranking("voice")
    assert list(ranking["voice"]) == [RYAN, JENNY]
    assert list(ranking["judgements"]) == [8, 8]
    assert list(ranking["wins"]) == [7, 0]
    assert list(ranking["ties"]) == [1, 1]
    assert ranking["share_low"].iloc[0] > 0.5 > ranking["share_high"].iloc[1]
    judged = unjudged.preferences
    assert len(judged) == 8
    assert set(judged["choice"]) <= {"a", "b", "same"}
    assert all(
        row[f"voice_{row['choice']}"] == RYAN for _, row in judged.iterrows() if row["choice"] != "same"
    )
    assert judged["judged_utc"].is_monotonic_increasing


def test_before_any_choice_all_are_equal(unjudged: vl.Comparison) -> None:
    assert list(unjudged.ranking("voice")["share"]) == [0.5, 0.5]
    assert len(unjudged.preferences) == 0


def test_it_is_said_where_replies_differ_in_their_words_too(capsys: pytest.CaptureFixture[str]) -> None:
    replies = iter(["It is this.", "It is that."])
    with embedded_services(ScriptedEngines(reply=lambda _: next(replies))) as embedded:
        grid = compared(embedded, ["What is it?"], voice=[JENNY, RYAN], quiet=False)
    grid.listen()
    assert "in 1 of 1 pair the replies differ in their words, too; temperature=0" in capsys.readouterr().err
    grid.listen(method="mushra")
    assert "in 1 of 1 trial the replies differ" in capsys.readouterr().err
