"""The turns of a dialogue, as cases of their own."""

from __future__ import annotations

import voicelab as vl
from tests.exchanges import an_exchange
from voicelab.cases.turn_cases import turn_cases
from voicelab.exchange.call_end import CallEnd


def test_a_turn_has_its_own_answers_and_what_is_known_of_the_dialogue() -> None:
    turns = (vl.CallerTurn(says="One?", expected=("1",)), vl.CallerTurn(says="Two?"), vl.CallerTurn(says="x"))
    case = vl.Case(input=vl.Dialogue(turns), language="en-GB", tags=("sums",), id="count")

    first, second = turn_cases(case, [an_exchange()] * 2)

    assert (first.id, first.input, first.transcript) == ("count-turn-1", "One?", "One?")
    assert first.expected == ("1",)
    assert (second.expected, second.language, second.tags) == ((), "en-GB", ("sums",))


def test_what_is_no_dialogue_is_the_case_of_each_turn() -> None:
    case = vl.Case(input="One?")
    assert turn_cases(case, [an_exchange()] * 2) == [case, case]


def test_of_a_simulated_caller_the_words_are_known_that_it_has_said() -> None:
    case = vl.Case(input=vl.SimulatedCaller(goal="A table."), id="table")
    end = CallEnd(ended_by="goal-met", goal_met=True, reason="", said=("Hello.",))

    first, second = turn_cases(case, [an_exchange(), an_exchange(call=end)])

    assert (first.id, first.input, first.transcript) == ("table-turn-1", "Hello.", "Hello.")
    assert second == case
    assert turn_cases(case, [an_exchange()]) == [case]
