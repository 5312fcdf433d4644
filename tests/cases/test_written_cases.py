"""Cases as files: read back equal, harmless in a spreadsheet."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import voicelab as vl
from voicelab.errors import LogError
from voicelab.recordings import recording

TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=["Cc"]), max_size=12) | st.sampled_from(
    [
        "=1+1",
        "'=1",
        "'tis",
        "''",
        "|x|",
        '["a"]',
        "a | b",
        "007",
        "NaN",
        'He said "no"',
        "two\r\nlines",
        "-5",
        "\t=1",
    ]
)
FIELDS = st.dictionaries(st.sampled_from(["topic", "=cmd", "input", "fields.id", "expected_output"]), TEXTS)
CASES = st.lists(
    st.builds(
        lambda asked, expected, tags, notes, fields: vl.Case(
            input=f"{asked}?", expected=expected, tags=tags, notes=notes, fields=fields
        ),
        TEXTS,
        st.tuples(TEXTS, TEXTS),
        st.tuples(TEXTS),
        TEXTS,
        FIELDS,
    ),
    max_size=4,
)


@pytest.mark.parametrize("name", ["cases.csv", "cases.tsv", "cases.jsonl.gz"])
@given(several=CASES)
@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_texts_are_read_back_equal(tmp_path: Path, name: str, several: list[vl.Case]) -> None:
    cases = vl.Cases(several)
    (cases.to_jsonl if "jsonl" in name else cases.to_csv)(tmp_path / name)

    assert vl.Cases.read(tmp_path / name) == cases


@pytest.mark.parametrize("form", ["csv", "jsonl"])
def test_recordings_are_written_by_their_path_and_other_sound_is_saved_beside(
    tmp_path: Path, form: str
) -> None:
    home = tmp_path / "here"
    (home / "clips").mkdir(parents=True)
    clip = home / "clips" / "a.wav"
    clip.write_bytes(recording("capital").read_bytes())
    cases = vl.Cases.read([clip, vl.Audio.from_file(recording("stop"))])

    getattr(cases, f"to_{form}")(home / f"suite.{form}")

    text = (home / f"suite.{form}").read_text("utf-8-sig")
    assert "clips/a.wav" in text
    assert str(tmp_path) not in text
    assert (home / "suite-recordings" / f"{cases[1].id}.wav").is_file()
    moved = home.rename(tmp_path / "there")
    assert vl.Cases.read(moved / f"suite.{form}") == cases


def test_sound_is_saved_beside_its_file_whatever_its_id(tmp_path: Path) -> None:
    given = vl.Case(id="../../mine", input=vl.Audio.silence(0.1))
    folder = tmp_path / "a" / "b"
    folder.mkdir(parents=True)

    vl.Cases([given]).to_csv(folder / "suite.csv")

    assert {each.relative_to(folder).parts[0] for each in tmp_path.rglob("*") if each.is_file()} == {
        "suite.csv",
        "suite-recordings",
    }


def test_no_cell_and_no_name_is_a_formula(tmp_path: Path) -> None:
    case = vl.Case(input="=1+1", expected=("@SUM(A1)",), fields={"+cmd": "-1"})

    vl.Cases([case]).to_csv(tmp_path / "cases.csv")

    with (tmp_path / "cases.csv").open(newline="", encoding="utf-8-sig") as file:
        cells = [cell for row in csv.reader(file) for cell in row]
    assert [cell for cell in cells if cell.startswith("'")] == ["'+cmd", "'=1+1", "'@SUM(A1)", "'-1"]
    assert not [cell for cell in cells if cell.startswith(tuple("=+-@"))]


def test_numbers_and_lists_of_further_columns_stay_in_json_lines(tmp_path: Path) -> None:
    cases = vl.Cases([vl.Case(input="x?", fields={"n": 3, "share": 0.5, "parts": ["a", {"b": None}]})])

    cases.to_jsonl(tmp_path / "cases.jsonl")
    cases.to_csv(tmp_path / "cases.csv")

    assert vl.Cases.read(tmp_path / "cases.jsonl") == cases
    assert vl.Cases.read(tmp_path / "cases.csv")[0].fields == {
        "n": "3", "share": "0.5", "parts": '["a", {"b": null}]'
    }  # fmt: skip
    with pytest.raises(TypeError, match="object cannot be written"):
        vl.Cases([vl.Case(input="x?", fields={"n": object()})]).to_jsonl(tmp_path / "no.jsonl")


def test_silence_is_kept_by_json_lines_and_refused_by_csv(tmp_path: Path) -> None:
    cases = vl.Cases([vl.Case(input=vl.Audio.silence(0.5), transcript="")])

    cases.to_jsonl(tmp_path / "cases.jsonl")

    assert vl.Cases.read(tmp_path / "cases.jsonl")[0].transcript == ""
    with pytest.raises(ValueError, match=r"the transcript is empty.*write to_jsonl"):
        cases.to_csv(tmp_path / "cases.csv")


@pytest.mark.parametrize("form", ["csv", "jsonl"])
def test_a_file_of_another_kind_is_not_written_over(tmp_path: Path, form: str) -> None:
    path = tmp_path / f"log.{form}"
    path.write_text("session,input_mode,transcript\n", encoding="utf-8")

    with pytest.raises(LogError, match="is not written over"):
        getattr(vl.Cases.read(["x?"]), f"to_{form}")(path)
    assert path.read_text("utf-8") == "session,input_mode,transcript\n"


def test_further_columns_called_as_promptfoos_do_not_make_a_case_one_of_its_tests(tmp_path: Path) -> None:
    fields = {"x": "y", "__expected1": "equals: me", "vars": {"a": "b"}}
    cases = vl.Cases([vl.Case(input="Say {{x}}", fields=fields)])

    cases.to_jsonl(tmp_path / "a.jsonl")

    assert vl.Cases.read(tmp_path / "a.jsonl") == cases
