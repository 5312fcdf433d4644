"""Take the film of docs/images: a talk in JupyterLab, as Chromium draws it, as an animated WebP.

What is heard is one of the package's recordings, and a local voice speaks. Transcript and reply follow a
script.
"""

from __future__ import annotations

import base64
import io
import itertools
import os
import sys
import tempfile
from pathlib import Path
from typing import Any

from film_services import QUESTION
from PIL import Image
from playwright.sync_api import Page, expect, sync_playwright

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from tests.widgets.notebook_server import NotebookServer  # noqa: E402
from tests.widgets.notebook_ui import NotebookPage, chromium  # noqa: E402
from voicelab.audio.clip import Audio  # noqa: E402
from voicelab.recordings import recording  # noqa: E402

KERNEL_PATH = os.pathsep.join([str(ROOT), str(ROOT / "scripts")])
FILM = ROOT / "docs" / "images" / "talk.webp"
WIDTH = 800
MOST_BYTES = 1_500_000
PAGE = {"width": 1000, "height": 1200}
"""Higher than the panel with a row in its table."""
MARGIN = 8
LEAST_MS = 90
"""Between pictures: more of them make the file larger and the film no better."""
LAST_MS = 2_500
TIMES = 3
"""How often it plays: what moves without end distracts from the text around it."""
CELLS = [
    "import voicelab as vl\nfrom film_services import film_services\n\nservices = film_services()",
    "session = vl.Session(services=services, log=False)\nsession.panel()",
]


class Film:
    """What the browser draws, as it draws it."""

    def __init__(self, page: Page) -> None:
        self.pictures: list[tuple[float, bytes]] = []
        self._session = page.context.new_cdp_session(page)
        self._session.on("Page.screencastFrame", self._add)
        self._session.send("Page.startScreencast", {"format": "png"})

    def stop(self) -> None:
        """Draw no more."""
        self._session.send("Page.stopScreencast")

    def _add(self, frame: dict[str, Any]) -> None:
        self._session.send("Page.screencastFrameAck", {"sessionId": frame["sessionId"]})
        self.pictures.append((frame["metadata"]["timestamp"], base64.b64decode(frame["data"])))

    def write(self, path: Path, box: tuple[int, int, int, int]) -> None:
        """Write what stands in a box of the page."""
        kept: list[tuple[float, bytes]] = []
        for moment, data in self.pictures:
            if not kept or (moment - kept[-1][0]) * 1000 >= LEAST_MS:
                kept.append((moment, data))
        if kept[-1] != self.pictures[-1]:
            kept.append(self.pictures[-1])
        frames = [_picture(data, box) for _, data in kept]
        moments = [moment for moment, _ in kept]
        lasting = [round((after - before) * 1000) for before, after in itertools.pairwise(moments)]
        frames[0].save(
            path,
            save_all=True,
            append_images=frames[1:],
            duration=[*lasting, LAST_MS],
            loop=TIMES,
            quality=80,
            method=6,
            minimize_size=True,
            allow_mixed=True,
        )


def _picture(data: bytes, box: tuple[int, int, int, int]) -> Image.Image:
    cut = Image.open(io.BytesIO(data)).convert("RGB").crop(box)
    return cut.resize((WIDTH, round(cut.height * WIDTH / cut.width)), Image.Resampling.LANCZOS)


def main() -> None:
    """Take it."""
    FILM.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        server = NotebookServer(Path(folder), {"voicelab": {"PYTHONPATH": KERNEL_PATH}})
        try:
            utterances = Path(folder) / "utterances.wav"
            spoken().to_wav(utterances)
            with chromium(playwright, {"wav": utterances}) as page:
                notebook = NotebookPage(server, page, "lab")
                page.set_viewport_size(PAGE)  # type: ignore[arg-type]
                notebook.open(server.write_notebook("talk", CELLS))
                take(notebook, page)
        finally:
            server.end_kernels()
            server.close()
    size = FILM.stat().st_size
    print(f"{FILM}: {size:,} bytes")
    if size > MOST_BYTES:
        raise SystemExit(f"The film is larger than {MOST_BYTES:,} bytes.")


def spoken() -> Audio:
    """Return the question, with silence around it, at the browser's rate."""
    return (Audio.silence(0.6) + Audio.from_wav(recording(QUESTION)) + Audio.silence(20.0)).resample(48_000)


def take(notebook: NotebookPage, page: Page) -> None:
    """Hold the talk, and play the reply once more, word by word."""
    notebook.run(0, timeout_seconds=180)
    page.evaluate("window.jupyterapp.commands.execute('application:toggle-left-area')")
    notebook.run(1)
    notebook.wait_for_state("ready")
    notebook.cell(1).evaluate("(cell) => cell.scrollIntoView()")
    page.wait_for_timeout(2_000)
    film = Film(page)
    page.wait_for_timeout(200)
    notebook.press("Talk")
    page.locator(".voicelab-table tbody tr").first.wait_for(timeout=60_000)
    page.wait_for_timeout(500)
    notebook.press("Stop")
    page.locator(".voicelab-wave-words .spoken").first.click()
    expect(page.get_by_role("button", name="Stop the last exchange")).to_be_visible()
    expect(page.get_by_role("button", name="Play the last exchange")).to_be_visible(timeout=60_000)
    page.wait_for_timeout(300)
    film.stop()
    film.write(FILM, box_of(notebook))


def box_of(notebook: NotebookPage) -> tuple[int, int, int, int]:
    """Return where the cell is with all of its panel, whose table has its row by now."""
    whole = notebook.page.locator(".jp-Notebook").bounding_box()
    cell = notebook.cell(1).bounding_box()
    panel = notebook.page.locator(".voicelab-panel").bounding_box()
    assert whole is not None
    assert cell is not None
    assert panel is not None
    bottom = int(panel["y"] + panel["height"]) + MARGIN
    if bottom > PAGE["height"]:
        raise SystemExit(f"The panel ends at {bottom} pixels: the page has to be higher.")
    return int(whole["x"]), int(cell["y"]), int(whole["x"] + whole["width"]), bottom


if __name__ == "__main__":
    main()
