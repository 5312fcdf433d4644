"""Labelling by hand: what the page says is in the log at once, and can be undone."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd
import pytest

from tests.widgets.labelling.labels_side import a_log
from voicelab.log.session_log import SessionLog
from voicelab.widgets.labelling.label_editor import LabelEditor


@pytest.fixture
def log() -> Iterator[SessionLog]:
    with a_log() as log:
        yield log


def send(editor: LabelEditor, kind: str, **message: Any) -> dict[str, Any]:
    """Send what the page sends; return what it is then shown."""
    editor._handle(editor, {"type": kind, **message}, [])
    shown: dict[str, Any] = editor._item
    return shown


def say(editor: LabelEditor, part: str, value: object, place: int = 0) -> dict[str, Any]:
    return send(editor, "say", place=place, part=part, value=value)


def test_what_is_said_is_in_the_log_at_once_by_its_rater(log: SessionLog) -> None:
    editor = log.label(rater="Ann")
    say(editor, "thumbs_up", value=False)
    say(editor, "expected", "8,849 m\n\n8849")
    say(editor, "tags", 'facts, "a, b"')
    say(editor, "transcript", " Where is it? ")
    shown = say(editor, "notes", "Wrong.\nTwice.")

    (row,) = log.labels.to_dict("records")
    assert (row["turn"], row["rater"], row["thumbs_up"]) == (1, "Ann", False)
    assert (row["expected"], row["tags"]) == ('"8,849 m", 8849', 'facts, "a, b"')
    assert (row["transcript"], row["notes"]) == ("Where is it?", "Wrong.\nTwice.")
    assert (shown["expected"], shown["labelled"]) == ("8,849 m\n8849", 1)


def test_a_part_is_of_the_exchange_that_it_was_written_for(log: SessionLog) -> None:
    editor = log.label()
    send(editor, "go", place=1)
    shown = say(editor, "notes", "of the first", place=0)

    assert shown["place"] == 1
    assert list(log.labels["turn"]) == [1]


def test_each_rater_sees_their_own_labels_and_begins_with_the_first_that_has_none(log: SessionLog) -> None:
    say(log.label(rater="Ann"), "thumbs_up", value=True)

    ann, bob = log.label(rater="Ann"), log.label(rater="Bob")
    assert (ann._item["place"], bob._item["place"]) == (1, 0)
    assert bob._item["thumbs_up"] is None
    assert send(ann, "go", place=0)["thumbs_up"] is True


def test_what_was_changed_last_is_undone_step_by_step(log: SessionLog) -> None:
    editor = log.label()
    say(editor, "thumbs_up", value=True)
    say(editor, "thumbs_up", value=False, place=1)
    say(editor, "thumbs_up", value=False)
    say(editor, "thumbs_up", value=False)  # nothing new

    assert send(editor, "undo")["thumbs_up"] is True
    assert send(editor, "undo")["place"] == 1
    shown = send(editor, "undo")
    assert (shown["thumbs_up"], shown["labelled"], shown["can_undo"]) == (None, 0, False)
    assert len(log.labels) == 0


def test_silence_is_said_and_taken_back(log: SessionLog) -> None:
    editor = log.label()
    assert say(editor, "is_silent", value=True)["is_silent"]
    assert [case.transcript for case in log.cases(labelled=True)] == [""]
    assert not say(editor, "is_silent", value=False)["is_silent"]
    assert len(log.labels) == 0


def test_the_next_without_a_label_is_found_also_before_the_present_one(log: SessionLog) -> None:
    editor = log.label()
    send(editor, "go", place=2)
    say(editor, "thumbs_up", value=True, place=2)

    assert send(editor, "unlabelled")["place"] == 0
    for place in (0, 1):
        say(editor, "thumbs_up", value=True, place=place)
    shown = send(editor, "unlabelled")
    assert (shown["place"], shown["note"]) == (0, "Everything has a label.")


def test_what_cannot_be_kept_is_said_and_can_be_said_again(log: SessionLog) -> None:
    editor = log.label()
    log._store._opened.connection.execute("PRAGMA query_only = ON")
    shown = say(editor, "thumbs_up", value=True)
    assert shown["note"].startswith("This could not be kept: ")
    assert (shown["thumbs_up"], shown["labelled"]) == (True, 0)

    log._store._opened.connection.execute("PRAGMA query_only = OFF")
    assert say(editor, "thumbs_up", value=True)["note"] == ""
    assert log.labels["thumbs_up"].tolist() == [True]


@pytest.mark.parametrize("kind", ["go", "unlabelled", "undo"])
def test_what_cannot_be_kept_stays_on_the_page_until_it_is(log: SessionLog, kind: str) -> None:
    editor = log.label()
    say(editor, "thumbs_up", value=True, place=2)
    log._store._opened.connection.execute("PRAGMA query_only = ON")
    say(editor, "notes", "a long note ")
    shown = send(editor, kind, place=1)
    assert (shown["place"], shown["notes"]) == (0, "a long note ")
    assert shown["note"].startswith("This could not be kept: ")

    log._store._opened.connection.execute("PRAGMA query_only = OFF")
    assert send(editor, "go", place=1)["place"] == 1
    assert log.labels["notes"].tolist() == ["a long note", pd.NA]


def test_of_a_transcript_and_silence_that_wait_what_was_said_last_is_kept(log: SessionLog) -> None:
    editor = log.label()
    log._store._opened.connection.execute("PRAGMA query_only = ON")
    for part, value in (("is_silent", True), ("transcript", "a"), ("is_silent", True)):
        say(editor, part, value)
    log._store._opened.connection.execute("PRAGMA query_only = OFF")
    send(editor, "go", place=1)
    assert log.labels["transcript"].tolist() == [""]


def test_of_a_closed_log_what_was_written_stays_on_the_page_which_says_so(log: SessionLog) -> None:
    editor = log.label()
    log.close()
    assert send(editor, "go", place=1)["note"].startswith("This cannot be shown: ")
    shown = say(editor, "notes", "a long note")
    assert (shown["place"], shown["notes"]) == (0, "a long note")
    assert shown["note"].startswith("This could not be kept: ")


def test_only_what_is_wanted_is_shown_and_nothing_is_no_error(log: SessionLog) -> None:
    assert log.label(lambda exchange: exchange.turn > 1)._item["total"] == 2
    nothing = log.label(lambda exchange: False)
    assert nothing._item["total"] == 0
    assert send(nothing, "unlabelled")["total"] == 0


def test_what_failed_and_what_has_no_sound_is_told(log: SessionLog) -> None:
    shown = send(log.label(), "go", place=2)
    assert (shown["outcome"], shown["error"]) == ("failed", "Too many requests.")
    assert [shown[name] for name in ("has_asked", "has_reply", "is_spoken")] == [False, False, False]
