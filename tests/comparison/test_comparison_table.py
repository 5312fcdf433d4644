"""Replies side by side and charts, in real front ends."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.widgets.fixtures import OpenNotebook
from tests.widgets.notebook_ui import FRONT_ENDS, IN_BROWSER, FrontEnd

pytestmark = IN_BROWSER

SHOW = "from tests.comparison.grid_side import *\ng = grid(inputs=12)\ng.show()"


@pytest.mark.parametrize("front_end", FRONT_ENDS)
def test_replies_stand_side_by_side_page_by_page(open_notebook: OpenNotebook, front_end: FrontEnd) -> None:
    notebook = open_notebook([SHOW], front_end=front_end)
    notebook.run(0, timeout_seconds=90)
    table = notebook.page.locator(".voicelab-comparison")
    heads = table.locator("thead th").all_inner_texts()
    assert heads == ["", "en-US-JennyMultilingualNeural", "en-GB-RyanNeural"]
    expect(table.locator("tbody tr")).to_have_count(10)
    # What a model wrote is text, whatever it looks like.
    expect(table.locator(".voicelab-reply").first).to_have_text("<b>It is</b> so & so.")
    expect(table.locator("small").nth(1)).to_contain_text("first audio")
    table.get_by_role("button", name="Next").click()
    expect(table.locator("tbody tr")).to_have_count(2)
    expect(table.locator("tbody th").first).to_have_text("Question 10?")
    expect(table.locator("tbody th").last.locator("div")).to_have_css("direction", "rtl")
    expect(table.get_by_role("button", name="Next")).to_be_disabled()


def test_a_reply_plays_and_stops(open_notebook: OpenNotebook) -> None:
    notebook = open_notebook([SHOW])
    notebook.run(0, timeout_seconds=90)
    cell = notebook.page.locator(".voicelab-cell").first
    cell.get_by_role("button", name="Play the reply").click()
    expect(cell.get_by_role("button", name="Stop the reply")).to_be_visible()
    cell.get_by_role("button", name="Stop the reply").click()
    expect(cell.get_by_role("button", name="Play the reply")).to_be_visible()
    assert notebook.saved_bytes() < 120_000


@pytest.mark.parametrize("front_end", FRONT_ENDS)
def test_charts_are_drawn_without_a_network(open_notebook: OpenNotebook, front_end: FrontEnd) -> None:
    cell = "from tests.comparison.grid_side import *\ng = grid(max_tokens=[16, 64], repeats=2)\ng.plot()"
    notebook = open_notebook([cell], front_end=front_end)
    notebook.run(0, timeout_seconds=90)
    drawn = notebook.page.locator(".jp-OutputArea-output canvas, .jp-OutputArea-output svg.marks").first
    drawn.wait_for(timeout=30_000)
    box = drawn.bounding_box()
    assert box is not None
    assert box["width"] > 500
    assert not [line for line in notebook.console if "Error" in line]


def test_a_progress_bar_stands_in_the_cell(open_notebook: OpenNotebook) -> None:
    notebook = open_notebook(["from tests.comparison.grid_side import *\ng = grid(quiet=False)"])
    notebook.run(0, timeout_seconds=90)
    expect(notebook.cell(0).locator("progress")).to_have_attribute("value", "4")
    assert "4 of 4 cells" in notebook.output(0)
