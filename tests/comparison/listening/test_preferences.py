"""What the choices between pairs add up to."""

from __future__ import annotations

import pandas as pd
import pytest

import voicelab as vl
from tests.comparison.conftest import JENNY, RYAN, compared
from voicelab.comparison.listening.judgement_store import RatedTrial
from voicelab.comparison.listening.preferences import ranking_frame
from voicelab.comparison.listening.trials import Stimulus
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


def test_values_that_nobody_judged_have_no_strength_and_come_last(unjudged: vl.Comparison) -> None:
    cells = unjudged.df.set_index(["session", "turn"])
    (won, lost), *_ = (
        [cells.loc[each.reply] for each in trial.stimuli] for trial in unjudged.listen("voice")._trials
    )
    stimuli = [Stimulus((str(each.name[0]), int(each.name[1]))) for each in (won, lost)]
    rated = [
        RatedTrial(
            judged_utc="2026-01-01",
            rater="",
            method="pairs",
            ratings=tuple(zip(stimuli, (1, 0), strict=True)),
        )
    ]
    frame = unjudged.df.assign(voice=unjudged.df["voice"].astype(str))
    unheard = frame.iloc[:1].assign(voice="aa-AA-NobodyNeural", cell=99, turn=99)
    ranking = ranking_frame(pd.concat([unheard, frame]), rated, "voice")

    assert list(ranking["voice"]) == [won["voice"], lost["voice"], "aa-AA-NobodyNeural"]
    assert list(ranking["judgements"]) == [1, 1, 0]
    assert list(ranking["share"].isna()) == [False, False, True]


def test_before_any_choice_nothing_is_known(unjudged: vl.Comparison) -> None:
    assert unjudged.ranking("voice")["share"].isna().all()
    assert len(ranking_frame(unjudged.df.iloc[:0], [], "voice")) == 0
    assert len(unjudged.preferences) == 0


def test_it_is_said_where_replies_differ_in_their_words_too(capsys: pytest.CaptureFixture[str]) -> None:
    replies = iter(["It is this.", "It is that."])
    with embedded_services(ScriptedEngines(reply=lambda _: next(replies))) as embedded:
        grid = compared(embedded, ["What is it?"], voice=[JENNY, RYAN], quiet=False)
    grid.listen()
    assert "in 1 of 1 pair the replies differ in their words, too; temperature=0" in capsys.readouterr().err
    grid.listen(method="mushra")
    assert "in 1 of 1 trial the replies differ" in capsys.readouterr().err
