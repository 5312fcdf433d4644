"""A panel in a real page, and what tests do with it."""

from __future__ import annotations

import re
from typing import Any

from playwright.sync_api import Locator, expect

from tests.widgets.notebook_ui import NotebookPage
from tests.widgets.panel_side import LONG

__all__ = ["SHOW", "SHOW_LONG", "PanelOnPage", "show_panel"]

SHOW = "from tests.widgets.panel_side import *\nshown = ShownPanel()\nsession = shown.session\nshown"
SHOW_LONG = "\n".join(
    [
        "from tests.widgets.panel_side import *",
        f"shown = ShownPanel(reply={LONG!r}, transcripts=['Tell me more.'], barge_in=True)",
        "session = shown.session",
        "shown",
    ]
)


class PanelOnPage:
    """A panel in the page, and the kernel behind it."""

    def __init__(self, notebook: NotebookPage, number: int = 0) -> None:
        self.notebook = notebook
        self.page = notebook.page
        self.panel = notebook.page.locator(".voicelab-panel").nth(number)
        self.rows = self.panel.locator(".voicelab-table tbody tr")

    def ask(self, text: str) -> None:
        """Take a typed turn, and wait for its end."""
        before = self.rows.count()
        self.panel.get_by_label("Typed turn").fill(text)
        self.panel.get_by_label("Typed turn").press("Enter")
        expect(self.rows).to_have_count(before + 1, timeout=20_000)

    def open_settings(self) -> None:
        """Unfold the settings, unless they are."""
        button = self.panel.get_by_role("button", name="Settings")
        if button.get_attribute("aria-expanded") == "false":
            button.click()

    def slide(self, label: str, value: str) -> None:
        """Write a value beside a slider."""
        readout = self.slider(label).locator(".widget-readout")
        readout.fill(value)
        readout.press("Enter")

    def slider(self, label: str) -> Locator:
        """Return a slider with its label."""
        return self.panel.locator(".widget-slider", has_text=label)

    def evaluate(self, value: str, *, first: str = "", wait: bool = True) -> Any:
        """Have the kernel do something, and return a value of its."""
        self.notebook.cell(1).locator(".cm-content").fill(f"{first}\nemit({value})")
        return self.notebook.run(1, wait=wait)

    def set_width(self, width: int | None) -> None:
        """Give the panel so many pixels; `None`: those that the page has."""
        style = "" if width is None else f"{width}px"
        self.panel.evaluate("(panel, width) => { panel.style.width = width }", style)

    def set_theme(self, theme: str) -> None:
        """Choose one of JupyterLab's themes, and wait until the page has it."""
        self.notebook.set_theme(theme)


def show_panel(notebook: NotebookPage) -> PanelOnPage:
    """Show the panel of a new session."""
    notebook.run(0)
    notebook.wait_for_state("ready")
    expect(notebook.page.locator(".voicelab-empty")).to_be_visible()
    panel = PanelOnPage(notebook)
    # Its parts come one by one: the heading, and the settings, which open if they were left so.
    expect(panel.panel).to_have_attribute("data-session", re.compile("."))
    settings = panel.panel.get_by_role("button", name="Settings")
    expect(settings).to_have_attribute("aria-controls", re.compile("."))
    return panel
