"""Credentials that tests use: one of each kind, whose beginning stands in no text by chance.

They are looked for wherever a test leaves something: see `tests.credential_leaks`.
"""

from __future__ import annotations

__all__ = ["OPENAI_KEY", "SERVER_KEY", "SPEECH_KEY"]

SPEECH_KEY = "5peech0123456789abcdef0123456789"
OPENAI_KEY = "0penai0123456789abcdef0123456789"
SERVER_KEY = "sesame-open-1234567890"
"""Of a server of one's own."""
