"""The cells in whose outputs something is shown."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from voicelab.widgets.page.cell_events import follow_cells

__all__ = ["ShownCells"]


class ShownCells:
    """Follows the cells that show something, to tell when none of them does any more.

    A notebook says nothing to the kernel when an output goes. But a cell that runs again loses its output at
    once: what is not shown anew by its end is seen nowhere. Outside a notebook nothing is followed.

    Parameters
    ----------
    on_gone
        Called at the end of the cell, on the kernel's main thread.
    """

    def __init__(self, on_gone: Callable[[], None]) -> None:
        self._on_gone = on_gone
        self._cells: set[str] = set()
        self._was_shown = False
        self._unfollow: Callable[[], None] | None = None

    def note(self) -> None:
        """Note that the running cell shows it."""
        cell = _running_cell()
        if cell is None:
            return
        self._cells.add(cell)
        self._was_shown = True
        if self._unfollow is None:
            self._unfollow = follow_cells(self._begin, self._end)

    def close(self) -> None:
        """Stop following."""
        if self._unfollow is not None:
            self._unfollow()
            self._unfollow = None

    def _begin(self, info: Any) -> None:
        self._cells.discard(info.cell_id)

    def _end(self, _result: object) -> None:
        if self._was_shown and not self._cells:
            self.close()
            self._on_gone()


def _running_cell() -> str | None:
    """Return the identifier of the running cell, as the front end gives it; `None` if it gives none."""
    from IPython.core.getipython import get_ipython

    get_parent = getattr(get_ipython(), "get_parent", None)
    metadata = get_parent().get("metadata", {}) if get_parent is not None else {}
    cell = metadata.get("cellId")
    return cell if isinstance(cell, str) else None
