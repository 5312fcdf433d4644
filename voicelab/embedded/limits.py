"""Limits: how much one client, and all of them together, may ask of the embedded services.

Sizes are module constants; what a test needs otherwise is a field of `ServerLimits`.
"""

from __future__ import annotations

from dataclasses import dataclass

__all__ = [
    "DEEPEST_SSML",
    "DEFAULT_LIMITS",
    "LARGEST_BODY",
    "LARGEST_DEFINITION",
    "LARGEST_EVENT",
    "LARGEST_FILE",
    "LARGEST_KEPT_SOUND",
    "LARGEST_SPEECH_MESSAGE",
    "LARGEST_WAV_HEADER",
    "LONGEST_CONVERSATION",
    "LONGEST_PAUSES_SECONDS",
    "LONGEST_SSML",
    "LONGEST_TEXT",
    "LONGEST_TEXT_STREAM",
    "MOST_ELEMENTS",
    "MOST_FORM_PARTS",
    "MOST_ITEMS",
    "MOST_RESPONSES",
    "MOST_TOKENS",
    "MOST_TURNS",
    "RETRY_SECONDS",
    "ServerLimits",
]

LARGEST_BODY = 8 * 1024 * 1024
"""Of a request, in bytes; files to transcribe may be larger."""
LARGEST_FILE = 64 * 1024 * 1024
"""To transcribe, in bytes."""
LARGEST_DEFINITION = 64 * 1024
"""Of how it is transcribed, in bytes."""
MOST_FORM_PARTS = 16
"""Of the form that both come in."""
LARGEST_WAV_HEADER = 64 * 1024
"""Ahead of the sound of a stream, in bytes."""

LARGEST_SPEECH_MESSAGE = 256 * 1024
"""Of the speech protocol, in bytes; a longer one ends the connection."""
LARGEST_EVENT = 21 * 1024 * 1024
"""Of speech to speech, in bytes. Of 15 MB of sound, which the services take in one event, there are 20 MB in
base64."""
MOST_TURNS = 64
"""Requests for synthesis that wait on one connection."""
MOST_ITEMS = 5_000
"""Of a conversation of speech to speech."""
LONGEST_CONVERSATION = 16_000_000
"""Characters of its texts and images."""
LARGEST_KEPT_SOUND = 64 * 1024 * 1024
"""Of its sound, in bytes: the oldest is let go of."""
MOST_RESPONSES = 8
"""Of one such conversation, at once."""

LONGEST_SSML = 64 * 1024
"""Characters of a document, as many as Azure's websockets take."""
MOST_ELEMENTS = 2_000
"""Of a document."""
DEEPEST_SSML = 50
"""Elements within one another."""
LONGEST_PAUSES_SECONDS = 600.0
"""All pauses of a document together; Azure makes no more sound than that."""
LONGEST_TEXT_STREAM = 256 * 1024
"""Characters of a text that is spoken as it is written."""
LONGEST_TEXT = 1_000_000
"""Characters of the text of any other request: a conversation, texts to embed, an event without its sound."""

MOST_TOKENS = 1_000
"""That are accepted in place of the key; the oldest gives way."""
RETRY_SECONDS = 1
"""When whoever is refused for want of room may come again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerLimits:
    """How many connections there may be, and how long they may keep the server waiting."""

    connections: int = 512
    """Open ones. A session has about six; whoever comes beyond them is told to come back later."""
    head_seconds: float = 20.0
    """From the opening of a connection, or the first byte of a later request, until its headers are there."""
    body_seconds: float = 150.0
    """From then on until the body is there; 60 s of speech may be sent as they are spoken."""
    unread_seconds: float = 60.0
    """How long a client may leave unread what waits for it."""
    idle_seconds: float = 1_800.0
    """How long a client may send nothing: over a websocket, or between requests."""


DEFAULT_LIMITS = ServerLimits()
