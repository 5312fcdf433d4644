"""The quickstart's notebook, spoken to, with the local models."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.widgets.fixtures import OpenNotebook
from tests.widgets.notebook_ui import IN_BROWSER
from voicelab.audio.clip import Audio
from voicelab.recordings import recording
from voicelab.testing import silence

pytestmark = IN_BROWSER


@pytest.mark.timed
@pytest.mark.models
@pytest.mark.timeout(400)
def test_the_quickstart_talks_with_the_local_models(
    open_notebook: OpenNotebook, tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.mktemp("microphone") / "questions.wav"
    sound = silence(seconds=2.0)
    for name in ("capital", "famous", "walk", *("stop",) * 6):  # what is said over a reply is not heard
        sound = sound + Audio.from_wav(recording(name)) + silence(seconds=14.0)
    sound.resample(48_000).to_wav(path)
    rows = "import json\nprint('result:' + json.dumps(session.log.df['transcript'].tolist()))"
    cells = quickstart_cells()
    panel = next(number for number, cell in enumerate(cells) if "session.panel()" in cell)
    notebook = open_notebook([*cells, "session.settings = vl.Settings(max_tokens=12)", rows], wav=path)
    notebook.run(0, timeout_seconds=120.0)
    notebook.run(panel)
    notebook.wait_for_state("ready")
    notebook.run(len(cells))
    notebook.press("Talk")
    notebook.page.locator(".voicelab-table tbody tr").first.wait_for(timeout=120_000)
    assert "capital of France" in notebook.run(len(cells) + 1)[0]
    notebook.page.locator(".voicelab-state", has_text="ended: you said stop").wait_for(timeout=200_000)
    assert len(notebook.run(len(cells) + 1)) == 3
    assert notebook.page.locator(".voicelab-place summary").inner_text() == "Embedded services"


def quickstart_cells() -> list[str]:
    """Return the quickstart's code, cell by cell."""
    path = Path(__file__).parents[3] / "notebooks" / "quickstart.ipynb"
    cells = json.loads(path.read_text("utf-8"))["cells"]
    return ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]
