"""The order of trials, and of the stimuli in them."""

from __future__ import annotations

from collections import Counter

from voicelab.comparison.listening.trials import Stimulus, Trial, in_order_for

TRIALS = [Trial(f"Question {turn}?", (Stimulus(("s", turn)), Stimulus(("s", -turn)))) for turn in range(1, 9)]


def test_a_rater_has_an_order_of_their_own_which_stays() -> None:
    ann, bo = (in_order_for(rater, TRIALS, ())[0] for rater in ("Ann", "Bo"))
    assert ann == in_order_for("Ann", TRIALS, ())[0]
    assert ann != bo
    assert {trial.question for trial in ann} == {trial.question for trial in bo}


def test_sides_are_drawn_by_lot() -> None:
    raters = [f"rater {number}" for number in range(20)]
    first = Counter(
        trial.stimuli[0].reply[1] > 0 for rater in raters for trial in in_order_for(rater, TRIALS, ())[0]
    )
    assert 40 < first[True] < 120


def test_what_was_judged_on_whichever_side_comes_first_and_is_counted() -> None:
    done = {frozenset(trial.stimuli) for trial in TRIALS[2:5]}
    ordered, count = in_order_for("Ann", TRIALS, done)
    assert count == 3
    assert {frozenset(trial.stimuli) for trial in ordered[:3]} == done
    assert len(ordered) == len(TRIALS)
