"""The session panel in real front ends, against services that follow a script."""

from __future__ import annotations

import os
import re
import signal
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.widgets.fixtures import OpenNotebook
from tests.widgets.notebook_ui import FRONT_ENDS, IN_BROWSER, FrontEnd, NotebookPage
from tests.widgets.panel_side import LONG, QUESTIONS, REPLIES
from voicelab.audio.clip import Audio
from voicelab.testing import silence, speech

pytestmark = IN_BROWSER

SHOW = "from tests.widgets.panel_side import *\nshown = ShownPanel()\nsession = shown.session\nshown"
SHOW_LONG = "\n".join(
    [
        "from tests.widgets.panel_side import *",
        f"shown = ShownPanel(reply={LONG!r}, transcripts=['Tell me more.'], barge_in=True)",
        "session = shown.session",
        "shown",
    ]
)
ROWS = "emit(shown.rows)"


@pytest.fixture(scope="session")
def several_utterances(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write utterances with room for the replies between them, and more of them than there are questions.

    Where a reply takes its time, one is spoken over it, and not heard.
    """
    return write_utterances(tmp_path_factory, 7, pause_seconds=4.5)


@pytest.fixture(scope="session")
def interrupting_utterances(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write utterances that come in mid-reply."""
    return write_utterances(tmp_path_factory, 3, pause_seconds=4.5)


def write_utterances(tmp_path_factory: pytest.TempPathFactory, count: int, *, pause_seconds: float) -> Path:
    path = tmp_path_factory.mktemp("microphone") / "utterances.wav"
    sound: Audio = silence(seconds=1.5)
    for _ in range(count):
        sound = sound + speech(seconds=1.2) + silence(seconds=pause_seconds)
    sound.resample(48_000).to_wav(path)
    return path


def shown(notebook: NotebookPage, cell: int = 0) -> NotebookPage:
    """Show the panel."""
    notebook.run(cell)
    notebook.wait_for_state("ready")
    return notebook


def ask(page: Page, text: str) -> None:
    """Take a typed turn, and wait for its end."""
    rows = page.locator(".voicelab-table tbody tr")
    before = rows.count()
    page.get_by_label("Typed turn").first.fill(text)
    page.get_by_label("Typed turn").first.press("Enter")
    expect(rows).to_have_count(before + 1, timeout=20_000)


@pytest.mark.timed
@pytest.mark.parametrize(
    ("front_end", "occupied"),
    [
        ("lab", "while len(session.log) < 3: busy(0.05)"),
        pytest.param("notebook", "wait_until(lambda: len(session.log) == 3, 60)", marks=pytest.mark.soak),
    ],
)
def test_three_turns_are_held_while_a_cell_computes_or_sleeps(
    open_notebook: OpenNotebook, front_end: FrontEnd, occupied: str, several_utterances: Path
) -> None:
    cell = f"{occupied}\nemit([session.state != 'ended', *session.log.df['transcript']])"
    notebook = shown(open_notebook([SHOW, cell, ROWS], front_end=front_end, wav=several_utterances))
    page = notebook.page
    notebook.press("Talk")
    notebook.wait_for_state("capturing")
    assert notebook.run(1, timeout_seconds=60) == [True, *QUESTIONS[:3]]
    page.locator(".voicelab-state", has_text="ended: you said stop").wait_for(timeout=40_000)
    assert notebook.run(2) == [[*texts, "completed"] for texts in zip(QUESTIONS, REPLIES, strict=False)]
    captions = page.locator(".voicelab-turns").inner_text()
    assert all(text in captions for text in (*QUESTIONS[:3], *REPLIES))
    assert page.locator(".voicelab-table tbody tr").count() == 3
    assert page.locator(".voicelab-ahead").all_inner_texts() == ["", "", ""]
    assert notebook.track_states() == ["ended"]


def test_however_quickly_stop_follows_talk_the_microphone_is_off_then_and_on_when_talk_is_pressed(
    open_notebook: OpenNotebook,
) -> None:
    notebook = shown(open_notebook([SHOW, "emit(shown.notices)"]))
    panel = notebook.page.locator(".voicelab-panel")
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


@pytest.mark.timed
def test_speech_over_a_long_reply_silences_it_and_the_log_says_how_much_was_heard(
    open_notebook: OpenNotebook, interrupting_utterances: Path
) -> None:
    wait = "wait_until(lambda: len(session.log) >= 2, 60)\n"
    heard = "emit([[e.outcome, e.heard_text, e.spoken_text] for e in session.log.exchanges()])"
    cells = [SHOW_LONG, wait + heard, "emit(shown.notices)"]
    notebook = shown(open_notebook(cells, wav=interrupting_utterances))
    notebook.press("Talk")
    exchanges = notebook.run(1, timeout_seconds=60)
    silent_ms = [int(ms) for text in notebook.run(2) for ms in re.findall(r"silent after (\d+) ms", text)]
    assert [outcome for outcome, _, _ in exchanges] == ["interrupted", "interrupted"]
    _, heard_text, spoken_text = exchanges[0]
    assert heard_text
    assert spoken_text.startswith(heard_text)
    assert len(heard_text) < len(spoken_text)
    assert min(silent_ms) < 150
    assert notebook.page.locator(".voicelab-outcome", has_text="interrupted").count() >= 2


def test_the_caption_darkens_as_the_reply_is_heard(open_notebook: OpenNotebook) -> None:
    notebook = shown(open_notebook([SHOW_LONG]))
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


def test_a_refused_key_is_shown_in_the_panel(open_notebook: OpenNotebook) -> None:
    refuse = "shown.services.faults.add('completion', Refuse(status=401))\nemit(True)"
    notebook = shown(open_notebook([SHOW, refuse]))
    notebook.run(1)
    ask(notebook.page, "Hello")
    assert (
        "key" in notebook.page.locator('.voicelab-turn[data-outcome="failed"] .voicelab-error').inner_text()
    )
    assert "key" in notebook.page.locator(".voicelab-table tbody").inner_text()


def test_a_refused_microphone_is_told_once_with_what_to_do(open_notebook: OpenNotebook) -> None:
    notebook = shown(open_notebook([SHOW, "emit([session.state, session.panel is not None])"], deny=True))
    page = notebook.page
    notebook.press("Talk")
    expect(page.locator(".voicelab-state")).to_have_text("ended by an error", timeout=15_000)
    assert notebook.sentence().startswith("The browser did not allow the microphone. Allow it by")
    assert notebook.sentence().endswith("then press Talk again.")
    log = page.locator(".voicelab-table tbody tr")
    expect(log).to_contain_text("did not allow the microphone")
    expect(page.locator(".voicelab-panel").get_by_text("did not allow the microphone")).to_have_count(2)
    expect(page.locator(".voicelab-wave-title")).to_contain_text("the microphone was not allowed")
    assert notebook.run(1) == ["ended", True]


def test_stop_ends_the_conversation_while_a_cell_runs(
    open_notebook: OpenNotebook, several_utterances: Path
) -> None:
    occupied = "wait_until(lambda: session.state == 'ended')\nemit(True)"
    notebook = shown(open_notebook([SHOW, occupied], wav=several_utterances))
    notebook.press("Talk")
    notebook.wait_for_state("capturing")
    notebook.run(1, wait=False)
    notebook.press("Stop")
    assert notebook.result(1, timeout_seconds=20)
    expect(notebook.page.locator(".voicelab-state")).to_have_text("stopped")


def test_a_page_that_is_reloaded_ends_the_conversation_in_good_order(
    open_notebook: OpenNotebook, several_utterances: Path
) -> None:
    ended = "wait_until(lambda: session.state == 'ended')\nemit([*session.log.sessions['end_reason']])"
    notebook = shown(open_notebook([SHOW, ended, "shown"], wav=several_utterances))
    notebook.press("Talk")
    notebook.page.locator(".voicelab-turn").first.wait_for(timeout=20_000)
    notebook.saved_bytes()
    notebook.page.reload()
    notebook.wait_until_ready()
    assert notebook.run(1) == ["end-of-input"]
    notebook.run(2)
    notebook.page.locator(".voicelab-turn", has_text=QUESTIONS[0]).last.wait_for(timeout=15_000)


def test_a_kernel_that_is_restarted_is_said_not_to_answer(open_notebook: OpenNotebook) -> None:
    notebook = shown(open_notebook([SHOW]))
    state, unknown = (notebook.page.locator(f".voicelab-state{end}") for end in ("", "-unknown"))
    expect(state).to_have_text("ready")
    expect(unknown).to_be_hidden()
    notebook.restart_kernel()
    expect(unknown).to_be_visible(timeout=15_000)
    expect(unknown).to_have_text("the kernel does not answer")
    expect(state).to_be_hidden()


def test_what_is_said_and_typed_while_the_kernel_stands_still_is_kept(
    open_notebook: OpenNotebook, several_utterances: Path
) -> None:
    cells = [
        SHOW,
        "import os\nemit(os.getpid())",
        "wait_until(lambda: len(session.log) >= 2, 30)\nemit([session.state != 'ended', len(shown.rows)])",
    ]
    notebook = shown(open_notebook(cells, wav=several_utterances))
    page = notebook.page
    notebook.press("Talk")
    notebook.wait_for_state("capturing")
    kernel = notebook.run(1)
    typed = page.get_by_label("Typed turn")
    waiting = page.locator(".voicelab-waiting")
    os.kill(kernel, signal.SIGSTOP)
    try:
        notebook.wait_for_state("waiting-for-kernel")
        typed.fill("Are you there?")
        typed.press("Enter")
        expect(waiting).to_contain_text("The kernel does not answer")
        expect(typed).to_have_value("Are you there?")
    finally:
        os.kill(kernel, signal.SIGCONT)
    notebook.wait_for_state("capturing")
    expect(waiting).to_have_text("")
    expect(typed).to_have_value("")
    goes_on, rows = notebook.run(2)
    assert goes_on
    assert rows >= 2


def test_all_is_done_by_keyboard(open_notebook: OpenNotebook, several_utterances: Path) -> None:
    notebook = shown(open_notebook([SHOW, ROWS], wav=several_utterances))
    page = notebook.page
    page.get_by_label("How to talk").select_option("push-to-talk")
    talk = page.get_by_role("button", name="Hold to talk")
    talk.focus()
    page.keyboard.down(" ")
    notebook.wait_for_state("capturing")
    one_hold = " ".join(QUESTIONS[:2])
    page.locator(".voicelab-hypothesis", has_text=one_hold).wait_for(timeout=20_000)  # over a pause of 4.5 s
    rows = page.locator(".voicelab-table tbody tr")
    expect(rows).to_have_count(0)
    page.keyboard.up(" ")
    rows.wait_for(timeout=20_000)
    assert notebook.run(1) == [[one_hold, REPLIES[0], "completed"]]
    expect(page.locator(".voicelab-state")).to_have_text("hold the key to talk")
    talk.focus()
    page.keyboard.press("Tab")
    visited, rings = [], {}
    for _ in range(40):
        visited.append(page.evaluate(_NAME_OF_FOCUSED))
        rings[visited[-1]] = page.evaluate(_RING_OF_FOCUSED)
        if visited[-1] == "Settings":
            page.keyboard.press("Enter")
        if visited[-1] == "Export CSV":
            break
        page.keyboard.press("Tab")
    assert {name: ring for name, ring in rings.items() if ring != "solid 2px"} == {}
    for name in (
        "Stop",
        "Microphone",
        "Typed turn",
        "Voice",
        "Tokens",
        "Prompt",
        "Play reply 1",
        "Export CSV",
    ):
        assert name in visited
    assert visited.index("Typed turn") < visited.index("Voice") < visited.index("Export CSV")


_RING_OF_FOCUSED = """(() => {
  const { outlineStyle, outlineWidth } = getComputedStyle(document.activeElement);
  return `${outlineStyle} ${outlineWidth}`;
})()"""

_NAME_OF_FOCUSED = """(() => {
  const focused = document.activeElement;
  const label = focused.labels?.[0]?.textContent;
  return focused.getAttribute("aria-label") ?? label ?? focused.textContent.trim();
})()"""


@pytest.mark.parametrize("front_end", FRONT_ENDS)
def test_single_keys_are_the_panels_and_those_with_control_the_notebooks(
    open_notebook: OpenNotebook, front_end: FrontEnd
) -> None:
    notebook = shown(open_notebook([SHOW, ROWS], front_end=front_end))
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


_IS_SAVED = "() => !window.jupyterapp.shell.currentWidget.context.model.dirty"


def test_after_twenty_turns_the_saved_notebook_is_small_and_readable_without_a_kernel(
    open_notebook: OpenNotebook,
) -> None:
    many = "for n in range(20):\n    session.ask(f'Question <{n}>')\nemit(True)"
    notebook = shown(open_notebook([SHOW, many]))
    page = notebook.page
    notebook.run(1)
    expect(page.locator(".voicelab-table tbody tr")).to_have_count(20)
    transcript = page.locator("[class^=voicelab-transcript]")
    expect(transcript).to_contain_text("Question <19>")
    expect(transcript).to_be_hidden()
    assert notebook.saved_bytes() < 200_000
    outputs = notebook.saved()["cells"][0]["outputs"]
    plain = "".join(text for output in outputs for text in output["data"]["text/plain"])
    assert "You: Question <0>\nReply: Mount Everest" in plain
    assert "You: Question <19>" in plain
    page.reload()
    notebook.wait_until_ready()
    expect(page.locator(".voicelab-turn")).to_have_count(20, timeout=20_000)
    expect(page.locator(".voicelab-turn").last).to_be_in_viewport()
    expect(page.locator(".voicelab-turn").first).not_to_be_in_viewport()
    notebook.server.end_kernels()
    page.goto("about:blank")
    notebook.open(notebook.path)
    expect(page.locator(".jp-OutputArea", has_text="Question <19>").first).to_be_visible()
    error = page.get_by_text("model not found")
    error.wait_for(state="attached", timeout=20_000)
    expect(error).to_be_hidden()


def test_two_panels_keep_to_themselves(open_notebook: OpenNotebook) -> None:
    second = SHOW.replace("shown", "other").replace("session =", "second =")
    rows = "emit([len(session.log), len(second.log), second.settings.max_tokens])"
    notebook = shown(open_notebook([SHOW, second, rows]))
    notebook.run(1)
    page = notebook.page
    expect(page.locator('.voicelab-audio[data-state="ready"]')).to_have_count(2, timeout=15_000)
    other = page.locator(".voicelab-panel").nth(1)
    other.get_by_label("Typed turn").fill("Only here")
    other.get_by_label("Typed turn").press("Enter")
    other.locator(".voicelab-table tbody tr").wait_for(timeout=20_000)
    assert "Only here" not in page.locator(".voicelab-panel").nth(0).inner_text()
    page.locator(".voicelab-panel").nth(0).get_by_role("button", name="Settings").click()
    slider = page.locator(".voicelab-panel").nth(0).locator(".widget-slider", has_text="Tokens")
    slider.locator(".widget-readout").fill("32")
    slider.locator(".widget-readout").press("Enter")
    page.wait_for_timeout(300)
    assert notebook.run(2) == [0, 1, 100]


def test_the_magics_show_the_panel_and_ask(open_notebook: OpenNotebook) -> None:
    cells = [
        "from tests.widgets.panel_side import *\nsession = ShownPanel().session\n%load_ext voicelab",
        "%voicelab --voice en-GB-RyanNeural --max-tokens 64",
        "%%ask\nWhat is the tallest mountain?",
        "emit([[e.transcript, e.settings.voice, e.settings.max_tokens] for e in session.log.exchanges()])",
    ]
    notebook = open_notebook(cells)
    notebook.run(0)
    notebook.run(1)
    notebook.wait_for_state("ready")
    notebook.run(2)
    expect(notebook.cell(2).locator(".voicelab-exchange")).to_contain_text(REPLIES[0])
    expect(notebook.page.locator(".voicelab-turns")).to_contain_text(REPLIES[0])
    assert notebook.run(3) == [[QUESTIONS[0], "en-GB-RyanNeural", 64]]
