"""Closing widgets with all that belongs to them."""

from __future__ import annotations

import ipywidgets

__all__ = ["close_all"]


def close_all(*widgets: ipywidgets.Widget) -> None:
    """Close widgets with their children, layouts and styles.

    ipywidgets closes none of those, and keeps each widget that is not closed for as long as the kernel lives.
    """
    for widget in widgets:
        close_all(*getattr(widget, "children", ()))
        for part in (getattr(widget, "layout", None), getattr(widget, "style", None)):
            if isinstance(part, ipywidgets.Widget):
                part.close()
        widget.close()
