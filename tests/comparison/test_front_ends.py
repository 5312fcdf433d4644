"""Charts of a comparison and its progress, in real front ends."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.widgets.fixtures import SharedNotebook
from tests.widgets.notebook_ui import FRONT_ENDS, IN_BROWSER, FrontEnd

pytestmark = IN_BROWSER


@pytest.mark.parametrize("front_end", FRONT_ENDS)
def test_charts_are_drawn_without_a_network(shared_notebook: SharedNotebook, front_end: FrontEnd) -> None:
    cell = "from tests.comparison.grid_side import *\ng = grid(max_tokens=[16, 64], repeats=2)\ng.plot()"
    notebook = shared_notebook([cell], front_end=front_end)
    notebook.run(0, timeout_seconds=90)
    drawn = notebook.page.locator(".jp-OutputArea-output canvas, .jp-OutputArea-output svg.marks").first
    drawn.wait_for(timeout=30_000)
    box = drawn.bounding_box()
    assert box is not None
    assert box["width"] > 500
    assert not [line for line in notebook.console if "Error" in line]


def test_a_progress_bar_stands_in_the_cell(shared_notebook: SharedNotebook) -> None:
    notebook = shared_notebook(["from tests.comparison.grid_side import *\ng = grid(quiet=False)"])
    notebook.run(0, timeout_seconds=90)
    expect(notebook.cell(0).locator("progress")).to_have_attribute("value", "4")
    assert "4 of 4 cells" in notebook.output(0)
