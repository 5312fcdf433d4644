"""What probabilities are worth for taking turns, by the method of eot-bench."""

from __future__ import annotations

import pytest

from voicelab.turn_detection.policy_sweep import JudgedPause, judged_trade_off, silence_trade_off

HOLDS = (0.25, 0.45, 0.85, 1.4)
"""Lengths of pauses in mid-turn, in seconds."""


def judged(*, holds: tuple[float, ...], ends: tuple[float, ...]) -> list[JudgedPause]:
    return [
        *(JudgedPause(each, seconds, is_end=False) for each, seconds in zip(holds, HOLDS, strict=True)),
        *(JudgedPause(each, 1.0, is_end=True) for each in ends),
    ]


def test_who_tells_all_ends_from_all_pauses_waits_the_least_and_cuts_nobody_off() -> None:
    trade_off = judged_trade_off(judged(holds=(0.1, 0.2, 0.3, 0.4), ends=(0.8, 0.9)))

    [best] = trade_off.curve
    assert (best.false_cutoff_rate, best.mean_wait_seconds) == (0.0, 0.2)
    assert 0.4 <= best.threshold < 0.8
    assert best.timeout_seconds > max(HOLDS)
    assert trade_off.auc == 1.0


def test_an_end_that_is_not_seen_waits_for_the_timeout() -> None:
    trade_off = judged_trade_off(judged(holds=(0.5, 0.5, 0.5, 0.5), ends=(0.9, 0.9, 0.9, 0.1)))

    # Nobody is cut off whose pause is 1.4 s only from a timeout of 1.5 s on: (3 x 0.2 + 1.5) / 4.
    assert trade_off.mean_wait_within(0.05) == pytest.approx(0.525)
    # With a timeout of 1.0 s, one of four is: (3 x 0.2 + 1.0) / 4.
    assert trade_off.mean_wait_within(0.25) == pytest.approx(0.4)
    assert trade_off.false_cutoff_rate_within(0.4) == 0.25
    assert trade_off.auc == 0.75


def test_a_pause_that_is_over_before_the_action_delay_is_not_cut_off() -> None:
    trade_off = judged_trade_off(judged(holds=(0.9, 0.9, 0.9, 0.1), ends=(0.8,)))

    # The three are taken for ends, of which 0.25 s are over after 0.3 s, and 0.45 s after 0.5.
    rates = [trade_off.false_cutoff_rate_within(seconds) for seconds in (0.2, 0.3, 0.5, 0.9)]
    assert rates == [0.75, 0.5, 0.25, 0.0]
    assert trade_off.false_cutoff_rate_within(0.1) is None


def test_silence_alone_waits_as_long_as_the_longest_pause_that_it_spares() -> None:
    trade_off = silence_trade_off(judged(holds=(0.0, 0.0, 0.0, 0.0), ends=(1.0,)))

    assert trade_off.mean_wait_within(0.0) == 1.4
    assert trade_off.mean_wait_within(0.25) == 0.85
    assert trade_off.false_cutoff_rate_within(0.3) == 0.75


def test_pauses_in_mid_turn_that_nobody_decides_in_or_that_are_no_pauses_any_more_do_not_count() -> None:
    pauses = [JudgedPause(0.9, seconds, is_end=False) for seconds in (0.15, 0.3, 6.0)]

    trade_off = judged_trade_off([*pauses, JudgedPause(0.5, 0.1, is_end=True)])

    assert (trade_off.holds, trade_off.ends) == (1, 1)


@pytest.mark.parametrize(
    ("is_end", "missing"),
    [(True, "none lies within a turn and is 0.2 to 5.0 s"), (False, "none ends a turn")],
)
def test_pauses_of_one_kind_alone_are_refused(is_end: bool, missing: str) -> None:
    with pytest.raises(ValueError, match=missing):
        judged_trade_off([JudgedPause(0.5, 1.0, is_end=is_end)])
