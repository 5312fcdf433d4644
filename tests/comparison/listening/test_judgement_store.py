"""What the log keeps of listening tests."""

from __future__ import annotations

import contextlib
import sqlite3
from pathlib import Path

import pytest

from tests.exchanges import an_exchange
from tests.log.test_schema import OLDEST, a_file
from voicelab.comparison.listening.judgement_store import JudgementStore, PublishedTest, RatedTrial
from voicelab.comparison.listening.trials import Stimulus
from voicelab.errors import LogError
from voicelab.log import schema
from voicelab.log.listening_tables import listening_tests
from voicelab.log.session_log import SessionLog

WHEN = "2026-11-30T01:02:03.000004Z"
SESSION = an_exchange().session


def a_log(path: Path | None = None) -> SessionLog:
    """Make a log of three replies."""
    log = SessionLog(path, keep_audio=False)
    for turn in (1, 2, 3):
        log.append(an_exchange(turn=turn, heard_audio=None, spoken_audio=None))
    return log


def rated(*turns: int, rater: str = "Ann") -> RatedTrial:
    ratings = tuple((Stimulus((SESSION, turn)), 50 + turn) for turn in turns)
    return RatedTrial(judged_utc=WHEN, rater=rater, method="mushra", ratings=ratings)


def test_what_is_kept_is_found_again_in_its_order(tmp_path: Path) -> None:
    with a_log(tmp_path / "log.sqlite") as log:
        JudgementStore(log).keep([rated(3, 1, 2), rated(1, rater="=1+1")])
    with SessionLog(tmp_path / "log.sqlite") as log:
        assert JudgementStore(log).rated(["other", SESSION]) == [rated(3, 1, 2), rated(1, rater="=1+1")]
        assert JudgementStore(log).rated(["other"]) == []


def test_a_trial_of_replies_of_two_sessions_is_found_whole_by_either() -> None:
    log = a_log()
    log.append(an_exchange(session="other", turn=1, heard_audio=None, spoken_audio=None))
    ratings = ((Stimulus((SESSION, 1)), 1), (Stimulus(("other", 1)), 0))
    pair = RatedTrial(judged_utc=WHEN, rater="Ann", method="pairs", ratings=ratings)
    store = JudgementStore(log)
    store.keep([pair])
    assert store.rated([SESSION]) == store.rated(["other"]) == store.rated(["other", SESSION]) == [pair]


def test_of_several_trials_all_are_kept_or_none() -> None:
    store = JudgementStore(a_log())
    broken = rated(4)  # which the log does not have
    with pytest.raises(LogError):
        store.keep([rated(1), broken])
    assert store.rated([SESSION]) == []


def test_a_test_on_a_page_is_found_by_its_name() -> None:
    store = JudgementStore(SessionLog(None))
    trials = {"t1": {"s1": Stimulus(("s", 1), "noise"), "s2": Stimulus(("s", 2))}}
    published = PublishedTest(test="4f", seal_key="77", method="mushra", trials=trials)
    store.publish(published)
    assert store.published("4f") == published
    assert store.published("5") is None


def test_choices_of_an_older_log_are_judgements_of_pairs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = a_file(tmp_path / "log.sqlite", OLDEST.read_text())
    before = schema.MIGRATIONS[: schema.MIGRATIONS.index(listening_tests)]
    with (
        monkeypatch.context() as older,
        contextlib.closing(sqlite3.connect(path)) as connection,
        connection,
    ):
        older.setattr(schema, "MIGRATIONS", before)
        schema.migrate(connection, "")
        connection.executemany(
            "INSERT INTO preferences (judged_utc, rater, session_a, turn_a, session_b, turn_b, choice) "
            "VALUES (?, 'Ann', ?, 1, ?, 2, ?)",
            [(WHEN, SESSION, SESSION, choice) for choice in ("a", "b", "same")],
        )
    with SessionLog(path) as log:
        found = JudgementStore(log).rated([SESSION])
    a, b = Stimulus((SESSION, 1)), Stimulus((SESSION, 2))
    assert [trial.ratings for trial in found] == [((a, 1), (b, 0)), ((a, 0), (b, 1)), ((a, 0), (b, 0))]
    assert {(trial.method, trial.rater, trial.judged_utc) for trial in found} == {("pairs", "Ann", WHEN)}
