"""Recordings: a short conversation to try things with, where there is no microphone."""

from voicelab.recordings.recordings import conversation, names, recording, transcripts

__all__ = ["conversation", "names", "recording", "transcripts"]
