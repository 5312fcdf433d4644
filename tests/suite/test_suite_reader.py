"""Suites: what a file may say, and what is wrong with it, by file, table and key."""

from __future__ import annotations

from pathlib import Path

import pytest

import voicelab as vl
from tests.suite.conftest import SuiteMaker
from voicelab.suite.outputs import Outputs
from voicelab.suite.suite_reader import read_suite
from voicelab.testing import speech

WHOLE = """
name = "all"
repeats = 3
services = "embedded"
log = "kept/log.sqlite"
checks = ["failed.count == 0"]
scores = ["contains_expected"]

[[cases]]
input = "What is it?"
expected = ["this", "that"]
tags = ["easy"]
topic = 3

[[cases]]
input = "said.wav"

[settings]
temperature = ["none", 0.5]
max_tokens = 32
language = [["en-US", "de-DE"]]
phrases = ["Contoso"]

[conditions]
noise_db = ["None", 10]
noise = "hum.wav"
seed = 4

[limits]
tokens = 1000
money = 0.5

[outputs]
dir = "results"
html = "report.html"
"""


def test_a_suite_says_all_that_compare_takes(suite_of: SuiteMaker, tmp_path: Path) -> None:
    speech(seconds=0.5).save(tmp_path / "said.wav")
    speech(seconds=0.5).save(tmp_path / "hum.wav")
    suite = suite_of(WHOLE)
    assert (suite.name, suite.repeats, suite.services) == ("all", 3, "embedded")
    assert suite.log == tmp_path / "kept" / "log.sqlite"
    assert [case.expected for case in suite.cases] == [("this", "that"), ()]
    assert suite.cases[0].fields == {"topic": 3}
    assert isinstance(suite.cases[1].input, vl.Audio)
    assert suite.choices == {
        "temperature": [None, 0.5],
        "max_tokens": 32,
        "language": [["en-US", "de-DE"]],
        "phrases": ["Contoso"],
        "noise_db": [None, 10],
        "noise": [tmp_path / "hum.wav"],
        "condition_seed": 4,
    }
    assert list(suite.scores) == [vl.scores.contains_expected]
    assert suite.limits == vl.Limits(tokens=1000, money=0.5)
    assert suite.outputs == Outputs(folder=tmp_path / "results", html=tmp_path / "report.html")
    assert [check.text for check in suite.checks] == ["failed.count == 0"]


def test_little_is_enough(suite_of: SuiteMaker) -> None:
    suite = suite_of("")
    assert (suite.name, suite.repeats, suite.services) == ("suite", 1, "environment")
    assert (len(suite.cases), dict(suite.choices), list(suite.scores)) == (1, {}, [])
    assert suite.outputs.files() == {}


def test_cases_come_from_a_file_beside_it(suite_of: SuiteMaker, tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    rows = "question,tags\n" + "".join(f"What is {n}?,{'odd' if n % 2 else 'even'}\n" for n in range(10))
    (tmp_path / "in" / "cases.csv").write_text(rows)
    text = "file = 'in/cases.csv'\ncolumns = { input = 'question' }\ntags = ['odd']\nsample = 3"
    suite = suite_of(f"[cases]\n{text}")
    assert [case.tags for case in suite.cases] == [("odd",)] * 3
    (tmp_path / "in" / "cases.csv").write_text("input\nWhat is it?\n")
    assert len(suite_of("cases = 'in/cases.csv'").cases) == 1


def test_the_working_folder_makes_no_difference(
    suite_of: SuiteMaker, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "cases.jsonl").write_text('"What is it?"\n')
    suite_of("cases = 'cases.jsonl'\n[outputs]\ncsv = 'a.csv'")
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")
    suite = read_suite("../suite.toml")
    assert suite.outputs.csv is not None
    assert suite.outputs.csv.resolve() == tmp_path / "a.csv"


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("repeat = 3", "suite.toml has a key 'repeat', which means nothing; there are: repeats, "),
        ("repeats = 0", "suite.toml, key repeats: it must be 1 or more, not 0"),
        ("repeats = 1.5", "suite.toml, key repeats: it must be a whole number, 1 or more, not 1.5"),
        ("services = 'azure'", "key services: it is one of environment, embedded, not 'azure'"),
        ("cases = []", "suite.toml, key cases: there are none"),
        ("cases = 3", "key cases: it must be the path of a file, a table or a list of tables, not 3"),
        ("cases = 'no.csv'", "suite.toml, key cases: there is no file"),
        ("[[cases]]\nasked = 'a'", "suite.toml, key cases: item 1 has no column 'input', but asked"),
        (
            "[cases]\nfiles = 'a'",
            "suite.toml, table cases has a key 'files', which means nothing; there are: file",
        ),
        ("[cases]\nfile = 'a.csv'\nencoding = 3", "table cases, key encoding: it must be a text, not 3"),
        ("[cases]\nfile = 'a.csv'\ntags = 'b'", "table cases, key tags: it must be a list of texts, not 'b'"),
        ("[cases]\nsample = 3", "suite.toml, table cases has no key file"),
        ("[settings]\nmax_token = 3", "suite.toml, table settings has a key 'max_token'"),
        ("[settings]\nmax_tokens = [16, 0]", "table settings, key max_tokens: max_tokens must be from 1 to"),
        ("[settings]\nmax_tokens = [16, 16]", "table settings, key max_tokens: max_tokens has 16 twice"),
        ("[settings]\nmax_tokens = 2026-11-30", "table settings, key max_tokens: max_tokens must be a whole"),
        ("[settings]\nvoice = { a = 3 }", "key voice: voice wants a list of values to compare, not a dict"),
        ("[conditions]\nnoise = 'rian'", "table conditions, key noise: noise must be one of"),
        ("[conditions]\nnoise = 'rain.wav'", "table conditions, key noise: there is no file"),
        ("[conditions]\ntelephone = 'yes'", "key telephone: telephone must be True or False, not 'yes'"),
        ("[limits]\ntoken = 3", "table limits has a key 'token', which means nothing; there are: tokens"),
        ("[limits]\ntokens = -1", "table limits, key tokens: tokens must be 0 or more, not -1"),
        ("limits = 3", "suite.toml, key limits: it must be a table, not 3"),
        ("[outputs]\npdf = 'a'", "table outputs has a key 'pdf', which means nothing"),
        ("checks = ['a.mean']", "suite.toml, key checks: the check 'a.mean' cannot be read: "),
        ("checks = 'a.mean >= 1'", "suite.toml, key checks: it must be a list of texts, not 'a.mean >= 1'"),
        ("prices = 'no.json'", "suite.toml, key prices: "),
    ],
)
def test_what_is_wrong_is_named_by_file_table_and_key(suite_of: SuiteMaker, text: str, why: str) -> None:
    Path("a.csv").write_text("input\nWhat is it?\n")
    with pytest.raises((ValueError, FileNotFoundError)) as refused:
        suite_of(text)
    assert str(refused.value).startswith("suite.toml")
    assert str(refused.value).count("suite.toml, ") <= 1
    assert why in str(refused.value)


def test_without_cases_there_is_nothing_to_ask(tmp_path: Path) -> None:
    (tmp_path / "suite.toml").write_text("name = 'a'")
    with pytest.raises(ValueError, match=r"suite\.toml has no cases: name a file by cases = "):
        read_suite(tmp_path / "suite.toml")
