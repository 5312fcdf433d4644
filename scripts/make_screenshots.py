"""Take the pictures of docs/images: a conversation in JupyterLab, with services that follow a script."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from playwright.sync_api import FloatRect, Page, sync_playwright

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from tests.widgets.notebook_server import NotebookServer  # noqa: E402
from tests.widgets.notebook_ui import NotebookPage, chromium  # noqa: E402

IMAGES = ROOT / "docs" / "images"
CELLS = [
    """import time

import voicelab as vl
from voicelab.testing import ScriptedEngines, ToolCall, embedded_services

def get_weather(place: str) -> dict:
    \"\"\"Return the weather at a place.\"\"\"
    time.sleep(0.3)
    return {"celsius": -31, "sky": "clear"}

script = ScriptedEngines(
    transcripts=["What is the tallest mountain?", "And what is the weather up there?"],
    reply=[
        "Mount Everest, at 8,849 metres above the sea.",
        ToolCall("get_weather", {"place": "Mount Everest"}),
        "It is 31 degrees below zero on Mount Everest, under a clear sky.",
        "Achille Compagnoni and Lino Lacedelli, of an Italian expedition, on the last day of July 1954.",
    ],
    transcript_seconds=0.15, first_token_seconds=0.22, tokens_per_second=50.0, first_audio_seconds=0.12,
)
running = embedded_services(script)
session = vl.Session(
    services=running.__enter__().services, log=False, engine="voice-live", tools=[get_weather],
)
session.panel()""",
    """from voicelab.testing import speech
for _ in range(2):
    session.ask(speech(seconds=1.5))""",
    "session.log.exchange(session.id, 2)",
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
    """Hold the conversation; take the panel in mid-reply, an exchange, the settings."""
    notebook.run(0, timeout_seconds=WAIT_MS / 1000)
    notebook.wait_for_state("ready")
    notebook.run(1, timeout_seconds=WAIT_MS / 1000)
    panel = page.locator(".voicelab-panel")
    page.get_by_label("Typed turn").fill("Who climbed K2 first?")
    page.get_by_label("Typed turn").press("Enter")
    page.wait_for_function(_HALF_HEARD, timeout=WAIT_MS)
    panel.screenshot(path=IMAGES / "panel-light.png")
    panel.evaluate("(panel) => { panel.style.width = '360px' }")
    page.wait_for_timeout(300)
    panel.screenshot(path=IMAGES / "panel-narrow.png")
    panel.evaluate("(panel) => { panel.style.width = '' }")
    notebook.set_theme("JupyterLab Dark")
    panel.screenshot(path=IMAGES / "panel-dark.png")
    notebook.set_theme("JupyterLab Light")
    notebook.run(2)
    page.locator(".voicelab-exchange").last.screenshot(path=IMAGES / "exchange.png")
    take_settings(notebook, page)


def take_settings(notebook: NotebookPage, page: Page) -> None:
    """Choose an engine that lacks some settings; take them, light and dark."""
    panel = page.locator(".voicelab-panel")
    panel.get_by_role("button", name="Settings").click()
    panel.get_by_label("Engine").select_option("realtime")
    panel.get_by_text("What is greyed").click()
    panel.locator(".voicelab-why li", has_text="temperature").wait_for()
    page.wait_for_timeout(500)
    for theme in ("Dark", "Light"):
        notebook.set_theme(f"JupyterLab {theme}")
        page.screenshot(path=IMAGES / f"settings-{theme.lower()}.png", clip=settings_box(page))


def settings_box(page: Page) -> FloatRect:
    """Return where the settings are, with the line that stands for them."""
    line = page.locator(".voicelab-panel > :nth-child(4)").bounding_box()
    folded = page.locator(".voicelab-settings").bounding_box()
    assert line is not None
    assert folded is not None
    height = folded["y"] + folded["height"] - line["y"]
    return {"x": line["x"], "y": line["y"], "width": line["width"], "height": height}


def take_comparison(notebook: NotebookPage, page: Page) -> None:
    """Compare two prompts; take the table with the words that differ."""
    notebook.run(0, timeout_seconds=WAIT_MS / 1000)
    table = page.locator(".voicelab-comparison")
    table.locator("ins").first.wait_for()
    page.set_viewport_size({"width": 1280, "height": 1300})
    table.screenshot(path=IMAGES / "comparison.png")


if __name__ == "__main__":
    main()
