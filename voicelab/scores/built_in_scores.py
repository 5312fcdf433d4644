"""The scores that come with voicelab, by their names: those that are used as they are, and their makers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from voicelab.scores.score import Score

__all__ = ["MADE", "built_in_scores", "made_by", "score_makers"]

MADE: Mapping[str, str] = {"TurnScore": "true", "Judge": "true, or higher", "SemanticLikeness": "higher"}
"""What makers of scores return, and which values of it are better."""


def built_in_scores() -> dict[str, Score]:
    """Return the scores that are used as they are, by their names."""
    return {
        name: each for name, each in _public().items() if "higher_is_better" in getattr(each, "__dict__", {})
    }


def score_makers() -> dict[str, Callable[..., Score]]:
    """Return the functions that make a score, as ``latency_within(800)`` does, by their names."""
    return {name: each for name, each in _public().items() if made_by(each) in MADE}


def made_by(maker: Any) -> str:
    """Return what a function says that it returns; empty for what is none."""
    return str(getattr(maker, "__annotations__", {}).get("return", ""))


def _public() -> dict[str, Any]:
    from voicelab import scores

    return {name: getattr(scores, name) for name in scores.__all__}
