"""The beginning and the end of the notebook's cells, as IPython tells them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

__all__ = ["follow_cells"]


def follow_cells(begin: Callable[[Any], None], end: Callable[[Any], None]) -> Callable[[], None] | None:
    """Have functions called as cells begin and end; return what ends that, `None` outside a notebook."""
    from IPython.core.getipython import get_ipython

    shell = get_ipython()
    if shell is None:
        return None
    shell.events.register("pre_run_cell", begin)
    shell.events.register("post_run_cell", end)

    def unfollow() -> None:
        shell.events.unregister("pre_run_cell", begin)
        shell.events.unregister("post_run_cell", end)

    return unfollow
