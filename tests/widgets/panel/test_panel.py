"""The session panel in real front ends, against services that follow a script."""

from __future__ import annotations

import os
import re
import signal
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.widgets.fixtures import OpenNotebook
from tests.widgets.notebook_ui import IN_BROWSER, FrontEnd, NotebookPage
from tests.widgets.panel.panel_on_page import SHOW, SHOW_LONG
from tests.widgets.panel_side import QUESTIONS, REPLIES
from voicelab.audio.clip import Audio
from voicelab.testing import silence, speech

pytestmark = IN_BROWSER

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
