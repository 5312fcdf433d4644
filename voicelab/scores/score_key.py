"""The key of a score: the same as long as its function is, so that a value need not be found twice."""

from __future__ import annotations

import ast
import functools
import hashlib
import inspect
import re
import textwrap
from collections.abc import Iterator, Mapping
from importlib.metadata import version
from types import CodeType, FunctionType, MethodType
from typing import TYPE_CHECKING, Any

from voicelab.scores.score import score_name

if TYPE_CHECKING:
    from voicelab.scores.score import Score

__all__ = ["score_key"]


_PLAIN = (bool, int, float, str, bytes, tuple, list, set, frozenset, dict, re.Pattern)


def score_key(score: Score) -> str:
    """Return a key of a score's name and content: a value under the same key would be the same again.

    It covers the function's code, whatever its comments and layout, its defaults, the values that it closes
    over, the arguments of a partial application, the fields of an object that is called, or what its method
    ``key_content`` returns in their place, and, of the same module or notebook, the functions and plain
    values that it uses by name, theirs included. It does not cover other packages, classes, files, models or
    anything else that the function asks: where these change, rename the score. A judge's key covers its
    prompt, its scale, its votes and its model's name.

    Returns
    -------
    str
        The name, ``@`` and 16 hexadecimal digits.

    Examples
    --------
    >>> def is_short(exchange, case):
    ...     return len(exchange.reply) < 80
    >>> score_key(is_short) == score_key(is_short)
    True
    """
    parts = "\n".join(_content(score, set()))
    return f"{score_name(score)}@{hashlib.sha256(parts.encode()).hexdigest()[:16]}"


def _content(value: Any, seen: set[int]) -> Iterator[str]:
    """Yield what a value consists of, each part the same in every process."""
    if value is None or isinstance(value, bool | int | float | complex | str | bytes):
        yield repr(value)
        return
    if id(value) in seen:
        yield "seen"
        return
    seen.add(id(value))
    if isinstance(value, FunctionType):
        yield from _function(value, seen)
    elif isinstance(value, functools.partial):
        yield "partial"
        yield from _content((value.func, value.args, value.keywords), seen)
    elif isinstance(value, MethodType):
        yield from _content((value.__func__, value.__self__), seen)
    elif isinstance(value, re.Pattern):
        yield f"pattern {value.pattern!r} {value.flags}"
    elif isinstance(value, Mapping):
        yield f"mapping {len(value)}"
        for key, each in value.items():
            yield from _content(key, seen)
            yield from _content(each, seen)
    elif isinstance(value, list | tuple):
        yield f"{type(value).__name__} {len(value)}"
        for each in value:
            yield from _content(each, seen)
    elif isinstance(value, set | frozenset):
        yield "set"
        yield from sorted(" ".join(_content(each, set())) for each in value)
    else:
        yield from _object(value, seen)


def _object(value: Any, seen: set[int]) -> Iterator[str]:
    kind = value if isinstance(value, type) else type(value)
    yield f"object {kind.__module__}.{kind.__qualname__}"
    if not isinstance(value, type):
        called = getattr(kind, "__call__", None)  # noqa: B004  # its code is wanted
        if isinstance(called, FunctionType):
            yield from _content(called, seen)
        if callable(said := getattr(value, "key_content", None)):
            yield from _content(said(), seen)
            return
        fields = [*getattr(value, "__dict__", {}), *getattr(kind, "__slots__", ())]
        for name in fields:
            yield str(name)
            yield from _content(getattr(value, str(name), None), seen)


def _function(function: FunctionType, seen: set[int]) -> Iterator[str]:
    yield f"function {function.__qualname__.rpartition('.')[2]}"
    if (function.__module__ or "").partition(".")[0] == "voicelab":
        # What it asks of other modules changes from one release to the next.
        yield version("voicelab-jupyter")
    yield _source(function)
    yield from _content((function.__defaults__, function.__kwdefaults__), seen)
    for name, cell in zip(function.__code__.co_freevars, function.__closure__ or (), strict=True):
        yield name
        yield from _content(_cell_contents(cell), seen)
    for name in sorted(set(_names(function.__code__))):
        used = function.__globals__.get(name)
        if name in function.__globals__ and _is_of_module(used, function):
            yield name
            yield from _content(used, seen)


def _source(function: FunctionType) -> str:
    """Return the code of a function: its syntax where its text is at hand, else what it was compiled to."""
    try:
        syntax = ast.parse(textwrap.dedent(inspect.getsource(function)))
    except (OSError, TypeError, SyntaxError):
        return "\n".join(_compiled(function.__code__))
    return ast.dump(_without_docstrings(syntax))


def _without_docstrings(syntax: ast.Module) -> ast.Module:
    for node in ast.walk(syntax):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and ast.get_docstring(node) is not None:
            node.body = node.body[1:]
    return syntax


def _compiled(code: CodeType) -> Iterator[str]:
    yield code.co_code.hex()
    yield repr(code.co_names)
    for constant in code.co_consts:
        yield from _compiled(constant) if isinstance(constant, CodeType) else [repr(constant)]


def _names(code: CodeType) -> Iterator[str]:
    yield from code.co_names
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from _names(constant)


def _is_of_module(value: Any, function: FunctionType) -> bool:
    """Whether a value is of the function's own module: a function of it, a plain value, a table of them."""
    if isinstance(value, FunctionType):
        return value.__module__ == function.__module__
    return value is None or isinstance(value, _PLAIN)


def _cell_contents(cell: Any) -> Any:
    try:
        return cell.cell_contents
    except ValueError:  # not assigned yet
        return None
