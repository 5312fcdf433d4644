"""All of the panel's controls that are ipywidgets, as one."""

from __future__ import annotations

from typing import Any

__all__ = ["Knobs"]


class Knobs:
    """What the user can turn, choose or press, among some widgets and their children."""

    def __init__(self, widgets: list[Any]) -> None:
        parts = [part for each in widgets for part in getattr(each, "children", (each,))]
        self._parts = [part for part in parts if part.has_trait("disabled")]

    def disable(self) -> None:
        """Let none be used any more."""
        for part in self._parts:
            part.disabled = True
