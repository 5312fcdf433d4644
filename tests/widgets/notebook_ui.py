"""Notebooks in real front ends, driven in Chromium."""

from __future__ import annotations

import contextlib
import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal, TypedDict

import pytest
from playwright.sync_api import Error as PlaywrightError
from playwright.sync_api import Page, Playwright, expect

from tests.widgets.notebook_server import HOST_NAME, NotebookServer

__all__ = ["CHROMIUM", "FRONT_ENDS", "IN_BROWSER", "Browser", "FrontEnd", "NotebookPage", "chromium"]

CHROMIUM = Path("/usr/bin/chromium")

# Front ends in two browsers at once leave too little of two cores for the times that are tested.
IN_BROWSER = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

FrontEnd = Literal["lab", "notebook"]

# What is drawn and typed by the same code in both is looked at in one, and in the other by the soak.
FRONT_ENDS = ["lab", pytest.param("notebook", marks=pytest.mark.soak)]

_KEEP_TRACKS = """
window.tracks = [];
const media = navigator.mediaDevices;
if (media) {
  const getUserMedia = media.getUserMedia.bind(media);
  media.getUserMedia = async (constraints) => {
    const stream = await getUserMedia(constraints);
    window.tracks.push(...stream.getTracks());
    return stream;
  };
}
"""

_IS_CONNECTED = """
() => {
  const context = window.jupyterapp.shell.currentWidget?.context?.sessionContext;
  return context?.session?.kernel?.connectionStatus === "connected" && !context.hasNoKernel;
}
"""

_REPLACE_CELLS = """
(cells) => {
  const notebook = window.jupyterapp.shell.currentWidget.content.model.sharedModel;
  notebook.transact(() => {
    notebook.deleteCellRange(0, notebook.cells.length);
    notebook.insertCells(0, cells.map((source) => ({ cell_type: "code", source })));
  });
  window.tracks.length = 0;
}
"""

_CHOOSE_THEME = "(theme) => window.jupyterapp.commands.execute('apputils:change-theme', { theme })"

_CHROMIUM_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-dev-shm-usage",
]


class NotebookPage:
    """A notebook open in a front end."""

    def __init__(
        self, server: NotebookServer, page: Page, front_end: FrontEnd, host: str = "localhost"
    ) -> None:
        self.server = server
        self.page = page
        self.front_end = front_end
        self.host = host
        self.path = ""
        self.console: list[str] = []
        page.add_init_script(_KEEP_TRACKS)
        page.on("console", lambda message: self.console.append(message.text))

    def open(self, path: str) -> None:
        """Open a notebook and wait for its cells."""
        tree = "lab/tree" if self.front_end == "lab" else "notebooks"
        self.path = path
        query = f"reset&token={self.server.token}"  # reset: no notebooks of earlier tests
        self.page.goto(f"http://{self.host}:{self.server.port}/{tree}/{path}?{query}")
        self.wait_until_ready()

    def wait_until_ready(self) -> None:
        """Wait for the notebook and its kernel: who runs a cell before that is asked which one to start."""
        self.page.locator(".jp-Notebook .jp-CodeCell").first.wait_for(timeout=60_000)
        self.page.wait_for_function(_IS_CONNECTED, timeout=60_000)

    def replace_cells(self, cells: list[str]) -> None:
        """Have other cells in place of all that there are, as if they were opened; the kernel stays."""
        self.page.evaluate(_REPLACE_CELLS, cells)
        expect(self.page.locator(".jp-Notebook .jp-CodeCell")).to_have_count(len(cells))
        self.console.clear()

    def run(self, cell: int, *, wait: bool = True, timeout_seconds: float = 60.0) -> Any:
        """Run a cell by the keyboard; return its result, or `None` without waiting."""
        editor = self.cell(cell).locator(".jp-InputArea-editor .cm-content")
        prompt = self.cell(cell).locator(".jp-InputArea-prompt")
        before = prompt.inner_text()
        while prompt.inner_text() == before:  # a kernel that is not connected yet swallows it
            dialog = self.dialog()
            assert not dialog, dialog
            editor.click()
            editor.press("Control+Enter")
            with contextlib.suppress(AssertionError):
                expect(prompt).not_to_have_text(before, timeout=3_000)
        return self.result(cell, timeout_seconds) if wait else None

    def dialog(self) -> str:
        """Return the text of a dialog that covers the page; empty if there is none."""
        return "\n".join(self.page.locator("dialog.jp-Dialog").all_inner_texts())

    def cell(self, cell: int) -> Any:
        """Return the cell of a number, from 0."""
        return self.page.locator(".jp-Notebook .jp-CodeCell").nth(cell)

    def result(self, cell: int, timeout_seconds: float = 60.0) -> Any:
        """Wait for a cell's end; return the value that it showed as its result, if any."""
        deadline = time.monotonic() + timeout_seconds
        prompt = self.cell(cell).locator(".jp-InputArea-prompt")
        while not any(digit in prompt.inner_text() for digit in "0123456789"):
            if time.monotonic() > deadline:
                raise TimeoutError(f"cell {cell} did not end: {self.output(cell)} {self.console[-20:]}")
            self.page.wait_for_timeout(50)
        for line in self.output(cell).splitlines():
            if line.startswith("result:"):
                return json.loads(line.removeprefix("result:"))
        if "Traceback" in self.output(cell):
            raise AssertionError(self.output(cell))
        return None

    def output(self, cell: int) -> str:
        """Return the text of a cell's output."""
        return "\n".join(self.cell(cell).locator(".jp-OutputArea-output").all_inner_texts())

    def sentence(self) -> str:
        """Return the sentence that the audio widget shows."""
        return str(self.page.locator(".voicelab-sentence").first.inner_text())

    def press(self, label: str) -> None:
        """Press a button of the audio widget."""
        self.page.locator(".voicelab-audio").first.get_by_role("button", name=label).click()

    def set_theme(self, theme: str) -> None:
        """Choose one of JupyterLab's themes, and wait until the page has it."""
        self.page.evaluate(_CHOOSE_THEME, theme)
        self.page.wait_for_function("(theme) => document.body.dataset.jpThemeName === theme", arg=theme)

    def restart_kernel(self) -> None:
        """Restart the kernel by the toolbar."""
        self.page.locator('[data-command="kernelmenu:restart"], [data-jp-item-name="restart"]').first.click()
        self.page.locator(".jp-Dialog .jp-mod-accept").click()

    def crash_and_reopen(self) -> NotebookPage:
        """Kill the page without a goodbye, and open the notebook again in another."""
        other = self.page.context.new_page()
        with contextlib.suppress(PlaywrightError):
            self.page.goto("chrome://crash", timeout=2_000)
        other.wait_for_timeout(4_000)
        again = NotebookPage(self.server, other, self.front_end, self.host)
        again.open(self.path)
        return again

    def saved_bytes(self) -> int:
        """Save the notebook and return the file's size."""
        self.page.evaluate("window.jupyterapp.commands.execute('docmanager:save')")
        return (self.server.notebooks / self.path).stat().st_size

    def saved(self) -> Any:
        """Return the notebook as it was last saved."""
        return json.loads((self.server.notebooks / self.path).read_text("utf-8"))

    def track_states(self) -> list[str]:
        """Return the state of every microphone track that the page ever opened."""
        states: list[str] = self.page.evaluate("window.tracks.map((track) => track.readyState)")
        return states

    def wait_for_state(self, state: str, timeout_seconds: float = 15.0) -> None:
        """Wait until the audio widget is in a state."""
        selector = f'.voicelab-audio[data-state="{state}"]'
        try:
            self.page.locator(selector).first.wait_for(timeout=1000 * timeout_seconds)
        except Exception as error:
            raise AssertionError(f"{self.sentence()} {self.console[-20:]}") from error


class Browser(TypedDict, total=False):
    """A browser's microphone: the WAV file that it gives once, whether it is denied, whether it is there."""

    wav: Path
    deny: bool
    device: bool


@contextlib.contextmanager
def chromium(playwright: Playwright, browser: Browser) -> Iterator[Page]:
    """Run Chromium with such a microphone."""
    flags = [*_CHROMIUM_FLAGS, f"--host-resolver-rules=MAP {HOST_NAME} 127.0.0.1"]
    flags.append("--use-fake-ui-for-media-stream" + ("=deny" if browser.get("deny") else ""))
    if browser.get("device", True):
        flags.append("--use-fake-device-for-media-stream")
    if "wav" in browser:
        flags.append(f"--use-file-for-fake-audio-capture={browser['wav']}%noloop")
    running = playwright.chromium.launch(executable_path=CHROMIUM, args=flags)
    try:
        yield running.new_context(viewport={"width": 1280, "height": 900}).new_page()
    finally:
        running.close()
