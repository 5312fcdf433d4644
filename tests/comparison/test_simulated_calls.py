"""Simulated callers in comparisons: each call is one cell, and how it went is kept."""

from __future__ import annotations

import itertools
import pickle
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

import voicelab as vl
from tests.callers.conftest import callers_requests, is_caller, met, says
from tests.comparison.conftest import compared
from voicelab.comparison.plan import plan
from voicelab.comparison.questions import as_inputs
from voicelab.comparison.work import CellWork
from voicelab.testing import EmbeddedServices, FilterPrompt, Refuse, ScriptedEngines, embedded_services

TABLE = vl.Case(input=vl.SimulatedCaller(goal="Book a table <b>for four</b>.", most_turns=2), id="table")
NEVER = vl.Case(input=vl.SimulatedCaller(goal="Speak to a person.", most_turns=2), id="person")
SCORES = (vl.scores.goal_met, vl.scores.turns_to_goal, vl.scores.word_errors)
BROKEN = {"Mumble.": "Hello there.", "Be silent.": says(""), "Be cut.": '{"reason": "It was'}
NEVER_AGAIN = vl.Timeouts(retry=vl.RetryPolicy(retries=0))
SPOKEN = vl.SimulatedCaller(goal="Speak.", opening="Hello there.", voice="en-GB-RyanNeural", most_turns=1)


def reply(messages: list[dict[str, Any]]) -> str:
    """Have the caller ask for a table, which brief assistants do not book, and never for a person."""
    told, heard = (str(messages[place]["content"]) for place in (0, -1))
    if not is_caller(messages):
        return "No." if "brief" in told else "It is booked."
    for goal, answer in BROKEN.items():
        if goal in told:
            return answer
    if "booked" in heard and "table" in told:
        return met("It said <b>so</b>.")
    return says("" if "is over" in heard else f"Request {heard.count('You:') + 1}, please.")


@pytest.fixture(scope="module")
def services() -> Iterator[EmbeddedServices]:
    with embedded_services(ScriptedEngines(reply=reply, transcripts=["Hello dear."])) as running:
        yield running


@pytest.fixture(autouse=True)
def fresh(services: EmbeddedServices) -> Iterator[None]:
    services.request_log.clear()
    yield
    services.faults.clear()


@pytest.fixture(scope="module")
def log(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("calls") / "log.sqlite"


@pytest.fixture(scope="module")
def run(services: EmbeddedServices, log: Path) -> Callable[[], vl.Comparison]:
    def compare() -> vl.Comparison:
        prices = vl.Prices().put(vl.Price("prompt-tokens", "scripted", 0.0),
                                 vl.Price("completion-tokens", "scripted", 1.0))  # fmt: skip
        prompts = ["Help.", "Be brief."]
        cases = [TABLE, NEVER, "What is it?"]
        return compared(services, cases, system_prompt=prompts, log=log, prices=prices, scores=SCORES)

    return compare


@pytest.fixture(scope="module")
def grid(run: Callable[[], vl.Comparison]) -> vl.Comparison:
    return run()


def listed(column: Any) -> list[Any]:
    return list(column.astype(object).where(column.notna(), None))


def test_a_call_is_one_cell_that_says_how_it_went(grid: vl.Comparison) -> None:
    frame = grid.df
    assert frame["input"][0] == "caller: Book a table <b>for four</b>."
    assert listed(frame["call_ended_by"]) == [
        "goal-met", "turns-over", None, "turns-over", "turns-over", None,
    ]  # fmt: skip
    assert listed(frame["call_reason"])[:3] == ["It said <b>so</b>.", "So it is.", None]
    assert listed(frame["turns"]) == [1, 2, None, 2, 2, None]
    assert frame["transcript"][1] == "Request 1, please. Request 2, please."


def test_how_a_call_went_is_shown_with_its_turns_and_escaped(grid: vl.Comparison) -> None:
    last = grid.dialogue(1)[-1]
    assert last.call is not None
    assert last.call.said == ("Request 1, please.",)
    assert grid.exchange(2).call is not None
    assert "Call: goal-met after 1 turn: It said &lt;b&gt;so&lt;/b&gt;." in last._repr_html_()
    assert "goal-met: It said <b>so</b>." in str(grid.show()._page)  # which the page shows as text


def test_scores_of_the_call_are_rates_beside_those_of_each_turn(grid: vl.Comparison) -> None:
    frame = grid.df
    assert listed(frame["goal_met"]) == [True, False, None, False, False, None]
    assert listed(frame["turns_to_goal"]) == [1, None, None, None, None, None]
    assert grid.summary()["goal_met"].tolist() == [0.5, 0.0]


def test_the_callers_tokens_and_cost_stand_apart(grid: vl.Comparison) -> None:
    frame = grid.df
    answers = [says("Request 1, please."), met("It said <b>so</b>.")]
    assert frame["caller_cost"][0] == sum(len(answer.split()) for answer in answers)
    assert frame["caller_tokens"][0] > frame["caller_cost"][0]
    assert frame["completion_cost"][0] == len(["It", "is", "booked."])


def test_what_the_log_has_of_a_call_is_not_asked_again(
    grid: vl.Comparison, run: Callable[[], vl.Comparison], services: EmbeddedServices
) -> None:
    again = run()

    assert services.request_log.chat_requests == []
    same = ["call_ended_by", "call_reason", "caller_tokens", "goal_met", "turns_to_goal"]
    assert again.df[same].equals(grid.df[same])


def test_an_estimate_counts_the_caller_and_each_of_its_turns(services: EmbeddedServices) -> None:
    def tokens(turns: int) -> int:
        caller = vl.SimulatedCaller(goal="Speak.", most_turns=turns)
        return compared(services, caller, run=False).estimate.tokens

    dialogue = compared(services, vl.Dialogue((vl.CallerTurn(says="x" * 120),)), run=False).estimate.tokens
    assert tokens(1) - dialogue > 400
    assert tokens(3) - tokens(2) > tokens(2) - tokens(1) > 400


def test_a_caller_whose_service_fails_fails_its_cell_which_is_tried_again(services: EmbeddedServices) -> None:
    services.faults.add("completion", Refuse(status=400, message="odd"))
    grid = compared(services, TABLE, timeouts=NEVER_AGAIN, scores=SCORES)

    assert listed(grid.df["outcome"]) == ["failed"]
    assert listed(grid.df["call_ended_by"]) == ["caller-failed"]
    assert grid.run().df["goal_met"].tolist() == [True]


@pytest.mark.parametrize("goal", ["Be filtered.", *BROKEN])
def test_a_caller_whose_model_does_not_play_its_part_fails_its_cell(
    services: EmbeddedServices, goal: str
) -> None:
    if goal not in BROKEN:
        services.faults.add("completion", FilterPrompt())
    grid = compared(services, vl.SimulatedCaller(goal=goal), scores=SCORES)

    assert (grid.missing, grid.summary()["failed"].tolist()) == (1, [1])
    assert listed(grid.failures["error_code"]) == ["caller-failed"]
    assert listed(grid.failures["error_message"]) == listed(grid.df["call_reason"])
    assert not grid.check(["failed.count == 0"]).passed


def test_a_call_goes_on_where_the_assistant_is_filtered_and_is_scored(services: EmbeddedServices) -> None:
    services.faults.add("completion", FilterPrompt())  # which is the assistant's
    caller = vl.SimulatedCaller(goal="Book a table.", opening="A table?", most_turns=2)
    frame = compared(services, caller, scores=SCORES).df

    assert (listed(frame["outcome"]), frame["goal_met"].tolist()) == (["filtered"], [True])


def test_a_caller_with_a_voice_holds_a_live_talk(services: EmbeddedServices) -> None:
    grid = compared(services, SPOKEN, scores=SCORES, end_silence_seconds=0.2)

    frame = grid.df
    assert (listed(frame["input_mode"]), listed(frame["turns"])) == (["speech"], [1])
    assert frame["transcript"][0] == "Hello dear."
    assert frame["goal_met"].tolist() == [False]
    # Against its own words, and not those that were recognised.
    assert frame["word_errors.substitutions"].tolist() == [1]
    assert 'You: "Hello there."' in str(callers_requests(services)[0]["messages"])


def test_that_the_callers_voice_fails_is_no_fault_of_the_assistants(services: EmbeddedServices) -> None:
    caller = vl.SimulatedCaller(goal="Speak.", opening="Hello there.", voice="xx-XX-NobodyNeural")
    frame = compared(services, caller, timeouts=NEVER_AGAIN).df

    assert listed(frame["call_ended_by"]) == ["caller-failed"]
    assert "xx-XX-NobodyNeural" in frame["call_reason"][0]


def test_a_call_goes_to_workers_in_other_processes() -> None:
    (cell,) = plan(as_inputs(TABLE)[0], [vl.Settings()], 1, lambda settings: "")
    _, question = pickle.loads(pickle.dumps(CellWork(cell).task()))

    assert question.caller == TABLE.input


def test_calls_of_other_callers_are_other_cells() -> None:
    callers = [vl.SimulatedCaller(goal="Speak.", most_turns=turns) for turns in (1, 2)]
    keys = [cell.key for cell in plan(as_inputs(callers)[0], [vl.Settings()], 2, lambda settings: "")]

    assert len(set(keys)) == 4
    assert list(itertools.islice(keys, 4)) == [
        cell.key for cell in plan(as_inputs(callers)[0], [vl.Settings()], 2, lambda settings: "")
    ]
