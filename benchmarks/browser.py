"""How soon sound gets from JupyterLab's microphone to the kernel and back to the ear, and the panel shows."""

from __future__ import annotations

import contextlib
import os
import statistics
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import Playwright, sync_playwright

from benchmarks.document import ROOT, milliseconds, put, table
from benchmarks.services import FOUND_SECONDS, kind_of
from benchmarks.summary import Summary
from tests.widgets.notebook_server import NotebookServer
from tests.widgets.notebook_ui import CHROMIUM, NotebookPage, chromium
from voicelab.settings.speech_to_speech import ENGINES

_LATE_SECONDS = 0.25
_REPLY_SECONDS = 5.0
_HEARD_SECONDS = 0.3
"""How much of a reply is heard before it is flushed."""

_SETTLING_MS = 5_000
"""For so long a new page compares its clock with the kernel's often."""

_SHOW_AUDIO = """from benchmarks.browser_side import *
audio = plain_audio()
frames = FrameTimes(audio)
audio"""
_RECORD = "recording = background(record(audio, seconds=1e9))\nwait_for_frames(audio)"
_BEGIN, _END = "began_at = time.monotonic()", "ended_at = time.monotonic()"
_DELAYS = "emit(frames.delays(began_at, ended_at))"
_LOST = "emit(audio.source.report.missing_frames)"
_REPLIES = f"""pcm = tone({_REPLY_SECONDS}, 24_000)
emit([background(play(audio, pcm, 24_000, {_HEARD_SECONDS})).result() for _ in range({{}})])"""

_INTERRUPTIONS = f"emit({{{{engine: interruptions(audio, engine, {{}}) for engine in {ENGINES}}}}})"

_KEEP_CONTEXTS = """
window.contexts = [];
window.AudioContext = class extends AudioContext {
  constructor(...options) {
    super(...options);
    window.contexts.push(this);
  }
};
"""
_LATENCIES = "contexts.at(-1) && [contexts.at(-1).baseLatency, contexts.at(-1).outputLatency]"

_SHOW_NOTHING = """import contextlib
import voicelab as vl
from voicelab.testing import embedded_services
running = contextlib.ExitStack()
session = vl.Session(services=running.enter_context(embedded_services()).services, log=False)"""
_SHOW_PANEL = "session.panel()"
_WATCH_PANELS = """
const parts = [".voicelab-state", ".voicelab-talk", "[aria-label='Typed turn']", ".voicelab-disclosure",
  ".voicelab-table"];
addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !event.ctrlKey) return;
  const before = new Set(document.querySelectorAll(".voicelab-panel"));
  const shown = (window.shown = {});
  const look = () => {
    const panel = [...document.querySelectorAll(".voicelab-panel")].find((each) => !before.has(each));
    if (panel && parts.every((part) => panel.querySelector(part)?.getClientRects().length)) {
      shown.visible ??= (performance.now() - event.timeStamp) / 1000;
      if (panel.querySelector(".voicelab-audio[data-state=ready]")) {
        shown.ready = (performance.now() - event.timeStamp) / 1000;
        return;
      }
    }
    if (shown === window.shown) requestAnimationFrame(look);
  };
  look();
}, true);
"""


@dataclass(frozen=True)
class _Sound:
    """Times in seconds."""

    delays: dict[str, list[float]]
    """Of frames, from the microphone to the kernel's handler, by what the kernel did meanwhile."""
    lost: int
    """Frames that never came."""
    heard_after: list[float]
    """From a reply's first piece to when the browser says that it is heard."""
    silent_after: list[float]
    """From the flush to the page's word that it is silent."""
    base_latency: float
    output_latency: float


def main(turns: int) -> None:
    """Measure as many replies, as many seconds of each state of the kernel, and a third as many panels."""
    if not CHROMIUM.exists():
        print(f"The browser is left out: there is no {CHROMIUM}.")
        return
    os.chdir(ROOT)  # others leave a folder behind that is gone, in which no browser starts
    panels = []
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        server = NotebookServer(Path(folder), {"voicelab": {}})
        try:
            sound = _measure_sound(server, playwright, turns)
            interruptions = _measure_interruptions(server, playwright, turns)
            for number in range(max(1, turns // 3)):
                panels.append(_measure_panels(server, playwright))
                print(f"{number + 1:3} panel {panels[-1]}", flush=True)
        finally:
            server.close()
    text = "\n\n".join([_microphone(sound), _speaker(sound), _interruptions(interruptions), _panels(panels)])
    print(text)
    put("browser", text)


@contextlib.contextmanager
def _notebook(
    server: NotebookServer, playwright: Playwright, script: str, cells: list[str]
) -> Iterator[NotebookPage]:
    """Open a notebook in a new browser with a new kernel; the script runs in the page ahead of all else."""
    with chromium(playwright, {}) as page:
        page.add_init_script(script)
        notebook = NotebookPage(server, page, "lab")
        notebook.open(server.write_notebook("benchmark", cells))
        try:
            yield notebook
        finally:
            server.end_kernels()


def _measure_sound(server: NotebookServer, playwright: Playwright, turns: int) -> _Sound:
    occupations = {"sleeps in a cell": f"time.sleep({turns})", "computes in a cell": f"busy({turns})"}
    occupied = [f"{_BEGIN}\n{work}\n{_END}" for work in occupations.values()]
    cells = [_SHOW_AUDIO, _RECORD, _BEGIN, _END, _DELAYS, _LOST, _REPLIES.format(turns), *occupied]
    show, record, begin, end, delays, lost, replies, *occupied_cells = range(len(cells))
    with _notebook(server, playwright, _KEEP_CONTEXTS, cells) as notebook:
        notebook.run(show)
        notebook.wait_for_state("ready")
        notebook.run(record)
        notebook.page.wait_for_timeout(_SETTLING_MS)
        notebook.run(begin)
        notebook.page.wait_for_timeout(1000 * turns)
        notebook.run(end)
        taken = {"is idle": notebook.run(delays)}
        for name, cell in zip(occupations, occupied_cells, strict=True):
            notebook.run(cell, timeout_seconds=turns + 60)
            taken[name] = notebook.run(delays)
        notebook.run(replies, wait=False)
        played, latencies = _result_with_latencies(notebook, replies)
        return _Sound(
            delays=taken,
            lost=notebook.run(lost),
            heard_after=[reply["first_heard_seconds"] for reply in played],
            silent_after=[reply["flush_seconds"] for reply in played],
            base_latency=statistics.median(base for base, _ in latencies),
            output_latency=statistics.median(output for _, output in latencies),
        )


def _result_with_latencies(notebook: NotebookPage, cell: int) -> tuple[Any, list[tuple[float, float]]]:
    """Wait for a cell's end; return its result, and what the browser meanwhile noted of its latencies."""
    latencies = []
    while True:
        latencies.append(notebook.page.evaluate(_LATENCIES))
        with contextlib.suppress(TimeoutError):
            return notebook.result(cell, timeout_seconds=0.5), latencies


def _measure_interruptions(
    server: NotebookServer, playwright: Playwright, turns: int
) -> dict[str, list[float]]:
    """Return by engine how long after the first sound over a reply the page was silent."""
    cells = [_SHOW_AUDIO, _RECORD, _INTERRUPTIONS.format(turns)]
    with _notebook(server, playwright, "", cells) as notebook:
        notebook.run(0)
        notebook.wait_for_state("ready")
        notebook.run(1)
        taken: dict[str, list[float]] = notebook.run(2, timeout_seconds=60 + 30 * turns)
    return taken


def _measure_panels(server: NotebookServer, playwright: Playwright) -> list[dict[str, float]]:
    """Return the times of a notebook's first panel and of a second one."""
    shown = []
    with _notebook(server, playwright, _WATCH_PANELS, [_SHOW_NOTHING, _SHOW_PANEL]) as notebook:
        notebook.run(0)
        for _ in range(2):
            notebook.run(1)
            notebook.page.wait_for_function("window.shown.ready")
            shown.append(notebook.page.evaluate("window.shown"))
    return shown


def _microphone(sound: _Sound) -> str:
    rows = []
    for name, delays in sound.delays.items():
        in_time = sum(delay <= _LATE_SECONDS for delay in delays) / len(delays)
        rows.append([f"the kernel {name}", *_three(delays), f"{100 * in_time:.1f} %", f"{len(delays):,}"])
    head = ["microphone to kernel", "median, ms", "p95, ms", "worst, ms", "within 250 ms", "frames"]
    return f"{table(head, rows)}\n\nFrames lost: {sound.lost}."


def _speaker(sound: _Sound) -> str:
    latency = sound.base_latency + sound.output_latency
    left_after = [heard - latency for heard in sound.heard_after]
    rows = [
        [name, *_three(times), milliseconds(times[0]), str(len(times))]
        for name, times in (
            ("written to its first sample's leaving the page's worklet", left_after),
            ("flushed to silence acknowledged", sound.silent_after),
        )
    ]
    head = ["a reply", "median, ms", "p95, ms", "worst, ms", "the page's first, ms", "replies"]
    base, output = milliseconds(sound.base_latency), milliseconds(sound.output_latency)
    return (
        f"{table(head, rows)}\n\n"
        f"From the worklet to the ear it is another {milliseconds(latency)} ms, the browser says "
        f"(`baseLatency` {base} ms, `outputLatency` {output} ms)."
    )


def _interruptions(interruptions: Mapping[str, Sequence[float]]) -> str:
    rows = []
    for engine, times in interruptions.items():
        beyond = [seconds - FOUND_SECONDS[kind_of(engine)] for seconds in times]
        rows.append([f"`{engine}`", *_three(times), milliseconds(Summary.of(beyond).median), str(len(times))])
    head = ["first sound over a reply to silence in the page", "median, ms", "p95, ms", "worst, ms"]
    return table([*head, "of it since the service's word", "replies"], rows)


def _panels(panels: Sequence[Sequence[dict[str, float]]]) -> str:
    rows = [
        [f"{place}, {name}", *_three(times), str(len(times))]
        for number, place in enumerate(("a notebook's first", "a second"))
        for key, name in (("visible", "visible"), ("ready", "ready to talk"))
        for times in [[each[number][key] for each in panels]]
    ]
    return table(["`session.panel()`", "median, ms", "p95, ms", "worst, ms", "notebooks"], rows)


def _three(times: Sequence[float]) -> list[str]:
    summary = Summary.of(times)
    return [milliseconds(each) for each in (summary.median, summary.p95, max(times))]
