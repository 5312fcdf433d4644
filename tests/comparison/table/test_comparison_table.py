"""Replies side by side, in real front ends."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.widgets.broken_rules import broken_rules
from tests.widgets.fixtures import SharedNotebook
from tests.widgets.notebook_ui import FRONT_ENDS, IN_BROWSER, FrontEnd
from tests.widgets.panel.contrast import texts_of_low_contrast

pytestmark = IN_BROWSER

SHOW = "from tests.comparison.grid_side import *\ng = grid(inputs=12)\ng.show()"


@pytest.mark.parametrize("front_end", FRONT_ENDS)
def test_replies_stand_side_by_side_page_by_page(
    shared_notebook: SharedNotebook, front_end: FrontEnd
) -> None:
    notebook = shared_notebook([SHOW], front_end=front_end)
    notebook.run(0, timeout_seconds=90)
    table = notebook.page.locator(".voicelab-comparison")
    heads = table.locator("thead th").all_inner_texts()
    assert heads == ["Input", "en-US-JennyMultilingualNeural", "en-GB-RyanNeural"]
    expect(table.locator("tbody tr")).to_have_count(10)
    # What a model wrote is text, whatever it looks like.
    expect(table.locator(".voicelab-reply").first).to_have_text("<b>It is</b> so & so.")
    expect(table.locator("small").nth(1)).to_contain_text("first audio")
    table.get_by_role("button", name="Next").click()
    expect(table.locator("tbody tr")).to_have_count(2)
    expect(table.locator("tbody th").first).to_have_text("Question 10?")
    expect(table.locator("tbody th").last.locator("div")).to_have_css("direction", "rtl")
    expect(table.get_by_role("button", name="Next")).to_be_disabled()


def test_a_reply_plays_and_stops(shared_notebook: SharedNotebook) -> None:
    notebook = shared_notebook([SHOW])
    notebook.run(0, timeout_seconds=90)
    cell = notebook.page.locator(".voicelab-cell").first
    cell.get_by_role("button", name="Play the reply").click()
    expect(cell.get_by_role("button", name="Stop the reply")).to_be_visible()
    cell.get_by_role("button", name="Stop the reply").click()
    expect(cell.get_by_role("button", name="Play the reply")).to_be_visible()
    assert notebook.saved_bytes() < 120_000


def test_what_is_wrong_is_looked_for_by_keyboard_in_any_theme(shared_notebook: SharedNotebook) -> None:
    notebook = shared_notebook(["from tests.comparison.grid_side import *\ng = scored()\ng.show()"])
    notebook.run(0, timeout_seconds=90)
    page, table = notebook.page, notebook.page.locator(".voicelab-comparison")
    count, rows = table.locator(".voicelab-count"), table.locator("tbody tr")
    expect(count).to_have_text("8 rows")
    table.get_by_label("Search").press_sequentially("TRES facile")
    expect(count).to_have_text("2 of 8 rows, 8 cells found")
    expect(table.get_by_label("Search")).to_be_focused()
    table.get_by_role("button", name="Show all").press("Enter")
    expect(rows).to_have_count(8)
    table.get_by_label("only failures").press("Space")
    expect(rows).to_have_count(5)
    table.get_by_text("Filters", exact=True).press("Enter")
    table.get_by_role("group", name="contains_expected").get_by_label("no", exact=True).press("Space")
    expect(rows).to_have_count(2)
    expect(table.locator("summary").first).to_have_text("Filters (1)")
    expect(rows.first.locator(".voicelab-found").first).to_contain_text("✗ wrong: contains_expected no")
    table.get_by_label("Difference of").select_option("system_prompt Be terse.")
    expect(rows.first.locator("del").first).to_have_text("144.")
    expect(rows.first.locator("ins").first).to_have_text("140!")
    length = table.get_by_role("group", name="length")
    length.get_by_label("from").fill("9")
    length.get_by_label("to").fill("5")
    length.get_by_label("to").press("Enter")
    expect(table.locator(".voicelab-status")).to_have_text("the lowest length is above the highest: 9 and 5")
    table.get_by_role("button", name="Show all").press("Enter")
    table.get_by_label("Sort by").select_option("length")
    expect(rows.nth(1).locator("th")).to_contain_text("said")
    table.get_by_label("descending").press("Space")
    expect(rows.nth(1).locator("th")).to_contain_text("capital")
    said = rows.filter(has_text="What is said?").first
    words = said.get_by_role("button", name="Words heard").first
    words.press("Enter")
    expect(words).to_have_attribute("aria-expanded", "true")
    expect(said.locator(".voicelab-alignment ins").first).to_have_text("said")
    assert broken_rules(page, ".voicelab-comparison") == []
    found = {"light": texts_of_low_contrast(table)}
    notebook.set_theme("JupyterLab Dark")
    found["dark"] = texts_of_low_contrast(table)
    assert {theme: texts for theme, texts in found.items() if texts} == {}
