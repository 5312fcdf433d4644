"""A comparison as HTML: a report of one file, a cell of a notebook."""

from __future__ import annotations

import base64
import hashlib
import html
import re
from pathlib import Path

import pandas as pd
import pytest

import voicelab as vl
from tests.comparison.conftest import JENNY, RYAN
from voicelab.audio.clip import Audio
from voicelab.comparison.report.report import Report, write_report
from voicelab.comparison.summary_columns import MEASURES
from voicelab.errors import LogError


def test_the_report_is_one_file_with_the_sound_in_it(grid: vl.Comparison, tmp_path: Path) -> None:
    grid.to_html(tmp_path / "report.html")
    text = (tmp_path / "report.html").read_text("utf-8")
    sounds = re.findall(r'src="data:audio/wav;base64,([^"]+)"', text)
    assert len(sounds) == len(grid)
    assert Audio.from_wav(base64.b64decode(sounds[0])) == grid.exchange(1).spoken
    assert "http://" not in text
    assert "https://" not in text
    assert "<script src" not in text
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
    made_with, _, further = text.partition("<h2 id='means'>")
    assert ">max_tokens</td>" not in made_with, "it varies"
    assert "max_tokens 16" in further
    assert text.count("<svg ") == text.count("</svg>") == 7
    for heading in ("Means", "Which is better", "Distributions", "Heat maps", "Cells"):
        assert f"<h2 id='{heading.lower().replace(' ', '-')}'>{heading}</h2>" in text
    assert "first audio, s</h3>" in text
    assert f"<td dir='auto'>{JENNY} and {RYAN} are not told apart" in text
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

    write_report(tmp_path / "report.html", report, lambda key: None)

    text = (tmp_path / "report.html").read_text("utf-8").replace(" dir='auto'", "")
    assert "0 of 4 cells have a result" in text
    assert re.search(rf"<td>{RYAN}</td><td>4</td><td>3</td><td>1</td><td>80%", text)
    assert text.index(RYAN) < text.index(JENNY)


def test_the_report_has_what_ratings_add_up_to_without_names(tmp_path: Path) -> None:
    voices = [JENNY, RYAN] * 2
    rated = {"rater": ["Ann", "Ann", "Bo", "Bo"], "input": "What is it?", "cell": [1, 2] * 2, "voice": voices}
    opinions = pd.DataFrame(rated).assign(
        method="opinion", trial=[1, 2, 3, 4], stimulus="reply", rating=[4, 2, 5, 3]
    )
    kinds, scores = ["low-pass", "reference"] * 2, [10, 80, 20, 90]
    mushra = pd.DataFrame(rated).assign(method="mushra", trial=[5, 5, 6, 6], stimulus=kinds, rating=scores)
    report = Report(
        cells=pd.DataFrame(),
        total=4,
        varied=["voice"],
        summary=pd.DataFrame(columns=["voice", *MEASURES, "cells", "failed"]),
        rankings={},
        ratings=pd.concat([opinions, mushra], ignore_index=True),
        currency="USD",
    )

    write_report(tmp_path / "report.html", report, lambda key: None)

    text = (tmp_path / "report.html").read_text("utf-8").replace(" dir='auto'", "")
    assert "<h2 id='opinions'>Opinions</h2>" in text
    assert re.search(rf"score, 1 to 5</h3>.*<td>{JENNY}</td><td>2</td><td>2</td><td>4.50", text, re.DOTALL)
    assert f"<td>{RYAN}</td><td>reference</td><td>2</td><td>2</td><td>85.0" in text
    assert "<td></td><td>low-pass</td><td>2</td><td>2</td><td>15.0" in text
    assert "1 of 2 raters did not hear the hidden reference" in text
    assert not {"Ann", "Bo"} & set(re.findall(r"\w+", text.partition("<main>")[2]))


def test_no_style_and_no_script_but_the_reports_own_may_run(grid: vl.Comparison, tmp_path: Path) -> None:
    grid.to_html(tmp_path / "report.html", audio=False)
    text = (tmp_path / "report.html").read_text("utf-8")
    policy = html.unescape(re.findall(r'Content-Security-Policy" content="([^"]*)"', text)[0])
    for kind, name in (("style", "style-src"), ("script", "script-src")):
        (content,) = re.findall(f"<{kind}>(.*?)</{kind}>", text, re.DOTALL)
        digest = base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()
        assert f"{name} 'sha256-{digest}';" in policy
    assert policy.startswith("default-src 'none'; media-src data:;")
    assert " style=" not in text
    assert " onclick=" not in text


def test_the_sound_of_as_many_cells_of_each_combination_is_there(grid: vl.Comparison, tmp_path: Path) -> None:
    grid.to_html(tmp_path / "report.html", audio=6)
    text = (tmp_path / "report.html").read_text("utf-8")
    assert "6 of the 16 replies with sound can be played here" in text
    played = re.findall(r"<tr data-marks=''><td>(\d+)</td>(?:(?!</tr>).)*<audio", text, re.DOTALL)
    frame = grid.df.set_index("cell")
    rows = frame.loc[[int(cell) for cell in played]]
    assert len(rows) == 6
    assert len(rows[["voice", "max_tokens"]].drop_duplicates()) == 4
    for audio in (-1, 1.5):
        with pytest.raises(ValueError, match="audio must be"):
            grid.to_html(tmp_path / "report.html", audio=audio)  # type: ignore[arg-type]


def test_a_report_of_ten_thousand_cells_holds_the_charts_of_a_few(
    grid: vl.Comparison, tmp_path: Path
) -> None:
    cells = pd.concat([grid.df] * 625, ignore_index=True)
    report = Report(
        cells=cells.assign(cell=range(1, 10_001)),
        total=10_000,
        varied=grid.varied,
        summary=grid.summary(),
        rankings={},
        currency="USD",
    )
    write_report(tmp_path / "report.html", report, lambda key: None)
    text = (tmp_path / "report.html").read_text("utf-8")
    assert text.count("<tr data-marks=") == 10_000
    assert len(text) < 8_000_000


def test_the_results_of_checks_are_in_the_report(grid: vl.Comparison, tmp_path: Path) -> None:
    checks = ["failed.count == 0 overall", "first_audio_ms.p50 <= 0 where voice != '<b>' overall"]
    grid.to_html(tmp_path / "report.html", audio=False, checks=grid.check(checks))
    text = (tmp_path / "report.html").read_text("utf-8")
    assert "<h2 id='checks'>Checks</h2>\n<p>1 of 2 checks failed.</p>" in text
    assert "<td dir='auto'>passed</td><td dir='auto'>failed.count == 0 overall</td>" in text
    assert "where voice != &#39;&lt;b&gt;&#39; overall" in text


def test_control_characters_of_replies_are_replaced(grid: vl.Comparison, tmp_path: Path) -> None:
    report = Report(
        cells=grid.df.assign(reply="a\x00b\x07c\nd"),
        total=16,
        varied=grid.varied,
        summary=grid.summary().assign(voice="x\x00y"),
        rankings={},
        currency="USD",
    )
    write_report(tmp_path / "report.html", report, lambda key: None)
    text = (tmp_path / "report.html").read_text("utf-8")
    assert "x\ufffdy" in text
    assert "a\ufffdb\ufffdc\nd" in text
    assert not {"\x00", "\x07"} & set(text)
