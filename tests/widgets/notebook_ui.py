"""A real notebook server and real front ends, driven in Chromium."""

from __future__ import annotations

import contextlib
import json
import os
import secrets
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal, TypedDict

import pytest
import requests
from playwright.sync_api import Error as PlaywrightError
from playwright.sync_api import Page, Playwright, expect

__all__ = ["CHROMIUM", "IN_BROWSER", "Browser", "FrontEnd", "NotebookPage", "NotebookServer", "chromium"]

CHROMIUM = Path("/usr/bin/chromium")
ROOT = Path(__file__).parents[2]
HOST_NAME = "notebook.example"

# Front ends in two browsers at once leave too little of two cores for the times that are tested.
IN_BROWSER = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

FrontEnd = Literal["lab", "notebook"]

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

_CHROMIUM_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-dev-shm-usage",
]


class NotebookServer:
    """A notebook server of its own in a folder, with kernels of this interpreter."""

    def __init__(self, folder: Path, kernels: dict[str, dict[str, str]]) -> None:
        self.folder = folder
        self.notebooks = folder / "notebooks"
        self.token = secrets.token_hex(16)
        self._runtime = folder / "runtime"
        self.notebooks.mkdir(parents=True)
        for name, environment in kernels.items():
            self._write_kernel(name, environment)
        self._write_settings()
        self._log = (folder / "server.log").open("w")
        self._process = subprocess.Popen(
            [
                sys.executable,
                "-m",
                "jupyter",
                "lab",
                "--no-browser",
                "--allow-root",
                "--ServerApp.port=0",
                f"--IdentityProvider.token={self.token}",
                f"--ServerApp.root_dir={self.notebooks}",
                "--LabApp.news_url=",
                "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
                f"--ServerApp.local_hostnames=['localhost', '{HOST_NAME}']",
                "--LabApp.extension_manager=readonly",
                "--LabApp.expose_app_in_browser=True",
                "--JupyterNotebookApp.expose_app_in_browser=True",
                "--ServerApp.terminals_enabled=False",
            ],
            env=self._environment(),
            stdout=self._log,
            stderr=self._log,
            cwd=folder,
        )
        self.port = self._wait_for_port()

    def close(self) -> None:
        """Stop it and its kernels."""
        self._process.send_signal(signal.SIGTERM)
        try:
            self._process.wait(15)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._log.close()

    def write_notebook(self, name: str, cells: list[str], kernel: str = "voicelab") -> str:
        """Write a notebook and return its path on the server."""
        notebook = {
            "cells": [
                {
                    "cell_type": "code",
                    "id": f"cell-{number}",
                    "source": source,
                    "metadata": {},
                    "execution_count": None,
                    "outputs": [],
                }
                for number, source in enumerate(cells)
            ],
            "metadata": {
                "kernelspec": {"name": kernel, "display_name": kernel, "language": "python"},
                "language_info": {"name": "python"},
            },
            "nbformat": 4,
            "nbformat_minor": 5,
        }
        (self.notebooks / f"{name}.ipynb").write_text(json.dumps(notebook), "utf-8")
        return f"{name}.ipynb"

    def end_kernels(self) -> None:
        """Shut down every session's kernel."""
        for session in self._api("GET", "sessions").json():
            while True:
                with contextlib.suppress(requests.HTTPError):  # not while it restarts
                    self._api("DELETE", f"sessions/{session['id']}")
                    break
                time.sleep(0.5)

    def restart_kernels(self) -> None:
        """Restart every kernel."""
        for kernel in self._api("GET", "kernels").json():
            self._api("POST", f"kernels/{kernel['id']}/restart")

    def _api(self, method: str, path: str) -> requests.Response:
        answer = requests.request(
            method,
            f"http://127.0.0.1:{self.port}/api/{path}",
            headers={"Authorization": f"token {self.token}"},
            timeout=30,
        )
        answer.raise_for_status()
        return answer

    def _environment(self) -> dict[str, str]:
        folders = {
            "JUPYTER_CONFIG_DIR": "config",
            "JUPYTER_DATA_DIR": "data",
            "JUPYTER_RUNTIME_DIR": "runtime",
            "JUPYTERLAB_SETTINGS_DIR": "settings",
            "JUPYTERLAB_WORKSPACES_DIR": "workspaces",
            "IPYTHONDIR": "ipython",
        }
        return {
            **os.environ,
            **{name: str(self.folder / folder) for name, folder in folders.items()},
            "JUPYTER_PLATFORM_DIRS": "1",
        }

    def _write_kernel(self, name: str, environment: dict[str, str]) -> None:
        folder = self.folder / "data" / "kernels" / name
        folder.mkdir(parents=True)
        command = [
            sys.executable,
            "-Xfrozen_modules=off",
            "-m",
            "ipykernel_launcher",
            "-f",
            "{connection_file}",
        ]
        path = os.pathsep.join(filter(None, [environment.get("PYTHONPATH"), str(ROOT)]))
        spec = {
            "argv": command,
            "display_name": name,
            "language": "python",
            "env": {**environment, "PYTHONPATH": path, "PYTHONWARNINGS": "default"},
        }
        (folder / "kernel.json").write_text(json.dumps(spec))

    def set_windowing(self, mode: Literal["none", "full"]) -> None:
        """Have notebooks that are opened from now on keep all cells in the page, or only those in sight."""
        self._write_setting("notebook-extension/tracker", {"windowingMode": mode})

    def _write_settings(self) -> None:
        settings: dict[str, dict[str, object]] = {
            "notebook-extension/tracker": {"windowingMode": "none"},
            "apputils-extension/notification": {"fetchNews": "false", "checkForUpdates": False},
        }
        for name, content in settings.items():
            self._write_setting(name, content)

    def _write_setting(self, name: str, content: dict[str, object]) -> None:
        path = self.folder / "settings" / "@jupyterlab" / f"{name}.jupyterlab-settings"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(content), "utf-8")

    def _wait_for_port(self) -> int:
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline and self._process.poll() is None:
            for path in self._runtime.glob("jpserver-*.json"):
                with contextlib.suppress(json.JSONDecodeError, requests.ConnectionError):
                    port: int = json.loads(path.read_text())["port"]
                    requests.get(f"http://127.0.0.1:{port}/api", timeout=5)
                    return port
            time.sleep(0.1)
        raise RuntimeError(f"the notebook server did not start: {(self.folder / 'server.log').read_text()}")


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

    def run(self, cell: int, *, wait: bool = True, timeout_seconds: float = 60.0) -> Any:
        """Run a cell by the keyboard; return what it told, or `None` without waiting."""
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
        return self.told(cell, timeout_seconds) if wait else None

    def dialog(self) -> str:
        """Return the text of a dialog that covers the page; empty if there is none."""
        return "\n".join(self.page.locator("dialog.jp-Dialog").all_inner_texts())

    def cell(self, cell: int) -> Any:
        """Return the cell of a number, from 0."""
        return self.page.locator(".jp-Notebook .jp-CodeCell").nth(cell)

    def told(self, cell: int, timeout_seconds: float = 60.0) -> Any:
        """Wait for a cell's end; return the value that it told, if any."""
        deadline = time.monotonic() + timeout_seconds
        prompt = self.cell(cell).locator(".jp-InputArea-prompt")
        while not any(digit in prompt.inner_text() for digit in "0123456789"):
            if time.monotonic() > deadline:
                raise TimeoutError(f"cell {cell} did not end: {self.output(cell)} {self.console[-20:]}")
            self.page.wait_for_timeout(50)
        for line in self.output(cell).splitlines():
            if line.startswith("told:"):
                return json.loads(line.removeprefix("told:"))
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
