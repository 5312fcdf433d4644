"""Dialogues that are typed: one conversation, one cell, each turn kept and scored."""

from __future__ import annotations

import pickle
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import voicelab as vl
from tests.comparison.conftest import compared
from voicelab.comparison.plan import plan
from voicelab.comparison.questions import as_inputs
from voicelab.comparison.work import CellWork
from voicelab.conversation.inputs import read_input
from voicelab.testing import EmbeddedServices, Refuse, ScriptedEngines, embedded_services

TURNS = (
    vl.CallerTurn(says="I am Ada.", expected=("Ada",)),
    vl.CallerTurn(says="I like tea."),
    vl.CallerTurn(says="What do I <b>like</b>?", expected=("coffee",)),
)
CASE = vl.Case(input=vl.Dialogue(TURNS), id="memory", tags=("tea",))


def reply(messages: list[dict[str, Any]]) -> str:
    """Say again all that the user said."""
    return " ".join(message["content"] for message in messages if message["role"] == "user")


@pytest.fixture(scope="module")
def services() -> Iterator[EmbeddedServices]:
    with embedded_services(ScriptedEngines(reply=reply)) as running:
        yield running


@pytest.fixture(scope="module")
def log(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("dialogues") / "log.sqlite"


@pytest.fixture(scope="module")
def grid(services: EmbeddedServices, log: Path) -> vl.Comparison:
    scores = [vl.scores.contains_expected, vl.scores.word_error_rate]
    return compared(services, [CASE, "Who?"], log=log, max_tokens=[32, 64], scores=scores)


def test_a_dialogue_is_one_cell_in_which_the_assistant_remembers(grid: vl.Comparison) -> None:
    frame = grid.df
    assert frame["case"].tolist()[::2] == ["memory"] * 2
    assert frame["input"][0] == "I am Ada. / I like tea. / What do I <b>like</b>?"
    assert frame["turns"].astype(object).where(frame["turns"].notna(), None).tolist() == [3, None] * 2
    assert frame["reply"][0].split("\n\n")[1] == "I am Ada. I like tea."
    assert frame["input_mode"].tolist() == ["text"] * 4


def test_a_dialogue_one_turn_of_which_is_wrong_is_found_among_the_failures(
    grid: vl.Comparison, tmp_path: Path
) -> None:
    (row,) = grid.show(only="failures")._page["rows"]
    (score, *_) = row["cells"][0][0]["scores"]
    assert (score["name"], score["value"], score["verdict"]) == ("contains_expected", "50%", "wrong")
    grid.to_html(tmp_path / "report.html")
    marks = re.findall("data-marks='(.*?)'", (tmp_path / "report.html").read_text("utf-8"))
    assert marks == ["failures no-0 yes-0", ""] * 2


def test_each_turn_is_kept_in_order_with_its_sound(grid: vl.Comparison) -> None:
    held = grid.dialogue(1)
    assert [each.transcript for each in held] == [turn.says for turn in TURNS]
    assert [each.turn for each in held] == [1, 2, 3]
    assert held[1].reply == "I am Ada. I like tea."
    spoken = [each.spoken for each in held]
    assert spoken[0] is not None
    assert spoken[1] is not None
    assert spoken[2] is not None
    assert spoken[0] + spoken[1] + spoken[2] == grid.exchange(1).spoken
    assert [each.transcript for each in grid.dialogue(2)] == ["Who?"]
    assert sum(each.usage.prompt_tokens or 0 for each in held) == grid.df["prompt_tokens"][0]


def test_truths_of_turns_are_not_counted_as_if_they_were_of_cells(grid: vl.Comparison) -> None:
    results = [grid.score().check([f"contains_expected.{name} <= 1"]) for name in ("count", "mean")]

    assert [each.passed for each in results] == [False, True]
    assert "is of dialogues the share of the turns in which it holds" in str(results[0])


def test_the_turns_of_a_dialogue_can_be_asked_again_and_not_all_at_once(grid: vl.Comparison) -> None:
    *_, last = as_inputs(grid.dialogue(1))[0]
    assert (last.text, [each.transcript for each in last.before]) == (
        TURNS[2].says,
        ["I am Ada.", "I like tea."],
    )
    with pytest.raises(ValueError, match="input 2: the exchange joins all turns of a dialogue"):
        as_inputs([grid.exchange(2), grid.exchange(1)])
    with pytest.raises(ValueError, match="give these, which are"):
        read_input(grid.exchange(1))


def test_a_dialogue_shows_all_its_turns(grid: vl.Comparison) -> None:
    shown = grid.dialogue(1)._repr_html_()
    assert [f"Turn {number} · completed" in shown for number in (1, 2, 3, 4)] == [True] * 3 + [False]
    assert "What do I &lt;b&gt;like&lt;/b&gt;?" in shown
    assert "3. Exchange(" in repr(grid.dialogue(1))
    assert len(grid.dialogue(1)[1:]) == 2
    assert "3 turns" in str(grid.show()._page)


def test_scores_say_something_of_each_turn_and_the_row_has_the_share(grid: vl.Comparison) -> None:
    assert grid.df["contains_expected"].fillna(-1.0).tolist() == [0.5, -1.0] * 2
    assert grid.df["word_error_rate"].isna().all()
    assert grid.summary()["contains_expected"].tolist() == [0.5, 0.5]


def test_a_dialogue_that_the_log_has_is_not_held_again(
    grid: vl.Comparison, services: EmbeddedServices, log: Path
) -> None:
    services.request_log.clear()
    corrected = vl.Case(input=vl.Dialogue((*TURNS[:2], vl.CallerTurn(says=TURNS[2].says, expected=("tea",)))))
    again = compared(services, corrected, log=log, max_tokens=[32, 64], scores=vl.scores.contains_expected)
    assert again.df["contains_expected"].tolist() == [1.0, 1.0]
    assert len(again.dialogue(2)) == 3
    assert not services.request_log.requests


def test_a_turn_that_fails_ends_the_dialogue_which_is_held_again(services: EmbeddedServices) -> None:
    services.request_log.clear()
    services.faults.add("completion", Refuse(status=400, message="odd"))
    grid = compared(services, CASE, scores=vl.scores.contains_expected)
    assert grid.df["outcome"].tolist() == ["failed"]
    assert grid.df["turns"].tolist() == [1]
    assert len(services.request_log.chat_requests) == 1
    assert grid.run().df["outcome"].tolist() == ["completed"]
    assert [each.outcome for each in grid.dialogue(1)] == ["completed"] * 3


def test_a_turn_of_a_dialogue_is_no_other_cell_that_has_its_number(grid: vl.Comparison) -> None:
    turn = grid.dialogue(1)[1]
    with pytest.raises(ValueError, match=r"give the whole, grid\.exchange\(cell\)"):
        grid.log.add_label(turn, thumbs_up=True)
    with pytest.raises(ValueError, match=r"give the whole"):
        grid.log.remove_label(turn)
    assert not len(grid.log.labels)


def test_cells_are_asked_again_without_one_another_and_dialogues_are_no_questions(
    grid: vl.Comparison,
) -> None:
    cells = [grid.exchange(2), grid.exchange(4)]
    assert [question.before for question in as_inputs(cells)[0]] == [()]
    assert [question.label for question in as_inputs(grid.log)[0]] == ["Who?"]
    cases = grid.log.cases(cells=True)
    assert {case.input for case in cases} == {"Who?"}
    again = as_inputs(list(grid.dialogue(1)))[0]
    assert [len(question.before) for question in again] == [0, 1, 2]


def test_an_estimate_counts_that_each_turn_sees_those_before_it(services: EmbeddedServices) -> None:
    plans = [
        compared(services, vl.Dialogue(TURNS[:turns]), run=False, max_tokens=100).estimate.tokens
        for turns in (1, 2, 3)
    ]
    assert plans[2] - plans[1] > plans[1] - plans[0] + 90 > plans[0] > 100


def test_a_dialogue_goes_to_workers_in_other_processes() -> None:
    (cell,) = plan(as_inputs(CASE)[0], [vl.Settings()], 1, lambda settings: "")
    _, question = pickle.loads(pickle.dumps(CellWork(cell).task()))
    assert question.caller == CASE.input
    assert question.content(history=True) == cell.question.content(history=True)
