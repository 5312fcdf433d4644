"""Progress of a fetch, for people: a line that moves where it can, otherwise one sentence."""

from __future__ import annotations

import sys

from tqdm import tqdm

__all__ = ["show_progress"]

_announced: set[str] = set()
_bars: dict[str, tqdm] = {}


def show_progress(name: str, done_bytes: int, total_bytes: int) -> None:
    """Write how far the fetch of a model is to ``sys.stderr``."""
    if not _moves():
        if name not in _announced:
            _announced.add(name)
            sys.stderr.write(f"Fetching the model {name} ({total_bytes / 1e6:.0f} MB, once).\n")
            sys.stderr.flush()
        return
    if name not in _bars:
        title = f"Fetching {name}"
        _bars[name] = tqdm(desc=title, total=total_bytes, unit="B", unit_scale=True, file=sys.stderr)
    _bars[name].update(done_bytes - _bars[name].n)
    if done_bytes >= total_bytes:
        _bars.pop(name).close()


def _moves() -> bool:
    """Say whether a line can be written over: a terminal, or a notebook's output."""
    return sys.stderr.isatty() or "ipykernel" in sys.modules
