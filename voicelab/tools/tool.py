"""Tool: a function that a model may call."""

from __future__ import annotations

import functools
import inspect
import re
from collections.abc import Callable
from typing import Any

from voicelab.settings.kinds import RealNumber
from voicelab.text.well_formed import well_formed
from voicelab.tools.arguments import Arguments
from voicelab.tools.docstrings import read_docstring

__all__ = ["Tool"]

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_-]{0,63}")
"""What all services take: OpenAI's begin with a digit, too, Google's do not."""
_OF_FRAMEWORKS = ("func", "function", "fn", "coroutine", "forward")
"""Where the tools of LangChain, pydantic-ai, FastMCP and smolagents have their functions."""
_SECONDS = RealNumber(0.001, 86_400)


class Tool:
    """A function that a model may call, for what its name, docstring and annotations do not say.

    A plain function runs on a thread of its own; an ``async def`` on the loop that awaits the session, if any
    does, or on one that all such tools share. Its name, the description in its docstring (NumPy's, Google's
    or Sphinx' style) and the types of its parameters are what the model knows of it.

    Parameters
    ----------
    function
        A function, method, ``functools.partial`` or object that can be called.
    name
        What the model calls it; by default the function's own name.
    description
        What it does, and when to call it; by default what its docstring says.
    timeout_seconds
        How long a call may take, in seconds; by default `Timeouts.tool_seconds`.

    Raises
    ------
    TypeError
        It is no function, or has parameters that a model cannot give; says what to do.
    ValueError
        The services take no such name.

    Examples
    --------
    >>> def get_weather(city: str, days: int = 1) -> str:
    ...     '''Return the weather forecast of a city.'''
    ...     return f"Sunny in {city}."
    >>> Tool(get_weather).description
    'Return the weather forecast of a city.'
    """

    def __init__(
        self,
        function: Callable[..., object],
        *,
        name: str | None = None,
        description: str | None = None,
        timeout_seconds: float | None = None,
    ) -> None:
        _check_function(function)
        inner = _inner(function)
        self.function = function
        self.name = _checked_name(name, inner)
        doc = read_docstring(well_formed(_docstring(inner) or ""))
        self.description = doc.description if description is None else str(description)
        self.timeout_seconds = (
            None if timeout_seconds is None else _SECONDS.check("timeout_seconds", timeout_seconds)
        )
        try:
            self.arguments = Arguments(function, doc.parameters)
        except TypeError as error:
            raise TypeError(f"the tool {self.name!r} cannot be offered to a model: {error}") from error

    @classmethod
    def of(cls, tool: Tool | Callable[..., object]) -> Tool:
        """Return a function as a tool, and a tool as it is."""
        return tool if isinstance(tool, Tool) else cls(tool)

    @property
    def parameters(self) -> dict[str, Any]:
        """Its parameters, as a JSON schema."""
        return self.arguments.schema

    @property
    def declaration(self) -> dict[str, Any]:
        """What the model is told of it."""
        return {"name": self.name, "description": self.description, "parameters": self.parameters}

    @property
    def is_async(self) -> bool:
        """Whether it is called on an event loop."""
        inner = _inner(self.function)
        return any(map(inspect.iscoroutinefunction, (inner, type(inner).__call__)))

    def __reduce__(self) -> tuple[Any, ...]:
        """Travel to another process as what it was made from."""
        made = functools.partial(
            Tool, name=self.name, description=self.description, timeout_seconds=self.timeout_seconds
        )
        return made, (self.function,)

    def __repr__(self) -> str:
        return f"Tool({self.name!r})"


def _inner(function: Callable[..., object]) -> Callable[..., object]:
    while isinstance(function, functools.partial):
        function = function.func
    return function


def _docstring(function: Callable[..., object]) -> str | None:
    if inspect.isroutine(function):
        return inspect.getdoc(function)
    if function.__doc__ and function.__doc__ != type(function).__doc__:
        return function.__doc__
    return type(function).__call__.__doc__ or inspect.getdoc(type(function))


def _check_function(function: object) -> None:
    if not callable(function) or isinstance(function, type):
        hint = "give the function itself, without calling it" if inspect.isawaitable(function) else "give one"
        own = next((name for name in _OF_FRAMEWORKS if callable(getattr(function, name, None))), None)
        if own is not None:
            hint = f"give the function that it holds, its .{own}"
        if isinstance(function, type):
            hint = "give a method of an instance"
        raise TypeError(f"a tool must be a function, not {function!r}: {hint}")
    inner = _inner(function)
    if _is_of_a_class(function):
        raise TypeError(f"a tool must be a function, not {function!r}: give a method of an instance")
    yields = (inspect.isgeneratorfunction, inspect.isasyncgenfunction)
    if any(does(each) for does in yields for each in (inner, type(inner).__call__)):
        raise TypeError(f"a tool must return its result: {inner!r} yields, return a list")


def _is_of_a_class(function: Callable[..., object]) -> bool:
    """Return whether a function is the method of a class, whose instance is missing."""
    if not inspect.isfunction(function):
        return False
    places = function.__qualname__.split(".")
    first = next(iter(inspect.signature(function).parameters), "")
    return first == "self" and len(places) > 1 and places[-2] != "<locals>"


def _checked_name(name: str | None, function: Callable[..., object]) -> str:
    found = name if name is not None else getattr(function, "__name__", type(function).__name__)
    if not isinstance(found, str):
        raise TypeError(f"a tool's name must be text, not {found!r}")
    if not _NAME.fullmatch(found):
        raise ValueError(
            f"a tool cannot be called {found!r}: give Tool(function, name=…) up to 64 letters of A to Z, "
            "digits, _ and -, the first a letter or _"
        )
    return found
