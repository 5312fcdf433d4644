"""What there is to choose from above a comparison's table, and what is chosen."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

import voicelab as vl
from tests.comparison.conftest import compared
from tests.comparison.scored_grid import TERSE, WARM
from voicelab.comparison.table.comparison_table import ComparisonTable
from voicelab.comparison.table.filters import wanted_values
from voicelab.testing import EmbeddedServices


def answer(table: ComparisonTable, monkeypatch: pytest.MonkeyPatch, **message: Any) -> dict[str, Any]:
    """Have a page want something; return what it is answered."""
    answers: list[dict[str, Any]] = []
    monkeypatch.setattr(table, "send", answers.append)
    table._handle(table, {"request": "r", **message}, [])
    (answered,) = answers
    assert (answered["type"], answered["request"]) == ("answer", "r")
    return answered


def test_one_chooses_among_what_varies_tags_fields_scores_and_measures(scored: vl.Comparison) -> None:
    filters = {each["name"]: each for each in scored.show()._controls["filters"]}
    assert filters["system_prompt"]["labels"] == [TERSE, WARM]
    assert filters["max_tokens"] == {"name": "max_tokens", "labels": ["16", "64"], "is_measured": False}
    assert filters["tags"]["labels"] == ["places", "easy", "sums", "missing"]
    assert filters["fields.topic"]["labels"] == ["Géographie", "missing"]
    assert filters["contains_expected"]["labels"] == ["yes", "no", "missing"]
    assert filters["length"] == {"name": "length", "labels": ["missing"], "is_measured": True}
    assert filters["outcome"]["labels"] == ["failed", "completed"]
    assert {"kind.reason", "price_error", "input", "temperature", "label_thumbs_up"}.isdisjoint(filters)


def test_the_page_and_python_choose_the_same(scored: vl.Comparison, monkeypatch: pytest.MonkeyPatch) -> None:
    table = scored.show(page_size=2)
    chosen = {
        "tags": {"values": [1], "low": None, "high": None},
        "length": {"values": [], "low": 5, "high": 9},
    }
    changes = {"search": "Paris", "where": chosen, "sort": "length", "only": ["failures"], "page_size": 5}
    assert "problem" not in answer(table, monkeypatch, type="change", changes=changes)
    described = table._page
    other = scored.show(
        search="Paris", where={"tags": "easy", "length": (5, 9)}, sort="length", only="failures", page_size=5
    )
    assert described == other._page
    assert described["view"]["where"] == chosen
    answer(table, monkeypatch, type="change", changes={"difference": [1, 0]})
    assert table._page["heads"] == [f"system_prompt {WARM}", f"system_prompt {TERSE}"]
    answer(table, monkeypatch, type="change", changes={"where": {}, "search": "", "only": []})
    assert answer(table, monkeypatch, type="page", page=99) == {"type": "answer", "request": "r"}
    assert table._page["page"] == 2


def test_a_value_that_is_named_in_python_alone_can_be_chosen_on_the_page(scored: vl.Comparison) -> None:
    table = scored.show(where={"reply": ["Jane Austen.", "Paris."], "length": [6, None]}, sort="cell")
    filters = {each["name"]: each["labels"] for each in table._controls["filters"]}
    assert filters["length"] == ["6", "missing"]
    where = table._page["view"]["where"]
    assert [filters["reply"][place] for place in where["reply"]["values"]] == ["Jane Austen.", "Paris."]
    assert "cell" in table._controls["sorts"]


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"where": {"max_token": 16}}, r"no column 'max_token'; the nearest are: max_tokens"),
        ({"where": {"max_tokens": 17}}, r"max_tokens has no value 17; there are: 16, 64"),
        ({"where": {"max_tokens": "16"}}, r"max_tokens has no value '16'"),
        ({"where": {"tags": "hard"}}, r"tags has no value 'hard'; there are: .*easy"),
        ({"where": {"length": (9, 5)}}, r"the lowest length is above the highest"),
        ({"where": {"length": (None, None)}}, r"a range of length is \(lowest, highest\)"),
        ({"where": {"length": ("a", None)}}, r"length must be a number"),
        ({"where": {"length": []}}, r"of length no value is given"),
        ({"where": {"length": {"low": 5}}}, r"length wants a list of values"),
        ({"where": ["length"]}, r"where names columns and their values"),
        ({"where": {5: 1}}, r"no column 5; the nearest are: "),
        ({"sort": ["input"]}, r"no column \['input'\]; the nearest are: "),
        ({"sort": 5}, r"no column 5"),
        ({"columns": ["input", "input"]}, r"the column 'input' is given twice"),
        ({"columns": "max_token"}, r"no column 'max_token'"),
        ({"columns": "max_tokens", "sort": "lenght"}, r"no column 'lenght'"),
        ({"only": 5}, r"only is 'failures' or 'differences', or both in a list, not 5"),
        ({"difference": 5}, r"the difference is one of two values"),
        ({"sort": "lenght"}, r"no column 'lenght'; the nearest are: length"),
        ({"only": "errors"}, r"only is 'failures' or 'differences', or both in a list, not 'errors'"),
        ({"descending": "no"}, r"descending must be True or False"),
        ({"search": 5}, r"search must be text"),
        ({"page_size": 0}, r"page_size must be 1 or more"),
        ({"difference": TERSE}, r"the difference is one of two values"),
        ({"difference": [TERSE, TERSE]}, r"both are the same"),
        ({"difference": [TERSE, "Be odd."]}, r"system_prompt has no value 'Be odd.'; there are: "),
    ],
)
def test_what_the_table_has_not_is_refused_in_a_sentence(
    scored: vl.Comparison, changes: dict[str, Any], message: str
) -> None:
    table = scored.show()
    before = table._page
    with pytest.raises(ValueError, match=message):
        table.change(**changes)
    assert table._page == before


def test_an_unknown_name_lists_what_can_be_changed(scored: vl.Comparison) -> None:
    with pytest.raises(TypeError, match="a table has no 'filter'; there are: columns, search, where, only"):
        scored.show().change(filter="x")  # type: ignore[call-arg]


def test_other_columns_stand_side_by_side_and_all_else_stays_as_it_was_chosen(scored: vl.Comparison) -> None:
    chosen: dict[str, Any] = {"search": "paris", "where": {"reply": "Paris."}, "sort": "cell"}
    table = scored.show(difference=[TERSE, WARM], **chosen)
    table.change(columns="max_tokens")
    assert table._page == scored.show(columns="max_tokens", **chosen)._page
    assert table._controls["heads"] == ["max_tokens 16", "max_tokens 64"]
    table.change(columns=None, difference=[WARM, TERSE])
    assert table._page == scored.show(difference=[WARM, TERSE], **chosen)._page


def test_printed_it_is_the_text_of_its_page(scored: vl.Comparison) -> None:
    table = scored.show(search="12 times", where={"max_tokens": 64}, page_size=1)
    head, first, *_, count = repr(table).splitlines()
    assert (head.split(), count) == (
        ["input", "system_prompt", *TERSE.split(), "system_prompt", *WARM.split()],
        "1 of 8 rows, page 1 of 1",
    )
    assert first.startswith("What is 12 times 12?")
    assert "It is 144." in first
    assert "✗ contains_expected · It is 140!" in first


def test_the_page_is_told_what_cannot_be_chosen(
    scored: vl.Comparison, monkeypatch: pytest.MonkeyPatch
) -> None:
    table = scored.show()
    before = table._page
    where = {"length": {"values": [], "low": 9, "high": 5}}
    told = answer(table, monkeypatch, type="change", changes={"where": where})
    assert told["problem"] == "the lowest length is above the highest: 9 and 5"
    assert table._page == before


def test_settings_of_several_texts_and_those_that_are_not_set_are_chosen_as_they_were_given(
    embedded: EmbeddedServices,
) -> None:
    phrases = [["Contoso"], ["Contoso", "Fabrikam, Inc."], []]
    grid = compared(embedded, ["What is it?"], phrases=phrases, temperature=[None, 0])
    table = grid.show(where={"phrases": phrases[1], "temperature": None}, difference=[phrases[0], phrases[1]])
    assert table._page["rows_found"] == 1
    table.change(where={"phrases": [[]]}, difference=None)
    assert (table._page["rows_found"], table._page["cells_found"]) == (2, 2)


def test_a_comparison_without_results_and_one_in_which_nothing_varies_are_shown(
    embedded: EmbeddedServices,
) -> None:
    planned = compared(embedded, ["What is it?"], max_tokens=[16, 64], run=False)
    empty = planned.show(search="it", only=["failures", "differences"], sort="reply")._page
    assert (empty["rows"], empty["pages"], empty["rows_in_all"]) == ([], 1, 0)
    page = compared(embedded, ["What is it?"]).show(only="differences")._page
    assert (page["heads"], page["rows_found"], page["rows_in_all"]) == ([""], 0, 1)


def test_fields_that_are_text_are_found_by_the_number_they_look_like() -> None:
    column = pd.Series(["1", "two"], name="fields.topic", dtype="string")
    assert wanted_values(column, 1).values == ("1",)
