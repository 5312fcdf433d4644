"""The style sheet of widgets in a box, with buttons in rows, ahead of their own."""

from __future__ import annotations

from pathlib import Path

__all__ = ["BOX"]

BOX = Path(__file__).with_suffix(".css").read_text("utf-8")
"""The box, its rows and its buttons, by the class ``voicelab-box``."""
