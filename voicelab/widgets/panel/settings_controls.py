"""The panel's controls: one for each setting that people change while they talk."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import ipywidgets

if TYPE_CHECKING:
    from voicelab.settings import Settings

__all__ = ["SettingsControls"]

_LANGUAGES = (
    "ar-EG", "ca-ES", "cs-CZ", "da-DK", "de-DE", "el-GR", "en-AU", "en-GB", "en-IN", "en-US", "es-ES",
    "es-MX", "fi-FI", "fr-CA", "fr-FR", "he-IL", "hi-IN", "hu-HU", "it-IT", "ja-JP", "ko-KR", "nb-NO",
    "nl-NL", "pl-PL", "pt-BR", "pt-PT", "ro-RO", "ru-RU", "sv-SE", "th-TH", "tr-TR", "uk-UA", "vi-VN",
    "zh-CN", "zh-TW",
)  # fmt: skip
_MOST_TOKENS = 1_000
_USUAL_TEMPERATURE = 0.7


class SettingsControls:
    """ipywidgets that show a session's settings and change them for the next turn.

    Parameters
    ----------
    settings
        What they show at first.
    change
        Called with a setting's name and its new value.
    """

    def __init__(self, settings: Settings, *, change: Callable[[str, object], None]) -> None:
        self._change = change
        self._lock = threading.RLock()
        self._follower: int | None = None
        late = {"continuous_update": False}
        self.by_name: dict[str, Any] = {
            "max_tokens": ipywidgets.IntSlider(description="Tokens", min=1, max=_MOST_TOKENS, **late),
            "temperature": ipywidgets.FloatSlider(
                description="Temperature", min=0.0, max=2.0, step=0.05, **late
            ),
            "speaking_rate": ipywidgets.FloatSlider(
                description="Pace", min=0.5, max=2.0, step=0.05, readout_format=".2f", **late
            ),
            "end_silence_seconds": ipywidgets.FloatSlider(
                description="End silence", min=0.1, max=5.0, step=0.05, readout_format=".2f", **late
            ),
            "language": ipywidgets.Combobox(
                description="Language", placeholder="en-US, or several", options=_LANGUAGES, **late
            ),
            "deployment": ipywidgets.Text(
                description="Model", placeholder="the services' own deployment", **late
            ),
            "barge_in": ipywidgets.Checkbox(description="Speech over the reply interrupts it", indent=False),
            "system_prompt": ipywidgets.Textarea(description="Prompt", rows=2, **late),
        }
        self.by_name["end_silence_seconds"].tooltip = "Silence that ends an utterance, in seconds"
        self.by_name["barge_in"].add_class("voicelab-switch")
        self.by_name["system_prompt"].add_class("voicelab-prompt")
        self.follow(settings)
        for name, control in self.by_name.items():
            control.observe(lambda change, name=name: self._changed(name, change["new"]), "value")

    @property
    def all(self) -> list[Any]:
        """Every control."""
        return list(self.by_name.values())

    def follow(self, settings: Settings) -> None:
        """Show settings that were changed elsewhere."""
        with self._lock:
            self._follower = threading.get_ident()
            try:
                for name, control in self.by_name.items():
                    value = _shown(name, getattr(settings, name))
                    if name == "max_tokens" and value > control.max:
                        control.max = value
                    if control.value != value:
                        control.value = value
            finally:
                self._follower = None

    def _changed(self, name: str, value: object) -> None:
        # A user's change that arrives while another thread follows waits for it, and then counts.
        with self._lock:
            if self._follower != threading.get_ident():
                self._change(name, _meant(name, value))


def _shown(name: str, value: Any) -> Any:
    """Return what a control shows for a setting."""
    if name == "language":
        return value if isinstance(value, str) else ", ".join(value)
    if name == "temperature" and value is None:
        return _USUAL_TEMPERATURE
    return "" if value is None else value


def _meant(name: str, value: Any) -> object:
    """Return the setting that a control's value means."""
    if name == "language":
        locales = tuple(part.strip() for part in value.split(",") if part.strip())
        return locales if len(locales) > 1 else "".join(locales)
    if name == "deployment":
        return value.strip() or None
    return value
