"""The hint where a model is missing or damaged: the command that fetches it."""

from __future__ import annotations

__all__ = ["fetch_hint"]


def fetch_hint(name: str) -> str:
    """Return the command that fetches a model, anew if it is damaged, as a sentence."""
    return f"Run: voicelab models add {name}."
