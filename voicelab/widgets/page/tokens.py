"""The style sheet that every widget's own begins with."""

from __future__ import annotations

from pathlib import Path

__all__ = ["TOKENS"]

TOKENS = Path(__file__).with_suffix(".css").read_text("utf-8")
"""Colours by what they are for, from the front end's theme."""
