"""What a session is given: arguments, and attributes that are set on it."""

from __future__ import annotations

import difflib
import inspect
from typing import TYPE_CHECKING

from voicelab.settings import DECLARATIONS
from voicelab.status_line import write_notice

if TYPE_CHECKING:
    from voicelab.services.services import Services
    from voicelab.settings import Settings
    from voicelab.tools.toolbox import Toolbox

__all__ = ["announced", "check_assignable", "check_callback", "check_tools", "check_type"]

_KEPT = ("id", "log", "services")
"""What a session is made with, and has for good."""
_KEPT_UNSEEN = ("timeouts", "tools")
"""The same, of what it has no attribute for."""
_LIKE_A_SETTING = 0.75
"""How much a name has in common with that of a setting which is misspelt."""
_LAZY = (inspect.iscoroutinefunction, inspect.isasyncgenfunction, inspect.isgeneratorfunction)
"""What tells that a function does nothing when it is called."""


def check_assignable(session: object, name: str) -> None:
    """Refuse to set what a session has for good, and what it would not look at.

    Raises
    ------
    AttributeError
        The name is, or looks like, that of a setting; or a session is made with it. Says what to write.
    """
    if name in _KEPT_UNSEEN or (name in _KEPT and name in vars(session)):
        raise AttributeError(f"a session keeps its {name}: make a new Session with another")
    settings = [name] if name in DECLARATIONS else []
    if not settings and not hasattr(type(session), name):
        settings = difflib.get_close_matches(name, DECLARATIONS, 1, _LIKE_A_SETTING)
    if settings:
        raise AttributeError(
            f"session.{name} would change nothing: "
            f"write session.settings = session.settings.replace({settings[0]}=…)"
        )


def check_callback(name: str, callback: object, *arguments: str) -> None:
    """Refuse what cannot be called back, or would do nothing when it is: its events would be lost.

    Parameters
    ----------
    *arguments
        What it is called with, in words.

    Raises
    ------
    TypeError
        Says what to give.
    """
    if not callable(callback) or isinstance(callback, type):
        raise TypeError(f"{name} must be a function, not {callback!r}")
    if any(does_nothing(each) for each in (callback, type(callback).__call__) for does_nothing in _LAZY):
        raise TypeError(
            f"{name} must be a plain function: nothing would run of `async def` or of one that yields. To go "
            "on asynchronously, hand the event over: loop.call_soon_threadsafe(queue.put_nowait, event)"
        )
    try:
        signature = inspect.signature(callback)
    except (TypeError, ValueError):
        return  # one of C's, which does not say
    try:
        signature.bind(*arguments)
    except TypeError as error:
        called_with = " and ".join(arguments) or "nothing"
        raise TypeError(f"{name} is called with {called_with}, which does not fit: {error}") from None


def check_type(name: str, value: object, wanted: type) -> None:
    """Refuse an argument of another type; `None` will do.

    Raises
    ------
    TypeError
        Names the argument and the type that is wanted.
    """
    if value is not None and not isinstance(value, wanted):
        raise TypeError(f"{name} must be {wanted.__name__}, not {value!r}")


def check_tools(toolbox: Toolbox, settings: Settings) -> None:
    """Refuse tools that no model would ever be told of.

    Raises
    ------
    ValueError
        The settings ask for the legacy interface, which knows none.
    """
    if toolbox and settings.api == "completions" and not settings.is_speech_to_speech:
        raise ValueError(
            "api='completions' knows no tools: set api='chat' or api='responses', or give no tools"
        )


def announced(services: Services) -> Services:
    """Say where services are that nobody named."""
    write_notice(f"{services.describe()}.")
    return services
