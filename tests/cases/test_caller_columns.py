"""Simulated callers in files: read from their columns, and written back equal."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import voicelab as vl
from voicelab.cases.caller_columns import CALLER_COLUMNS

ODD = vl.SimulatedCaller(
    goal='=1+1 | "four"\nنعم', persona="'tis 007", opening="none", most_turns=3, voice="en-GB-RyanNeural",
    language="de-DE", deployment="none", temperature=None, max_tokens=50, reasoning_effort="low",
    api="responses",
)  # fmt: skip
CASES = vl.Cases([
    vl.Case(input=vl.SimulatedCaller(goal="Book a table.")),
    vl.Case(input="What is it?", expected=("It.",), fields={"goal": "further", "most_turns": "9"}),
    vl.Case(input=ODD, language="en-GB", tags=("odd",), notes="n", fields={"goal": "other", "topic": "food"}),
    vl.Case(input=vl.Dialogue((vl.CallerTurn(says="One?"), vl.CallerTurn(says="Two?")))),
])  # fmt: skip


@pytest.mark.parametrize("ending", ["csv", "tsv", "jsonl"])
def test_callers_are_read_back_equal_among_other_cases(tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"cases.{ending}"
    (CASES.to_jsonl if ending == "jsonl" else CASES.to_csv)(path)

    assert list(vl.Cases.read(path)) == list(CASES)


def test_a_goal_alone_makes_a_caller_and_blank_cells_are_the_defaults() -> None:
    row: dict[str, Any] = {"goal": "Book.", "persona": "", "most_turns": " ", "caller_temperature": None}
    frame = pd.DataFrame([{"Goal": "Book.", "input": None, "most_turns": 4.0}, {"Goal": None, "input": "x"}])

    assert [case.input for case in vl.Cases.read([row])] == [vl.SimulatedCaller(goal="Book.")]
    assert [case.input for case in vl.Cases.read(frame)] == [
        vl.SimulatedCaller(goal="Book.", most_turns=4), "x",
    ]  # fmt: skip


@pytest.mark.parametrize("temperature", ["0.5", "0,5"])
def test_numbers_are_read_as_they_are_written(temperature: str) -> None:
    (case,) = vl.Cases.read([{"goal": "Book.", "most_turns": "4", "caller_temperature": temperature}])

    assert case.input == vl.SimulatedCaller(goal="Book.", most_turns=4, temperature=0.5)


def test_a_row_that_asks_something_has_a_goal_as_a_further_column() -> None:
    (case,) = vl.Cases.read([{"input": "What is it?", "goal": "Clarity."}])

    assert (case.input, case.fields) == ("What is it?", {"goal": "Clarity."})


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ({"goal": "x", "most_turns": "many"}, "item 1, column most_turns: it must be a number, not 'many'"),
        ({"goal": "x", "most_turns": 0}, "item 1: most_turns must be"),
        ({"goal": "x", "personna": "y"}, "looks like 'persona'"),
        ({"goal": ["x"]}, "item 1, column goal: it is list"),
        ({"goal": "x", "expected": "y"}, "item 1: what is right for a simulated caller stands in its goal"),
    ],
)
def test_what_makes_no_caller_is_refused_with_its_place(row: dict[str, Any], message: str) -> None:
    with pytest.raises((ValueError, TypeError), match=message.replace("(", r"\(")):
        vl.Cases.read([row])


def test_a_callers_id_is_of_what_it_is(tmp_path: Path) -> None:
    one, other = (vl.Case(input=vl.SimulatedCaller(goal=goal)) for goal in ("Book.", "Cancel."))

    assert one.id != other.id
    assert one.id == vl.Case(input=vl.SimulatedCaller(goal=" Book. "), notes="x").id


def test_callers_are_counted_and_shown_escaped() -> None:
    cases = vl.Cases([vl.Case(input=vl.SimulatedCaller(goal="<b>Book</b>"))])

    assert repr(CASES) == "Cases(1 text and 1 dialogue and 2 callers)"
    assert "caller: &lt;b&gt;Book" in cases._repr_html_()


def test_every_field_has_a_column_of_its_own() -> None:
    assert len(set(CALLER_COLUMNS)) == len(CALLER_COLUMNS)
    assert CALLER_COLUMNS[:5] == ("goal", "persona", "opening", "most_turns", "caller_voice")


def test_whole_numbers_that_pandas_saved_are_whole(tmp_path: Path) -> None:
    frame = pd.DataFrame({"goal": ["a", None], "input": [None, "x"], "most_turns": [4, None]})
    frame.to_csv(tmp_path / "cases.csv", index=False)

    assert vl.Cases.read(tmp_path / "cases.csv")[0].input == vl.SimulatedCaller(goal="a", most_turns=4)
    with pytest.raises(ValueError, match="most_turns"):
        vl.Cases.read([{"goal": "a", "most_turns": "4.5"}])
