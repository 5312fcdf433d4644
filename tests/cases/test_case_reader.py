"""Rows as cases: which column is what, and which cell cannot be read."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

import voicelab as vl
from voicelab.recordings import recording


def test_a_frame_is_read_with_its_gaps_and_whole_numbers() -> None:
    frame = pd.DataFrame(
        {"input": ["6 × 7?", "Why?"], "expected": [42, np.nan], "notes": [None, "odd"], "n": [1.5, np.nan]},
        index=["a", "b"],
    )

    first, second = vl.Cases.read(frame)

    assert (first.expected, first.notes, first.fields) == (("42",), "", {"n": 1.5})
    assert (second.expected, second.notes, second.fields) == ((), "odd", {})


def test_columns_of_other_names_are_named_and_the_rest_is_kept() -> None:
    rows = [{"Question": "Tea?", "answer": "yes | no", "language": "French", "source": ""}]

    (case,) = vl.Cases.read(pd.DataFrame(rows), input="question", expected="answer", language=None)

    assert (case.input, case.expected, case.language) == ("Tea?", ("yes", "no"), None)
    assert case.fields == {"language": "French"}


def test_a_text_is_one_answer_where_lists_can_be_written() -> None:
    assert vl.Cases.read([("Or?", "a | b")])[0].expected == ("a | b",)
    assert vl.Cases.read([("Or?", ["a", "b", 3, True])])[0].expected == ("a", "b", "3", "true")


def test_recordings_are_given_by_path_by_sound_and_by_samples_with_their_rate() -> None:
    sound = vl.Audio.from_file(recording("stop"))

    cases = vl.Cases.read([recording("stop"), str(recording("stop")), sound, (sound.samples, 16_000)])

    assert [case.input == sound for case in cases] == [True] * 4
    assert [case.recording is not None for case in cases] == [True, True, False, False]


def test_a_list_of_one_text_is_asked_and_of_several_refused() -> None:
    assert (
        vl.Cases.read([{"turns": ["How?"], "question_id": 81}], input="turns", id="question_id")[0].id == "81"
    )
    with pytest.raises(ValueError, match="item 1, column turns: 2 texts; a case asks once"):
        vl.Cases.read([{"turns": ["How?", "Why?"]}], input="turns")


@pytest.mark.parametrize(
    ("row", "message"),
    [
        (
            {"input": "x", "expcted": "y"},
            "item 2 has a column 'expcted', which looks like 'expected': rename",
        ),
        ({"input": "x", "tag": "y"}, "'tag', which looks like 'tags'.*tags='tag'; tags=None leaves it"),
        ({"answer": "y", "question": "x"}, "item 2 has no column 'input', but .*question.* input="),
        ({"input": None}, "item 2, column input: it is blank, and there is nothing to ask"),
        ({"input": "x", "Input": "y"}, "item 2 has 'input' and 'Input', which are one column"),
        ({"input": "x", "expected": {"a": 1}}, "item 2, column expected: it is dict, and must be a text"),
        ({"input": "x", "language": "French"}, "item 2: language must be a locale"),
        ({"input": {"a": 1}}, "item 2, column input: give text, a sound file's path"),
    ],
)
def test_a_row_that_is_no_case_is_named_with_its_column(row: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        vl.Cases.read([{"input": "Fine?"}, row])


def test_a_column_that_no_row_has_is_refused_with_the_nearest() -> None:
    with pytest.raises(ValueError, match="no column 'anwser' for expected; there are: answer, input"):
        vl.Cases.read([{"input": "x", "answer": "y"}], expected="anwser")
    with pytest.raises(TypeError, match="a case has no 'expects'; its columns are: expected, "):
        vl.Cases.read(["x"], expects="y")


def test_a_missing_recording_of_a_list_is_named(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="item 2, column input: there is no file"):
        vl.Cases.read(["Well?", tmp_path / "none.wav"])


def test_tables_of_dialogues_and_questions_have_the_same_columns_in_all_rows() -> None:
    rows: list[dict[str, Any]] = [
        {"input": None, "turns": ["a", "b"], "goal": None, "caller_voice": None},
        {"input": "x", "turns": None, "goal": None, "caller_voice": None},
        {"input": "", "turns": None, "goal": "Book.", "caller_voice": None},
    ]
    expected = [
        vl.Dialogue((vl.CallerTurn(says="a"), vl.CallerTurn(says="b"))),
        "x",
        vl.SimulatedCaller(goal="Book."),
    ]

    assert [case.input for case in vl.Cases.read(rows)] == expected
    assert [case.input for case in vl.Cases.read(pd.DataFrame(rows))] == expected


def test_answers_beside_turns_of_which_the_last_has_its_own_are_refused() -> None:
    row = {"turns": ["a", {"says": "b", "expected": "c"}], "expected": "d"}

    with pytest.raises(ValueError, match="it has expected, and so has its last turn"):
        vl.Cases.read([row])
