"""The blind listening test, in real front ends."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, expect

from tests.widgets.fixtures import SharedNotebook
from tests.widgets.notebook_ui import FRONT_ENDS, IN_BROWSER, FrontEnd, NotebookPage

pytestmark = IN_BROWSER

SHOW = "from tests.comparison.grid_side import *\ng = grid()\ntest = g.listen()\ntest"
PREFERENCES = "emit(g.preferences[['choice', 'voice_a', 'voice_b']].values.tolist())"


def shown(notebook: NotebookPage) -> Locator:
    """Run the first cell and wait for the test."""
    notebook.run(0, timeout_seconds=90)
    test = notebook.page.locator(".voicelab-listening")
    expect(test.locator(".voicelab-count")).to_have_text("1 of 2")
    expect(test.locator(".voicelab-question")).to_have_attribute("dir", "auto")
    return test


def judge(test: Locator, key: str) -> None:
    """Listen to both replies and choose, all by the keyboard."""
    count = test.locator(".voicelab-count").inner_text()
    test.focus()
    for side in ("a", "b"):
        test.press(side)
        expect(test.get_by_role("button", name=f"▶ {side.upper()}")).to_have_attribute("aria-pressed", "true")
    expect(test.get_by_role("button", name="No difference")).to_be_enabled()
    test.press(key)
    status = test.locator(".voicelab-status")
    if count == "2 of 2":
        expect(status).to_contain_text("Done")
    else:
        expect(test.locator(".voicelab-count")).to_have_text("2 of 2")


@pytest.mark.parametrize("front_end", FRONT_ENDS)
def test_choices_made_by_the_keyboard_are_in_the_log(
    shared_notebook: SharedNotebook, front_end: FrontEnd
) -> None:
    notebook = shared_notebook(
        [SHOW, PREFERENCES, "emit(g.ranking()['judgements'].tolist())"], front_end=front_end
    )
    test = shown(notebook)
    judge(test, "1")
    judge(test, "0")
    choices = notebook.run(1)
    assert [choice for choice, _, _ in choices] == ["a", "same"]
    assert all(a != b for _, a, b in choices)
    assert notebook.run(2) == [2, 2]


def test_nothing_in_the_page_shows_what_made_a_reply(shared_notebook: SharedNotebook) -> None:
    notebook = shared_notebook([SHOW])
    test = shown(notebook)
    test.press("a")
    expect(test.get_by_role("button", name="▶ A")).to_have_attribute("aria-pressed", "true")
    whole = notebook.page.locator(".jp-OutputArea").first.evaluate("element => element.outerHTML")
    assert "Jenny" not in whole
    assert "Ryan" not in whole


_KEEP_PLAYED = """() => {
  window.played = [];
  const play = HTMLMediaElement.prototype.play;
  HTMLMediaElement.prototype.play = function () {
    this.addEventListener("playing", () => window.played.push(this.duration), { once: true });
    return play.call(this);
  };
}"""


def test_the_sound_that_plays_is_the_logs(shared_notebook: SharedNotebook) -> None:
    facts = "emit([test._heard('0-0').duration_seconds, test._heard('0-1').duration_seconds])"
    notebook = shared_notebook([SHOW, facts])
    notebook.page.evaluate(_KEEP_PLAYED)
    test = shown(notebook)
    judge(test, "2")
    assert notebook.page.evaluate("window.played") == pytest.approx(notebook.run(1), abs=0.01)


def test_a_saved_notebook_holds_no_sound(shared_notebook: SharedNotebook) -> None:
    notebook = shared_notebook([SHOW])
    test = shown(notebook)
    judge(test, "1")
    assert notebook.saved_bytes() < 60_000
