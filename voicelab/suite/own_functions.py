"""Functions of one's own, named by where they stand: ``file.py:function`` or ``module:function``."""

from __future__ import annotations

import hashlib
import importlib
import importlib.util
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

from voicelab.errors import described
from voicelab.expanded_path import expanded_path
from voicelab.nearest import nearest_first

__all__ = ["own_function"]

_DIGITS = 8


def own_function(name: str, folder: Path, *, what: str) -> Any:
    """Return the function that a name means.

    Parameters
    ----------
    folder
        Where the paths of files begin, and modules are looked for first.
    what
        What it is to be, with its article, for messages.

    Raises
    ------
    FileNotFoundError
        There is no such file.
    ValueError
        It cannot be imported, or has no such function.
    """
    place, _, function = name.rpartition(":")
    if not place.strip() or not function.isidentifier():
        raise ValueError(f"{what} of your own is named 'file.py:function' or 'module:function', not {name!r}")
    is_file = place.endswith(".py")
    path = folder / expanded_path(place)
    if is_file and not path.is_file():
        raise FileNotFoundError(f"there is no file {path}")
    for each in {path.parent if is_file else folder, folder}:  # modules beside it can be imported by it
        if str(each) not in sys.path:
            sys.path.insert(0, str(each))
    try:
        module = _module_of_file(path) if is_file else importlib.import_module(place)
    except (Exception, SystemExit) as error:  # whatever somebody's module raises, or that it ends the program
        raise ValueError(f"{place} cannot be imported: {described(error)}") from error
    if not hasattr(module, function):
        names = [each for each, value in vars(module).items() if callable(value) and not each.startswith("_")]
        there = f"; there are: {', '.join(nearest_first(function, names))}" if names else ""
        raise ValueError(f"{place} has no function {function!r}{there}")
    return getattr(module, function)


def _module_of_file(path: Path) -> ModuleType:
    """Return the module of a file; two files of one name are two modules."""
    digest = hashlib.sha256(str(path.resolve()).encode("utf-8", "surrogatepass")).hexdigest()[:_DIGITS]
    name = f"{path.stem}_{digest}"
    spec = importlib.util.spec_from_file_location(name, path)
    if spec is None or spec.loader is None:
        raise ImportError(f"{path} is no module")
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module  # dataclasses look for it there
    try:
        spec.loader.exec_module(module)
    except BaseException:
        del sys.modules[name]
        raise
    return module
