"""Labelling in a real front end, by the keyboard."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.widgets.fixtures import OpenNotebook
from tests.widgets.notebook_ui import FRONT_ENDS, IN_BROWSER, FrontEnd

pytestmark = IN_BROWSER

SHOW = "from tests.widgets.labelling.labels_side import *\nlog = a_log()\nlog.label(rater='Ann')"
LABELS = "emit(said(log))"


@pytest.mark.parametrize("front_end", FRONT_ENDS)
def test_exchanges_are_heard_and_labelled_by_the_keyboard(
    open_notebook: OpenNotebook, front_end: FrontEnd
) -> None:
    notebook = open_notebook([SHOW, LABELS], front_end=front_end)
    notebook.run(0, timeout_seconds=90)
    editor = notebook.page.locator(".voicelab-labels")
    count = editor.locator(".voicelab-count")
    expect(count).to_have_text("1 of 3, 0 labelled")
    # What people said is text, whatever it looks like.
    expect(editor.locator(".voicelab-said").first).to_have_text("<b>Where</b> is it?")

    editor.focus()
    editor.press("r")
    expect(editor.get_by_role("button", name="Reply")).to_have_attribute("aria-pressed", "true")
    editor.press("1")
    expect(editor.get_by_role("button", name="Good")).to_have_attribute("aria-pressed", "true")
    editor.press("n")
    notes = editor.get_by_label("Notes")
    expect(notes).to_be_focused()
    notes.press_sequentially("2 u")
    notes.press("Escape")
    expect(count).to_have_text("1 of 3, 1 labelled")
    editor.press("u")
    expect(count).to_have_text("2 of 3, 1 labelled")
    expect(notes).to_have_value("")
    editor.press("h")
    expect(editor.get_by_label("What is really said")).not_to_have_value("")
    editor.press("2")
    expect(editor.get_by_role("button", name="Bad")).to_have_attribute("aria-pressed", "true")
    editor.press("z")
    expect(editor.get_by_role("button", name="Bad")).to_have_attribute("aria-pressed", "false")

    broken = Axe().run(notebook.page, context=".voicelab-labels").response["violations"]
    assert [rule["id"] for rule in broken] == []
    assert notebook.run(1) == [
        [1, True, None, "2 u"],
        [2, None, "\u05de\u05d4 \u05d2\u05d5\u05d1\u05d4?", None],
    ]
