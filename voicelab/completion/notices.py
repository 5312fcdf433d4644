"""Notices of completion: what the user should know while a reply is awaited."""

from __future__ import annotations

from voicelab.completion.messages import CompletionNotice
from voicelab.text.shortened import shortened

__all__ = [
    "LEFT_OUT",
    "completion_retry",
    "no_turn_mark",
    "parameter_left_out",
    "reply_cut",
    "tools_left_out",
]

LEFT_OUT = ("parameter-left-out", "tools-left-out")
"""The codes of those that say that a model does not take what the user gave: without them its replies would
mislead."""

_LONGEST_WORDS = 300
"""Characters of what a server says that are shown."""


def parameter_left_out(parameter: str, deployment: str) -> CompletionNotice | None:
    """Return the notice that a parameter was left out, where the user set it."""
    if parameter != "temperature":
        return None
    return CompletionNotice("parameter-left-out", f"The model {deployment!r} takes no temperature.")


def tools_left_out(deployment: str, words: str) -> CompletionNotice:
    """Return the notice that a model is asked without tools, which it refused in these words."""
    return CompletionNotice(
        "tools-left-out",
        f"The model {deployment!r} is asked without tools, which it does not call as it is served: "
        f"{shortened(words, _LONGEST_WORDS)}",
    )


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
