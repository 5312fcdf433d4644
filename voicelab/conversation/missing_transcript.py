"""What is told where a speech-to-speech model has heard what no transcript comes of."""

from __future__ import annotations

from voicelab.events import Notice

__all__ = ["missing_transcript"]


def missing_transcript(why: str = "") -> Notice:
    """Return the notice for a turn whose log has no words of the user's.

    Parameters
    ----------
    why
        What the service said of it; empty where it said nothing.
    """
    message = "The model has heard what was said, but no transcript of it came"
    return Notice("no-transcript", f"{message}: {why}" if why else f"{message}.")
