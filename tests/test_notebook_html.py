"""Text in cells is never set as mathematics, whoever wrote it."""

from __future__ import annotations

from collections.abc import Callable
from html.parser import HTMLParser

import pandas as pd
import pytest

from tests.exchanges import an_exchange
from voicelab.comparison.summary_columns import MEASURES
from voicelab.comparison.summary_html import summary_html
from voicelab.doctor.checks import Check
from voicelab.doctor.report import Diagnosis
from voicelab.exchange.html import exchange_html, exchanges_html
from voicelab.notebook_html import notebook_html
from voicelab.widgets.panel.transcript import PanelTranscript

PRICES = r"It costs $5 for one and $10 for two \(x\)."
CLASSES = {"mathjax_ignore", "tex2jax_ignore"}
VOID = ("br", "img", "input", "progress")


class Typesetter(HTMLParser):
    """Collects the text that MathJax would look through, and that which it leaves alone."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[tuple[str, bool]] = []
        self.looked_through = self.left_alone = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in VOID:
            classes = set((dict(attrs).get("class") or "").split())
            self.open.append((tag, classes >= CLASSES))

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID:
            self.open.pop()

    def handle_data(self, data: str) -> None:
        if any(is_left_alone for _, is_left_alone in self.open):
            self.left_alone += data
        else:
            self.looked_through += "" if self.open and self.open[-1][0] == "style" else data


def transcript() -> str:
    """Return what a panel leaves in its notebook."""
    kept = PanelTranscript()
    kept.add(EXCHANGE)
    return kept.bundle()["text/html"]


EXCHANGE = an_exchange(transcript=PRICES, reply=PRICES, error_code="unknown", error_message=PRICES)
CHECK = Check(area="set", name=PRICES, status="failed", message=PRICES, hint=PRICES)
SUMMARY = pd.DataFrame([{"system_prompt": PRICES, "cells": 1, "failed": 0, **dict.fromkeys(MEASURES)}])

CELLS: dict[str, Callable[[], str]] = {
    "exchange": lambda: exchange_html(EXCHANGE),
    "log": lambda: exchanges_html(PRICES, [EXCHANGE], 2),
    "transcript": transcript,
    "doctor": lambda: Diagnosis([CHECK])._repr_html_(),
    "comparison": lambda: summary_html(SUMMARY, ["system_prompt"], PRICES),
}


@pytest.mark.parametrize("cell", CELLS)
def test_no_cell_of_ours_is_looked_through_for_mathematics(cell: str) -> None:
    read = Typesetter(CELLS[cell]())
    assert PRICES in read.left_alone
    assert read.looked_through.strip() == ""


def test_plain_parts_are_escaped() -> None:
    assert "<b>" not in notebook_html("<b>")
