"""``voicelab compare``, against services that follow a script."""

from __future__ import annotations

import errno
import signal
import threading
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pandas as pd
import pytest

import voicelab as vl
from tests.cli.commands import run_command
from tests.cli.test_command_line import account
from voicelab.cli import compare
from voicelab.testing import EmbeddedServices, Refuse, ScriptedEngines, embedded_services

SUITE = """
scores = ["contains_expected"]
checks = ["contains_expected.mean >= 0.6"]

[settings]
system_prompt = ["Be kind.", "Be brief.\\u001b[2J"]

[[cases]]
input = "What is it?"
expected = "this"

[[cases]]
input = "Who is there?"
expected = "nobody"
"""


def reply(messages: Sequence[Mapping[str, Any]]) -> str:
    return "It is this, and nobody is there." if "kind" in messages[0]["content"] else "It is this."


@pytest.fixture(scope="module")
def running() -> Iterator[EmbeddedServices]:
    with embedded_services(ScriptedEngines(reply=reply)) as embedded:
        yield embedded


@pytest.fixture
def embedded(
    running: EmbeddedServices, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[EmbeddedServices]:
    """Services that the environment names, and a working folder with a suite."""
    monkeypatch.chdir(tmp_path)
    Path("suite.toml").write_text(SUITE)
    for name, value in account(running).items():
        monkeypatch.setenv(name, value)
    running.faults.clear()
    running.request_log.clear()
    yield running
    running.faults.clear()


def compare_with(*arguments: str) -> int:
    """Run the command as the command line does."""
    return run_command(compare, "compare", *arguments)


def test_means_and_checks_are_printed_and_a_failed_check_exits_with_1(
    embedded: EmbeddedServices, capsys: pytest.CaptureFixture[str]
) -> None:
    assert compare_with("suite.toml") == 1
    written = capsys.readouterr()
    means, checks = (part.splitlines() for part in written.out.split("\n\n")[:2])
    assert means[0].split()[:2] == ["CELLS", "FAILED"]
    assert len(means) == 3
    assert checks[0].split()[:3] == ["RESULT", "CHECK", "OF"]
    assert [line.split()[0] for line in checks[1:]] == ["passed", "failed"]
    assert checks[2].endswith("it is 0.5, which is not >= 0.6: cell 4")
    assert written.out.endswith("\n1 of 1 check failed.\n")
    assert "\x1b" not in written.out
    assert "4 of 4 cells to run" in written.err


def test_files_are_written_where_the_options_or_the_suite_say(embedded: EmbeddedServices) -> None:
    Path("suite.toml").write_text(SUITE + '[outputs]\nhtml = "report.html"\nparquet = "suite.parquet"\n')
    assert compare_with("suite.toml", "--junit", "junit.xml", "--parquet", "mine.parquet") == 1
    assert sorted(path.name for path in Path().iterdir() if path.suffix) == [
        "junit.xml",
        "mine.parquet",
        "report.html",
        "suite.toml",
    ]
    assert len(pd.read_parquet("mine.parquet")) == 4
    (case,) = ElementTree.parse("junit.xml").iter("testcase")
    assert (case.get("classname"), case[0].tag) == ("suite.checks", "failure")


def test_a_later_run_is_held_against_an_earlier_one_and_asks_nothing_again(
    embedded: EmbeddedServices, capsys: pytest.CaptureFixture[str]
) -> None:
    assert compare_with("suite.toml", "--csv", "before.csv") == 1
    asked = len(embedded.request_log.requests)
    check = "contains_expected no worse than before.csv by 2 points overall"
    Path("suite.toml").write_text(SUITE.replace("contains_expected.mean >= 0.6", check))
    assert compare_with("suite.toml") == 1
    assert "how much is lost is not known, and 0.02 is the most that may be" in capsys.readouterr().out
    assert len(embedded.request_log.requests) == asked


def test_a_suite_without_checks_wants_no_cell_to_fail(
    embedded: EmbeddedServices, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("suite.toml").write_text("cases = ['What is it?', 'Who is there?']")
    assert compare_with("suite.toml") == 0
    embedded.faults.add("completion", Refuse(status=400, message="odd"))
    assert compare_with("suite.toml", "--log", "other.sqlite", "--junit", "junit.xml") == 1
    assert "failed  failed.count == 0" in capsys.readouterr().out
    assert [child.tag for case in ElementTree.parse("junit.xml").iter("testcase") for child in case] == [
        "failure",
        "error",
    ]


def test_a_dry_run_asks_nothing_and_leaves_nothing(
    embedded: EmbeddedServices, capsys: pytest.CaptureFixture[str]
) -> None:
    judge = '[{ score = "judge", question = "Is it?", votes = 3 }]'
    judged = SUITE.replace('["contains_expected"]', judge).replace("contains_expected.m", "judge.value.m")
    Path("suite.toml").write_text(judged)
    assert compare_with("suite.toml", "--dry-run", "--output-dir", "results") == 0
    plan = dict(line.split(maxsplit=1) for line in capsys.readouterr().out.splitlines())
    assert plan["cells"] == "4, of which 4 are to be asked"
    assert plan["varied"] == "system_prompt"
    assert plan["tokens"].startswith("at most about ")
    assert plan["money"] == "not known, for want of a price"
    assert plan["time"] == "not known: the log has no turn of these services yet"
    assert plan["judges"] == "judges ask up to 12 times more, which is not among these"
    assert [path.name for path in Path().iterdir()] == ["suite.toml"]
    assert not embedded.request_log.requests


def test_a_dry_run_counts_what_the_log_has(
    embedded: EmbeddedServices, capsys: pytest.CaptureFixture[str]
) -> None:
    compare_with("suite.toml")
    capsys.readouterr()
    Path("suite.toml").write_text(f"repeats = 2\n{SUITE}")
    assert compare_with("suite.toml", "--dry-run") == 0
    plan = dict(line.split(maxsplit=1) for line in capsys.readouterr().out.splitlines())
    assert plan["cells"] == "8, of which 4 are to be asked"
    assert plan["time"] == "about 0 s"


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["nowhere.toml"], "nowhere.toml cannot be read: there is no such file."),
        (["wrong.toml"], "wrong.toml has a key 'case', which means nothing; there are: cases, "),
        (["texts.toml"], "texts.toml: noise_db can be set for what is spoken, and 'What is it?' is typed."),
        (["suite.toml", "--junit", "junit.txt.csv"], "would be a JUnit file: give a name that ends in .xml."),
        (
            ["checks.toml"],
            "checks.toml, key checks: the check 'contains.mean >= 1': there is no column 'contai",
        ),
        (
            ["checks.toml", "--dry-run"],
            "'cost.sum <= 1 where voice == Ann': no cell has voice == Ann; voice ",
        ),
        (["suite.toml", "--html", "none/a.html"], "there is no folder none; make it first."),
    ],
)
def test_what_cannot_be_run_is_refused_ahead_of_everything(
    embedded: EmbeddedServices, arguments: list[str], sentence: str, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("wrong.toml").write_text("case = ['What is it?']")
    wrong = 'contains.mean >= 1", "cost.sum <= 1 where voice == Ann'
    Path("checks.toml").write_text(SUITE.replace("contains_expected.mean >= 0.6", wrong))
    Path("texts.toml").write_text("cases = ['What is it?']\n[conditions]\nnoise_db = 3")
    assert compare_with(*arguments) == 2
    assert sentence in capsys.readouterr().err
    assert not embedded.request_log.requests


def test_a_refused_key_is_no_failed_check(
    embedded: EmbeddedServices, capsys: pytest.CaptureFixture[str]
) -> None:
    embedded.faults.add("completion", Refuse(status=401, times=None))
    assert compare_with("suite.toml", "--junit", "junit.xml") == 2
    assert "refused the key" in capsys.readouterr().err
    (error,) = ElementTree.parse("junit.xml").iter("error")
    assert "refused the key" in str(error.text)


def test_after_a_mistake_no_file_of_an_earlier_run_passes_for_one_of_this(
    embedded: EmbeddedServices, capsys: pytest.CaptureFixture[str]
) -> None:
    written = '[outputs]\njunit = "junit.xml"\nhtml = "report.html"\ncsv = "cells.csv"\n'
    Path("suite.toml").write_text('name = "facts"\n' + SUITE + written)
    compare_with("suite.toml")
    Path("suite.toml").write_text(
        'name = "facts"\n' + SUITE.replace("contains_expected.m", "contains.m") + written
    )
    assert compare_with("suite.toml", "--dry-run") == 2
    assert Path("report.html").exists()
    assert compare_with("suite.toml") == 2
    whole = ElementTree.parse("junit.xml").getroot()
    assert [whole.get(name) for name in ("name", "tests", "failures", "errors")] == ["facts", "1", "0", "1"]
    (error,) = whole.iter("error")
    assert "there is no column 'contains'" in str(error.get("message"))
    assert not Path("report.html").exists()
    assert Path("cells.csv").exists()
    assert capsys.readouterr().err.endswith(f"Of an earlier run: {Path('cells.csv').resolve()}\n")
    Path("suite.toml").write_text("checks = ['odd']\n" + SUITE.split("\n", 3)[3] + written)
    assert compare_with("suite.toml", "--output-dir", "results") == 2
    (error,) = ElementTree.parse("results/junit.xml").iter("error")
    assert "the check 'odd' cannot be read" in str(error.get("message"))


def test_an_earlier_comparison_that_is_missing_is_noticed_before_anything_is_asked(
    embedded: EmbeddedServices, capsys: pytest.CaptureFixture[str]
) -> None:
    check = "contains_expected no worse than none.csv by 2 points overall"
    Path("suite.toml").write_text(SUITE.replace("contains_expected.mean >= 0.6", check))
    assert compare_with("suite.toml") == 2
    assert "suite.toml, key checks: there is no file " in capsys.readouterr().err
    assert not embedded.request_log.requests


def test_a_file_that_cannot_be_written_leaves_no_earlier_results_and_names_no_new_ones_as_earlier(
    embedded: EmbeddedServices, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    Path("suite.toml").write_text(SUITE.replace(">= 0.6", ">= 0.1"))
    files = ("--csv", "cells.csv", "--parquet", "cells.parquet", "--junit", "junit.xml")
    assert compare_with("suite.toml", *files) == 0

    def refuse(grid: vl.Comparison, path: Path) -> None:
        raise OSError(errno.ENOSPC, "No space left on device", str(path))

    monkeypatch.setattr(vl.Comparison, "to_parquet", refuse)
    assert compare_with("suite.toml", *files) == 2
    (error,) = ElementTree.parse("junit.xml").iter("error")
    assert "No space left on device" in str(error.get("message"))
    assert capsys.readouterr().err.endswith("Of an earlier run: cells.parquet\n")


INTERRUPTING = """
import signal

def length(exchange, case):
    if "once" not in globals() and case.input == "Who is there?":
        globals()["once"] = True
        signal.raise_signal(signal.SIGINT)
    return len(exchange.reply)
"""


def test_an_interrupt_while_scores_run_writes_what_there_is(
    embedded: EmbeddedServices, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("interrupting.py").write_text(INTERRUPTING)
    suite = SUITE.replace("contains_expected.mean >= 0.6", "length.mean >= 1 overall")
    Path("suite.toml").write_text(suite.replace('"contains_expected"', '"interrupting.py:length"'))
    before = signal.getsignal(signal.SIGINT)
    try:
        assert compare_with("suite.toml", "--junit", "junit.xml", "--csv", "cells.csv") == 130
    finally:
        signal.signal(signal.SIGINT, before)
    assert len(pd.read_csv("cells.csv")) == 4
    (failure,) = ElementTree.parse("junit.xml").iter("failure")
    assert "cells scores were not run: run() runs them" in str(failure.get("message"))


def test_an_interrupt_ahead_of_the_first_cell_leaves_no_earlier_results(
    embedded: EmbeddedServices, monkeypatch: pytest.MonkeyPatch
) -> None:
    Path("suite.toml").write_text(SUITE)
    compare_with("suite.toml", "--junit", "junit.xml")

    def interrupt(*given: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(vl.Comparison, "check_plan", interrupt)
    with pytest.raises(KeyboardInterrupt):
        compare_with("suite.toml", "--junit", "junit.xml")
    (error,) = ElementTree.parse("junit.xml").iter("error")
    assert error.get("message") == "Interrupted."


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_an_interrupt_keeps_what_was_paid_and_writes_what_there_is(
    embedded: EmbeddedServices,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    number: signal.Signals,
    code: int,
) -> None:
    asked = threading.Event()

    def interrupting(messages: Sequence[Mapping[str, Any]]) -> str:
        if not asked.is_set():
            asked.set()
            signal.raise_signal(number)
        return "It is this."

    Path("suite.toml").write_text(f"{SUITE}\n[limits]\nconcurrency = 1\n")
    before = signal.getsignal(signal.SIGINT)
    with embedded_services(ScriptedEngines(reply=interrupting)) as running:
        for name, value in account(running).items():
            monkeypatch.setenv(name, value)
        try:
            assert compare_with("suite.toml", "--parquet", "cells.parquet") == code
        finally:
            signal.signal(signal.SIGINT, before)
        written = capsys.readouterr()
        assert "each cell has a result" in written.out
        assert written.err.endswith("Interrupted.\n")
        kept = len(pd.read_parquet("cells.parquet"))
        assert 1 <= kept < 4
        assert compare_with("suite.toml") == 1
        assert f"{4 - kept} of 4 cells to run" in capsys.readouterr().err
