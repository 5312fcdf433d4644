"""Files of cases as spreadsheets and programs write them: read as they are meant, or refused by place."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pandas as pd
import pytest

import voicelab as vl
from voicelab.recordings import recording


def read(home: Path, name: str, content: str | bytes, **options: str | None) -> vl.Cases:
    path = home / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return vl.Cases.read(path, **options)


TABLE = (
    'Input;Expected;Tags;Größe\r\nWhat is 6 × 7?;42 | forty-two;sums;007\r\n;;;\r\n"What; how?";;;1,50\r\n'
)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("bom.csv", TABLE.encode("utf-8-sig")),
        ("told.csv", b"sep=;\r\n" + TABLE.encode()),
        ("unicode.csv", TABLE.replace(";", "\t").replace('"What\t', '"What;').encode("utf-16")),
        ("packed.csv.gz", gzip.compress(TABLE.encode())),
        ("old.csv", ("sep=;\r\n" + TABLE).replace("\r\n", "\r").encode()),
    ],
)
def test_a_table_is_read_as_a_spreadsheet_saves_it(tmp_path: Path, name: str, content: bytes) -> None:
    first, second = read(tmp_path, name, content)

    assert (first.input, first.expected, first.tags) == ("What is 6 × 7?", ("42", "forty-two"), ("sums",))
    assert (second.input, second.expected, second.tags) == ("What; how?", (), ())
    assert [dict(case.fields) for case in (first, second)] == [{"Größe": "007"}, {"Größe": "1,50"}]


def test_a_quotation_mark_in_a_table_with_tabs_may_be_one_and_no_more(tmp_path: Path) -> None:
    content = 'input\tnotes\n"Well?\tplain\n"Is ""it""?"\tquoted\nNo," he said?\tagain\n'

    assert [case.input for case in read(tmp_path, "a.tsv", content)] == [
        '"Well?',
        'Is "it"?',
        'No," he said?',
    ]


def test_another_encoding_is_read_where_it_is_named_and_refused_otherwise(tmp_path: Path) -> None:
    content = "input\nWo liegt Zürich?\n".encode("cp1252")

    assert read(tmp_path, "a.csv", content, encoding="cp1252")[0].input == "Wo liegt Zürich?"
    with pytest.raises(ValueError, match=r"a\.csv: row 2, column input is not in UTF-8.*'Zürich\?' in"):
        read(tmp_path, "a.csv", content)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("list.json", '[{"input": "1.50?", "expected": 1.50, "n": 1.50}, "Why?"]'),
        ("lines.jsonl", '{"input": "1.50?", "expected": [1.50], "n": 1.50, "x": NaN}\n\n{"input": "Why?"}\n'),
        ("lines.json", '{"input": "1.50?", "expected": "1.50", "n": 1.5}\n{"input": "Why?"}\n'),
    ],
)
def test_json_is_read_as_a_list_or_by_lines_and_numbers_stay_as_written(
    tmp_path: Path, name: str, content: str
) -> None:
    first, second = read(tmp_path, name, content)

    assert (first.input, first.expected, first.fields) == ("1.50?", ("1.50",), {"n": 1.5})
    assert second.input == "Why?"


@pytest.mark.parametrize(
    ("name", "content"),
    [
        (
            "goldens.json",
            '{"v": 1, "goldens": [{"input": "Who?", "expected": ["a", "b"]}, {"input": "What?"}]}',
        ),
        (
            "served.json",
            '{"rows": [{"row_idx": 0, "row": {"input": "Who?", "expected": ["a", "b"]}},'
            ' {"row_idx": 1, "row": {"input": "What?"}}]}',
        ),
        ("frame.json", '{"input": {"0": "Who?", "1": "What?"}, "expected": {"0": ["a", "b"], "1": null}}'),
        ("index.json", '{"0": {"input": "Who?", "expected": ["a", "b"]}, "1": {"input": "What?"}}'),
        ("list.yaml", "- {input: Who?, expected: [a, b]}\n- What?\n"),
        ("mac.jsonl", '{"input": "Who?", "expected": ["a", "b"]}\r"What?"\r'),
        ("frame.csv", ",input,expected\n0,Who?,\"['a', 'b']\"\n1,What?,[]\n"),
    ],
)
def test_rows_are_found_where_other_programs_put_them(tmp_path: Path, name: str, content: str) -> None:
    cases = read(tmp_path, name, content)

    assert [(case.input, case.expected) for case in cases] == [("Who?", ("a", "b")), ("What?", ())]


def test_an_object_with_a_list_of_its_own_is_one_case(tmp_path: Path) -> None:
    (case,) = read(tmp_path, "a.json", '{"q": "Who?", "choices": [{"a": "Me"}]}', input="q")

    assert (case.input, case.fields) == ("Who?", {"choices": [{"a": "Me"}]})


def test_what_is_merged_into_a_mapping_of_yaml_may_stand_in_it(tmp_path: Path) -> None:
    content = (
        "- &a {input: Who?, notes: a}\n"
        "- &b {<<: *a, notes: b}\n"
        "- &c {<<: *b, notes: c}\n"
        "- {<<: [*c, *b], tags: d}\n"
    )

    assert [case.notes for case in read(tmp_path, "a.yaml", content)] == ["a", "b", "c", "c"]


def test_yaml_holds_what_is_written(tmp_path: Path) -> None:
    (case,) = read(
        tmp_path, "a.yaml", "- {input: 2024-01-01, expected: [no, 007, 1.50, true], notes: null}\n"
    )

    assert (case.input, case.expected, case.notes) == ("2024-01-01", ("no", "007", "1.50", "true"), "")


def test_a_parquet_file_has_lists_of_answers_and_the_bytes_of_recordings(tmp_path: Path) -> None:
    sound = {"bytes": recording("stop").read_bytes(), "path": "stop.wav"}
    frame = pd.DataFrame({"input": [sound], "transcript": ["Stop."], "expected": [["a|b", "c"]], "n": [3]})
    frame.to_parquet(tmp_path / "cases.parquet")

    (case,) = vl.Cases.read(tmp_path / "cases.parquet")

    assert case.input == vl.Audio.from_file(recording("stop"))
    assert (case.expected, case.fields) == (("a|b", "c"), {"n": 3})


def test_paths_of_recordings_begin_at_the_file_or_at_a_folder_that_is_named(tmp_path: Path) -> None:
    (tmp_path / "clips").mkdir()
    (tmp_path / "clips" / "a.wav").write_bytes(recording("capital").read_bytes())

    (beside,) = read(tmp_path, "beside.csv", "input\nclips/a.wav\n")
    (within,) = read(tmp_path, "within.csv", "path\na.wav\n", input="path", folder=str(tmp_path / "clips"))

    assert beside == within
    assert beside.recording == within.recording == tmp_path / "clips" / "a.wav"
    with pytest.raises(
        FileNotFoundError, match=r"row 3, column input: there is no file 'b\.wav', looked for"
    ):
        read(tmp_path, "missing.csv", "input\nclips/a.wav\nb.wav\n")


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("a.csv", "", r"a\.csv is empty"),
        ("a.csv", "input,input\nx,y\n", "has the column 'input' twice"),
        ("a.csv", "\n\ninput\nx\n", r"a\.csv begins with an empty row"),
        ("a.csv", "input,,\nx,,lost\n", "row 2 has 'lost' in a column without a name"),
        ("a.csv", "input,notes\nx,y\0\n", "row 2, column notes holds the character NUL"),
        ("a.csv", "Who is it?\nWhat is it?\n", "the first row holds the names of the columns"),
        (
            "a.csv",
            "input,expected\nx,\"['a' 'b']\"\n",
            "row 2, column expected: .* looks like a list of texts",
        ),
        ("a.json", '[{"input": "x", "input": "y"}]', r"a\.json: an object has 'input' twice"),
        ("a.yaml", "- input: x\n  input: y\n", r"a\.yaml is no YAML: a mapping has 'input' twice"),
        ("a.yaml", "- !!map abc\n", r"a\.yaml is no YAML: expected a mapping"),
        ("a.yaml", "- input: !!int abc\n", r"a\.yaml is no YAML: "),
        ("a.yaml", "- !!python/name:os.system x\n", r"a\.yaml is no YAML: could not determine"),
        (
            "a.csv",
            "input\nWhat, why?\n",
            "row 2 has 2 cells, and the first row names 1; a text that holds ','",
        ),
        ("a.csv", 'input\n"What\nx\n', "cannot be told into rows"),
        ("a.csv", b"PK\x03\x04", "is a workbook or an archive"),
        ("a.xlsx", b"PK\x03\x04", r"no file of cases by its name: \.xlsx; .* by pandas\.read_excel"),
        ("a.jsonl", '{"input": "x"}\n{"input": \n', r"a\.jsonl, line 2 is no JSON"),
        ("a.json", '[{"input": "x"}, 5]', r"a\.json, item 2 is int; a case is an object, or a text"),
        ("a.json", '[{"input": "x",}]', r"a\.json is no JSON"),
        ("a.json", "[" * 50_000, r"a\.json: it is nested too deep"),
        ("a.jsonl", "[" * 50_000, r"a\.jsonl, line 1: it is nested too deep"),
        ("a.json", "[1e99999999999999999999]", r"a\.json: a number in it is beyond"),
        ("a.json", b"\x1f\x8bno gzip", r"a\.json is no JSON: \w+"),
        ("a.jsonl", "version https://git-lfs.github.com/spec/v1\n", "stands for a file that Git LFS keeps"),
        ("a.parquet", b"no", "is no Parquet file"),
    ],
)
def test_what_cannot_be_read_is_refused_by_its_place(
    tmp_path: Path, name: str, content: str | bytes, message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        read(tmp_path, name, content)


def test_a_short_file_of_yaml_does_not_write_a_long_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("voicelab.cases.yaml_files._MOST_VALUES", 100)

    with pytest.raises(ValueError, match=r"a\.yaml holds more than 100 values"):
        read(tmp_path, "a.yaml", "a: &a [*a, *a]\n")


def test_a_file_that_is_not_there_is_named() -> None:
    with pytest.raises(FileNotFoundError, match=r"there is no file 'nowhere\.csv'"):
        vl.Cases.read("nowhere.csv")


def test_texts_with_other_ends_of_lines_stay_whole_in_json_lines(tmp_path: Path) -> None:
    text = "One\u2028two\u0085three\r\nfour?"

    assert read(tmp_path, "a.jsonl", json.dumps({"input": text}, ensure_ascii=False))[0].input == text
