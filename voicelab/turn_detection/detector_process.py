"""The process that runs a detector's model where the services have none, as Azure's; one for each kind."""

from __future__ import annotations

import os
import threading
from collections import Counter
from typing import TYPE_CHECKING

from voicelab.extras import require

if TYPE_CHECKING:
    from voicelab.embedded.options import EmbeddedOptions
    from voicelab.embedded.process import EmbeddedProcess
    from voicelab.end_of_turn import DetectorKind

__all__ = ["borrowed_process", "give_back"]

_lock = threading.Lock()
_borrowers: Counter[EmbeddedProcess] = Counter()


def borrowed_process(kind: DetectorKind) -> EmbeddedProcess:
    """Return the process of a kind of detector, started if need be; blocks for about a second then.

    It has no other model. Who asks gives it back.

    Raises
    ------
    ConfigurationError
        A package that it needs is not installed, or a variable names what cannot be.
    ModelError
        It does not start, or the model that is named is none.
    """
    require("embedded", what="Detectors of ends of turns", instead="Or set end_of_turn='model' or 'silence'.")
    from voicelab.embedded.process import embedded_process

    with _lock:
        process = embedded_process(_options(kind))
        _borrowers[process] += 1
        return process


def give_back(process: EmbeddedProcess) -> None:
    """Give a process back; it ends when nobody has it any more, which takes up to 5 s."""
    from voicelab.embedded.process import forget_process

    with _lock:
        _borrowers[process] -= 1
        if _borrowers[process] > 0:
            return
        del _borrowers[process]
        forget_process(process)  # whoever borrows one while this one ends has another
    process.stop()


def _after_fork() -> None:
    """Begin anew in a forked process: what was borrowed, and whoever held the lock, is the original's."""
    global _lock
    _lock = threading.Lock()
    _borrowers.clear()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_after_fork)


def _options(kind: DetectorKind) -> EmbeddedOptions:
    from voicelab.embedded.options import EmbeddedOptions

    if kind == "smart-turn":
        return EmbeddedOptions(detector=kind)
    chosen = EmbeddedOptions.from_environment()
    model = None if chosen.completion_url is not None else chosen.completion_model
    return EmbeddedOptions(
        detector=kind, completion_model=model, completion_threads=chosen.completion_threads
    )
