"""Holding the button to talk, in a real browser: wherever and however it is let go, the turn ends."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, Playwright

from tests.widgets.notebook_ui import IN_BROWSER, chromium

pytestmark = IN_BROWSER

_SCRIPTS = Path(__file__).parents[3] / "voicelab" / "widgets" / "browser_audio"
_HOLD = """async ([key, holding]) => {
  const load = (text) => import(URL.createObjectURL(new Blob([text], { type: "text/javascript" })));
  const [{ TalkKey }, { followHolding }] = await Promise.all([load(key), load(holding)]);
  document.body.innerHTML = "<button style='position: fixed; left: 100px; top: 100px'>Hold</button><input>";
  window.told = [];
  window.mode = "push-to-talk";
  const talkKey = new TalkKey((isHeld) => window.told.push(isHeld));
  const button = document.querySelector("button");
  window.unfollow = followHolding(button, talkKey, () => window.mode === "push-to-talk");
}"""
_HIDE = """() => {
  Object.defineProperty(document, "hidden", { value: true, configurable: true });
  document.dispatchEvent(new Event("visibilitychange"));
  delete document.hidden;
}"""


@pytest.fixture(scope="module")
def browser_page(playwright: Playwright) -> Iterator[Page]:
    """Run one browser for all tests of this module."""
    with chromium(playwright, {}) as page:
        yield page


@pytest.fixture
def page(browser_page: Page) -> Page:
    """Show a button that is held to talk."""
    browser_page.evaluate("window.unfollow?.()")
    scripts = [(_SCRIPTS / name).read_text("utf-8") for name in ("talk_key.js", "holding.js")]
    browser_page.evaluate(_HOLD, scripts)
    browser_page.mouse.move(120, 110)
    return browser_page


def told(page: Page, *expected: bool) -> None:
    """Wait until the key told this, and see that it told nothing else."""
    page.wait_for_function("(count) => window.told.length >= count", arg=len(expected), timeout=3_000)
    assert page.evaluate("window.told") == list(expected)


def test_a_pointer_that_leaves_the_button_and_the_window_holds_it_until_it_lets_go(page: Page) -> None:
    page.mouse.down()
    page.mouse.move(400, 300, steps=3)
    page.mouse.move(-50, -50)
    told(page, True)
    page.evaluate("new Promise((resolve) => setTimeout(resolve, 200))")  # longer than the end of a word
    told(page, True)
    page.mouse.up()
    told(page, True, False)


@pytest.mark.parametrize(
    "end",
    [
        "window.dispatchEvent(new Event('blur'))",
        _HIDE,
        "document.dispatchEvent(new PointerEvent('pointercancel', { pointerId: 1 }))",
        "window.unfollow()",
    ],
)
def test_a_turn_ends_where_the_release_would_never_come(page: Page, end: str) -> None:
    page.mouse.down()
    told(page, True)
    page.evaluate(end)
    told(page, True, False)
    page.mouse.up()
    told(page, True, False)


@pytest.mark.parametrize("held_by", ["pointer", "space bar"])
def test_escape_ends_the_turn(page: Page, held_by: str) -> None:
    page.locator("button").focus()
    if held_by == "pointer":
        page.mouse.down()
    else:
        page.keyboard.down(" ")
    told(page, True)
    page.keyboard.press("Escape")
    told(page, True, False)
    page.mouse.up()
    page.keyboard.up(" ")


def test_a_space_bar_whose_button_loses_the_focus_is_let_go(page: Page) -> None:
    page.locator("button").focus()
    page.keyboard.down(" ")
    page.locator("input").focus()
    told(page, True, False)
    page.keyboard.up(" ")


def test_two_fingers_hold_one_turn_until_the_last_is_lifted(page: Page) -> None:
    fingers = [{"x": 110, "y": 110, "id": 0}, {"x": 125, "y": 110, "id": 1}]
    client = page.context.new_cdp_session(page)
    client.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": fingers[:1]})
    client.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": fingers})
    client.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": fingers[1:]})
    page.evaluate("new Promise((resolve) => setTimeout(resolve, 200))")
    told(page, True, True)
    client.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    told(page, True, True, False)


def test_the_other_buttons_of_a_mouse_hold_nothing_and_open_no_menu(page: Page) -> None:
    page.evaluate("window.addEventListener('contextmenu', (e) => (window.prevented = e.defaultPrevented))")
    page.mouse.click(120, 110, button="right")
    assert page.evaluate("window.prevented")
    told(page)


@pytest.mark.parametrize(
    "change", ["window.mode = 'hands-free'", "document.querySelector('button').remove()"]
)
def test_what_was_held_is_let_go_though_the_button_is_another(page: Page, change: str) -> None:
    page.mouse.down()
    told(page, True)
    page.evaluate(change)
    page.mouse.up()
    told(page, True, False)
    page.mouse.down()
    page.mouse.up()
    told(page, True, False)
