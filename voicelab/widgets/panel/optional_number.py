"""A slider whose number may be left to the service."""

from __future__ import annotations

from typing import Any

import ipywidgets
import traitlets

__all__ = ["OptionalNumber"]


class OptionalNumber(ipywidgets.HBox):  # type: ignore[misc]
    """A slider beside a box that, ticked, leaves the number to the service.

    Parameters
    ----------
    slider
        Shows the number; keeps the last one while the box is ticked.
    """

    value = traitlets.Any(None, allow_none=True)
    """The number; `None` while it is left to the service."""
    disabled = traitlets.Bool(False)
    """Whether neither the number nor the box can be changed."""

    def __init__(self, slider: Any) -> None:
        self.slider = slider
        self._is_showing = False
        self.is_left = ipywidgets.Checkbox(
            description="service's own",
            indent=False,
            tooltip=f"{slider.description}: leave it to the service",
        )
        self.is_left.add_class("voicelab-switch")
        super().__init__([slider, self.is_left], value=slider.value)
        self.add_class("voicelab-optional")
        self.observe(self._show, ["value", "disabled"])
        slider.observe(self._take, "value")
        self.is_left.observe(self._take, "value")

    def _show(self, _change: object) -> None:
        self._is_showing = True
        try:
            self.is_left.value = self.value is None
            self.is_left.disabled = self.disabled
            self.slider.disabled = self.disabled or self.value is None
            if self.value is not None:
                self.slider.max = max(self.slider.max, self.value)
                self.slider.value = self.value
        finally:
            self._is_showing = False

    def _take(self, _change: object) -> None:
        if not self._is_showing:
            self.value = None if self.is_left.value else self.slider.value
