"""The scores that come with voicelab, by their names: those that are used as they are, and their makers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from voicelab.scores.score import Score

__all__ = ["BETTER_BY_RETURN_TYPE", "built_in_scores", "return_type", "score_makers"]

BETTER_BY_RETURN_TYPE: Mapping[str, str] = {
    "TurnScore": "true",
    "DialogueScore": "true",
    "Judge": "true, or higher",
    "SemanticLikeness": "higher",
}
"""What makers of scores return, and which values of it are better."""


def built_in_scores() -> dict[str, Score]:
    """Return the scores that are used as they are, by their names."""
    return {
        name: each for name, each in _public().items() if "higher_is_better" in getattr(each, "__dict__", {})
    }


def score_makers() -> dict[str, Callable[..., Score]]:
    """Return the functions that make a score, as ``latency_within(800)`` does, by their names."""
    return {name: each for name, each in _public().items() if return_type(each) in BETTER_BY_RETURN_TYPE}


def return_type(maker: Any) -> str:
    """Return what a function says that it returns; empty for what is none."""
    return str(getattr(maker, "__annotations__", {}).get("return", ""))


def _public() -> dict[str, Any]:
    from voicelab import scores

    return {name: getattr(scores, name) for name in scores.__all__}
