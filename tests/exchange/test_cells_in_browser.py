"""Exchanges in cells as Chromium draws them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, Playwright

from tests.exchange.hard_words import hard_exchanges
from tests.widgets.notebook_ui import IN_BROWSER, chromium
from tests.widgets.panel.contrast import texts_of_low_contrast
from tests.widgets.word_boxes import faults_of_words
from voicelab.exchange.html import exchange_html
from voicelab.exchange.timeline import timeline_of
from voicelab.exchange.waveform import WAVEFORM_STYLE, waveform_html

pytestmark = IN_BROWSER

THEMES = {"light": "background: #fff; color: #222", "dark": "background: #111; color: #eee"}


@pytest.fixture(scope="module")
def page(playwright: Playwright) -> Iterator[Page]:
    """Open one empty page for all tests of this module."""
    with chromium(playwright, {}) as page:
        yield page


def show(page: Page, html: str, theme: str = "light") -> None:
    """Show some HTML alone."""
    page.set_content(f"<meta charset=utf-8><body style='{THEMES[theme]}'>{html}</body>")


def test_no_word_is_missing_and_none_stands_on_another(page: Page) -> None:
    timelines = {name: timeline_of(exchange) for name, exchange in hard_exchanges().items()}
    style = f"<style>{WAVEFORM_STYLE}</style>"
    show(page, style + "".join(waveform_html(timeline) for timeline in timelines.values()))
    found: dict[str, list[str]] = {}
    for place, (name, timeline) in enumerate(timelines.items()):
        words = [word.text for strip in timeline.strips for word in strip.words]
        found[name] = faults_of_words(page.locator(".voicelab-waveform").nth(place), "span, text", words)
    assert {name: faults for name, faults in found.items() if faults} == {}


@pytest.mark.parametrize("theme", THEMES)
def test_every_word_has_contrast(page: Page, theme: str) -> None:
    show(page, exchange_html(hard_exchanges()["stopped at once"]), theme)
    assert texts_of_low_contrast(page.locator(".voicelab-waveform")) == []
