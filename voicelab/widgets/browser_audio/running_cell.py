"""Whether a cell of the notebook is running."""

from __future__ import annotations

from voicelab.widgets.page.cell_events import follow_cells

__all__ = ["RunningCell"]


class RunningCell:
    """Follows the notebook's cells by IPython's events.

    Outside a notebook no cell ever runs. One made in a cell takes that cell to be running until it ends.
    """

    def __init__(self) -> None:
        self._unfollow = follow_cells(self._begin, self._end)
        self.is_running = self._unfollow is not None

    def close(self) -> None:
        """Stop following."""
        if self._unfollow is not None:
            self._unfollow()
            self._unfollow = None

    def _begin(self, _info: object) -> None:
        self.is_running = True

    def _end(self, _result: object) -> None:
        self.is_running = False
