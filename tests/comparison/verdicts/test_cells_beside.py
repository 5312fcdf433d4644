"""Two comparisons side by side: what is matched, and what is not."""

from __future__ import annotations

import pytest

from tests.comparison.verdicts.made_cells import BRIAN, JENNY, RYAN, made_cells
from voicelab.comparison.verdicts.cells_beside import SIDE, cells_beside

RIGHT, WRONG = [[True]] * 3, [[False]] * 3


def test_cases_and_values_that_one_side_alone_has_are_named_and_take_no_part() -> None:
    now = made_cells({JENNY: RIGHT, BRIAN: RIGHT})
    before = made_cells({JENNY: [*WRONG, [True]], RYAN: WRONG})
    both = cells_beside(now, before, ["voice"])
    assert both.matched_by == ("voice",)
    assert set(both.cells["voice"]) == {JENNY}
    assert both.cells[SIDE].tolist() == [0, 0, 0, 1, 1, 1]
    assert both.only_now == (f"voice {BRIAN}",)
    assert both.only_before == ("case case-3", f"voice {RYAN}")
    assert both.set_otherwise == ()


def test_a_setting_without_a_value_in_common_is_what_is_compared() -> None:
    now = made_cells({JENNY: RIGHT}, system_prompt="Be brief.\n\x1b[1mAlways.", model="new-model")
    before = made_cells({JENNY: WRONG}, system_prompt="Be long.", model="old-model")
    both = cells_beside(now, before, [])
    assert len(both.cells) == 6
    assert both.matched_by == ()
    assert both.set_otherwise == (
        "system_prompt: Be long. before, Be brief. �[1mAlways. now",
        "model: old-model before, new-model now",
    )


def test_what_varied_in_the_earlier_one_alone_has_to_be_alike_too() -> None:
    now = made_cells({JENNY: RIGHT}, max_tokens=64)
    before = made_cells({JENNY: [[False, False]] * 3}, max_tokens=[16, 64] * 3)
    both = cells_beside(now, before, [])
    assert both.matched_by == ("max_tokens",)
    assert both.only_before == ("max_tokens 16",)
    assert len(both.cells) == 6


def test_a_language_that_differs_by_case_is_no_setting_that_varied() -> None:
    cells = made_cells({JENNY: RIGHT}, language=["de-DE", "en-US", "fr-FR"])
    assert cells_beside(cells, cells, []).matched_by == ()


def test_a_condition_that_was_not_given_is_one_of_no_change() -> None:
    now = made_cells({JENNY: [[True, True]] * 3}, noise_db=[None, 10.0] * 3)
    both = cells_beside(now, made_cells({JENNY: RIGHT}), ["noise_db"])
    assert both.matched_by == ("noise_db",)
    assert both.only_now == ("noise_db 10.0",)
    assert len(both.cells) == 6


def test_two_that_have_nothing_in_common_are_refused() -> None:
    now, before = made_cells({JENNY: RIGHT}), made_cells({JENNY: RIGHT})
    with pytest.raises(ValueError, match="no case in common, of 3 now and 3 before"):
        cells_beside(now, before.assign(case=["a", "b", "c"]), [])


def test_a_combination_that_one_side_alone_has_is_named() -> None:
    now = made_cells({JENNY: [[True, True]], RYAN: [[True, True]]}, max_tokens=[16, 64, 16, 64])
    both = cells_beside(now, now.iloc[:3], ["voice", "max_tokens"])
    assert both.matched_by == ("voice", "max_tokens")
    assert both.only_now == (f"voice {RYAN} · max_tokens 64",)
    assert both.only_before == ()
