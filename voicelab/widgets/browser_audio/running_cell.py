"""Whether a cell of the notebook is running."""

from __future__ import annotations

__all__ = ["RunningCell"]


class RunningCell:
    """Follows the notebook's cells by IPython's events.

    Outside a notebook no cell ever runs. One made in a cell takes that cell to be running until it ends.
    """

    def __init__(self) -> None:
        from IPython.core.getipython import get_ipython

        shell = get_ipython()
        self.is_running = shell is not None
        self._events = shell.events if shell is not None else None
        if self._events is not None:
            self._events.register("pre_run_cell", self._begin)
            self._events.register("post_run_cell", self._end)

    def close(self) -> None:
        """Stop following."""
        if self._events is not None:
            self._events.unregister("pre_run_cell", self._begin)
            self._events.unregister("post_run_cell", self._end)
            self._events = None

    def _begin(self, _info: object) -> None:
        self.is_running = True

    def _end(self, _result: object) -> None:
        self.is_running = False
