"""The panel in real front ends, where no test needs a page, a kernel and a microphone of its own."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.widgets.broken_rules import broken_rules
from tests.widgets.fixtures import SharedNotebook
from tests.widgets.notebook_ui import FRONT_ENDS, IN_BROWSER, FrontEnd
from tests.widgets.panel.panel_on_page import SHOW, SHOW_LONG, show_panel
from tests.widgets.panel_side import LONG, QUESTIONS, REPLIES

pytestmark = IN_BROWSER


def test_however_quickly_stop_follows_talk_the_microphone_is_off_then_and_on_when_talk_is_pressed(
    shared_notebook: SharedNotebook,
) -> None:
    shown = show_panel(shared_notebook([SHOW, "emit(shown.notices)"]))
    notebook, panel = shown.notebook, shown.panel
    for gaps_ms in ((134, 140, 110, 0), (0, 30, 150, 80, 0, 0)):
        for button, gap_ms in zip(["Talk", "Stop"] * 3, gaps_ms, strict=False):
            panel.locator(f".voicelab-{button.lower()}").click(force=True)
            notebook.page.wait_for_timeout(gap_ms)
        expect(panel).to_have_attribute("data-session", "stopped")
        notebook.wait_for_state("ready")
        assert "live" not in notebook.track_states()
        notebook.press("Talk")
        expect(panel.locator(".voicelab-state")).to_have_text("listening")
        notebook.wait_for_state("capturing")
        notebook.press("Stop")
        expect(panel).to_have_attribute("data-session", "stopped")
    assert "live" not in notebook.track_states()
    assert notebook.run(1) == []


def test_the_caption_darkens_as_the_reply_is_heard(shared_notebook: SharedNotebook) -> None:
    notebook = show_panel(shared_notebook([SHOW_LONG])).notebook
    page = notebook.page
    page.get_by_label("Typed turn").fill("Tell me")
    page.get_by_label("Typed turn").press("Enter")
    heard = page.locator(".voicelab-heard")
    expect(heard).to_have_text(re.compile("Sentence"), timeout=15_000)
    expect(page.locator(".voicelab-ahead")).to_have_text(re.compile("number 12"), timeout=15_000)
    first, ahead = page.evaluate(_CAPTION)
    assert first
    assert first + ahead == LONG
    expect(heard).to_have_text(re.compile(re.escape(first) + ".+"), timeout=5_000)
    notebook.press("Stop")
    page.locator(".voicelab-outcome", has_text="interrupted").wait_for(timeout=10_000)


_CAPTION = '["heard", "ahead"].map((part) => document.querySelector(`.voicelab-${part}`).textContent)'


def test_a_refused_key_is_shown_in_the_panel(shared_notebook: SharedNotebook) -> None:
    refuse = "shown.services.faults.add('completion', Refuse(status=401))\nemit(True)"
    shown = show_panel(shared_notebook([SHOW, refuse]))
    shown.notebook.run(1)
    shown.ask("Hello")
    assert "key" in shown.panel.locator('.voicelab-turn[data-outcome="failed"] .voicelab-error').inner_text()
    assert "key" in shown.panel.locator(".voicelab-table tbody").inner_text()


@pytest.mark.parametrize("front_end", FRONT_ENDS)
def test_single_keys_are_the_panels_and_those_with_control_the_notebooks(
    shared_notebook: SharedNotebook, front_end: FrontEnd
) -> None:
    notebook = show_panel(shared_notebook([SHOW, "emit(shown.rows)"], front_end=front_end)).notebook
    page = notebook.page
    notebook.saved_bytes()
    export = page.get_by_role("button", name="Export CSV")
    export.focus()
    page.keyboard.press("b")  # elsewhere in the notebook: a new cell below
    expect(page.locator(".jp-Notebook .jp-CodeCell")).to_have_count(2)
    notebook.run(1)
    export.focus()
    assert notebook.saved()["cells"][1]["execution_count"] is None
    page.keyboard.press("Control+s")
    page.wait_for_function(_IS_SAVED)
    assert notebook.saved()["cells"][1]["execution_count"] is not None


_UNUSED = """(slider) => ["title", "aria-disabled", "aria-description"].map(
  (name) => slider.querySelector("[role=slider]").getAttribute(name))"""


def test_what_has_no_effect_with_the_engine_is_greyed_with_its_reason(
    shared_notebook: SharedNotebook,
) -> None:
    shown = show_panel(
        shared_notebook([SHOW, "session.settings = session.settings.replace(engine='cascade')"])
    )
    shown.open_settings()
    panel, temperature = shown.panel, shown.slider("Temperature")
    assert temperature.evaluate(_UNUSED) == [None, None, None]
    panel.get_by_label("Engine", exact=True).select_option("realtime")
    reason = "OpenAI's Realtime API has no temperature."
    expect(temperature.locator("[role=slider]")).to_have_attribute("aria-description", reason)
    assert temperature.evaluate(_UNUSED) == [reason, "true", reason]
    style = panel.get_by_label("Style", exact=True)
    style.hover()
    expect(style).to_have_attribute("title", "OpenAI's voices have no styles.")
    expect(panel.get_by_label("Voice", exact=True).locator("option")).to_have_count(10)
    choices = panel.get_by_label("Turn detection", exact=True).locator("option:disabled")
    expect(choices).to_have_text(["azure_semantic_vad", "azure_semantic_vad_multilingual"])
    assert broken_rules(shown.page, ".voicelab-panel") == []
    shown.notebook.run(1)
    expect(temperature.locator("[role=slider]")).not_to_have_attribute("aria-disabled", "true")
    assert temperature.evaluate(_UNUSED) == [None, None, None]
    expect(style).to_have_attribute("title", "This voice has no styles.")


_IS_SAVED = "() => !window.jupyterapp.shell.currentWidget.context.model.dirty"


def test_two_panels_keep_to_themselves(shared_notebook: SharedNotebook) -> None:
    second = SHOW.replace("shown", "other").replace("session =", "second =")
    rows = "emit([len(session.log), len(second.log), second.settings.max_tokens])"
    first = show_panel(shared_notebook([SHOW, second, rows]))
    notebook = first.notebook
    notebook.run(1)
    page = notebook.page
    expect(page.locator('.voicelab-audio[data-state="ready"]')).to_have_count(2, timeout=15_000)
    other = page.locator(".voicelab-panel").nth(1)
    other.get_by_label("Typed turn").fill("Only here")
    other.get_by_label("Typed turn").press("Enter")
    other.locator(".voicelab-table tbody tr").wait_for(timeout=20_000)
    assert "Only here" not in page.locator(".voicelab-panel").nth(0).inner_text()
    first.open_settings()
    first.slide("Tokens", "32")
    page.wait_for_timeout(300)
    assert notebook.run(2) == [0, 1, 100]


def test_the_magics_show_the_panel_and_ask(shared_notebook: SharedNotebook) -> None:
    cells = [
        "from tests.widgets.panel_side import *\nsession = ShownPanel().session\n%load_ext voicelab",
        "%voicelab --voice en-GB-RyanNeural --max-tokens 64",
        "%%ask\nWhat is the tallest mountain?",
        "emit([[e.transcript, e.settings.voice, e.settings.max_tokens] for e in session.log.exchanges()])",
    ]
    notebook = shared_notebook(cells)
    notebook.run(0)
    notebook.run(1)
    notebook.wait_for_state("ready")
    notebook.run(2)
    expect(notebook.cell(2).locator(".voicelab-exchange")).to_contain_text(REPLIES[0])
    expect(notebook.page.locator(".voicelab-turns")).to_contain_text(REPLIES[0])
    assert notebook.run(3) == [[QUESTIONS[0], "en-GB-RyanNeural", 64]]
