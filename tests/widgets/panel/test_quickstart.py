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
def test_the_quickstart_talks_with_the_local_models_after_all_its_cells_ran(
    open_notebook: OpenNotebook, tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.mktemp("microphone") / "questions.wav"
    sound = silence(seconds=2.0)
    for name in ("museum", *("stop",) * 12):  # what is said over a reply is not heard
        sound = sound + Audio.from_wav(recording(name)) + silence(seconds=7.0)
    sound.resample(48_000).to_wav(path)
    cells = quickstart_cells()
    assert "session.panel()" in cells[0]
    rows = "import json\nprint('result:' + json.dumps(session.log.df['transcript'].tolist()))"
    notebook = open_notebook([*cells, "session.settings = vl.Settings(max_tokens=12)", rows], wav=path)
    for number in range(len(cells) + 1):
        notebook.run(number, timeout_seconds=200.0)
        assert "Error" not in notebook.output(number)
    said = notebook.run(len(cells) + 1)
    captions = notebook.page.locator(".voicelab-conversation").inner_text()
    assert "How many people live there?" in captions  # of the conversation on recordings, above

    notebook.wait_for_state("ready")
    notebook.press("Talk")
    notebook.page.locator(".voicelab-state", has_text="ended: you said stop").wait_for(timeout=200_000)

    assert notebook.run(len(cells) + 1)[len(said) :] == ["Can you name a museum that I should visit?"]
    assert "mbedded services" in notebook.page.locator(".voicelab-panel").inner_text()


def quickstart_cells() -> list[str]:
    """Return the quickstart's code, cell by cell."""
    path = Path(__file__).parents[3] / "notebooks" / "quickstart.ipynb"
    cells = json.loads(path.read_text("utf-8"))["cells"]
    return ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]
