"""Cases in a comparison: asked in their language, paid once whatever is known of them, told in its table."""

from __future__ import annotations

from pathlib import Path

import pytest

import voicelab as vl
from tests.comparison.conftest import compared
from voicelab.comparison.case_columns import case_columns
from voicelab.testing import EmbeddedServices, speech


def test_the_table_tells_what_is_known_of_each_case(embedded: EmbeddedServices) -> None:
    cases = vl.Cases(
        [
            vl.Case(
                input="What is it?", expected=("this", "that"), tags=("a", "b"), fields={"topic": "things"}
            ),
            vl.Case(input=speech(1.0), transcript="What is said?", language="de-DE", id="said", notes="soft"),
        ]
    )
    frame = compared(embedded, [*cases, "Who?"], max_tokens=[16, 64]).df
    said = frame[frame["case"] == "said"]
    assert set(said["language"]) == {"de-DE"}
    assert set(said["reference_transcript"]) == {"What is said?"}
    assert set(said["notes"]) == {"soft"}
    assert set(frame[frame["case"] != "said"]["language"]) == {"en-US"}
    (first, *_) = frame.to_dict("records")
    assert (first["expected"], first["tags"], first["fields.topic"]) == ("this | that", "a, b", "things")
    assert frame["case"].nunique() == 3


def test_what_is_corrected_in_a_case_is_not_asked_anew(embedded: EmbeddedServices, tmp_path: Path) -> None:
    log = tmp_path / "log.sqlite"
    compared(embedded, vl.Case(input="What is it?"), log=log)
    known = vl.Case(input="What is it?", expected=("this",), tags=("a",), notes="soft", id="it")
    grid = compared(embedded, [known, vl.Case(input="What is it?", expected=("that",))], log=log, repeats=2)
    assert len(embedded.request_log.chat_requests) == 2
    assert len(grid.df) == 4
    assert str(grid) == "<Comparison of repeats: 4 cells, 4 with a result>"


def test_a_language_that_varies_and_languages_of_cases_exclude_each_other(embedded: EmbeddedServices) -> None:
    with pytest.raises(ValueError, match="language varies"):
        compared(embedded, vl.Case(input="Was?", language="de-DE"), language=["en-US", "de-DE"])


def test_a_language_that_no_setting_has_names_its_case(embedded: EmbeddedServices) -> None:
    with pytest.raises(ValueError, match=r"case greeting: language must be a locale"):
        compared(embedded, vl.Case(input="Hallo?", language="de", id="greeting"))


def test_further_columns_have_one_type_each() -> None:
    fields = [{"level": 1, "ok": True, "mixed": 1, "list": [1, "x"]}, {"level": 2.5, "mixed": "one"}]
    columns = case_columns([vl.Case(input="Why?", fields=each) for each in fields])
    kinds = {name: str(columns[f"fields.{name}"].dtype) for name in ("level", "ok", "mixed", "list")}
    assert kinds == {"level": "Float64", "ok": "boolean", "mixed": "string", "list": "string"}
    assert next(iter(columns["fields.list"])) == '[1, "x"]'


def test_of_a_dialogue_the_table_tells_what_is_expected_and_said_in_all_turns() -> None:
    said = vl.CallerTurn(says=speech(0.1), transcript="What is said?")
    one = vl.CallerTurn(says="One?", expected=("1", "one"))
    spoken = vl.Dialogue((one, said, vl.CallerTurn(says="Two?", expected=("2",))), "en-GB-RyanNeural")
    others = [vl.Dialogue((vl.CallerTurn(says="One?"),)), vl.Dialogue((vl.CallerTurn(says=speech(0.1)),))]
    columns = case_columns([vl.Case(input=each) for each in (spoken, *others)])
    assert columns["expected"].fillna("").tolist() == ["1 | one / – / 2", "", ""]
    assert columns["reference_transcript"].fillna("").tolist() == ["One? What is said? Two?", "", ""]
