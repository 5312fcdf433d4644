"""What a comparison shows and writes: tables, charts, a report, preferences."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest

import voicelab as vl
from voicelab.audio.clip import Audio
from voicelab.comparison.frame import word_error_rate
from voicelab.comparison.listening import ListeningTest
from voicelab.comparison.preferences import pairs
from voicelab.testing import ScriptedEngines, embedded_services

JENNY, RYAN = "en-US-JennyMultilingualNeural", "en-GB-RyanNeural"
REPLY = "=1+1 <script>alert('x')</script> is 'so'."


@pytest.fixture(scope="module")
def grid() -> Iterator[vl.Comparison]:
    """Compare two voices and two limits, once for all of these tests."""
    script = ScriptedEngines(reply=REPLY, transcripts=["One plus one is so."])
    with embedded_services(script) as embedded:
        compared = vl.compare(
            ["<b>What</b> is it?", "Who is there?"],
            voice=[JENNY, RYAN],
            max_tokens=[16, 64],
            repeats=2,
            services=embedded.services,
            log=False,
            quiet=True,
        )
        compared.round_trip()
        yield compared


@pytest.mark.parametrize(
    ("said", "heard", "rate"),
    [
        ("It is 8,849 metres high.", "it is 8849 metres high", 0.0),
        ("It's so.", "It’s so", 0.0),
        ("one two three four", "one too three", 0.5),
        ("Yes.", "", 1.0),
        ("one", "one two three", 2.0),
    ],
)
def test_misheard_words_are_counted_and_writing_is_not(said: str, heard: str, rate: float) -> None:
    assert word_error_rate(said, heard) == rate


def test_of_nothing_said_nothing_can_be_misheard() -> None:
    assert pd.isna(word_error_rate("…", "hello"))


def test_a_parquet_file_gives_the_frame_back(grid: vl.Comparison, tmp_path: Path) -> None:
    grid.to_parquet(tmp_path / "grid.parquet")
    pd.testing.assert_frame_equal(pd.read_parquet(tmp_path / "grid.parquet"), grid.df)


def test_a_csv_file_runs_nothing_in_a_spreadsheet(grid: vl.Comparison, tmp_path: Path) -> None:
    grid.to_csv(tmp_path / "grid.csv")
    grid.to_csv(tmp_path / "raw.csv", raw=True)
    assert set(pd.read_csv(tmp_path / "grid.csv")["reply"]) == {"'" + REPLY}
    raw = pd.read_csv(tmp_path / "raw.csv")
    assert set(raw["reply"]) == {REPLY}
    assert list(raw.columns) == list(grid.df.columns)
    assert list(raw["first_audio_ms"]) == list(grid.df["first_audio_ms"])


def test_the_report_is_one_file_with_the_sound_in_it(grid: vl.Comparison, tmp_path: Path) -> None:
    grid.to_html(tmp_path / "report.html")
    text = (tmp_path / "report.html").read_text("utf-8")
    sounds = re.findall(r"src='data:audio/wav;base64,([^']+)'", text)
    assert len(sounds) == len(grid)
    assert Audio.from_wav(base64.b64decode(sounds[0])) == grid.exchange(1).spoken
    assert "http://" not in text
    assert "https://" not in text
    assert "<script" not in text
    assert "&lt;b&gt;What&lt;/b&gt; is it?" in text
    grid.to_html(tmp_path / "silent.html", audio=False)
    assert "data:audio" not in (tmp_path / "silent.html").read_text("utf-8")


def test_a_cell_of_a_notebook_shows_means_and_escapes(grid: vl.Comparison) -> None:
    text = grid._repr_html_()
    assert "16 cells" in text
    assert RYAN in text
    assert "first audio, s" in text


@pytest.mark.parametrize("what", ["latency", "length", "intelligibility"])
def test_a_chart_of_each_kind_is_described_for_the_notebook(grid: vl.Comparison, what: str) -> None:
    described = grid.plot(what)._repr_mimebundle_()["application/vnd.vegalite.v5+json"]
    assert described["$schema"].endswith("/v5.json")
    rows = [row for values in described["datasets"].values() for row in values]
    assert {f"{JENNY} · max_tokens 16", f"{RYAN} · max_tokens 64"} <= {row["which"] for row in rows}
    assert all(row["low"] is None or row["low"] <= row["mean"] <= row["high"] for row in rows)


def test_a_chart_that_does_not_exist_lists_those_that_do(grid: vl.Comparison) -> None:
    with pytest.raises(ValueError, match="there are: latency, length, cost, intelligibility"):
        grid.plot("speed")


def test_a_chart_with_nothing_to_show_says_so(grid: vl.Comparison) -> None:
    with pytest.raises(ValueError, match="nothing to plot"):
        grid.plot("cost")


def test_pairs_differ_in_what_is_judged_and_in_nothing_else(grid: vl.Comparison) -> None:
    cells = grid.df.set_index(["session", "turn"])
    drawn = pairs(grid.df, "voice", grid.varied, 100)
    assert len(drawn) == 8
    for pair in drawn:
        a, b = cells.loc[pair.a], cells.loc[pair.b]
        assert {a["voice"], b["voice"]} == {JENNY, RYAN}
        assert all(a[name] == b[name] for name in ("input", "repeat", "max_tokens"))


def test_sides_are_drawn_by_lot(grid: vl.Comparison) -> None:
    cells = grid.df.set_index(["session", "turn"])
    first = [
        cells.loc[pair.a]["voice"] for _ in range(20) for pair in pairs(grid.df, "voice", grid.varied, 8)
    ]
    assert 40 < first.count(JENNY) < 120


def test_no_more_pairs_than_wanted(grid: vl.Comparison) -> None:
    assert len(pairs(grid.df, "voice", grid.varied, 3)) == 3


def test_there_must_be_two_to_judge(grid: vl.Comparison) -> None:
    with pytest.raises(ValueError, match="differ in 'temperature'"):
        grid.listen("temperature")


def test_both_replies_of_a_pair_are_equally_loud(grid: vl.Comparison) -> None:
    loud = Audio.from_array(grid.exchange(1).spoken.samples, 24_000)  # type: ignore[union-attr]
    quiet = Audio((loud.samples // 4).astype("int16"), 24_000)
    sounds = {("s", 1): loud, ("s", 2): quiet}
    pair = pairs(grid.df, "voice", grid.varied, 1)[0]
    test = ListeningTest(
        [type(pair)("What?", ("s", 1), ("s", 2))], sound=sounds.get, keep=lambda a, b, choice: None
    )
    a, b = test._match(0)
    assert a is not None
    assert b is not None
    assert b == quiet
    assert a.rms_dbfs == pytest.approx(b.rms_dbfs, abs=0.1)


def test_the_preferred_voice_comes_first(grid: vl.Comparison) -> None:
    cells = grid.df.set_index(["session", "turn"])
    test = grid.listen("voice")
    for number, pair in enumerate(test._pairs):
        choice = "same" if number == 0 else "a" if cells.loc[pair.a]["voice"] == RYAN else "b"
        test._handle(test, {"type": "choose", "trial": number, "choice": choice}, [])
        test._handle(test, {"type": "choose", "trial": number, "choice": "same"}, [])
    assert test.judged == 8
    assert test._trial["question"] == ""
    ranking = grid.ranking("voice")
    assert list(ranking["voice"]) == [RYAN, JENNY]
    assert list(ranking["judgements"]) == [8, 8]
    assert list(ranking["wins"]) == [7, 0]
    assert list(ranking["ties"]) == [1, 1]
    assert ranking["share_low"].iloc[0] > 0.5 > ranking["share_high"].iloc[1]
    judged = grid.preferences
    assert len(judged) == 8
    assert set(judged["choice"]) <= {"a", "b", "same"}
    assert judged["judged_utc"].is_monotonic_increasing


def test_a_page_that_does_not_exist_is_refused(grid: vl.Comparison) -> None:
    table = grid.show(page_size=3)
    table.turn_to(2)
    with pytest.raises(ValueError, match="pages 1 to 2"):
        table.turn_to(3)


def test_any_setting_can_stand_side_by_side(grid: vl.Comparison) -> None:
    page = grid.show(columns=["max_tokens"])._page
    assert page["heads"] == ["max_tokens 16", "max_tokens 64"]
    assert sorted(row["detail"] for row in page["rows"]) == [RYAN, RYAN, JENNY, JENNY]
    assert all(len(several) == 2 for row in page["rows"] for several in row["cells"])
