"""Cases of a log: what was said in real talks, and what people say of it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import voicelab as vl
from tests.exchanges import an_exchange
from voicelab.log.session_log import SessionLog
from voicelab.recordings import recording

SOUND = vl.Audio.from_file(recording("capital"))


@pytest.fixture
def log(tmp_path: Path) -> Iterator[SessionLog]:
    with SessionLog(tmp_path / "log" / "log.sqlite") as log:
        yield log


def typed(turn: int, **changes: Any) -> vl.Exchange:
    usual: dict[str, Any] = {
        "input_mode": "text",
        "heard_audio": None,
        "spoken_audio": None,
        "detected_language": None,
    }
    return an_exchange(turn=turn, **{**usual, **changes})


def test_a_recording_is_asked_again_and_what_was_heard_is_no_reference(log: SessionLog) -> None:
    kept = log.append(an_exchange(heard_audio=SOUND, transcript="What is the capital of Prance?"))

    (case,) = log.cases()

    assert isinstance(case.input, vl.Audio)
    assert case.recording == kept.heard_path
    assert case.transcript is None
    assert case.expected == ()
    assert case.fields["recognised"] == "What is the capital of Prance?"
    assert case.fields["reply"] == kept.reply


def test_what_people_say_is_the_reference_the_answer_the_tags_and_the_notes(log: SessionLog) -> None:
    kept = log.append(an_exchange(heard_audio=SOUND))
    log.add_label(
        kept,
        thumbs_up=False,
        expected="Paris",
        transcript="What is the capital of France?",
        tags=["places"],
        notes="It said Lyon.",
        rater="Ann",
    )

    (case,) = log.cases()

    assert case.transcript == "What is the capital of France?"
    assert (case.expected, case.tags, case.notes) == (("Paris",), ("places",), "It said Lyon.")
    assert (case.fields["thumbs_up"], case.fields["rater"]) == (False, "Ann")


def test_without_its_sound_the_words_are_asked_as_people_know_them(log: SessionLog) -> None:
    log.append(typed(1))
    heard = log.append(typed(2, input_mode="speech", transcript="Wear is Lima?"))
    log.add_label(heard, transcript="Where is Lima?")

    assert [case.input for case in log.cases()] == ["What is the tallest mountain?", "Where is Lima?"]


def test_what_was_typed_is_asked_as_it_was(log: SessionLog) -> None:
    log.add_label(log.append(typed(1, transcript="Where is Lima?")), transcript="Where is Rome?")

    assert [case.input for case in log.cases()] == ["Where is Lima?"]


def test_where_nothing_was_said_there_is_no_case_unless_there_is_sound(log: SessionLog) -> None:
    log.append(typed(1, transcript=" ", outcome="no-match"))
    log.append(typed(2, outcome="no-match", transcript="", heard_audio=SOUND))
    silent = log.append(typed(3, input_mode="speech"))
    log.add_label(silent, transcript="")

    assert [case.fields["turn"] for case in log.cases()] == [2]


def test_a_case_is_known_by_its_exchange_however_often_the_same_is_asked(log: SessionLog) -> None:
    for turn in (1, 2):
        log.append(typed(turn))

    both = [case.id for case in log.cases()]
    assert both == ["20261125-140312-7f3a-turn-1", "20261125-140312-7f3a-turn-2"]
    assert [case.id for case in log.cases(lambda exchange: exchange.turn == 2)] == both[1:]


def test_what_the_model_saw_before_comes_along(log: SessionLog) -> None:
    log.append(typed(1, transcript="Where is Lima?", reply="In Peru."))
    log.append(typed(2, transcript="Why?", outcome="failed", reply=""))
    log.append(
        typed(3, transcript="How large?", outcome="interrupted", reply="Ten million.", heard_text="Ten")
    )
    last = typed(4, transcript="And Cusco?")
    log.append(last)
    log.append(typed(5, settings=last.settings.replace(history=False)))

    first, _, _, fourth, alone = log.cases()

    assert "messages" not in first.fields
    assert "messages" not in alone.fields
    assert [(each["role"], each["content"]) for each in fourth.fields["messages"]] == [
        ("user", "Where is Lima?"),
        ("assistant", "In Peru."),
        ("user", "How large?"),
        ("assistant", "Ten"),
    ]


def test_a_case_has_a_language_where_that_is_not_the_usual_one(log: SessionLog) -> None:
    usual = typed(1).settings
    log.append(typed(1))
    log.append(typed(2, settings=usual.replace(language="de-DE")))
    log.append(typed(3, settings=usual.replace(language=["en-US", "es-ES"]), detected_language="es-ES"))
    log.append(typed(4, settings=usual.replace(language=["en-US", "es-ES"])))

    assert [case.language for case in log.cases()] == [None, "de-DE", "es-ES", None]


def test_they_are_written_and_read_back_equal(log: SessionLog, tmp_path: Path) -> None:
    log.append(typed(1, transcript="=1+1 | <b>'s"))
    kept = log.append(an_exchange(turn=2, heard_audio=SOUND))
    log.add_label(kept, expected=["a | b", "c"], notes="=cmd", thumbs_up=True)
    cases = log.cases()

    cases.to_jsonl(tmp_path / "cases.jsonl")
    cases.to_csv(tmp_path / "cases.csv")

    assert vl.Cases.read(tmp_path / "cases.jsonl") == cases
    table = vl.Cases.read(tmp_path / "cases.csv")
    assert [(case.id, case.input, case.expected) for case in table] == [
        (case.id, case.input, case.expected) for case in cases
    ]
