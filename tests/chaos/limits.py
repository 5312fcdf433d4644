"""Limits: the longest that a talk may take by its timeouts."""

from __future__ import annotations

from voicelab.embedded.faults import Stage
from voicelab.services.timeouts import Timeouts

__all__ = [
    "CONNECTING_SECONDS",
    "INITIAL_SILENCE_SECONDS",
    "SPARE_SECONDS",
    "longest_failure_seconds",
    "most_tries",
]

CONNECTING_SECONDS = 5.0
"""How long the Speech SDK may take, once in a talk, until a connection is given up that it never makes."""
SPARE_SECONDS = 4.0
"""What a busy machine adds to a turn, and to the end of the talk."""
INITIAL_SILENCE_SECONDS = 1.0
"""What the talks are set to."""


def most_tries(timeouts: Timeouts, stage: Stage) -> int:
    """Return how often a stage is tried in a turn at most."""
    retry = timeouts.retry.for_listening() if stage == "recognition" else timeouts.retry
    return retry.retries + 1


def longest_failure_seconds(timeouts: Timeouts, stage: Stage) -> float:
    """Return the longest that one failure of a stage holds up a talk: the silence, and the pause after it."""
    completion = timeouts.first_token_seconds + timeouts.next_token_seconds
    silence = {
        # It is silent for so long until it is asked, and then until it is given up.
        "recognition": 2 * timeouts.recognition_seconds + INITIAL_SILENCE_SECONDS,
        "completion": completion,
        "synthesis": timeouts.synthesis_seconds,
        "realtime": max(completion, timeouts.recognition_seconds),
    }
    return silence.get(stage, timeouts.synthesis_seconds) + timeouts.retry.longest_wait_seconds
