"""Measure the first minute: from `git clone` to the first spoken answer, in an empty environment.

Clones this checkout's last commit, runs ``make quickstart`` with no models and no packages there, opens it
in Chromium with a recorded question for a microphone, runs the notebook's first cell, presses Talk, and says
when each step was reached. Needs Chromium and the environment of ``make test``.
"""

from __future__ import annotations

import argparse
import os
import queue
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from tests.widgets.notebook_ui import chromium  # noqa: E402
from voicelab.audio.clip import Audio  # noqa: E402
from voicelab.recordings import recording  # noqa: E402
from voicelab.testing import silence  # noqa: E402

WAIT_MS = 900_000
_ADDRESS = re.compile(r"http://127\.0\.0\.1:\d+/lab/tree/\S+")
_IS_HEARD = (
    """() => [...document.querySelectorAll(".voicelab-heard")].some((part) => part.textContent.trim())"""
)
_IS_READY = """() => {
  const state = document.querySelector(".voicelab-state")?.textContent ?? "";
  return state !== "" && !state.includes("arriving");
}"""


class Steps:
    """What was reached, and when."""

    def __init__(self) -> None:
        self._began = time.monotonic()

    def reach(self, step: str) -> None:
        """Say that a step is reached."""
        print(f"{time.monotonic() - self._began:7.1f} s  {step}", flush=True)


class Quickstart:
    """``make quickstart``, running in a clone."""

    def __init__(self, clone: Path, environment: dict[str, str]) -> None:
        self._lines: queue.Queue[str] = queue.Queue()
        self._process = subprocess.Popen(
            ["make", "quickstart", "ARGS=--no-browser"],
            cwd=clone,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        threading.Thread(target=self._read, daemon=True).start()

    def wait_for(self, pattern: re.Pattern[str]) -> str:
        """Wait for what the terminal shows, and return it; show the lines before it."""
        while True:
            line = self._lines.get(timeout=WAIT_MS / 1000)
            if not line:
                raise RuntimeError("make quickstart ended")
            print(f"           | {line.rstrip()}", flush=True)
            if found := pattern.search(line):
                return found.group()

    def end(self) -> None:
        """End it, and all that it started."""
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGKILL):
            try:
                os.killpg(self._process.pid, number)
                self._process.wait(5)
            except subprocess.TimeoutExpired:
                continue
            except ProcessLookupError:
                break

    def _read(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            self._lines.put(line)
        self._lines.put("")


def main() -> int:
    """Measure; return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else "")
    parser.add_argument("--pip-cache", action="store_true", help="let pip use its cache, as at a second time")
    parser.add_argument("--models", type=Path, metavar="DIR", help="models that are there already")
    parser.add_argument("--picture", type=Path, metavar="FILE", help="run all cells then, and take a picture")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="first minute ") as name, sync_playwright() as playwright:
        folder = Path(name)
        question = folder / "question.wav"
        spoken = silence(seconds=1.5) + Audio.from_wav(recording("capital")) + silence(seconds=120.0)
        spoken.resample(48_000).to_wav(question)
        print(f"pip's cache is {'used' if args.pip_cache else 'not used'}; load {os.getloadavg()[0]:.1f}")
        steps, clone = Steps(), folder / "voicelab"
        subprocess.run(["git", "clone", "--quiet", ROOT, clone], check=True)
        steps.reach("cloned")
        running = Quickstart(clone, _environment(folder, args))
        try:
            running.wait_for(re.compile("Packages: there"))
            steps.reach("packages installed")
            address = running.wait_for(_ADDRESS)
            steps.reach("JupyterLab up")
            with chromium(playwright, {"wav": question}) as page:
                talk(page, address, steps)
                if args.picture:
                    run_all(page, args.picture)
                    steps.reach("all cells ran")
        finally:
            running.end()
        shutil.rmtree(clone, ignore_errors=True)
    return 0


def talk(page: Page, address: str, steps: Steps) -> None:
    """Run the first cell, press Talk, and wait until the reply sounds."""
    page.set_viewport_size({"width": 1320, "height": 1000})
    page.goto(address, timeout=WAIT_MS)
    page.locator(".jp-Notebook .jp-CodeCell .cm-content").first.wait_for(timeout=WAIT_MS)
    page.locator('.jp-Notebook-ExecutionIndicator[data-status="idle"]').first.wait_for(timeout=WAIT_MS)
    prompt = page.locator(".jp-Notebook .jp-CodeCell .jp-InputArea-prompt").first
    while not re.search(r"[*\d]", prompt.inner_text()):  # a kernel that is not connected yet swallows it
        page.locator(".jp-Notebook .jp-CodeCell .cm-content").first.click()
        page.keyboard.press("Control+Enter")
        page.wait_for_timeout(1_000)
    page.locator(".voicelab-panel").first.wait_for(timeout=WAIT_MS)
    steps.reach("panel shown")
    page.wait_for_function(_IS_READY, timeout=WAIT_MS)
    page.locator('.voicelab-audio[data-state="ready"]').first.wait_for(timeout=WAIT_MS)
    steps.reach("models there, Talk pressed")
    page.locator(".voicelab-audio").first.get_by_role("button", name="Talk").click()
    page.wait_for_function(_IS_HEARD, timeout=WAIT_MS)
    steps.reach("the first answer sounds")
    page.locator(".voicelab-table tbody tr").first.wait_for(timeout=WAIT_MS)


def run_all(page: Page, picture: Path) -> None:
    """Run all cells, and take a picture of the whole notebook."""
    page.locator(".voicelab-audio").first.get_by_role("button", name="Stop").click()
    page.locator(".lm-MenuBar-item", has_text="Run").first.click()
    page.locator(".lm-Menu-item", has_text="Run All Cells").first.click()
    last = page.locator(".jp-Notebook .jp-CodeCell").last.locator(".jp-InputArea-prompt")
    page.wait_for_timeout(2_000)
    last.filter(has_text=re.compile(r"\d")).wait_for(timeout=WAIT_MS)
    page.wait_for_timeout(2_000)
    page.set_viewport_size({"width": 1320, "height": 5200})
    page.wait_for_timeout(2_000)
    page.screenshot(path=picture)


def _environment(folder: Path, args: argparse.Namespace) -> dict[str, str]:
    """Return what a new user has: no account, no models, no settings of JupyterLab's."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("VOICELAB_", "SPEECH_", "AZURE_", "OPENAI_", "PYTHON", "VIRTUAL_ENV"))
    }
    places = {
        "VOICELAB_MODELS": args.models or folder / "models",
        "JUPYTER_RUNTIME_DIR": folder / "runtime",
        "JUPYTER_CONFIG_DIR": folder / "config",
        "JUPYTERLAB_WORKSPACES_DIR": folder / "workspaces",
        "JUPYTERLAB_SETTINGS_DIR": folder / "settings",
    }
    chosen = {name: str(place) for name, place in places.items()}
    return {**kept, **chosen, **({} if args.pip_cache else {"PIP_NO_CACHE_DIR": "1"})}


if __name__ == "__main__":
    sys.exit(main())
