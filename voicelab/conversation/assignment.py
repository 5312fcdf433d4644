"""What may be set of a session: a setting that is set on the session itself would change nothing."""

from __future__ import annotations

import difflib

from voicelab.settings import DECLARATIONS

__all__ = ["check_assignable"]

_KEPT = ("id", "log", "services")
"""What a session is made with, and has for good."""
_LIKE_A_SETTING = 0.75
"""How much a name has in common with that of a setting which is misspelt."""


def check_assignable(session: object, name: str) -> None:
    """Refuse to set what a session has for good, and what it would not look at.

    Raises
    ------
    AttributeError
        The name is, or looks like, that of a setting; or a session is made with it. Says what to write.
    """
    if name == "timeouts" or (name in _KEPT and name in vars(session)):
        raise AttributeError(f"a session keeps its {name}: make a new Session with another")
    settings = [name] if name in DECLARATIONS else []
    if not settings and not hasattr(type(session), name):
        settings = difflib.get_close_matches(name, DECLARATIONS, 1, _LIKE_A_SETTING)
    if settings:
        raise AttributeError(
            f"session.{name} would change nothing: "
            f"write session.settings = session.settings.replace({settings[0]}=…)"
        )
