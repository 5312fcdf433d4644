"""What a session is given: arguments, and attributes that are set on it."""

from __future__ import annotations

import difflib
import sys
from typing import TYPE_CHECKING

from voicelab.settings import DECLARATIONS

if TYPE_CHECKING:
    from voicelab.services.services import Services

__all__ = ["announced", "check_assignable", "check_type"]

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


def check_type(name: str, value: object, wanted: type) -> None:
    """Refuse an argument of another type; `None` will do.

    Raises
    ------
    TypeError
        Names the argument and the type that is wanted.
    """
    if value is not None and not isinstance(value, wanted):
        raise TypeError(f"{name} must be {wanted.__name__}, not {value!r}")


def announced(services: Services) -> Services:
    """Say where services are that nobody named."""
    # In a notebook, what comes by stderr looks like an error.
    stream = sys.stdout if "ipykernel" in sys.modules else sys.stderr
    print(f"voicelab: {services.describe()}.", file=stream)
    return services
