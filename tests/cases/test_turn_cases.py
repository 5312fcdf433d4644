"""The turns of a dialogue, as cases of their own."""

from __future__ import annotations

import voicelab as vl
from voicelab.cases.turn_cases import turn_cases


def test_a_turn_has_its_own_answers_and_what_is_known_of_the_dialogue() -> None:
    turns = (vl.CallerTurn(says="One?", expected=("1",)), vl.CallerTurn(says="Two?"), vl.CallerTurn(says="x"))
    case = vl.Case(input=vl.Dialogue(turns), language="en-GB", tags=("sums",), id="count")

    first, second = turn_cases(case, 2)

    assert (first.id, first.input, first.transcript) == ("count-turn-1", "One?", "One?")
    assert first.expected == ("1",)
    assert (second.expected, second.language, second.tags) == ((), "en-GB", ("sums",))


def test_what_is_no_dialogue_is_the_case_of_each_turn() -> None:
    case = vl.Case(input="One?")
    assert turn_cases(case, 2) == [case, case]
