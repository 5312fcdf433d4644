"""Take the pictures of docs/images: a conversation in JupyterLab, with services that follow a script."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from tests.widgets.notebook_server import NotebookServer  # noqa: E402
from tests.widgets.notebook_ui import NotebookPage, chromium  # noqa: E402

IMAGES = ROOT / "docs" / "images"
CELLS = [
    """import voicelab as vl
from voicelab.testing import ScriptedEngines, embedded_services

script = ScriptedEngines(
    transcripts=["What is the tallest mountain?", "And the second one?", "Who climbed it first?"],
    reply=[
        "Mount Everest, at 8,849 metres above the sea.",
        "K2, in the Karakoram, at 8,611 metres.",
        "Achille Compagnoni and Lino Lacedelli, of an Italian expedition, on the last day of July 1954.",
    ],
    transcript_seconds=0.15, first_token_seconds=0.22, tokens_per_second=50.0, first_audio_seconds=0.12,
)
running = embedded_services(script)
session = vl.Session(services=running.__enter__().services, log=False)
session.panel()""",
    """from voicelab.testing import speech
for _ in range(2):
    session.ask(speech(seconds=1.5))""",
    "session.log.exchange(session.id, 1)",
]
COMPARISON = """import voicelab as vl
from voicelab.testing import ScriptedEngines, embedded_services

brief, friendly = "Be brief.", "Be friendly."
replies = {
    "What is the tallest mountain?": ("Mount Everest.", "It is Mount Everest, 8,849 metres high!"),
    "What is 12 times 12?": ("It is 144.", "Good question! It is 140."),
    "Who wrote Emma?": ("Jane Austen.", "Jane Austen, in 1815."),
}

def reply(messages):
    return replies[messages[-1]["content"]][messages[0]["content"] == friendly]

cases = vl.Cases.read(list(zip(replies, ["Everest", "144", "Austen"])))
running = embedded_services(ScriptedEngines(reply=reply))
grid = vl.compare(
    cases, system_prompt=[brief, friendly], scores=[vl.scores.contains_expected],
    services=running.__enter__().services, log=False, quiet=True,
)
grid.show(difference=[brief, friendly], sort="contains_expected")"""
WAIT_MS = 90_000
_HALF_HEARD = """() => {
  const replies = [...document.querySelectorAll(".voicelab-line:has(.voicelab-ahead)")];
  const last = replies.at(-1);
  const heard = last?.querySelector(".voicelab-heard").textContent.length ?? 0;
  const ahead = last?.querySelector(".voicelab-ahead").textContent.length ?? 0;
  return replies.length >= 3 && heard > 20 && ahead > 10;
}"""


def main() -> None:
    """Take them all."""
    IMAGES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        server = NotebookServer(Path(folder), {"voicelab": {}})
        try:
            with chromium(playwright, {}) as page:
                notebook = NotebookPage(server, page, "lab")
                page.set_viewport_size({"width": 1320, "height": 1500})
                notebook.open(server.write_notebook("conversation", CELLS))
                take_pictures(notebook, page)
            with chromium(playwright, {}) as page:
                notebook = NotebookPage(server, page, "lab")
                notebook.open(server.write_notebook("comparison", [COMPARISON]))
                take_comparison(notebook, page)
        finally:
            server.end_kernels()
            server.close()


def take_pictures(notebook: NotebookPage, page: Page) -> None:
    """Hold the conversation; take the panel in mid-reply, wide and narrow, an exchange, the dark panel."""
    notebook.run(0, timeout_seconds=WAIT_MS / 1000)
    notebook.wait_for_state("ready")
    notebook.run(1, timeout_seconds=WAIT_MS / 1000)
    panel = page.locator(".voicelab-panel")
    page.get_by_label("Typed turn").fill("Who climbed it first?")
    page.get_by_label("Typed turn").press("Enter")
    page.wait_for_function(_HALF_HEARD, timeout=WAIT_MS)
    panel.screenshot(path=IMAGES / "panel-light.png")
    panel.evaluate("(panel) => { panel.style.width = '360px' }")
    page.wait_for_timeout(500)
    panel.screenshot(path=IMAGES / "panel-narrow.png")
    panel.evaluate("(panel) => { panel.style.width = '' }")
    notebook.run(2)
    page.locator(".voicelab-exchange").last.screenshot(path=IMAGES / "exchange.png")
    page.locator(".lm-MenuBar-item", has_text="Settings").click()
    page.locator(".lm-Menu-item", has_text="Theme").first.click()
    page.locator(".lm-Menu-item", has_text="JupyterLab Dark").first.click()
    page.locator('body[data-jp-theme-light="false"]').wait_for(state="attached")
    page.wait_for_timeout(1_000)
    panel.screenshot(path=IMAGES / "panel-dark.png")


def take_comparison(notebook: NotebookPage, page: Page) -> None:
    """Compare two prompts; take the table with the words that differ."""
    notebook.run(0, timeout_seconds=WAIT_MS / 1000)
    table = page.locator(".voicelab-comparison")
    table.locator("ins").first.wait_for()
    page.set_viewport_size({"width": 1280, "height": 1300})
    table.screenshot(path=IMAGES / "comparison.png")


if __name__ == "__main__":
    main()
