"""Text that runs from the right among text of ours, as Chromium draws it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, Playwright

import voicelab as vl
from tests.exchanges import an_exchange
from tests.widgets.notebook_ui import IN_BROWSER, chromium
from voicelab.exchange.html import exchange_html, exchanges_html
from voicelab.synthesis.listening_page import write_listening_page
from voicelab.testing import EmbeddedServices, ScriptedEngines, embedded_services
from voicelab.text.direction import isolated, isolated_html
from voicelab.widgets.panel.transcript import PanelTranscript

pytestmark = IN_BROWSER

HEBREW = "מה גובה ההר, 8849 מטר?"
ARABIC = "ما هو أعلى جبل، K2؟ (8849)!"

ON_ONE_LINE = "* { max-width: none !important; white-space: nowrap !important }"

# No style that is added to a page's text is let in by the policy of a report.
RESTYLE = """(css) => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(css);
  document.adoptedStyleSheets = [sheet];
}"""

# Of each place where a text stands: its last sign has to be the one that is the farthest to the left.
MISPLACED = """(text) => {
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const found = { count: 0, misplaced: [] };
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const at = node.data.indexOf(text);
    if (at < 0 || node.parentElement.closest("style, script")) continue;
    const boxes = [...text].map((_, i) => {
      if (node.parentElement instanceof SVGTextElement) return node.parentElement.getExtentOfChar(at + i);
      const range = document.createRange();
      range.setStart(node, at + i);
      range.setEnd(node, at + i + 1);
      return range.getBoundingClientRect();
    });
    const [first, last] = [boxes[0], boxes.at(-1)];
    found.count += 1;
    if (boxes.some(({ y }) => Math.abs(y - first.y) > 3)) found.misplaced.push(`on two lines: ${node.data}`);
    if (boxes.some(({ x }) => x < last.x - 0.5 || x > first.x + 0.5)) found.misplaced.push(node.data);
  }
  return found;
}"""


@pytest.fixture(scope="module")
def page(playwright: Playwright) -> Iterator[Page]:
    """Open one empty page for all tests of this module."""
    with chromium(playwright, {}) as page:
        page.set_viewport_size({"width": 2400, "height": 900})
        yield page


@pytest.fixture(scope="module")
def services() -> Iterator[EmbeddedServices]:
    """Run services that reply in Hebrew."""
    with embedded_services(ScriptedEngines(reply=HEBREW)) as running:
        yield running


def count_in_place(page: Page, html: str, text: str) -> int:
    """Show some HTML; return how often a text stands in it, in each place as it is read."""
    page.set_content(f"<meta charset=utf-8>{html}")
    page.evaluate(RESTYLE, ON_ONE_LINE)
    found: dict[str, Any] = page.evaluate(MISPLACED, text)
    assert found["misplaced"] == []
    return int(found["count"])


@pytest.mark.parametrize("text", [HEBREW, ARABIC])
def test_what_was_said_is_read_from_the_right_in_cells_and_tables(page: Page, text: str) -> None:
    exchange = an_exchange(
        transcript=text,
        reply=text,
        spoken_text="",
        error_code="unknown",
        error_message=text,
        request_id=text,
        model=text,
        session=text,
    )
    assert count_in_place(page, exchange_html(exchange), text) == 6
    assert count_in_place(page, exchanges_html(text, [exchange], 1), text) == 4
    transcript = PanelTranscript()
    transcript.add(exchange)
    assert count_in_place(page, transcript.bundle()["text/html"], text) == 2


def test_what_was_compared_is_read_from_the_right_in_the_cell_and_the_report(
    page: Page, services: EmbeddedServices, tmp_path: Path
) -> None:
    prompts = [HEBREW, f"{HEBREW} 1"]
    compared = vl.compare(
        [HEBREW],
        system_prompt=prompts,
        max_tokens=[16, 64],
        services=services.services,
        log=False,
        quiet=True,
    )
    assert count_in_place(page, compared._repr_html_(), HEBREW) == 4
    compared.to_html(tmp_path / "report.html", audio=False)
    # The question, the prompt and the reply of each cell; the prompts in the means and the charts.
    report = (tmp_path / "report.html").read_text("utf-8")
    assert count_in_place(page, report, HEBREW) >= 4 * 3 + 4 + 4 * 2
    assert compared.show()._page["heads"] == [f"system_prompt {isolated(prompt)}" for prompt in prompts]


def test_what_voices_say_is_read_from_the_right_on_the_listening_page(
    page: Page, services: EmbeddedServices, tmp_path: Path
) -> None:
    write_listening_page(services.services, tmp_path / "voices.html", locale="de", text=HEBREW)
    assert count_in_place(page, (tmp_path / "voices.html").read_text("utf-8"), HEBREW) == 1


def test_a_text_from_elsewhere_turns_nothing_beside_it() -> None:
    assert isolated("plain, naïve · 8") == "plain, naïve · 8"
    assert isolated("a\u202eb") == "\u2068a\u202eb\u2069"
    assert isolated_html("<b>") == "<bdi>&lt;b&gt;</bdi>"
