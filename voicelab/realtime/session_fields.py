"""SessionFields: what the service of an engine is asked for, and what of it changes with the settings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from voicelab.settings import Settings

__all__ = ["SessionFields", "Tools", "changed_fields", "function_tools", "without_unset"]

Tools = Sequence[Mapping[str, object]]
"""Functions that the model may call: name, description and parameters as a JSON schema."""

_HOLDERS = ("audio", "input", "output")
"""Fields that only hold others; all others are told as a whole."""


class SessionFields(Protocol):
    """How an engine's service has the settings: its session, and a response."""

    input_rate_hz: int
    """Sample rate of the sound that it is given, in Hz."""
    written_part: str
    """The kind of content of what the assistant said, where it is handed on as text."""
    fixed: Mapping[str, object]
    """What each update must say."""
    usual: Mapping[str, object]
    """What a new session has already: some models refuse even that, where they do not know the field."""

    def as_stated(self, session: Mapping[str, Any]) -> SessionFields:
        """Return how a service has the settings whose sessions begin as it states."""
        ...

    def session(self, settings: Settings, *, listens: bool, tools: Tools) -> dict[str, Any]:
        """Return the session; see `RealtimeConnection.update`."""
        ...

    def response(self, settings: Settings) -> dict[str, Any]:
        """Return what a response has of its own.

        So have all that a session cannot be without again, once it was set.
        """
        ...


def changed_fields(session: Mapping[str, Any], before: Mapping[str, Any]) -> dict[str, Any]:
    """Return what of a session is not as it was."""
    changed: dict[str, Any] = {}
    for name, value in session.items():
        if name in _HOLDERS:
            value = changed_fields(value, before.get(name) or {})
            if not value:
                continue
        elif name in before and before[name] == value:
            continue
        changed[name] = value
    return changed


def without_unset(**fields: Any) -> dict[str, Any]:
    """Return the fields that are set; `None` is not."""
    return {name: value for name, value in fields.items() if value is not None}


def function_tools(tools: Tools) -> list[dict[str, Any]]:
    """Return functions as both services have them."""
    return [{"type": "function", **tool} for tool in tools]
