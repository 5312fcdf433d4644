"""The panel's controls: one for each setting that declares one."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import ipywidgets

from voicelab.settings import DECLARATIONS, declaration_of
from voicelab.settings.controls import Select, Slider, StyleList, TextBox, Toggle, VoiceList
from voicelab.settings.kinds import Choice, OrNone, RealNumber, WholeNumber
from voicelab.settings.without_effect import without_effect
from voicelab.widgets.panel.optional_number import OptionalNumber
from voicelab.widgets.panel.shown_setting import shown_setting
from voicelab.widgets.panel.unused_controls import class_of

if TYPE_CHECKING:
    from voicelab.settings import Settings
    from voicelab.settings.declaration import Declaration

__all__ = ["SettingsControls"]

_DECIMALS = 6


class SettingsControls:
    """ipywidgets that show a session's settings and change them.

    The voice and its style have controls of their own, `VoiceChoice`.

    Parameters
    ----------
    settings
        What they show at first.
    change
        Called with a setting's name and its new value.
    """

    def __init__(self, settings: Settings, *, change: Callable[[str, object], None]) -> None:
        self._change = change
        self._settings = settings
        self._lock = threading.RLock()
        self._follower: int | None = None
        declared = [(name, each) for name, each in DECLARATIONS.items() if each.control is not None]
        self.by_name: dict[str, Any] = {
            name: _widget(each)
            for name, each in sorted(declared, key=_place)
            if not isinstance(each.control, VoiceList | StyleList)
        }
        self.follow(settings)
        for name, control in self.by_name.items():
            control.add_class(class_of(name))
            control.observe(lambda change, name=name: self._changed(name, change["new"]), "value")

    @property
    def all(self) -> list[Any]:
        """Every control."""
        return list(self.by_name.values())

    @property
    def deciding(self) -> list[Any]:
        """Those that decide which others have an effect."""
        return [control for name, control in self.by_name.items() if _decides(name)]

    @property
    def others(self) -> list[Any]:
        """Those that do not."""
        return [control for name, control in self.by_name.items() if not _decides(name)]

    def follow(self, settings: Settings) -> None:
        """Show settings that were changed elsewhere, and let none be changed that have no effect."""
        with self._lock:
            self._follower = threading.get_ident()
            self._settings = settings
            unused = without_effect(settings)
            try:
                for name, control in self.by_name.items():
                    shown = shown_setting(name, settings)
                    _show(control, declaration_of(name), getattr(settings, shown))
                    control.disabled = shown in unused
            finally:
                self._follower = None

    def _changed(self, name: str, value: Any) -> None:
        # A user's change that arrives while another thread follows waits for it, and then counts.
        with self._lock:
            if self._follower == threading.get_ident():
                return
            declared = declaration_of(name)
            if isinstance(declared.control, TextBox):
                value = declared.kind.parse(value)
            elif isinstance(value, float):
                value = round(value, _DECIMALS)  # a slider's steps add up to 0.5000000000000001
            self._change(shown_setting(name, self._settings), value)


def _decides(name: str) -> bool:
    control = declaration_of(name).control
    return control is not None and control.decides


def _place(declared: tuple[str, Declaration]) -> int:
    """Return where a control stands: numbers first, what takes several lines last."""
    control = declared[1].control
    if isinstance(control, Slider):
        return 0
    return control.lines if isinstance(control, TextBox) else 1


def _widget(declared: Declaration) -> Any:
    control = declared.control
    late = {"continuous_update": False}
    if isinstance(control, Slider):
        return _slider(control, declared)
    if isinstance(control, Toggle):
        box = ipywidgets.Checkbox(description=control.label, indent=False)
        box.add_class("voicelab-switch")
        return box
    if isinstance(control, Select):
        assert isinstance(declared.kind, Choice)
        return ipywidgets.Dropdown(description=control.label, options=declared.kind.choices)
    assert isinstance(control, TextBox)
    texts = {"description": control.label, "placeholder": control.placeholder}
    if control.suggestions:
        return ipywidgets.Combobox(options=control.suggestions, **texts, **late)
    if control.lines == 1:
        return ipywidgets.Text(**texts, **late)
    area = ipywidgets.Textarea(rows=control.lines, **texts, **late)
    area.add_class("voicelab-prompt")
    return area


def _slider(control: Slider, declared: Declaration) -> Any:
    kind = declared.kind.kind if isinstance(declared.kind, OrNone) else declared.kind
    assert isinstance(kind, WholeNumber | RealNumber)
    make = ipywidgets.IntSlider if isinstance(kind, WholeNumber) else ipywidgets.FloatSlider
    slider = make(
        description=f"{control.label}, {control.unit}" if control.unit else control.label,
        min=kind.lowest,
        max=kind.highest if control.highest is None else control.highest,
        step=control.step,
        continuous_update=False,
    )
    slider.tooltip = f"{control.label}, in {control.unit}" if control.unit else control.label
    return OptionalNumber(slider) if isinstance(declared.kind, OrNone) else slider


def _show(widget: Any, declared: Declaration, value: Any) -> None:
    if isinstance(declared.control, TextBox):
        value = declared.kind.write(value)
    elif isinstance(declared.control, Slider) and not isinstance(widget, OptionalNumber):
        widget.max = max(widget.max, value)
    if widget.value != value:
        widget.value = value
