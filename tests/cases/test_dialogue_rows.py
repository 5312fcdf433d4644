"""Dialogues in files: turns in one row, or a row a turn, and back."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

import voicelab as vl
from voicelab.recordings import recording

JENNY = "en-US-JennyMultilingualNeural"
TALK = """dialogue,input,expected,pause_seconds,interrupts_after_seconds,caller_voice,tags,turn
table,A table for two?,yes,,,en-US-JennyMultilingualNeural,food,1
,What time is it?,noon,,,,,
table,Tonight.,seven | 7 pm,0.5,,,,2
table,No! Tomorrow.,tomorrow,,1.25,,,3
"""


def dialogue_of(case: vl.Case) -> vl.Dialogue:
    assert isinstance(case.input, vl.Dialogue)
    return case.input


def test_rows_of_one_dialogue_are_one_case_where_it_begins(tmp_path: Path) -> None:
    path = tmp_path / "talks.csv"
    path.write_text(TALK, encoding="utf-8")

    talk, question = vl.Cases.read(path)

    assert (talk.id, talk.tags, talk.fields) == ("table", ("food",), {"turn": ["1", "2", "3"]})
    assert (question.input, question.expected, question.fields) == ("What time is it?", ("noon",), {})
    dialogue = dialogue_of(talk)
    assert dialogue.voice == JENNY
    assert [turn.says for turn in dialogue.turns] == ["A table for two?", "Tonight.", "No! Tomorrow."]
    assert [turn.expected for turn in dialogue.turns] == [("yes",), ("seven", "7 pm"), ("tomorrow",)]
    assert [turn.pause_seconds for turn in dialogue.turns] == [0.0, 0.5, 0.0]
    assert [turn.interrupts_after_seconds for turn in dialogue.turns] == [None, None, 1.25]


def test_seconds_are_read_as_a_german_spreadsheet_writes_them(tmp_path: Path) -> None:
    path = tmp_path / "talks.csv"
    path.write_text(TALK.replace(",", ";").replace("0.5", "0,5").replace("1.25", "1,25"), encoding="utf-8")

    _, second, third = dialogue_of(vl.Cases.read(path)[0]).turns

    assert (second.pause_seconds, third.interrupts_after_seconds) == (0.5, 1.25)


def test_turns_of_a_row_are_texts_recordings_or_objects(tmp_path: Path) -> None:
    turns = [str(recording("capital")), {"says": "And of Spain?", "expected": "Madrid", "pause_seconds": 1}]
    (tmp_path / "talks.jsonl").write_text(json.dumps({"turns": turns, "caller_voice": JENNY}) + "\n")

    (case,) = vl.Cases.read(tmp_path / "talks.jsonl")

    first, second = dialogue_of(case).turns
    assert first.says == vl.Audio.from_file(recording("capital"))
    assert (second.says, second.expected, second.pause_seconds) == ("And of Spain?", ("Madrid",), 1.0)


def test_what_a_row_expects_is_expected_of_the_last_reply() -> None:
    chat = [{"role": "user", "content": each} for each in ("What is the capital of France?", "Its river?")]

    system = {"role": "system", "content": "Be brief."}

    (case,) = vl.Cases.read([{"input": [system, *chat], "ideal": "Seine"}])

    assert [turn.expected for turn in dialogue_of(case).turns] == [(), ("Seine",)]
    assert case.fields["messages"] == [system]


def test_a_number_of_turns_beside_an_input_is_a_further_column() -> None:
    rows = [{"input": "Hello?", "turns": 3, "pause_seconds": 1, "turn": 2}]

    (case,) = vl.Cases.read(rows)

    assert (case.input, case.fields) == ("Hello?", {"turns": 3, "pause_seconds": 1, "turn": 2})
    (case,) = vl.Cases.read([{"input": "x", "dialogue": "A: Hi!"}], dialogue=None)
    assert case.fields == {"dialogue": "A: Hi!"}


@pytest.mark.parametrize("name", ["talks.csv", "talks.jsonl"])
def test_dialogues_are_read_back_equal(tmp_path: Path, name: str) -> None:
    sound = vl.Audio.from_file(recording("stop"))
    turns = (
        vl.CallerTurn(says='=1+1, "so"\nor | not?', expected=("2", "a | b"), transcript="one and one"),
        vl.CallerTurn(says=sound, pause_seconds=0.25),
        vl.CallerTurn(says="Halt!", interrupts_after_seconds=0.0),
    )
    cases = vl.Cases(
        [
            vl.Case(input=vl.Dialogue(turns, JENNY), tags=("a", "b"), notes="n", fields={"turns": "3"}),
            vl.Case(input="Well?", expected=("yes",), fields={"pause_seconds": "long"}),
            vl.Case(input=vl.Dialogue((vl.CallerTurn(says="Only this?"),)), language="en-GB"),
        ]
    )
    (cases.to_jsonl if "jsonl" in name else cases.to_csv)(tmp_path / name)

    assert vl.Cases.read(tmp_path / name) == cases
    (cases.to_jsonl if "jsonl" in name else cases.to_csv)(tmp_path / name)  # over its own kind of file


def test_cases_with_dialogues_show_what_is_said_and_expected() -> None:
    turn = vl.CallerTurn(says="<b>Two?</b>", expected=("2",))
    cases = vl.Cases([vl.Case(input=vl.Dialogue((vl.CallerTurn(says="One?"), turn))), vl.Case(input="x")])

    assert repr(cases) == "Cases(1 text and 1 dialogue)"
    assert "1. One?<br>2. &lt;b&gt;Two?&lt;/b&gt; → 2" in cases._repr_html_()
    assert cases.df["input"][0] is cases[0].input


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ([{"turns": "Hello?"}], "item 1, column turns: turns are a list, and it is str"),
        ([{"turns": []}], "item 1, column turns: a dialogue has one turn or more"),
        ([{"turns": [{"says": "x", "expects": "y"}]}], "turns: turn 1: a turn has no 'expects'; it has"),
        ([{"turns": [{"expected": "y"}]}], "column turns: turn 1: it is blank"),
        ([{"turns": ["x"], "caller_voice": "Jenny!"}], "item 1, column turns: voice"),
        ([{"dialogue": "a", "input": "x", "id": "b"}], "it is a turn of 'a', and has another id, 'b'"),
        (
            [{"dialogue": "a", "input": "x", "language": each} for each in ("de-DE", "en-US")],
            "item 2, column language: a dialogue has one: 'de-DE' in item 1, 'en-US' here",
        ),
        ([{"dialogue": "", "input": "x", "pause_seconds": 1}], "it has pause_seconds, and is of no dialogue"),
        ([{"dialogue": "a", "input": "x", "pause_seconds": "long"}], "must be a number of seconds, such as"),
        ([{"dialogue": "a", "input": "x", "pause_seconds": "1,500"}], "'1,500', which may be 1500 or 1.500"),
        ([{"dialogue": "a", "input": "x", "pause_second": "1"}], "looks like 'pause_seconds'"),
    ],
)
def test_a_row_that_is_no_part_of_a_dialogue_is_named(rows: list[dict[str, Any]], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        vl.Cases.read(rows)


def test_a_column_that_is_blank_beside_turns_is_there_all_the_same() -> None:
    (asked,) = vl.Cases.read([{"input": "x", "t": None}], turns="t")
    (held,) = vl.Cases.read([{"q": None, "turns": ["a", "b"]}], input="q")
    assert asked.input == "x"
    assert isinstance(held.input, vl.Dialogue)


def test_a_dialogue_has_its_answers_in_its_turns() -> None:
    with pytest.raises(ValueError, match="a dialogue has its answers and transcripts in its turns"):
        vl.Case(input=vl.Dialogue((vl.CallerTurn(says="x"),)), expected=("y",))
