"""Which of the kernel's threads handles what a page sends."""

from __future__ import annotations

import ipywidgets

__all__ = ["let_front_end_route"]


def let_front_end_route(*widgets: ipywidgets.Widget) -> None:
    """Have what pages send to widgets and their children handled by the shell that the front end names.

    Newer front ends open a subshell, a thread of the kernel, for what their widgets send, and name it in each
    message. Since ipykernel 7.4 the kernel hands the messages of a comm to whichever shell last *sent* on it
    instead. For a widget made in a cell that is the main shell, where they wait for all cells that are
    queued; for one that two windows show it is the subshell of the other window, and goes with it. ipykernel
    has no setting for this, so the comm's own choice is replaced; elsewhere nobody asks for it.
    """
    for widget in widgets:
        let_front_end_route(*getattr(widget, "children", ()))
        if widget.comm is not None:
            widget.comm._reply_subshell_for = _as_named


def _as_named(_data: object, named: str | None) -> str | None:
    return named
