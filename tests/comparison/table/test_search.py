"""Which cells have what somebody typed; the page of a report finds the same (`cell_filter.test.mjs`)."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd

from voicelab.comparison.table.search import SEARCHED, CellSearch

CASES = json.loads((Path(__file__).parents[1] / "search_cases.json").read_text("utf-8"))


def test_all_words_and_phrases_are_found_in_any_order_case_and_accents() -> None:
    wrong = [
        case
        for case in CASES
        if CellSearch(cells(reply=case["text"])).find(case["typed"]).tolist() != [case["found"]]
    ]
    assert not wrong


def test_words_may_stand_in_several_texts_of_a_cell_but_a_phrase_stands_in_one() -> None:
    search = CellSearch(cells(input="Where is it?", reply="Paris of course"))
    assert search.find("where paris").all()
    assert not search.find('"it? paris"').any()


def cells(**texts: str) -> pd.DataFrame:
    made: pd.DataFrame = pd.DataFrame([dict.fromkeys(SEARCHED) | texts], dtype="string")
    return made
