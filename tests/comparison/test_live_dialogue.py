"""Dialogues that are spoken: the caller pauses, interrupts, and is heard."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import numpy as np
import pytest

import voicelab as vl
from tests.comparison.conftest import JENNY, RYAN, compared
from voicelab.testing import (
    CutStream,
    EmbeddedServices,
    ScriptedEngines,
    embedded_services,
    silence,
    speech,
)

STORY, NO, WHEN = "Tell me a story.", "No! What time is it now?", "And the date?"
YES, BEGIN = "Uh-huh.", "I have something to ask of you"
SAID = {len(text): text for text in (STORY, NO, WHEN, YES, BEGIN)}
REPLIES = {STORY: "Once upon a time there was a story.", NO: "Noon.", WHEN: "May."}
BEGUN = "Ask me whatever it is that you would like to know of me."
TURNS = (
    vl.CallerTurn(says=STORY),
    vl.CallerTurn(says=NO, interrupts_after_seconds=0.3, expected=("noon",)),
    vl.CallerTurn(says=WHEN, pause_seconds=0.2, expected=("June",)),
)
UNHEARD = (vl.CallerTurn(says=silence(0.2)), vl.CallerTurn(says=speech(0.75), expected=("May",)))
PAUSING = (
    vl.CallerTurn(says=speech(0.06 * len(BEGIN)) + silence(1.2) + speech(0.06 * len(STORY))),
    TURNS[1],
)
NODDING = (TURNS[0], vl.CallerTurn(says=YES, interrupts_after_seconds=0.3), vl.CallerTurn(says=WHEN))
TALKING: dict[str, Any] = {"end_silence_seconds": 0.2, "end_of_turn": "silence"}


def heard(audio: vl.Audio) -> str:
    """Return the text that the script's voice takes as long to say as was spoken here."""
    seconds = np.count_nonzero(np.abs(audio.samples.astype(np.int32)) > 300) / 16_000
    letters = min(SAID, key=lambda length: abs(0.06 * length - seconds))
    return SAID[letters]


def reply(messages: list[dict[str, Any]]) -> str:
    said = str(messages[-1]["content"]).split("\n")[-1]
    return BEGUN if said == BEGIN else REPLIES.get(said, "Well.")


@pytest.fixture(scope="module")
def talking() -> Iterator[EmbeddedServices]:
    script = ScriptedEngines(transcripts=heard, hypothesis_seconds=0.1, reply=reply)
    with embedded_services(script) as running:
        yield running


@pytest.fixture(scope="module")
def grid(talking: EmbeddedServices) -> vl.Comparison:
    cases = [
        vl.Case(input=vl.Dialogue(TURNS, RYAN), id="story"),
        vl.Case(input=vl.Dialogue(UNHEARD), id="unheard"),
        vl.Case(input=vl.Dialogue(NODDING, RYAN), id="nodding"),
        vl.Case(input=vl.Dialogue(PAUSING, RYAN), id="pausing"),
    ]
    side_by_side: dict[str, Any] = {
        "limits": vl.Limits(concurrency=8),
        "timeouts": vl.Timeouts(recognition_seconds=1.0),
        "scores": [vl.scores.contains_expected, vl.scores.word_error_rate],
    }
    return compared(talking, cases, voice=JENNY, barge_in=[True, False], **side_by_side, **TALKING)


def test_a_caller_interrupts_where_the_assistant_lets_itself_be_interrupted(grid: vl.Comparison) -> None:
    interrupted, polite = grid.dialogue(1), grid.dialogue(5)
    assert [each.transcript for each in interrupted] == [STORY, NO, WHEN]
    assert [each.outcome for each in interrupted] == ["interrupted", "completed", "completed"]
    assert interrupted[0].heard_text is not None
    assert 0 < len(interrupted[0].heard_text) < len(REPLIES[STORY])
    assert [each.outcome for each in polite] == ["completed"] * 3
    assert [each.reply for each in polite] == list(REPLIES.values())


def test_each_turn_is_scored_against_what_it_says_and_expects(grid: vl.Comparison) -> None:
    frame = grid.df[grid.df["case"] == "story"]
    assert frame["contains_expected"].tolist() == [0.5, 0.5]
    assert frame["word_error_rate"].tolist() == [0.0, 0.0]


def test_a_talk_is_a_row_with_all_that_was_heard_and_listened_to(grid: vl.Comparison) -> None:
    frame = grid.df[grid.df["case"] == "story"]
    assert frame["turns"].tolist() == [3, 3]
    assert frame["cut_ins"].tolist() == [0, 0]
    assert frame["transcript"].tolist() == [f"{STORY} {NO} {WHEN}"] * 2
    heard_audio = [each.heard for each in grid.dialogue(1)]
    assert all(sound is not None for sound in heard_audio)
    said_seconds = 0.06 * len(STORY + NO + WHEN)
    assert (frame["recognised_seconds"] > said_seconds + 0.8).all()
    assert grid.exchange(1).settings.stop_phrase == "stop"


def test_what_is_not_answered_does_not_hold_up_the_dialogue_for_ever(grid: vl.Comparison) -> None:
    assert [each.outcome for each in grid.dialogue(2)] == ["no-match", "completed"]
    frame = grid.df[grid.df["case"] == "unheard"]
    assert frame["turns"].tolist() == [1, 1]
    assert frame["contains_expected"].tolist() == [1.0, 1.0]


def test_a_backchannel_over_the_reply_is_a_turn_without_an_answer(grid: vl.Comparison) -> None:
    held = grid.dialogue(3)
    assert [each.outcome for each in held] == ["completed", "no-match", "completed"]
    assert [each.reply for each in held] == [REPLIES[STORY], "", REPLIES[WHEN]]
    assert held[1].error_message == "What was said got no answer."


def test_an_interruption_waits_for_the_reply_to_all_of_the_turn(grid: vl.Comparison) -> None:
    held = grid.dialogue(4)
    assert [each.transcript for each in held] == [f"{BEGIN} {STORY}", NO]
    assert held[0].reply == f"{BEGUN}\n\n{REPLIES[STORY]}"
    assert held[0].heard_text is not None
    assert held[0].heard_text.count("Once") == 1
    assert len(held[0].heard_text) < len(f"{BEGUN} {REPLIES[STORY]}") - 10
    assert grid.df["cut_ins"][3] == 1


def test_an_interruption_that_is_due_after_the_reply_is_over_is_not_waited_for(
    talking: EmbeddedServices,
) -> None:
    late = vl.Dialogue((TURNS[2], vl.CallerTurn(says=NO, interrupts_after_seconds=30)), RYAN)
    held = compared(talking, late, voice=JENNY, barge_in=True, **TALKING).dialogue(1)
    assert [each.transcript for each in held] == [WHEN, NO]
    assert held[1].started_utc - held[0].started_utc < timedelta(seconds=30)


def test_a_reply_that_cuts_in_is_not_the_one_that_is_interrupted() -> None:
    script = ScriptedEngines(transcripts=heard, hypothesis_seconds=None, reply=reply)
    pausing = vl.Dialogue(PAUSING, RYAN)
    with embedded_services(script) as late:  # without hypotheses it sounds on until the transcript
        held = compared(late, pausing, voice=JENNY, barge_in=True, **TALKING).dialogue(1)
    assert [each.transcript for each in held] == [f"{BEGIN} {STORY}", NO]


def test_a_caller_whose_voice_there_is_not_says_nothing(talking: EmbeddedServices) -> None:
    said = vl.Dialogue((vl.CallerTurn(says=STORY),), "xx-XX-NobodyNeural")
    (row,) = compared(talking, said, **TALKING).failures.to_dict("records")
    assert (row["error_code"], row["turns"]) == ("unknown-voice", 0)
    assert "xx-XX-NobodyNeural" in row["error_message"]


def test_a_plan_says_how_long_dialogues_take_to_be_spoken(talking: EmbeddedServices) -> None:
    plan = compared(talking, vl.Dialogue(TURNS, RYAN), run=False, **TALKING)
    assert str(plan).endswith("7 s of live talk to come>")
    assert plan.estimate.tokens > 3 * vl.Settings().max_tokens


@pytest.fixture(scope="module")
def quieter(talking: EmbeddedServices) -> vl.Comparison:
    prices = vl.Prices.free().put(vl.Price("spoken-characters", RYAN, 1.0))
    said = vl.Dialogue((vl.CallerTurn(says=WHEN),), RYAN)
    side_by_side: dict[str, Any] = {"limits": vl.Limits(concurrency=2), "prices": prices, "run": False}
    return compared(talking, said, voice=JENNY, gain_db=[0, -6], **side_by_side, **TALKING)


def test_a_text_of_a_dialogue_is_paid_for_once_and_estimated_so(quieter: vl.Comparison) -> None:
    assert quieter.estimate.money == len(WHEN)
    assert sorted(quieter.run().df["caller_cost"]) == [0.0, len(WHEN)]


def test_what_a_voice_was_paid_for_in_an_attempt_that_failed_counts(talking: EmbeddedServices) -> None:
    talking.faults.add("completion", CutStream(after_messages=1))
    prices = vl.Prices.free().put(vl.Price("spoken-characters", RYAN, 1.0))
    timeouts = vl.Timeouts(retry=vl.RetryPolicy(first_pause_seconds=0.01))
    said = vl.Dialogue((vl.CallerTurn(says=WHEN),), RYAN)
    (row,) = compared(talking, said, prices=prices, timeouts=timeouts, **TALKING).df.to_dict("records")
    assert (row["outcome"], row["attempts"], row["caller_cost"]) == ("completed", 2, len(WHEN))


def test_what_a_caller_says_is_heard_and_kept_as_conditions_have_it(quieter: vl.Comparison) -> None:
    quieter.run()
    loudest = [
        int(np.abs(turn.heard.samples).max()) for (turn,) in map(quieter.dialogue, (1, 2)) if turn.heard
    ]
    assert loudest[1] / loudest[0] == pytest.approx(0.5, abs=0.01)
