"""A comparison as HTML: a report of one file, a cell of a notebook."""

from __future__ import annotations

import base64
import re
from pathlib import Path

import pandas as pd
import pytest

import voicelab as vl
from tests.comparison.conftest import JENNY, RYAN
from voicelab.audio.clip import Audio
from voicelab.comparison.report import Report, write_report
from voicelab.comparison.summary import MEASURES
from voicelab.errors import LogError


def test_the_report_is_one_file_with_the_sound_in_it(grid: vl.Comparison, tmp_path: Path) -> None:
    grid.to_html(tmp_path / "report.html")
    text = (tmp_path / "report.html").read_text("utf-8")
    sounds = re.findall(r'src="data:audio/wav;base64,([^"]+)"', text)
    assert len(sounds) == len(grid)
    assert Audio.from_wav(base64.b64decode(sounds[0])) == grid.exchange(1).spoken
    assert "http://" not in text
    assert "https://" not in text
    assert "<script" not in text
    assert "&lt;b&gt;What&lt;/b&gt; is it?" in text
    grid.to_html(tmp_path / "silent.html", audio=False)
    assert "data:audio" not in (tmp_path / "silent.html").read_text("utf-8")


def test_a_report_is_written_over_an_older_one_and_over_nothing_else(
    grid: vl.Comparison, tmp_path: Path
) -> None:
    for _ in range(2):
        grid.to_html(tmp_path / "report.html", audio=False)
    (tmp_path / "mine.html").write_text("<h1>Mine</h1>")
    with pytest.raises(LogError, match=r"mine\.html is there and is no report of a comparison"):
        grid.to_html(tmp_path / "mine.html", audio=False)
    with pytest.raises(ValueError, match=r"thesis would be a report: give a name that ends in \.html"):
        grid.to_html(tmp_path / "thesis", audio=False)
    assert {path.name for path in tmp_path.iterdir() if "." not in path.name[:1]} >= {
        "mine.html",
        "report.html",
    }
    assert (tmp_path / "mine.html").read_text() == "<h1>Mine</h1>"


def test_a_cell_of_a_notebook_shows_means_and_escapes(grid: vl.Comparison) -> None:
    text = grid._repr_html_()
    assert "16 cells" in text
    assert RYAN in text
    assert "first audio, s" in text


def test_the_report_says_what_made_it_and_shows_charts(grid: vl.Comparison, tmp_path: Path) -> None:
    grid.to_html(tmp_path / "report.html", audio=False)
    text = (tmp_path / "report.html").read_text("utf-8")

    for name, value in [
        ("models that replied", "scripted"),
        ("temperature", "0.7"),
        ("system_prompt", "Answer in one or two short sentences."),
    ]:
        assert f"<td dir='auto'>{name}</td><td dir='auto'>{value}</td>" in text
    assert ">max_tokens</td>" not in text, "it varies"
    assert text.count("<svg ") == text.count("</svg>") == 5
    assert "first audio, s</h3>" in text
    assert "overflow-wrap: anywhere" not in text, "it breaks numbers"


def test_the_report_ranks_what_was_judged(tmp_path: Path) -> None:
    ranking = pd.DataFrame(
        [
            {"voice": RYAN, "judgements": 4, "wins": 3, "ties": 1, "share": 0.8},
            {"voice": JENNY, "judgements": 4, "wins": 0, "ties": 1, "share": 0.2},
        ]
    ).assign(share_low=0.1, share_high=0.9)
    with_nothing = pd.DataFrame(columns=["voice", *MEASURES, "cells", "failed"])
    report = Report(
        cells=pd.DataFrame(),
        total=4,
        varied=["voice"],
        summary=with_nothing,
        rankings={"voice": ranking},
        currency="USD",
    )

    write_report(tmp_path / "report.html", report, None)

    text = (tmp_path / "report.html").read_text("utf-8").replace(" dir='auto'", "")
    assert "0 of 4 cells have a result" in text
    assert re.search(rf"<td>{RYAN}</td><td>4</td><td>3</td><td>1</td><td>80%", text)
    assert text.index(RYAN) < text.index(JENNY)
