"""One case: what it checks, and what it is known by."""

from __future__ import annotations

import copy
import dataclasses
import pickle
from typing import Any

import pytest

import voicelab as vl
from voicelab.recordings import recording


def test_a_text_is_known_by_what_is_asked_and_not_by_what_is_expected() -> None:
    case = vl.Case(input="Who wrote Faust?", expected=("Goethe",))

    corrected = dataclasses.replace(case, expected=("Johann Wolfgang von Goethe",), tags=("books",), id="")

    assert corrected.id == case.id
    assert vl.Case(input="Who wrote Faust?", language="en-GB").id != case.id


def test_a_recording_is_known_by_its_sound_and_not_by_its_file() -> None:
    sound = vl.Audio.from_file(recording("capital"))

    case = vl.Case(input=sound, recording=recording("capital"))

    assert case == vl.Case(input=vl.Audio.from_pcm(sound.to_pcm(), sound.sample_rate_hz))
    assert case.id != vl.Case(input=sound + vl.Audio.silence(0.1)).id


def test_one_text_is_one_answer_and_one_tag() -> None:
    case: Any = vl.Case(input="2 + 2?", expected="4", tags="sums")  # type: ignore[arg-type]

    assert (case.expected, case.tags) == (("4",), ("sums",))


def test_halves_of_characters_are_replaced_in_further_columns() -> None:
    case = vl.Case(input="2 + 2?", fields={"a\ud83d": "b\ud83d", "c": [{"d": "\ud83d"}]})

    assert case.fields == {"a\ufffd": "b\ufffd", "c": [{"d": "\ufffd"}]}


def test_blank_answers_tags_notes_and_fields_are_none() -> None:
    case = vl.Case(
        input="Hm?",
        expected=("", " yes "),
        tags=(" ",),
        notes=" ",
        fields={"a": None, "b": float("nan"), "c": 0},
    )

    assert (case.expected, case.tags, case.notes, case.fields) == (("yes",), (), "", {"c": 0})


def test_an_empty_transcript_says_that_nothing_is_said() -> None:
    assert vl.Case(input=vl.Audio.silence(1), transcript="").transcript == ""
    assert vl.Case(input=vl.Audio.silence(1)).transcript is None


def test_cases_are_hashed_copied_and_sent_to_other_processes() -> None:
    case = vl.Case(input=vl.Audio.silence(0.1), fields={"topic": "noise"})

    assert len({case, copy.deepcopy(case), pickle.loads(pickle.dumps(case))}) == 1


@pytest.mark.parametrize(
    ("fields", "error", "message"),
    [
        ({"input": " "}, ValueError, "there is nothing to ask"),
        ({"input": b"RIFF"}, TypeError, "input must be a text, an Audio, a Dialogue or a SimulatedCaller"),
        ({"input": "x", "language": "French"}, ValueError, "such as 'de-DE', not 'French'"),
        ({"input": "x", "expected": (4,)}, TypeError, "expected must be texts, and one is 4"),
        ({"input": "x", "tags": 4}, TypeError, "tags must be texts, not int"),
        ({"input": "x", "id": 7}, TypeError, "id must be a text, not 7"),
    ],
)
def test_what_no_case_can_be_is_refused(fields: dict[str, Any], error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=message):
        vl.Case(**fields)
