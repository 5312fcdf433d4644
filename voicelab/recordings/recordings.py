"""Recordings: a short conversation to try things with, where there is no microphone.

Synthetic speech, 16 kHz, 16 bit, mono; the README beside the files says how it was made.

Examples
--------
>>> from voicelab.recordings import conversation, recording
>>> [recording(name).name for name in conversation]
['capital.wav', 'people.wav', 'famous.wav', 'museum.wav', 'walk.wav', 'stop.wav']
"""

from __future__ import annotations

from pathlib import Path

from voicelab.nearest import nearest_first

__all__ = ["conversation", "names", "recording", "transcripts"]

transcripts = {
    "capital": "What is the capital of France?",
    "people": "How many people live there?",
    "famous": "What is it famous for?",
    "museum": "Can you name a museum that I should visit?",
    "walk": "What should I pack for a long walk?",
    "stop": "Stop.",
    "story": "Tell me a long story about the sea.",
    "noise": "",
    "silence": "",
}
"""The transcript of each; empty where there is no speech."""

conversation = ("capital", "people", "famous", "museum", "walk", "stop")
"""Those that make up a conversation, in order."""


def names() -> list[str]:
    """Return the names of all recordings."""
    return list(transcripts)


def recording(name: str) -> Path:
    """Return a recording's WAV file.

    Raises
    ------
    ValueError
        There is none of that name; the message lists those that there are, nearest first.
    """
    if name not in transcripts:
        raise ValueError(f"no recording {name!r}; there are: {', '.join(nearest_first(name, transcripts))}")
    return Path(__file__).with_name(f"{name}.wav")
