"""The cells of the notebooks that show the microphone and speaker."""

from __future__ import annotations

from tests.widgets.notebook_ui import NotebookPage

__all__ = ["OUTCOME", "RECORD", "REPORT", "REPORT_WHEN", "SHOW", "TONE", "shown"]

SHOW = "from tests.widgets.kernel_side import *\naudio = plain_audio()\naudio"
RECORD = "future = background(record(audio))\nwait_for_frames(audio)\nemit(True)"
OUTCOME = "emit(outcome(future))"
REPORT = "emit(report(audio))"
REPORT_WHEN = "wait_until(lambda: audio.state == {state!r})\nemit(report(audio))"
"""Waits until the kernel knows of a state: what the page sent before it has come by then."""
TONE = "pcm = tone(seconds={seconds}, sample_rate_hz={rate})\n"


def shown(notebook: NotebookPage) -> NotebookPage:
    """Run the first cell and wait for the widget."""
    notebook.run(0)
    notebook.wait_for_state("ready")
    return notebook
