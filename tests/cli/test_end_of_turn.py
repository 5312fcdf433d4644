"""``voicelab end-of-turn``, against services that follow a script."""

from __future__ import annotations

import csv
import json
import signal
import threading
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.cli.commands import run_command
from tests.cli.test_command_line import account
from voicelab.audio.clip import Audio
from voicelab.cli import end_of_turn
from voicelab.testing import EmbeddedServices, ScriptedEngines, embedded_services, speech


def heard(sound: Audio) -> str:
    return "I would like, well," if sound.duration_seconds < 1.8 else "I would like tea, please."


def says(messages: Any) -> str:
    return "@ Certainly." if messages[-1]["content"].endswith("please") else "&"


@pytest.fixture
def embedded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[EmbeddedServices]:
    """Services that know that a turn is over by its last word."""
    monkeypatch.chdir(tmp_path)
    script = ScriptedEngines(
        transcripts=heard, end_of_turn=lambda words: 0.9 if words.endswith("please") else 0.1, reply=says
    )
    with embedded_services(script) as running:
        for name, value in account(running).items():
            monkeypatch.setenv(name, value)
        yield running


@pytest.fixture
def pauses(tmp_path: Path) -> Path:
    """A folder with a turn of 2 s: a pause of 0.4 s in it, and its end."""
    (speech(seconds=0.8) + Audio.silence(0.4) + speech(seconds=0.8)).save(tmp_path / "turn.wav")
    common = {"utterance_start_seconds": 0, "words": "Tea"}
    hold = {**common, "at_seconds": 0.8, "pause_seconds": 0.4, "finished": False}
    end = {**common, "at_seconds": 2.0, "pause_seconds": 1.0, "finished": True, "words": "Tea please"}
    (tmp_path / "pauses.json").write_text(json.dumps({"turn.wav": [hold, end]}))
    return tmp_path


def end_of_turn_with(*arguments: object) -> int:
    """Run the command as the command line does."""
    return run_command(end_of_turn, "end-of-turn", *arguments)


def rows_of(name: str) -> list[dict[str, str]]:
    return list(csv.DictReader(Path(name).read_text("utf-8-sig").splitlines()))


def test_detectors_are_asked_by_what_recognition_hears_up_to_each_pause(
    embedded: EmbeddedServices, pauses: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = ("--detector", "silence", "--detector", "words", "--detector", "model")
    assert end_of_turn_with(pauses, *asked, "--csv", "judged.csv") == 0

    head, *rows = capsys.readouterr().out.splitlines()
    cells = [row.split("  ") for row in rows]
    table = [[cell.strip() for cell in row if cell.strip()] for row in cells]
    assert [row[:6] for row in table] == [
        ["silence", "100.0%", "0.0%", "400 ms", "400 ms", "0.50"],
        ["words", "0.0%", "0.0%", "200 ms", "200 ms", "1.00"],
        ["model", "0.0%", "0.0%", "200 ms", "200 ms", "1.00"],
    ]
    assert head.startswith("DETECTOR")
    judged = rows_of("judged.csv")
    by_words = [each for each in judged if each["detector"] == "words"]
    assert [(each["words"], each["probability"], each["is_end"]) for each in by_words] == [
        ("i would like well", "0.1", "False"),
        ("i would like tea please", "0.9", "True"),
    ]
    curve = rows_of("judged-curves.csv")
    assert {each["detector"] for each in curve} == {"silence", "words", "model"}


def test_words_as_they_are_written_are_not_recognised(embedded: EmbeddedServices, pauses: Path) -> None:
    asked = ("--as-written", "--detector", "words", "--csv", "judged.csv")
    assert end_of_turn_with(pauses, *asked) == 0

    judged = rows_of("judged.csv")
    assert [each["words"] for each in judged] == ["Tea", "Tea please"]
    assert not embedded.request_log.connections


def test_other_peoples_words_are_no_formulas(embedded: EmbeddedServices, pauses: Path) -> None:
    listed = pauses / "pauses.json"
    listed.write_text(listed.read_text().replace('"Tea"', '"=1+1"'))

    assert end_of_turn_with(pauses, "--as-written", "--detector", "words", "--csv", "judged.csv") == 0

    assert [each["words"] for each in rows_of("judged.csv")] == ["'=1+1", "Tea please"]


def test_words_that_nobody_wrote_cannot_be_judged(
    embedded: EmbeddedServices, pauses: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    listed = pauses / "pauses.json"
    listed.write_text(listed.read_text().replace('"words"', '"notes"'))

    assert end_of_turn_with(pauses, "--as-written", "--detector", "words") == 2
    assert "has no words that are written: leave out --as-written." in capsys.readouterr().err


def test_a_detector_that_fails_is_left_out_and_the_others_go_on(
    pauses: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with embedded_services(ScriptedEngines(reply=says)) as embedded:
        for name, value in account(embedded).items():
            monkeypatch.setenv(name, value)
        assert end_of_turn_with(pauses, "--as-written", "--detector", "words", "--detector", "model") == 1

    written = capsys.readouterr()
    assert "words is asked no more, from turn.wav at 0.80 s on: These services" in written.err
    assert [row.split()[0] for row in written.out.splitlines()] == ["DETECTOR", "model"]


def test_a_model_that_is_asked_for_its_mark_no_more_is_left_out(
    pauses: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    listed = pauses / "pauses.json"
    listed.write_text(json.dumps({"turn.wav": json.loads(listed.read_text())["turn.wav"] * 3}))
    with embedded_services(ScriptedEngines(reply="Certainly.")) as embedded:
        for name, value in account(embedded).items():
            monkeypatch.setenv(name, value)
        assert end_of_turn_with(pauses, "--as-written", "--detector", "model") == 1
        assert len(embedded.request_log.chat_requests) == 3

    assert "on: The model does not say whether the user is done" in capsys.readouterr().err


def test_what_fails_once_leaves_out_that_pause_and_nothing_else(
    pauses: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    asked: list[str] = []

    def tells(words: str) -> float:
        asked.append(words)
        if len(asked) == 1:
            raise RuntimeError("no idea")
        return 0.1

    listed = pauses / "pauses.json"
    turn = json.loads(listed.read_text())["turn.wav"]
    listed.write_text(json.dumps({"turn.wav": [*turn, *turn], "gone.wav": turn}))
    with embedded_services(ScriptedEngines(end_of_turn=tells)) as embedded:
        for name, value in account(embedded).items():
            monkeypatch.setenv(name, value)
        judges = ("--detector", "words", "--detector", "silence")
        assert end_of_turn_with(pauses, "--as-written", *judges, "--csv", pauses / "judged.csv") == 0

    told = capsys.readouterr().err
    assert "words cannot judge turn.wav at 0.80 s: " in told
    assert "pauses.json, gone.wav: there is no file" in told
    assert told.endswith("Left out, as they could not be read: 1.\nwords judged 3 of 4 pauses.\n")
    judged = rows_of(str(pauses / "judged.csv"))
    assert Counter(each["detector"] for each in judged) == {"words": 3, "silence": 4}


def test_what_was_judged_before_an_interrupt_is_written(
    pauses: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    is_over = threading.Event()

    def interrupts(words: str) -> float:
        if words.endswith("please"):
            signal.raise_signal(signal.SIGINT)
            is_over.wait(10.0)
        return 0.1

    before = signal.getsignal(signal.SIGINT)
    with embedded_services(ScriptedEngines(end_of_turn=interrupts)) as embedded:
        for name, value in account(embedded).items():
            monkeypatch.setenv(name, value)
        asked = ("--as-written", "--detector", "words", "--csv", pauses / "judged.csv")
        try:
            assert end_of_turn_with(pauses, *asked) == 130
        finally:
            signal.signal(signal.SIGINT, before)
            is_over.set()

    assert [each["place"] for each in rows_of(str(pauses / "judged.csv"))] == ["turn.wav at 0.80 s"]
    assert "words cannot be measured: of 1 pause, none ends a turn" in capsys.readouterr().err


def test_where_nothing_can_be_read_nothing_is_asked(
    embedded: EmbeddedServices, pauses: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (pauses / "turn.wav").unlink()

    assert end_of_turn_with(pauses) == 1
    assert capsys.readouterr().err.endswith("Left out, as they could not be read: 1.\n")
    assert not embedded.request_log.requests


def test_turns_in_a_language_are_recognised_in_its_usual_locale(
    embedded: EmbeddedServices, pauses: Path
) -> None:
    spans = [{"start": 0.8, "end": 1.2}, {"start": 2.0, "end": 3.0}]
    rows = [{"language": code, "audio": "turn.wav", "silence_spans": spans} for code in ("de", "pt-BR", "en")]
    Path("rows.jsonl").write_text("".join(f"{json.dumps(row)}\n" for row in rows))

    assert end_of_turn_with("rows.jsonl", "--language", "de", "--detector", "words") == 0
    asked = {each.query.get("language") for each in embedded.request_log.requests if "/speech/" in each.path}
    assert asked == {"de-DE"}


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["none.jsonl", "--language", "fr-FR"], "none.jsonl holds no pauses in fr-FR."),
        (["nowhere"], "there is no nowhere; name a folder with pauses.json, or eot-bench's data."),
        ([".", "--csv", "judged.txt"], "judged.txt would be a table: give a name that ends in .csv."),
        ([".", "--language", "english"], "language"),
    ],
)
def test_what_cannot_be_measured_is_refused_ahead_of_everything(
    embedded: EmbeddedServices, arguments: list[str], sentence: str, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("none.jsonl").touch()
    assert end_of_turn_with(*arguments) == 2

    assert sentence in capsys.readouterr().err
    assert not embedded.request_log.requests
