"""The page for raters: one file, which does not say what made a reply, and works without a server."""

from __future__ import annotations

import base64
import io
import json
import re
import string
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, Playwright, expect

import voicelab as vl
from tests.comparison.conftest import JENNY, RYAN
from tests.widgets.notebook_ui import chromium
from tests.widgets.panel.contrast import texts_of_low_contrast
from voicelab.audio.clip import Audio
from voicelab.comparison.listening import rater_page
from voicelab.comparison.listening.design import MOST_STIMULI
from voicelab.comparison.listening.judgement_files import LONGEST_NAME
from voicelab.errors import LogError


def data(page: Path) -> dict[str, Any]:
    """Return what a page holds for its script."""
    found = re.search(r'<script type="application/json" id="test">(.*?)</script>', page.read_text("utf-8"))
    assert found is not None
    held: dict[str, Any] = json.loads(found[1])
    return held


def without_clips(text: str, held: dict[str, Any]) -> str:
    """Return a page without its sounds, whose Base64 may hold any short word by chance."""
    for clip in held["clips"].values():
        text = text.replace(clip, "")
    return text


@pytest.mark.parametrize(
    ("script", "line"),
    [
        ("rater_answers", f"const LONGEST_NAME = {LONGEST_NAME};"),
        ("trial", f'const LETTERS = "{string.ascii_lowercase[:MOST_STIMULI]}";'),
    ],
)
def test_what_the_script_of_the_page_allows_is_what_is_read_and_drawn(script: str, line: str) -> None:
    text = Path(rater_page.__file__).with_name(f"{script}.js").read_text("utf-8")
    assert line in text.splitlines()


def test_a_page_loads_nothing_and_does_not_say_what_made_a_reply(
    unjudged: vl.Comparison, tmp_path: Path
) -> None:
    page = tmp_path / "page.html"
    unjudged.listening_page(page, method="mushra", reference=RYAN, max_trials=2)
    held = data(page)
    text = without_clips(page.read_text("utf-8"), held)
    assert re.findall(r'(?:src|href)="(?!data:)', text) == []
    assert "http" not in re.sub(r"http-equiv", "", text)
    for name in (JENNY, RYAN, "Jenny", "Ryan", "voice", "max_tokens", "low-pass", unjudged.df["session"][0]):
        assert name not in text.replace("voicelab", ""), name
    assert len(held["trials"]) == 2
    clips = list(held["clips"].values())
    assert len(clips) == 2 * 5
    assert len(set(clips)) == len(clips), "the hidden reference is byte for byte none of the others"
    sounds = [Audio.from_file(io.BytesIO(base64.b64decode(clip))) for clip in clips]
    assert len({sound.sample_rate_hz for sound in sounds}) == 1


def test_a_page_sends_nothing_before_its_script_runs_either(unjudged: vl.Comparison, tmp_path: Path) -> None:
    unjudged.listening_page(tmp_path / "page.html", max_trials=1)
    (policy,) = re.findall(
        r'Content-Security-Policy" content="([^"]*)"', (tmp_path / "page.html").read_text()
    )
    assert policy.startswith("default-src 'none'; ")
    assert policy.endswith("; base-uri 'none'; form-action 'none'")


def test_what_was_asked_is_text_and_no_markup(unjudged: vl.Comparison, tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    unjudged.listening_page(page)
    assert "<b>What" not in page.read_text("utf-8")
    assert "You will hear 8 pairs of spoken replies" in page.read_text("utf-8")
    assert {trial["question"] for trial in data(page)["trials"]} == {"<b>What</b> is it?", "Who is there?"}


def test_a_page_is_written_over_an_older_one_and_over_nothing_else(
    unjudged: vl.Comparison, tmp_path: Path
) -> None:
    for _ in range(2):
        unjudged.listening_page(tmp_path / "page.html", max_trials=1)
    (tmp_path / "mine.html").write_text("<h1>Mine</h1>")
    with pytest.raises(LogError, match=r"mine\.html is there and is no listening page"):
        unjudged.listening_page(tmp_path / "mine.html", max_trials=1)
    with pytest.raises(ValueError, match=r"page would be a listening page: give a name that ends in \.html"):
        unjudged.listening_page(tmp_path / "page", max_trials=1)


def test_trials_without_sound_are_left_out_and_a_page_without_any_is_refused(
    unjudged: vl.Comparison,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    silent = set(zip(unjudged.df["session"][:2], unjudged.df["turn"][:2], strict=True))
    sound = unjudged._sound
    monkeypatch.setattr(unjudged._runner, "quiet", False)
    monkeypatch.setattr(unjudged, "_sound", lambda key: None if key in silent else sound(key))
    unjudged.listening_page(tmp_path / "page.html", method="opinion")
    assert "without 2 trials: the log kept no sound of these replies" in capsys.readouterr().err
    assert len(data(tmp_path / "page.html")["trials"]) == 14
    monkeypatch.setattr(unjudged, "_sound", lambda _: None)
    with pytest.raises(ValueError, match="the log kept no sound of these replies"):
        unjudged.listening_page(tmp_path / "other.html")
    assert not (tmp_path / "other.html").exists()


@pytest.fixture(scope="module")
def page(playwright: Playwright) -> Iterator[Page]:
    """Open a browser for all tests of this module."""
    with chromium(playwright, {}) as page:
        yield page


@pytest.mark.browser
@pytest.mark.xdist_group("browser")
def test_a_rater_judges_by_the_keyboard_comes_back_and_sends_a_file(
    unjudged: vl.Comparison, tmp_path: Path, page: Page
) -> None:
    unjudged.listening_page(tmp_path / "page.html", method="mushra", reference=RYAN, max_trials=2)
    problems: list[str] = []
    page.on("console", lambda message: problems.append(message.text))
    page.on("pageerror", lambda error: problems.append(str(error)))
    for visit in range(2):
        page.goto((tmp_path / "page.html").as_uri())
        if visit == 0:
            page.get_by_label("Your name").fill("  Ann\u202e <b>=1 ")
        page.get_by_role("button", name="Begin").click()
        test = page.locator(".voicelab-listening")
        expect(test.locator(".voicelab-count")).to_have_text(f"{visit + 1} of 2")
        expect(page.get_by_role("button", name="Next")).to_be_disabled()
        test.press("r")
        expect(test.get_by_role("button", name="Reference")).to_have_attribute("aria-pressed", "true")
        for number, letter in enumerate("abcd"):
            test.press(letter)
            play = test.get_by_role("button", name=f"▶ {letter.upper()}", exact=True)
            expect(play).to_have_attribute("aria-pressed", "true")
            for _ in range(number + 1):
                page.keyboard.press("ArrowRight")
        expect(test.locator("output")).to_have_text(["51 Fair", "52 Fair", "53 Fair", "54 Fair"])
        page.emulate_media(color_scheme="light" if visit == 0 else "dark")
        assert texts_of_low_contrast(page.locator("main")) == []
        page.get_by_role("button", name="Next").press("Enter")
    expect(test.locator(".voicelab-status")).to_contain_text("Done. Thank you!")
    with page.expect_download() as download:
        page.keyboard.press("Enter")  # the button that saves has the focus
    file = tmp_path / download.value.suggested_filename
    download.value.save_as(file)
    assert problems == []
    assert file.name.startswith("judgements-ann")
    assert unjudged.add_judgements(file) == 2
    ratings = unjudged.ratings
    assert list(ratings["rating"]) == [51, 52, 53, 54] * 2
    assert sorted(ratings["stimulus"][:4]) == ["low-pass", "noise", "reference", "reply"]
    assert list(unjudged.raters()["missed_reference"]) == [1.0]


@pytest.mark.browser
@pytest.mark.xdist_group("browser")
def test_a_rater_judges_by_the_mouse_once_both_were_heard(
    unjudged: vl.Comparison, tmp_path: Path, page: Page
) -> None:
    unjudged.listening_page(tmp_path / "page.html", max_trials=1)
    page.goto((tmp_path / "page.html").as_uri())
    page.get_by_label("Your name").fill("Bo")
    page.get_by_role("button", name="Begin").click()
    other_tab = page.context.new_page()
    other_tab.goto(page.url)
    other_tab.get_by_role("button", name="Begin").click()
    expect(other_tab.locator(".voicelab-count")).to_have_text("1 of 1")
    better = page.get_by_role("button", name="B is better")
    expect(better).to_be_disabled()
    page.locator(".voicelab-listening").press("2")
    expect(page.locator(".voicelab-status")).to_have_text("Listen to both first.")
    for side in "AB":
        page.get_by_role("button", name=f"▶ {side}").click()
        expect(page.get_by_role("button", name=f"▶ {side}")).to_have_attribute("aria-pressed", "true")
    better.click()
    expect(other_tab.locator(".voicelab-status")).to_contain_text("Done. Thank you!")
    other_tab.close()
    with page.expect_download() as download:
        page.get_by_role("button", name="Save the answers").click()
    assert unjudged.add_judgements(download.value.path()) == 1
    assert list(unjudged.preferences["choice"]) == ["b"]
