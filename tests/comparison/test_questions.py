"""Inputs as they are asked: exchanges with what was said before, cases with what is known of the answer."""

from __future__ import annotations

import itertools

import pytest

from tests.exchanges import an_exchange
from voicelab.callers import caller_prompt
from voicelab.callers.caller_prompt import SENT
from voicelab.callers.simulated_caller import SimulatedCaller
from voicelab.cases.case import Case
from voicelab.cases.cases import Cases
from voicelab.comparison.questions import as_inputs
from voicelab.exchange.tool_use import ToolUse
from voicelab.testing import speech

TURNS = [
    an_exchange(turn=turn, transcript=text, reply=f"{text}.", heard_audio=None)
    for turn, text in enumerate(("One", "Two", "Three"), start=1)
]
ELSEWHERE = an_exchange("another", 2, transcript="Else", heard_audio=None)


@pytest.mark.parametrize("order", list(itertools.permutations(range(3))))
def test_an_exchange_sees_the_turns_before_it_in_whichever_order_they_are_given(order: tuple[int]) -> None:
    questions, _ = as_inputs([*(TURNS[place] for place in order), ELSEWHERE])
    seen = {question.label: [each.transcript for each in question.before] for question in questions}
    assert seen == {"One": [], "Two": ["One"], "Three": ["One", "Two"], "Else": []}
    assert list(seen) == [*(TURNS[place].transcript for place in order), "Else"]


@pytest.mark.parametrize("place", range(len(SENT)))
def test_a_caller_that_is_told_something_else_is_another_question(
    place: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    (question,), _ = as_inputs(SimulatedCaller(goal="Book."))
    before = question.content(history=True)
    assert question.content(history=True) == before
    monkeypatch.setattr(caller_prompt, "SENT", (*SENT[:place], "Else", *SENT[place + 1 :]))
    assert question.content(history=True) != before


def test_an_exchange_sees_no_turn_that_is_not_given() -> None:
    (question,), _ = as_inputs([TURNS[2]])
    assert question.before == ()


def test_an_exchange_that_is_given_twice_is_one_question() -> None:
    questions, given_again = as_inputs([TURNS[1], TURNS[0], TURNS[1], TURNS[0]])
    assert ([question.label for question in questions], given_again) == (["Two", "One"], 2)


def test_two_versions_of_a_turn_see_the_same_turns_before_it() -> None:
    questions, _ = as_inputs([TURNS[0], TURNS[1], TURNS[1].replace(transcript="Or two")])
    assert [[each.transcript for each in question.before] for question in questions] == [[], ["One"], ["One"]]


def test_cases_that_ask_the_same_stay_apart_and_texts_join_none() -> None:
    asked = "What is 2 + 2?"
    cases = [Case(input=asked, expected=("4",)), Case(input=asked, expected=("four",)), Case(input="Why?")]
    questions, given_again = as_inputs([*cases, cases[0], asked])
    assert [question.known_case.expected for question in questions] == [("4",), ("four",), (), ()]
    assert len({question.known_case.id for question in questions}) == len(questions)
    assert [question.label for question in questions] == [asked, f"{asked} (2)", "Why?", f"{asked} (3)"]
    assert given_again == 1


def test_all_of_some_cases_are_asked() -> None:
    cases = Cases([Case(input="Why?", id="why"), Case(input="Who?", id="who")])
    assert [question.known_case.id for question in as_inputs(cases)[0]] == ["why", "who"]


def test_a_text_of_a_case_is_asked_even_if_it_looks_like_a_file() -> None:
    ((question,), _) = as_inputs(Case(input="missing.wav"))
    assert (question.text, question.audio) == ("missing.wav", None)


def test_the_name_of_a_file_of_cases_is_no_question() -> None:
    with pytest.raises(FileNotFoundError, match=r"input 1: there is no file 'nowhere\.csv'"):
        as_inputs("nowhere.csv")


def test_a_recording_of_a_log_is_called_by_what_is_said_in_it() -> None:
    heard = Case(input=speech(0.3), id="a", fields={"recognised": "Wear is it?"})
    corrected = Case(input=speech(0.4), id="b", fields=heard.fields, transcript="Where is it?")
    questions, _ = as_inputs([heard, corrected, Case(input=speech(0.5), id="c")])
    assert [question.label for question in questions] == ["Wear is it?", "Where is it?", "c"]


def test_two_cases_of_one_given_id_are_refused() -> None:
    with pytest.raises(ValueError, match="has the id 'sum'"):
        as_inputs([Case(input="What is 2 + 2?", id="sum"), Case(input="What is 2 + 3?", id="sum")])


def test_another_result_of_a_tool_in_a_turn_before_makes_another_question() -> None:
    contents = set()
    for result in ("sunny", "rainy", None):
        calls = (ToolUse(name="look", arguments_json='{"city": "Rome"}', result=result),) if result else ()
        _, question = as_inputs([TURNS[0].replace(tool_calls=calls), TURNS[1]])[0]
        contents.add((question.content(history=True), question.content(history=False)))
    assert [len(set(column)) for column in zip(*contents, strict=True)] == [3, 1]
