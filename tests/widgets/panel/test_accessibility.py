"""The panel for those who see little or nothing of it, in every theme: contrast, names, what is announced."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Playwright, expect

from tests.exchange.hard_words import hard_exchanges
from tests.widgets.broken_rules import broken_rules
from tests.widgets.notebook_server import NotebookServer
from tests.widgets.notebook_ui import IN_BROWSER, NotebookPage, chromium
from tests.widgets.panel.contrast import texts_of_low_contrast
from tests.widgets.panel.panel_on_page import SHOW, PanelOnPage, show_panel
from tests.widgets.panel_side import REPLIES
from tests.widgets.word_boxes import faults_of_words
from voicelab.exchange.timeline import timeline_of

pytestmark = IN_BROWSER

LIGHT = "JupyterLab Light"
THEMES = ["JupyterLab Dark High Contrast", "JupyterLab Dark", LIGHT]

# Three panels: before the first turn; with turns that went well, badly and not to their end, notices, errors
# and what is being said; of a session that is closed.
STATES = """
import dataclasses
from tests.widgets.panel_side import *
fresh, shown, closed = ShownPanel(), ShownPanel(), ShownPanel()
panel, session = shown.panel, shown.session
for each in (fresh, shown, closed):
    each._ipython_display_()
"""
EVERYTHING = """
from voicelab.events import ExchangeLogged
shown.services.faults.add('completion', Refuse(status=401))
try:
    session.ask('Will it fail?')
except Exception:
    pass
last = session.ask('What is the tallest mountain?')
cut = dict(turn=7, outcome='interrupted', heard_text='Mount Everest', finish_reason='length')
panel._on_event(ExchangeLogged(dataclasses.replace(last, **cut)))
panel._captions.show_notice('This voice speaks no German; another one does.')
panel._captions.show_hypothesis('and the second')
panel._problems.show(ValueError('language must be a locale, not Klingon'), 'x')
panel.audio.choose(muted=True)
closed.session.close()
"""


@pytest.fixture(scope="module")
def notebook(playwright: Playwright, notebook_server: NotebookServer) -> Iterator[NotebookPage]:
    """Open one notebook for all tests of this module."""
    with chromium(playwright, {}) as page:
        notebook = NotebookPage(notebook_server, page, "lab")
        notebook.open(notebook_server.write_notebook("accessibility", ["", ""]))
        yield notebook
        notebook_server.end_kernels()


@pytest.fixture
def shown(notebook: NotebookPage) -> PanelOnPage:
    """Show the panel of a new session."""
    notebook.cell(0).locator(".cm-content").fill(SHOW)
    return show_panel(notebook)


def test_every_text_has_contrast_and_nothing_breaks_axes_rules_in_any_theme_and_state(
    notebook: NotebookPage,
) -> None:
    page = notebook.page
    notebook.cell(0).locator(".cm-content").fill(STATES)
    notebook.run(0)
    expect(page.locator('.voicelab-audio[data-state="ready"]')).to_have_count(3, timeout=15_000)
    panels = [PanelOnPage(notebook, each) for each in range(3)]
    panels[1].open_settings()
    panels[2].open_settings()
    panels[1].evaluate("True", first=EVERYTHING)
    expect(panels[1].rows).to_have_count(3)
    expect(panels[2].panel.get_by_label("Typed turn")).to_be_disabled()
    panels[1].panel.locator(".voicelab-latency[tabindex='0']").focus()
    expect(panels[1].panel.locator(".voicelab-parts").last).to_be_visible()
    found: dict[str, list[str]] = {"rules of axe-core": broken_rules(page, ".voicelab-panel")}
    for theme in THEMES:
        panels[0].set_theme(theme)
        for state, shown in zip(("fresh", "with everything", "closed"), panels, strict=True):
            found[f"{theme}, {state}"] = texts_of_low_contrast(shown.panel)
    assert {place: texts for place, texts in found.items() if texts} == {}


_KEEP_ANNOUNCEMENTS = """(panel) => {
  window.announced = [];
  const isLive = (node) => {
    const regions = "[aria-live], [role=status], [role=alert], [role=log]";
    const region = node.closest?.(regions);
    return region && region.getAttribute("aria-live") !== "off";
  };
  new MutationObserver((changes) => {
    for (const { addedNodes, target } of changes) {
      for (const node of addedNodes) {
        if (isLive(target) && node.textContent) window.announced.push(node.textContent);
      }
    }
  }).observe(panel, { childList: true, subtree: true, characterData: true });
}"""


def test_what_is_final_is_announced_once_and_nothing_that_changes_with_every_word(shown: PanelOnPage) -> None:
    shown.panel.evaluate(_KEEP_ANNOUNCEMENTS)
    shown.evaluate(
        "True", first="for text in ('what', 'what is'): shown.panel._captions.show_hypothesis(text)"
    )
    shown.ask("Hello")
    shown.evaluate("True", first="wait_until(lambda: session.state == 'idle')")
    expect(shown.panel.locator(".voicelab-state")).to_have_text("ready")
    assert shown.page.evaluate("window.announced") == ["You: Hello", f"Reply: {REPLIES[0]}"]


def test_the_latency_is_told_in_words_its_parts_show_on_focus_and_arrows_go_from_turn_to_turn(
    shown: PanelOnPage,
) -> None:
    for question in ("One", "Two"):
        shown.ask(question)
    bars = shown.panel.locator(".voicelab-latency")
    expect(bars.nth(1)).to_have_attribute("tabindex", "0")
    expect(bars.nth(0)).to_have_attribute("tabindex", "-1")
    words = bars.nth(1).get_attribute("aria-label")
    assert words
    assert words.startswith(f"{bars.nth(1).locator('.voicelab-figure').inner_text()[:-2]} seconds from")
    assert "model 0." in words
    bars.nth(1).focus()
    shown.page.keyboard.press("ArrowUp")
    expect(bars.nth(0)).to_be_focused()
    expect(bars.nth(0).locator(".voicelab-parts")).to_be_visible()
    expect(bars.nth(1).locator(".voicelab-parts")).to_be_hidden()
    shown.page.keyboard.press("Escape")
    expect(bars.nth(0).locator(".voicelab-parts")).to_be_hidden()


_NOT_ON_ONE_LINE = """(panel) =>
  [...panel.querySelectorAll(".voicelab-table :is(th, td)")]
    .filter((cell) => ["#", "tokens", "finish", "latency"].includes(cell.dataset.name))
    .filter((cell) => {
      const text = document.createRange();
      text.selectNodeContents(cell);
      return new Set([...text.getClientRects()].map((line) => Math.round(line.top))).size > 1;
    })
    .map((cell) => cell.textContent)"""

_BEYOND_THE_EDGE = """(panel) => {
  const edge = panel.getBoundingClientRect();
  const apart = ".voicelab-announcer, .voicelab-wave-description, caption, svg, .voicelab-wave-scroll";
  return [...panel.querySelectorAll("*")]
    .filter((part) => part.getClientRects().length && !part.closest(apart))
    .filter((part) => part.getBoundingClientRect().right > edge.right + 1)
    .map((part) => part.outerHTML.slice(0, 160));
}"""

HARD_ROWS = """
import dataclasses
last = session.ask('Hello')
for turn, (reply, finish, tokens) in enumerate([
    ('https://example.org/' + 60 * 'averylongpath', 'content_filter', 128_000),
    (40 * 'A long reply. ', 'length', 100),
    (30 * '\\u30a8\\u30d9\\u30ec\\u30b9\\u30c8\\u5c71', 'stop', 1),
    ('\\u05d4\\u05e8 \\u05d0\\u05d5\\u05d5\\u05e8\\u05e1\\u05d8', 'tool_calls', 12),
], start=1_001):
    usage = dataclasses.replace(last.usage, completion_tokens=tokens)
    said = dict(turn=turn, reply=reply, transcript=reply, finish_reason=finish, usage=usage)
    row = dataclasses.replace(last, **said)
    shown.panel._table.add(row)
"""


def test_the_log_breaks_no_word_that_fits_whatever_its_width_and_shows_all_of_a_long_reply(
    shown: PanelOnPage,
) -> None:
    shown.evaluate("True", first=HARD_ROWS)
    expect(shown.rows).to_have_count(5)
    broken, beyond = {}, {}
    for width in (1000, 760, 600, 360, 230):
        shown.set_width(width)
        shown.page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
        broken[width] = shown.panel.evaluate(_NOT_ON_ONE_LINE)
        beyond[width] = shown.panel.evaluate(_BEYOND_THE_EDGE)
    assert {width: cells for width, cells in broken.items() if cells} == {}
    assert {width: parts for width, parts in beyond.items() if parts} == {}
    shown.set_width(760)
    long = shown.rows.filter(has_text="A long reply.").locator("td[data-name=reply]")
    text, more = long.locator(".voicelab-clamped"), long.get_by_role("button")
    expect(more).to_have_attribute("aria-expanded", "false")
    assert text.evaluate("(text) => text.scrollHeight > text.clientHeight")
    more.press("Enter")
    expect(more).to_have_attribute("aria-expanded", "true")
    assert text.evaluate("(text) => text.scrollHeight <= text.clientHeight + 1")
    short = shown.rows.last.locator("td[data-name=reply]").get_by_role("button")
    expect(short).to_have_count(0)
    assert (
        shown.rows.filter(has_text="\u05d4\u05e8")
        .first.locator("td[data-name=reply] div[dir]")
        .evaluate("(text) => getComputedStyle(text).direction")
        == "rtl"
    )
    shown.set_width(None)
    shown.evaluate("True", first=INTERRUPTED)
    turn = shown.panel.locator(".voicelab-turn").last
    expect(turn.locator(".voicelab-words").last).to_have_css("direction", "rtl")
    expect(turn.locator(".voicelab-outcome")).to_have_text("interrupted")
    expect(turn.locator(".voicelab-outcome")).to_have_css("unicode-bidi", "isolate")
    typed = shown.panel.get_by_label("Typed turn")
    typed.fill("\u05d4\u05e8?")
    expect(typed).to_have_css("direction", "rtl")


INTERRUPTED = """
from voicelab.events import ExchangeLogged
said = '\\u05d4\\u05e8 \\u05d0\\u05d5.'
cut = dict(turn=1_009, reply=said, spoken_text=said, heard_text=said[:2], outcome='interrupted')
shown.panel._on_event(ExchangeLogged(dataclasses.replace(last, **cut)))
"""


HARD = [
    *("german, 0.4 s", "japanese, 3.0 s", "arabic, 3.0 s", "emoji, 0.4 s"),
    *("address, 3.0 s", "all at once", "behind the sound", "stopped at once"),
]


def test_no_word_of_the_last_exchange_is_missing_and_none_stands_on_another(shown: PanelOnPage) -> None:
    shown.evaluate(
        "True", first="from tests.exchange.hard_words import hard_exchanges\nhard = hard_exchanges()"
    )
    shown.ask("Hello")
    title = shown.panel.locator(".voicelab-wave-title")
    scroll = shown.panel.locator(".voicelab-wave-scroll")
    hard = hard_exchanges()
    found: dict[str, list[str]] = {}
    for turn, name in enumerate(HARD, start=2):
        shown.evaluate("True", first=f"shown.panel._last_exchange.show(hard[{name!r}].replace(turn={turn}))")
        expect(title).to_contain_text(f"Exchange {turn}")
        words = [word.text for strip in timeline_of(hard[name]).strips for word in strip.words]
        found[name] = faults_of_words(scroll, ".voicelab-wave-words span, .voicelab-wave-marks span", words)
    assert {name: faults for name, faults in found.items() if faults} == {}


_NOT_THE_SYSTEMS = """(panel) => {
  const swatch = panel.appendChild(document.createElement("i"));
  swatch.style.forcedColorAdjust = "none";
  const wanted = [
    [".voicelab-meter-rest", "backgroundColor", "Canvas"],
    [".voicelab-meter-track", "backgroundColor", "CanvasText"],
    [".voicelab-talk", "color", "HighlightText"],
    [".voicelab-talk", "backgroundColor", "Highlight"],
    [".voicelab-wave-cursor", "borderLeftColor", "CanvasText"],
  ];
  const others = wanted.filter(([part, property, color]) => {
    swatch.style.color = color;
    return getComputedStyle(panel.querySelector(part))[property] !== getComputedStyle(swatch).color;
  });
  swatch.remove();
  return others;
}"""


def test_where_colours_are_forced_the_theme_gives_none(shown: PanelOnPage) -> None:
    shown.page.emulate_media(forced_colors="active")
    found = {}
    for theme in THEMES:
        shown.set_theme(theme)
        found[theme] = shown.panel.evaluate(_NOT_THE_SYSTEMS)
    shown.page.emulate_media(forced_colors="none")
    assert {theme: parts for theme, parts in found.items() if parts} == {}
