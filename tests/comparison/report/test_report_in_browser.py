"""A report as Chromium shows it, from a file."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, Playwright, expect

import voicelab as vl
from tests.widgets.notebook_ui import IN_BROWSER, chromium
from voicelab.comparison.report.report import Report, write_report
from voicelab.comparison.score_columns import ScoreColumn

pytestmark = IN_BROWSER


@pytest.fixture(scope="module")
def page(playwright: Playwright) -> Iterator[Page]:
    with chromium(playwright, {}) as page:
        yield page


@pytest.fixture
def report(grid: vl.Comparison, tmp_path: Path) -> Path:
    """Write a report of 128 cells, of which one failed and two were wrong."""
    cells = pd.concat([grid.df] * 8, ignore_index=True).assign(right=True, cell=range(1, 129))
    cells.loc[[3, 4], "right"] = False
    cells.loc[5, "outcome"] = "failed"
    report = Report(
        cells=cells.astype({"right": "boolean"}),
        total=128,
        varied=grid.varied,
        summary=grid.summary().assign(right=0.9, right_low=0.8, right_high=1.0),
        rankings={},
        currency="USD",
        scores=[ScoreColumn("right", "truth", True, wrong=False)],
        most_sounds=4,
    )
    write_report(tmp_path / "report.html", report, grid._sound)
    return tmp_path / "report.html"


def test_cells_are_searched_filtered_and_turned_page_by_page_without_a_network(
    page: Page, report: Path
) -> None:
    asked, complaints = [], []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto(report.as_uri())
    rows = page.locator("table.cells tbody tr:visible")
    status = page.get_by_role("status")
    expect(status).to_have_text("128 cells: 1 to 50")
    expect(rows).to_have_count(50)
    page.emulate_media(media="print")
    expect(rows).to_have_count(128)
    page.emulate_media(media="screen")
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        found = Axe().run(page).response["violations"]
        assert [(rule["id"], node["html"][:200]) for rule in found for node in rule["nodes"]] == []
    page.get_by_role("button", name="Next").click()
    page.get_by_role("button", name="Next").click()
    expect(status).to_have_text("128 cells: 101 to 128")
    expect(page.get_by_role("button", name="Next")).to_be_disabled()
    page.get_by_label("Search").fill("WHO max_tokens 64")
    expect(status).to_have_text("32 of 128 cells")
    page.get_by_label("Search").fill("")
    page.get_by_label("Show").select_option("only failures")
    expect(status).to_have_text("3 of 128 cells")
    expect(rows.locator("td:first-child")).to_have_text(["4", "5", "6"])
    page.get_by_label("Show").select_option("right: no")
    expect(rows.locator("td:first-child")).to_have_text(["4", "5"])
    page.get_by_label("Show").select_option("all cells")
    page.get_by_label("On a page").select_option("all")
    expect(rows).to_have_count(128)
    expect(page.get_by_label("The reply of cell")).to_have_count(4)
    assert [url for url in asked if not url.startswith(("file:", "data:"))] == []
    assert complaints == []
