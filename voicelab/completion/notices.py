"""Notices of completion: what the user should know while a reply is awaited."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from voicelab.completion.messages import CompletionNotice

if TYPE_CHECKING:
    from voicelab.completion.tool_messages import Declaration

__all__ = ["completion_retry", "no_turn_mark", "parameter_left_out", "reply_cut"]


def parameter_left_out(
    parameter: str, deployment: str, tools: Sequence[Declaration] = ()
) -> CompletionNotice | None:
    """Return the notice that a parameter was left out, where the user set it."""
    if parameter == "temperature":
        return CompletionNotice("parameter-left-out", f"The model {deployment!r} takes no temperature.")
    if parameter == "tools" and tools:
        return CompletionNotice(
            "tools-left-out",
            f"The model {deployment!r} calls no tools, as it is served: it is asked without them. Set "
            "deployment=… to one that does.",
        )
    return None


def reply_cut(deployment: str, most_tokens: int, characters: int) -> CompletionNotice:
    """Return the notice that a reply went on beyond the most tokens."""
    return CompletionNotice(
        "reply-cut",
        f"The model {deployment!r} wrote on beyond max_tokens={most_tokens}; its reply was cut after "
        f"{characters} characters.",
    )


def completion_retry(code: str, deployment: str, pause_seconds: float) -> CompletionNotice:
    """Return the notice that a request is sent again."""
    return CompletionNotice(
        "completion-retry",
        f"The model {deployment!r} did not answer ({code}); trying again in {pause_seconds:.1f} s.",
    )


def no_turn_mark(deployment: str) -> CompletionNotice:
    """Return the notice that a model is asked no more whether the user is done, as it does not say."""
    return CompletionNotice(
        "no-turn-mark",
        f"The model {deployment!r} does not say whether the user is done: from now on silence ends turns. "
        'Another model may say so; end_of_turn="words" asks a local one.',
    )
