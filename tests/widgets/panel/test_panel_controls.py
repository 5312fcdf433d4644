"""The panel's parts in a real front end: one notebook, a new session for each test."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Playwright, expect

from tests.widgets.notebook_server import NotebookServer
from tests.widgets.notebook_ui import IN_BROWSER, NotebookPage, chromium
from tests.widgets.panel.panel_on_page import SHOW, PanelOnPage, show_panel
from tests.widgets.panel_side import LONG, QUESTIONS, REPLIES

pytestmark = IN_BROWSER


@pytest.fixture(scope="module")
def notebook(playwright: Playwright, notebook_server: NotebookServer) -> Iterator[NotebookPage]:
    """Open one notebook for all tests of this module."""
    with chromium(playwright, {}) as page:
        notebook = NotebookPage(notebook_server, page, "lab")
        notebook.open(notebook_server.write_notebook("panel", [SHOW, ""]))
        yield notebook
        notebook_server.end_kernels()


@pytest.fixture
def shown(notebook: NotebookPage) -> PanelOnPage:
    """Show the panel of a new session."""
    return show_panel(notebook)


def test_a_turn_may_be_typed_and_is_shown_as_it_was_written(shown: PanelOnPage) -> None:
    text = "<b>What</b> is 1 & 1?"
    shown.ask(text)
    assert shown.evaluate("shown.rows") == [[text, REPLIES[0], "completed"]]
    assert text in shown.panel.locator(".voicelab-turns").inner_text()
    assert text in shown.panel.locator(".voicelab-table").inner_text()
    assert shown.evaluate("next(session.log.exchanges()).latency.first_heard_seconds is not None")


def test_the_settings_are_folded_until_they_are_wanted_and_stay_as_they_were_left(shown: PanelOnPage) -> None:
    button = shown.panel.get_by_role("button", name="Settings")
    settings = shown.panel.locator(".voicelab-settings")
    summary = shown.panel.locator(".voicelab-summary")
    shown.page.evaluate("localStorage.removeItem('voicelab-settings-open')")
    shown.notebook.run(0)
    shown.notebook.wait_for_state("ready")
    expect(settings).to_be_hidden()
    expect(button).to_have_attribute("aria-expanded", "false")
    assert button.get_attribute("aria-controls") == settings.get_attribute("id")
    assert button.get_attribute("aria-describedby") == summary.get_attribute("id")
    expect(summary).to_contain_text("Jenny Multilingual · 100 tokens · temperature 0.70")
    button.press("Enter")
    expect(settings).to_be_visible()
    expect(button).to_have_attribute("aria-expanded", "true")
    shown.slide("Tokens", "64")
    expect(summary).to_contain_text("64 tokens")
    shown.notebook.run(0)
    shown.notebook.wait_for_state("ready")
    expect(settings).to_be_visible()
    button.press(" ")
    expect(settings).to_be_hidden()


def test_controls_change_the_settings_of_the_next_turn(shown: PanelOnPage) -> None:
    shown.open_settings()
    panel = shown.panel
    shown.ask("One")
    panel.get_by_role("textbox", name="Search").fill("ryan")
    voice = panel.get_by_label("Voice", exact=True)
    expect(voice.locator("option")).to_have_count(2)
    voice.select_option("en-GB-RyanNeural")
    for label, value in (("Tokens", "64"), ("Pace", "1.5"), ("Temperature", "0.2"), ("End silence", "1.2")):
        shown.slide(label, value)
    panel.get_by_label("Prompt").fill("Be brief.")
    panel.get_by_label("Language").fill("en-US, es-ES")
    panel.get_by_label("Language").press("Enter")
    panel.get_by_label("Speech over the reply").check()
    shown.ask("Two")
    before, after = shown.evaluate("[e.settings.to_dict() for e in session.log.exchanges()]")
    assert {name: value for name, value in after.items() if value != before[name]} == {
        "voice": "en-GB-RyanNeural",
        "max_tokens": 64,
        "speaking_rate": 1.5,
        "temperature": 0.2,
        "end_silence_seconds": 1.2,
        "system_prompt": "Be brief.",
        "language": ["en-US", "es-ES"],
        "barge_in": True,
    }


def test_what_a_cell_sets_is_shown_at_once(shown: PanelOnPage) -> None:
    shown.open_settings()
    shown.evaluate("True", first="session.settings = session.settings.replace(max_tokens=7)")
    expect(shown.slider("Tokens").locator(".widget-readout")).to_have_text("7")


def test_a_temperature_is_left_to_the_service_and_taken_back(shown: PanelOnPage) -> None:
    shown.open_settings()
    left = shown.panel.get_by_label("service's own")
    handle = shown.slider("Temperature").get_by_role("slider")
    left.check()
    left_out = shown.slider("Temperature").locator(".noUi-target[disabled]")
    assert shown.evaluate("session.settings.temperature") is None
    expect(left_out).to_have_count(1)
    left.uncheck()
    expect(left_out).to_have_count(0)
    for _ in range(3):
        handle.press("ArrowRight")
    assert handle.get_attribute("aria-valuetext") == "0.85"
    assert shown.evaluate("session.settings.temperature") == 0.85
    assert shown.slider("End silence").get_by_role("slider").get_attribute("aria-valuetext") == "0.5 seconds"


def test_a_voice_is_previewed_in_the_browser_and_nothing_is_logged(shown: PanelOnPage) -> None:
    shown.open_settings()
    shown.panel.get_by_role("button", name="Preview").click()
    heard = "wait_until(lambda: (shown.panel.audio.sink.heard_seconds or 0) > 0.3)"
    assert shown.evaluate("len(session.log)", first=heard) == 0


def test_a_refused_value_is_reported_and_the_one_before_is_kept(shown: PanelOnPage) -> None:
    shown.open_settings()
    language = shown.panel.get_by_label("Language")
    alert = shown.panel.get_by_role("alert")
    language.fill("Klingon")
    language.press("Enter")
    expect(alert).to_contain_text("language must be a locale")
    expect(language).to_have_value("en-US")
    assert shown.evaluate("[session.settings.language, type(shown.panel.last_error).__name__]") == [
        "en-US",
        "ValueError",
    ]
    shown.panel.get_by_role("button", name="Dismiss the messages").click()
    expect(alert).to_have_text("")


_HEIGHTS = """(panel) => {
  const top = panel.getBoundingClientRect().top;
  const shown = [...panel.children].filter((part) => part.getClientRects().length);
  return shown.map((part) => Math.round(part.getBoundingClientRect().top - top));
}"""


@pytest.mark.parametrize("width", [320, 820])
def test_nothing_moves_with_the_state_with_a_notice_or_with_an_error(shown: PanelOnPage, width: int) -> None:
    panel = shown.panel
    panel.evaluate(f"(panel) => {{ panel.style.width = '{width}px' }}")
    before = panel.evaluate(_HEIGHTS)
    seen = {}
    for part in (
        "shown.panel._heading.note(session='thinking')",
        "shown.panel._heading.note(session='ended', reason='no-match')",
        "shown.panel._captions.show_notice('This voice speaks no German; another one does. ' * 4)",
        "shown.panel._problems.show(ValueError('Something long went wrong. ' * 8), 'x')",
    ):
        shown.evaluate("True", first=part)
        seen[part] = panel.evaluate(_HEIGHTS)
    notebook_says = "shown.panel.audio.choose(muted=True)"
    shown.evaluate("True", first=notebook_says)
    seen[notebook_says] = panel.evaluate(_HEIGHTS)
    assert {part: heights for part, heights in seen.items() if heights != before} == {}
    assert panel.evaluate("(panel) => panel.scrollWidth <= panel.clientWidth")
    assert panel.locator(".voicelab-turns .voicelab-notice").count() == 1
    expect(panel.get_by_role("alert")).to_contain_text("Something long went wrong.")


def test_a_cell_that_runs_again_closes_the_panel_that_it_showed(shown: PanelOnPage) -> None:
    shown.evaluate("True", first="import threading\nfirst, threads = shown, threading.active_count()")
    shown.notebook.run(0)
    shown.notebook.wait_for_state("ready")
    left = "[first.panel.audio.comm, first.session.state, len(first.session._core.context._subscribers)]"
    comm, state, subscribers = shown.evaluate(left)
    assert (comm, state, subscribers) == (None, "idle", 1)  # the recorder of the test's own
    assert shown.page.locator(".voicelab-panel").count() == 1


def test_the_panel_answers_while_a_cell_runs(shown: PanelOnPage) -> None:
    shown.open_settings()
    occupied = "wait_until(lambda: len(session.log) == 1 and session.settings.max_tokens == 32)"
    shown.page.wait_for_timeout(1_500)
    shown.evaluate("True", first=occupied, wait=False)
    shown.ask("Hello")
    shown.slide("Tokens", "32")
    assert shown.notebook.result(1)


_UNNAMED = """(panel) =>
  [...panel.querySelectorAll("button, input, select, textarea, [role=slider], [role=meter]")]
    .filter((part) => !part.getAttribute("aria-label") && !part.labels?.length)
    .filter((part) => part.tagName !== "BUTTON" || !part.textContent.trim())
    .map((part) => part.outerHTML)"""


def test_what_screen_readers_need_is_named_and_announced(shown: PanelOnPage) -> None:
    shown.open_settings()
    shown.ask("Hello")
    panel = shown.page.get_by_role("region", name="voicelab session")
    unnamed = panel.evaluate(_UNNAMED)
    assert unnamed == []
    assert panel.get_by_role("log", name="Conversation").get_attribute("aria-live") == "off"
    shown.evaluate("True", first="shown.panel._captions.show_notice('Another voice replies.')")
    said = panel.locator(".voicelab-captions .voicelab-announcer[aria-live=polite]")
    expect(said).to_have_text([re.compile("^Reply: "), "Another voice replies."])
    assert panel.locator(".voicelab-turn").get_attribute("aria-busy") == "false"
    assert panel.locator(".voicelab-heading .voicelab-announcer").get_attribute("role") == "status"


def test_the_log_is_exported_as_csv_beside_the_notebook_and_downloaded(
    shown: PanelOnPage, tmp_path: Path
) -> None:
    shown.ask("=Hello")
    with shown.page.expect_download() as download:
        shown.panel.get_by_role("button", name="Export CSV").click()
    download.value.save_as(tmp_path / "log.csv")
    content = (tmp_path / "log.csv").read_text("utf-8")
    assert "'=Hello" in content
    beside = shown.notebook.server.notebooks / download.value.suggested_filename
    assert content == beside.read_text("utf-8")


def test_the_table_shows_the_latest_fifty(shown: PanelOnPage) -> None:
    shown.evaluate("True", first="for n in range(52): session.ask(f'Question {n}')")
    expect(shown.panel.locator(".voicelab-foot")).to_contain_text("52 exchanges, the last 50 shown")
    expect(shown.rows).to_have_count(50)
    expect(shown.rows.first).to_contain_text("Question 51")
    expect(shown.rows.last).to_contain_text("Question 2")


_KEEP_PLAYED = """() => {
  window.played = [];
  const play = HTMLMediaElement.prototype.play;
  HTMLMediaElement.prototype.play = function () {
    window.played.push(this.src);
    return play.call(this);
  };
}"""


def test_a_reply_is_played_again_from_the_log(shown: PanelOnPage) -> None:
    shown.page.evaluate(_KEEP_PLAYED)
    shown.ask("Hello")
    shown.panel.get_by_role("button", name="Play reply 1").click()
    shown.page.wait_for_function("window.played.some((source) => source.startsWith('blob:'))")


def test_the_last_exchange_is_seen_and_played_word_by_word(shown: PanelOnPage) -> None:
    expect(shown.panel.get_by_text("The sound of the last exchange appears here.")).to_be_visible()
    shown.evaluate("True", first="from voicelab.testing import speech\nsession.ask(speech(seconds=2.0))")
    position = shown.panel.get_by_role("slider", name="Position in the last exchange")
    words = shown.panel.locator(".voicelab-wave-words")
    expect(words).to_have_text(f"{QUESTIONS[0]}{REPLIES[0]}".replace(" ", "").replace(".", ""))
    position.press("ArrowRight")
    expect(position).to_have_attribute("aria-valuetext", re.compile("you: What|you: is"))
    position.press(" ")
    expect(shown.panel.locator(".voicelab-sounding.heard")).not_to_be_empty()
    expect(shown.panel.locator(".voicelab-sounding.spoken")).not_to_be_empty(timeout=10_000)
    shown.panel.get_by_role("button", name="Stop the last exchange").click()
    expect(shown.panel.get_by_role("button", name="Play the last exchange")).to_be_enabled()
    shown.ask("Hello")
    expect(shown.panel.locator(".voicelab-wave-title")).to_contain_text("This turn was typed")


_CUT = """(panel) => {
  const ruler = new OffscreenCanvas(1, 1).getContext("2d");
  const isCut = (select) => {
    const style = getComputedStyle(select);
    ruler.font = style.font;
    const room = select.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight);
    return ruler.measureText(select.selectedOptions[0].text).width > room;
  };
  const selects = [...panel.querySelectorAll("select")].filter(isCut);
  const labels = [...panel.querySelectorAll(".widget-label")];
  const cut = labels.filter((label) => label.scrollWidth > label.clientWidth + 1);
  return {
    untitled: selects.filter((it) => it.title !== it.selectedOptions[0].text).map((it) => it.title),
    cut: [...selects, ...cut].map((it) => it.selectedOptions?.[0].text ?? it.textContent),
  };
}"""
USUAL, LONGEST = "zh-CN-XiaoxiaoMultilingualNeural", "zh-CN-Xiaochen:DragonHDFlashLatestNeural"
WIDTHS = (1000, 884, 801, 640, 500, 360, 290)


def test_what_is_chosen_and_found_is_read_in_full_at_any_width(shown: PanelOnPage) -> None:
    shown.open_settings()
    expect(shown.panel.locator(".voicelab-found")).to_contain_text("voices")
    cut, untitled = {}, {}
    for voice in (USUAL, LONGEST):
        shown.evaluate("True", first=f"session.settings = session.settings.replace(voice={voice!r})")
        expect(shown.panel.get_by_label("Voice", exact=True)).to_have_value(voice)
        for width in WIDTHS:
            shown.set_width(width)
            shown.page.evaluate("new Promise((done) => requestAnimationFrame(() => setTimeout(done)))")
            found = shown.panel.evaluate(_CUT)
            cut[voice, width], untitled[voice, width] = found["cut"], found["untitled"]
    shown.set_width(None)
    assert {place: texts for place, texts in untitled.items() if texts} == {}
    assert {place: texts for place, texts in cut.items() if texts and USUAL in place} == {}


def test_a_narrow_page_has_one_column_and_nothing_beyond_its_edge(shown: PanelOnPage) -> None:
    shown.open_settings()
    page = shown.page
    shown.ask("Hello")
    page.set_viewport_size({"width": 740, "height": 900})
    # The front end lays the notebook out anew a moment after the page has its new size.
    page.wait_for_function(
        "new Set([...document.querySelectorAll('.voicelab-controls>*')].map((each) => each.offsetLeft)).size"
        " === 1"
    )
    page.wait_for_function(
        "[...document.querySelectorAll('.voicelab-panel > *, .voicelab-panel > * > *')]"
        ".every((part) => part.scrollWidth <= part.clientWidth + 1)"
    )
    page.set_viewport_size({"width": 1280, "height": 900})


def test_turns_stand_in_order_and_the_last_stays_in_sight_when_the_panel_becomes_narrow(
    shown: PanelOnPage,
) -> None:
    add = "[(shown.panel._captions.end_turn(each), shown.panel._table.add(each)) for each in late] and 0"
    late = f"late = [an_exchange(turn=n, transcript=str(n), reply={LONG!r}) for n in (3, 1, 2, 7, 5, 4, 6)]"
    shown.evaluate(add, first=f"from tests.exchanges import an_exchange\n{late}")
    expect(shown.rows).to_have_count(7)
    assert shown.rows.locator("[data-name='#']").all_inner_texts() == list("7654321")
    said = shown.panel.locator(".voicelab-turn > .voicelab-line:first-child > .voicelab-words")
    assert said.all_inner_texts() == list("1234567")
    for width in (900, 500, 320, 900, 260):
        shown.set_width(width)
        shown.page.evaluate(_AFTER_LAYOUT)
        far = shown.panel.locator(".voicelab-turns").evaluate(_BELOW)
        assert far <= 1, width
    shown.set_width(None)


def test_a_turn_that_is_withdrawn_goes_and_the_next_of_its_number_stands_once_in_its_place(
    shown: PanelOnPage,
) -> None:
    steps = [
        "captions.begin_turn(1, 'One?')",
        "captions.begin_turn(2, 'what is', is_final=False)",
        "captions.show_waiting(3, 'And then?')",
        "captions.add_reply(2, 'Well.')",
        "captions.withdraw_turn(2)",
    ]
    shown.evaluate("0", first="\n".join(["captions = shown.panel._captions", *steps]))
    lines = shown.panel.locator(".voicelab-turns > :visible > .voicelab-words, .voicelab-turn > :first-child")
    expect(lines).to_have_text(["YouOne?", "YouAnd then?", "what is …"])
    steps = ["captions.begin_turn(2, 'what is it', is_final=False)", "captions.begin_turn(2, 'What is it?')"]
    shown.evaluate("0", first="\n".join(steps))
    said = shown.panel.locator(".voicelab-turn > :first-child > .voicelab-words")
    expect(said).to_have_text(["One?", "What is it?", "And then?"])
    expect(shown.panel.locator(".voicelab-turns")).not_to_contain_text("Well.")


_BELOW = "(turns) => turns.scrollHeight - turns.scrollTop - turns.clientHeight"
_AFTER_LAYOUT = """() => new Promise((done) => {
  let frames = 4;
  const next = () => (frames-- ? requestAnimationFrame(next) : done());
  next();
})"""
