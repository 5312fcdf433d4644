"""Texts that a test brings to light, whether or not it looks at them: noted by the place where they show."""

from __future__ import annotations

import contextlib
import logging
import subprocess
import sys
import traceback
from collections.abc import Callable, Iterable, Iterator
from multiprocessing.reduction import ForkingPickler
from typing import Any

import pytest

__all__ = ["exception_texts", "watch", "watch_pickling"]

Note = Callable[[str, str], None]
"""Takes the place and a text that stands there."""

_PICKLING = ("pickle", "cloudpickle", "distributed.protocol.pickle")
"""Modules whose `dumps` makes what goes to other processes."""


class _NotedRecords(logging.Handler):
    def __init__(self, note: Note) -> None:
        super().__init__()
        self._note = note

    def emit(self, record: logging.LogRecord) -> None:
        with contextlib.suppress(Exception):  # a wrong record is none of ours
            self._note("log", self.format(record))


def watch(note: Note) -> None:
    """Note log records, what fixtures and children print, exceptions that tests expect, and pickles."""
    logging.getLogger().addHandler(_NotedRecords(note))
    _watch_results(pytest.CaptureFixture, "readouterr", lambda result: _note_all(note, "output", result))
    _watch_results(subprocess.Popen, "communicate", lambda result: _note_all(note, "output", result))
    _watch_expected_exceptions(note)
    _watch_results(ForkingPickler, "dumps", lambda result: _note_all(note, "pickle", [result]))


def watch_pickling(note: Note) -> None:
    """Note what the modules pickle that are there by now; those of Dask are slow to import."""
    for name in _PICKLING:
        module: Any = sys.modules.get(name)
        if module is not None and not hasattr(module.dumps, "is_watched"):
            _watch_results(module, "dumps", lambda result: _note_all(note, "pickle", [result]))
            module.dumps.is_watched = True


def _watch_results(owner: Any, name: str, note: Callable[[Any], None]) -> None:
    """Have a function of a module or a class note what it returns."""
    given = owner.__dict__[name]
    function = given.__func__ if isinstance(given, classmethod) else given

    def noting(*arguments: Any, **named: Any) -> Any:
        result = function(*arguments, **named)
        note(result)
        return result

    setattr(owner, name, classmethod(noting) if isinstance(given, classmethod) else noting)


def _note_all(note: Note, place: str, texts: Iterable[Any]) -> None:
    for text in texts:
        if text:
            note(place, text if isinstance(text, str) else bytes(text).decode("utf-8", "replace"))


def _watch_expected_exceptions(note: Note) -> None:
    given = pytest.RaisesExc.__exit__

    def leave(self: Any, kind: Any, error: BaseException | None, trace: Any) -> bool:
        if error is not None:
            for text in exception_texts(error):
                note("traceback", text)
        return given(self, kind, error, trace)

    pytest.RaisesExc.__exit__ = leave  # type: ignore[method-assign]


def exception_texts(error: BaseException) -> Iterator[str]:
    """Return what an exception and all that it is chained to say, and our objects in their frames.

    Lines of source are left out: whoever writes a key there shows it themselves.
    """
    waiting: list[BaseException | None] = [error]
    seen: set[int] = set()
    while waiting:
        each = waiting.pop()
        if each is None or id(each) in seen:
            continue
        seen.add(id(each))
        waiting += [each.__cause__, None if each.__suppress_context__ else each.__context__]
        with contextlib.suppress(Exception):
            yield "".join(traceback.format_exception_only(each))
            if type(each).__module__.startswith("voicelab"):
                yield repr(vars(each))
        for frame, _ in traceback.walk_tb(each.__traceback__):
            for value in list(frame.f_locals.values()):
                if type(value).__module__.startswith("voicelab"):
                    with contextlib.suppress(Exception):
                        yield repr(value)
