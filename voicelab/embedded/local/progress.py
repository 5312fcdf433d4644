"""Progress of a fetch, for people: a line that moves where it can, otherwise one sentence."""

from __future__ import annotations

import sys

__all__ = ["show_progress"]

_BAR = 24
_MEGABYTE = 1e6
_announced: set[str] = set()


def show_progress(name: str, done_bytes: int, total_bytes: int) -> None:
    """Write how far the fetch of a model is to ``sys.stderr``."""
    if not _moves():
        if name not in _announced:
            _announced.add(name)
            _write(f"Fetching the model {name} ({total_bytes / _MEGABYTE:.0f} MB, once).\n")
        return
    filled = _BAR * done_bytes // total_bytes
    bar = "█" * filled + "░" * (_BAR - filled)
    counts = f"{done_bytes / _MEGABYTE:4.0f} of {total_bytes / _MEGABYTE:.0f} MB"
    _write(f"\rFetching {name} {bar} {counts}" + ("\n" if done_bytes >= total_bytes else ""))


def _moves() -> bool:
    """Say whether a line can be written over: a terminal, or a notebook's output."""
    return sys.stderr.isatty() or "ipykernel" in sys.modules


def _write(text: str) -> None:
    try:
        sys.stderr.write(text)
    except UnicodeEncodeError:
        sys.stderr.write(text.replace("█", "#").replace("░", "."))
    sys.stderr.flush()
