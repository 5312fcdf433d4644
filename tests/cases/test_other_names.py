"""Columns as other programs call them: read where their names leave no doubt, and said otherwise."""

from __future__ import annotations

from typing import Any

import pytest

import voicelab as vl


@pytest.mark.parametrize(
    "row",
    [
        {"input": "Who?", "expected_output": "Me", "actual_output": None},
        {"Question": "Who?", "Expected Output": "Me"},
        {"input": "Who?", "expectedOutput": "Me"},
        {"query": "Who?", "response": "You", "ground_truth": "Me"},
        {"user_input": "Who?", "response": "You", "reference": "Me"},
        {"item": {"question": "Who?", "ideal": "Me"}},
        {"inputs": {"question": "Who?"}, "outputs": {"answer": "Me"}},
        {
            "inputs": {"messages": [{"role": "user", "content": "Who?"}]},
            "outputs": {"messages": [{"role": "assistant", "content": "Me"}]},
        },
        {"input": "Who?", "expected_output": {"text": ["Me"], "answer_start": [3]}},
    ],
)
def test_names_that_leave_no_doubt_are_read(row: dict[str, Any]) -> None:
    (case,) = vl.Cases.read([row])

    assert (case.input, case.expected) == ("Who?", ("Me",))


def test_what_was_said_of_a_column_goes_before_its_name() -> None:
    row = {"input": "Who?", "expected_output": "A name", "ground_truth": "Me", "ideal": "I"}

    (named,) = vl.Cases.read([row], expected="ideal", notes="expected_output")
    (left,) = vl.Cases.read([{"input": "Who?", "ideal": "I"}], expected=None)

    assert (named.expected, named.notes) == (("I",), "A name")
    assert (left.expected, left.fields) == ((), {"ideal": "I"})


def test_a_row_without_an_input_names_the_columns_that_may_be_meant() -> None:
    with pytest.raises(ValueError, match=r"such as input='Frage', and .* such as expected='Antwort'"):
        vl.Cases.read([{"Nr": "1", "Frage": "Wer?", "Antwort": "Ich"}])


@pytest.mark.parametrize("name", ["answer", "Label", "reference"])
def test_a_column_that_may_hold_answers_is_not_left_out_in_silence(
    name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = [{"input": "Who?", name: "Me"}]

    vl.Cases.read(rows)
    assert f"if the column {name!r} holds these, say expected={name!r}" in capsys.readouterr().err

    vl.Cases.read(rows, expected=name)
    vl.Cases.read(rows, expected=None)
    vl.Cases.read([*rows, {"input": "What?", "expected": "It"}])
    assert capsys.readouterr().err == ""


def test_assertions_that_are_no_answers_are_counted_by_kind(capsys: pytest.CaptureFixture[str]) -> None:
    rubric = {"type": "llm-rubric", "value": "polite"}
    tests = [{"vars": {"q": q}, "assert": [rubric, {"type": "\x1b[31m"}]} for q in ("Who?", "What?")]

    vl.Cases.read([*tests, {"q": "Why?", "__expected": "javascript: output"}])

    assert "check nothing: llm-rubric (2), others (2), javascript (1);" in capsys.readouterr().err
