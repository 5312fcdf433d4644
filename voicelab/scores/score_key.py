"""The key of a score: the same as long as its function is, so that a value need not be found twice."""

from __future__ import annotations

import ast
import dataclasses
import functools
import hashlib
import inspect
import re
import sys
import sysconfig
import textwrap
from collections.abc import Iterator, Mapping
from datetime import date, time, timedelta
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from importlib.metadata import version
from pathlib import PurePath
from types import CodeType, FunctionType, MethodType, ModuleType
from typing import TYPE_CHECKING, Any

from voicelab.scores.score import score_name
from voicelab.secret import Secret

if TYPE_CHECKING:
    from voicelab.scores.score import Score

__all__ = ["score_key"]

_WRITTEN = (bool, int, float, complex, str, bytes, date, time, timedelta, Decimal, Fraction, PurePath, range)
"""Values that are written alike in every process."""
_PACKAGES = {sysconfig.get_path(name) for name in ("purelib", "platlib")}
"""Where installed packages are."""
_PLAIN = (*_WRITTEN, tuple, list, set, frozenset, dict, re.Pattern)


def score_key(score: Score) -> str:
    """Return a key of a score's name and content: a value under the same key would be the same again.

    It covers the function's code, whatever its comments and layout, its defaults, the values that it closes
    over, the arguments of a partial application, the fields of an object that is called, or what its method
    ``key_content`` returns in their place; and what it uses by name of your own modules and notebook:
    functions, cached ones too, classes and their objects, enumerations, plain values, and scores, theirs
    included. It does not cover other packages, their objects, files, models or anything else that the
    function asks: where these change, rename the score. A judge's key covers its prompt, its scale, its votes
    and its model's name; that of services their models and where these are, and no key or credential. An
    object that counts or keeps what it found says by ``key_content`` what its values depend on.

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
    if isinstance(value, Enum):
        yield from (f"{type(value).__module__}.{type(value).__qualname__}.{value.name}", repr(value.value))
        return
    if value is None or isinstance(value, _WRITTEN):
        yield repr(value)
        return
    if isinstance(value, Secret):  # another key gives the same values
        return
    if id(value) in seen:
        yield "seen"
        return
    seen.add(id(value))
    if isinstance(value, FunctionType):
        yield from _function(value, seen)
    elif isinstance(value, type):
        yield from _class(value, seen)
    elif (wrapped := _unwrapped(value)) is not None:
        yield type(value).__name__
        yield from _content(wrapped, seen)
    elif isinstance(value, functools.partial):
        yield "partial"
        yield from _content((value.func, value.args, value.keywords), seen)
    elif isinstance(value, MethodType):
        yield from _content((value.__func__, value.__self__), seen)
    elif isinstance(value, re.Pattern):
        yield f"pattern {value.pattern!r} {value.flags}"
    elif isinstance(value, Mapping):
        yield f"mapping {len(value)}"
        for key, each in list(value.items()):  # another thread may fill it
            yield from _content(key, seen)
            yield from _content(each, seen)
    elif isinstance(value, list | tuple):
        yield f"{type(value).__name__} {len(value)}"
        for each in list(value):
            yield from _content(each, seen)
    elif isinstance(value, set | frozenset):
        yield "set"
        yield from sorted(" ".join(_content(each, set())) for each in list(value))
    else:
        yield from _object(value, seen)


def _object(value: Any, seen: set[int]) -> Iterator[str]:
    kind = type(value)
    yield f"object {kind.__module__}.{kind.__qualname__}"
    called = getattr(kind, "__call__", None)  # noqa: B004  # its code is wanted
    if isinstance(called, FunctionType):
        yield from _content(called, seen)
    if callable(said := getattr(value, "key_content", None)):
        yield from _content(said(), seen)
        return
    yield from _content(kind, seen)
    if not (_is_frozen(kind) or _is_own(kind.__module__) or isinstance(called, FunctionType)):
        return  # a client, a session: what these hold changes by itself
    slots = [vars(each).get("__slots__", ()) for each in kind.__mro__]
    names = [name for each in slots for name in ([each] if isinstance(each, str) else each)]
    for name in [*getattr(value, "__dict__", {}), *names]:
        if isinstance(getattr(kind, str(name), None), functools.cached_property):
            continue  # found once it was asked
        yield str(name)
        yield from _content(getattr(value, str(name), None), seen)


def _class(kind: type, seen: set[int]) -> Iterator[str]:
    """Yield a class's name, and of one's own its methods, its values and the classes that it extends."""
    yield f"class {kind.__module__}.{kind.__qualname__}"
    if not _is_own(kind.__module__):
        return
    for base in kind.__bases__:
        yield from _content(base, seen)
    if issubclass(kind, Enum):
        for member in kind:
            yield from _content(member, seen)
    # What changes while scores run, such as a list of calls, is as it is written, if that is at hand.
    written = "" if kind.__module__ == "__main__" else _parsed(kind)
    yield written
    changing = (list, dict, set) if written else ()
    for name, each in sorted(vars(kind).items()):
        part = _unwrapped(each) or each
        is_code = isinstance(part, FunctionType) and part.__module__ == kind.__module__
        is_value = isinstance(part, (*_PLAIN, type, functools.partial)) and not isinstance(
            part, (Enum, *changing)
        )
        if is_code or (is_value and not _is_dunder(name)):
            yield name
            yield from _content(part, seen)


def _unwrapped(value: Any) -> Any:
    """Return the function within a cached one, a property or a method of the class; `None` where is none."""
    if isinstance(value, FunctionType | type | functools.partial):
        return None
    if isinstance(value, staticmethod | classmethod):
        return value.__func__
    if isinstance(value, property):
        return value.fget
    if isinstance(value, functools.cached_property):
        return value.func
    cached = getattr(type(value), "cache_info", None)
    return value.__wrapped__ if cached is not None and hasattr(value, "__wrapped__") else None


def _function(function: FunctionType, seen: set[int]) -> Iterator[str]:
    yield f"function {function.__qualname__.rpartition('.')[2]}"
    if _root(function.__module__) == "voicelab":
        # What it asks of other modules changes from one release to the next.
        yield version("voicelab-jupyter")
    yield _source(function)
    yield from _content((function.__defaults__, function.__kwdefaults__), seen)
    for name, cell in zip(function.__code__.co_freevars, function.__closure__ or (), strict=True):
        yield name
        yield from _content(_cell_contents(cell), seen)
    if _root(function.__module__) in sys.stdlib_module_names:
        return
    names = sorted(set(_names(function.__code__)))
    for name in names:
        used = function.__globals__.get(name)
        if isinstance(used, ModuleType) and _is_own(used.__name__):
            parts = {f"{name}.{part}": getattr(used, part) for part in names if hasattr(used, part)}
        else:
            parts = {name: used} if name in function.__globals__ else {}
        for path, part in parts.items():
            if _belongs(part, function):
                yield path
                yield from _content(part, seen)


def _source(function: FunctionType) -> str:
    """Return the code of a function: its syntax where its text is at hand, else what it was compiled to."""
    return _parsed(function) or "\n".join(_compiled(function.__code__))


def _parsed(defined: FunctionType | type) -> str:
    """Return the syntax of a function or a class; empty where its text is not at hand."""
    try:
        syntax = ast.parse(textwrap.dedent(inspect.getsource(defined)))
    except (OSError, TypeError, SyntaxError):
        return ""
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


def _belongs(value: Any, function: FunctionType) -> bool:
    """Whether a value that a function uses by name belongs to it: plain, one's own, or a score's kind."""
    if value is None or isinstance(value, _PLAIN):
        return True
    if not _is_own(function.__module__):  # a package's version says the rest
        return isinstance(value, FunctionType) and value.__module__ == function.__module__
    if isinstance(value, functools.partial):
        return True
    if (wrapped := _unwrapped(value)) is not None:
        return _belongs(wrapped, function)
    if isinstance(value, FunctionType):
        is_made = value.__closure__ is not None or _root(value.__module__) == "voicelab"
        return is_made or _is_own(value.__module__)
    if isinstance(value, MethodType):
        return _belongs(value.__self__, function)
    if isinstance(value, ModuleType):
        return False
    if not isinstance(value, type) and hasattr(value, "key_content"):
        return True
    if _root(type(value).__module__) == "voicelab" and _is_frozen(type(value)):  # settings, prices
        return True
    kind = value if isinstance(value, type) else type(value)
    return _is_own(kind.__module__)


def _root(module: str | None) -> str:
    return (module or "").partition(".")[0]


def _is_own(module: str | None) -> bool:
    """Whether a module is the user's: neither Python's, nor voicelab's, nor of an installed package."""
    root = _root(module)
    if root in {"voicelab", "builtins"} or root in sys.stdlib_module_names:
        return False
    file = None if root == "__main__" else getattr(sys.modules.get(module or ""), "__file__", None)
    return file is None or not any(PurePath(file).is_relative_to(place) for place in _PACKAGES)


def _is_frozen(kind: type) -> bool:
    """Whether a class is one of dataclasses that stay as they are."""
    return dataclasses.is_dataclass(kind) and kind.__dataclass_params__.frozen  # type: ignore[attr-defined]


def _is_dunder(name: str) -> bool:
    return name.startswith("__") and name.endswith("__")


def _cell_contents(cell: Any) -> Any:
    try:
        return cell.cell_contents
    except ValueError:  # not assigned yet
        return None
