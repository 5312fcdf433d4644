"""Which trials a listening test has."""

from __future__ import annotations

from collections import Counter
from typing import Any

import numpy as np
import pytest

import voicelab as vl
from tests.comparison.conftest import JENNY, RYAN
from voicelab.comparison.listening.design import ListeningDesign
from voicelab.comparison.listening.trials import Trial


def drawn(grid: vl.Comparison, **design: Any) -> list[Trial]:
    return ListeningDesign(**{"by": "voice", **design}).trials(grid.df, grid.varied)


def test_pairs_differ_in_what_is_judged_and_in_nothing_else(grid: vl.Comparison) -> None:
    cells = grid.df.set_index(["session", "turn"])
    trials = drawn(grid, max_trials=100)
    assert len(trials) == 8
    for trial in trials:
        a, b = (cells.loc[stimulus.reply] for stimulus in trial.stimuli)
        assert {a["voice"], b["voice"]} == {JENNY, RYAN}
        assert all(a[name] == b[name] for name in ("input", "repeat", "max_tokens"))


def test_every_rater_is_asked_the_same_and_more_trials_begin_with_those_of_fewer(grid: vl.Comparison) -> None:
    for method in ("pairs", "opinion", "mushra"):
        assert drawn(grid, method=method, max_trials=3) == drawn(grid, method=method, max_trials=8)[:3]


def test_of_each_input_all_values_are_asked_before_another_input(grid: vl.Comparison) -> None:
    voices = grid.df.set_index(["session", "turn"])["voice"]
    trials = drawn(grid, method="opinion", max_trials=10)
    asked = Counter(voices.loc[trial.stimuli[0].reply] for trial in trials)
    assert asked == {JENNY: 5, RYAN: 5}
    assert all(trial.reference is None and len(trial.stimuli) == 1 for trial in trials)


def test_no_more_trials_than_wanted(grid: vl.Comparison) -> None:
    assert len(drawn(grid, max_trials=np.int64(3))) == 3
    for wrong in ("3", None, 2.5):
        with pytest.raises(ValueError, match="max_trials must be a whole number, not"):
            grid.listen(max_trials=wrong)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="rater must be text, not 5"):
        grid.listen(rater=5)  # type: ignore[arg-type]


def test_a_reference_is_heard_openly_and_hidden_among_the_others(grid: vl.Comparison) -> None:
    voices = grid.df.set_index(["session", "turn"])["voice"]
    trials = drawn(grid, method="mushra", reference=RYAN)
    assert len(trials) == 8
    for trial in trials:
        of = {stimulus.kind: voices.loc[stimulus.reply] for stimulus in trial.stimuli}
        assert of == {"reply": JENNY, "reference": RYAN, "low-pass": RYAN, "noise": RYAN}
        assert trial.reference in trial.stimuli


def test_without_a_reference_anchors_are_made_of_one_of_the_replies(grid: vl.Comparison) -> None:
    (trial,) = drawn(grid, method="mushra", anchors=["narrow-band"], max_trials=1)
    assert sorted(stimulus.kind for stimulus in trial.stimuli) == ["narrow-band", "reply", "reply"]
    assert trial.reference is None


@pytest.mark.parametrize(
    ("design", "sentence"),
    [
        ({"by": "temperature"}, "no two spoken replies that differ in 'temperature' and in nothing else"),
        ({"method": "MOS"}, "method must be one of pairs, opinion, mushra, not 'MOS'"),
        ({"method": ["pairs"]}, "method must be one of pairs, opinion, mushra"),
        ({"max_trials": 0}, "max_trials must be 1 or more"),
        ({"reference": RYAN}, "reference and anchors are of method='mushra', not of 'pairs'"),
        ({"method": "opinion", "anchors": []}, "reference and anchors are of method='mushra'"),
        ({"method": "mushra", "anchors": "lowpass"}, "anchors are low-pass, .*not 'lowpass'"),
        ({"method": "mushra", "reference": "Ann"}, f"with voice 'Ann' .*there are: .*{RYAN}"),
        ({"method": "mushra", "by": "cell"}, "no two spoken replies that differ in 'cell'"),
    ],
)
def test_what_cannot_be_judged_is_refused_in_a_sentence(
    grid: vl.Comparison, design: dict[str, Any], sentence: str
) -> None:
    with pytest.raises(ValueError, match=sentence):
        drawn(grid, **design)


def test_more_sounds_than_can_be_rated_side_by_side_are_refused(grid: vl.Comparison) -> None:
    frame = grid.df.assign(input="the same", repeat=1, voice=grid.df["cell"].map("voice {}".format))
    with pytest.raises(ValueError, match="18 sounds are too many"):
        ListeningDesign(by="voice", method="mushra").trials(frame, ["voice"])
