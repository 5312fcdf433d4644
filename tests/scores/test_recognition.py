"""Scores of what recognition heard."""

from __future__ import annotations

from typing import Any

import pytest

import voicelab as vl
from tests.exchanges import an_exchange
from voicelab.cases.case import Case
from voicelab.exchange.fields import Latency
from voicelab.scores import ScoreFailure, run_scores
from voicelab.testing import ScriptedEngines, embedded_services, speech


def case(transcript: str | None = "What is the tallest mountain?", **fields: Any) -> Case:
    return Case(input=speech(0.5), transcript=transcript, **fields)


def test_what_a_real_turn_heard_is_measured_against_the_transcript_of_its_case() -> None:
    script = ScriptedEngines(transcripts=["What is the smallest mountain?"], reply="Mount Wycheproof.")
    with embedded_services(script) as running, vl.Session(services=running.services) as session:
        exchange = session.ask(speech(1.0))
    found = run_scores(
        [vl.scores.word_error_rate, vl.scores.word_errors, vl.scores.character_error_rate], exchange, case()
    )

    assert found == {
        "word_error_rate": 0.2,
        "word_errors.substitutions": 1,
        "word_errors.deletions": 0,
        "word_errors.insertions": 0,
        "word_errors.words": 5,
        "character_error_rate": pytest.approx(2 / 28),
    }


def test_the_language_is_that_of_the_case() -> None:
    heard = an_exchange(transcript="das kostet 50 €", detected_language=None)

    assert vl.scores.word_error_rate(heard, case("Das kostet fünfzig Euro.", language="de-DE")) == 0.0
    assert vl.scores.word_error_rate(heard, case("Das kostet fünfzig Euro.")) != 0.0


def test_a_score_of_ones_own_switches_what_counts_as_the_same() -> None:
    def strict(exchange: vl.Exchange, case: Case) -> float | None:
        return vl.scores.word_error_rate(exchange, case, same_by="writing")

    heard = an_exchange(transcript="what is the tallest mountain")
    assert run_scores([strict, vl.scores.word_error_rate], heard, case()) == {
        "strict": 0.4,
        "word_error_rate": 0.0,
    }


def test_nothing_understood_is_all_wrong() -> None:
    assert vl.scores.word_error_rate(an_exchange(transcript="", outcome="no-match"), case()) == 1.0


def test_where_silence_was_recorded_all_that_was_heard_is_added() -> None:
    heard = an_exchange(transcript="thank you")

    assert vl.scores.word_error_rate(heard, case("")) is None
    errors = vl.scores.word_errors(heard, case(""))
    assert errors is not None
    assert (errors["insertions"], errors["words"]) == (2, 0)


@pytest.mark.parametrize(
    ("changes", "transcript"),
    [
        ({}, None),
        ({"input_mode": "text"}, "What is it?"),
        ({"transcript": "", "outcome": "failed", "error_stage": "recognition"}, "What is it?"),
        (
            {"transcript": "", "settings": vl.Settings(engine="realtime"), "latency": Latency()},
            "What is it?",
        ),
    ],
)
def test_there_is_no_rate_where_nobody_was_heard(changes: dict[str, Any], transcript: str | None) -> None:
    found = run_scores(
        [vl.scores.word_error_rate, vl.scores.word_errors], an_exchange(**changes), case(transcript)
    )

    assert not any(isinstance(value, ScoreFailure) for value in found.values())
    assert found == {}


def test_all_that_was_heard_in_a_dialogue_is_held_against_all_that_was_said() -> None:
    turns = (vl.CallerTurn(says="How high?"), vl.CallerTurn(says=speech(0.5), transcript="And where?"))
    dialogue = Case(input=vl.Dialogue(turns, "en-GB-RyanNeural"))
    heard = an_exchange(transcript="How high? And there?")
    assert run_scores([vl.scores.word_error_rate], heard, dialogue) == {"word_error_rate": 0.25}
