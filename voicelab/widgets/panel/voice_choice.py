"""The panel's choice of a voice, among hundreds, and of its style."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import ipywidgets

from voicelab.settings import declaration_of

if TYPE_CHECKING:
    import pandas as pd

    from voicelab.settings import Settings

__all__ = ["VoiceChoice"]

_ANY = "any"
_NONE = "No voice matches: clear the search, or choose any locale and gender"
_OWN = ("the voice's own", "")
"""A value that is no `None`: for ipywidgets that is no choice, and nothing is shown."""


class VoiceChoice:
    """A list of voices with filters, the styles of the one that is chosen, and a button to hear it.

    Until the catalogue has come, the list holds the present voice alone.

    Parameters
    ----------
    settings
        What is shown at first.
    change
        Called with a setting's name, ``voice`` or ``style``, and its new value.
    preview
        Called when the user wants to hear it, or no more of it.
    """

    def __init__(
        self, settings: Settings, *, change: Callable[[str, object], None], preview: Callable[[], None]
    ) -> None:
        self._change = change
        self._voices: pd.DataFrame | None = None
        self._lock = threading.RLock()
        self._follower: int | None = None
        label, chosen = declaration_of("voice").label, settings.voice
        self.voice = ipywidgets.Dropdown(description=label, options=[chosen], value=chosen)
        self.style = ipywidgets.Dropdown(description=declaration_of("style").label, options=[_OWN])
        self.search = ipywidgets.Text(description="Search", placeholder="name or style")
        self.locale = ipywidgets.Dropdown(description="Locale", options=[_ANY])
        self.gender = ipywidgets.Dropdown(description="Gender", options=[_ANY])
        self.found = ipywidgets.Label()
        self.found.add_class("voicelab-found")
        self.preview = ipywidgets.Button()
        self.show_preview(is_running=False, is_possible=True)
        self.follow(settings)
        self.voice.observe(lambda change: self._chosen("voice", change["new"]), "value")
        self.style.observe(lambda change: self._chosen("style", change["new"] or None), "value")
        for choice in (self.search, self.locale, self.gender):
            choice.observe(lambda _: self._show(self.voice.value, self.style.value), "value")
        self.preview.on_click(lambda _: preview())

    @property
    def all(self) -> list[Any]:
        """Every control."""
        return [self.voice, self.style, self.preview, self.search, self.locale, self.gender, self.found]

    @property
    def has_catalogue(self) -> bool:
        """Whether the catalogue has come."""
        return self._voices is not None

    def offer(self, voices: pd.DataFrame) -> None:
        """Offer these voices, as `voicelab.synthesis.voices.voices` gives them."""
        with self._lock:
            self._voices = voices
            self.locale.options = [_ANY, *sorted(set(voices["locale"]))]
            self.gender.options = [_ANY, *sorted(set(voices["gender"]))]
        self._show(self.voice.value, self.style.value)

    def follow(self, settings: Settings) -> None:
        """Show a voice and a style that were chosen elsewhere."""
        self._show(settings.voice, settings.style or "")

    def show_preview(self, *, is_running: bool, is_possible: bool) -> None:
        """Say what the button does now."""
        self.preview.description = "Stop preview" if is_running else "Preview"
        self.preview.icon = "stop" if is_running else "play"
        self.preview.tooltip = (
            "End the preview" if is_running else "Hear this voice say a few words"
            if is_possible else "A voice can be heard when no reply is under way"
        )  # fmt: skip
        self.preview.disabled = not is_possible and not is_running

    def _show(self, voice: str, style: str) -> None:
        with self._lock:
            matching = self._matching()
            voices = matching if voice in matching else [voice, *matching]
            styles = [_OWN, *((name, name) for name in self._styles_of(voice))]
            if style and (style, style) not in styles:
                styles.append((style, style))
            self._follower = threading.get_ident()
            try:
                _set(self.voice, voices, voice)
                _set(self.style, styles, style)
                self.style.disabled = len(styles) == 1
                self.found.value = self._count(len(matching), voice)
            finally:
                self._follower = None

    def _count(self, matching: int, voice: str) -> str:
        if self._voices is None:
            return ""
        count = f"{matching} of {len(self._voices)} voices" if matching else _NONE
        local = next(iter(self._voices.loc[self._voices["name"] == voice, "local_voice"]), "")
        return f"{count}. Chosen: {local}" if local else count

    def _styles_of(self, voice: str) -> list[str]:
        if self._voices is None:
            return []
        styles = self._voices.loc[self._voices["name"] == voice, "styles"]
        return [str(style) for style in next(iter(styles), ())]

    def _matching(self) -> list[str]:
        voices = self._voices
        if voices is None:
            return []
        for column, choice in (("locale", self.locale), ("gender", self.gender)):
            if choice.value != _ANY:
                voices = voices[voices[column] == choice.value]
        sought = _plain(self.search.value).split()
        return [
            str(name)
            for name, display_name, styles in zip(
                voices["name"], voices["display_name"], voices["styles"], strict=True
            )
            if all(part in _plain(f"{name} {display_name} {' '.join(styles)}") for part in sought)
        ]

    def _chosen(self, name: str, value: str | None) -> None:
        with self._lock:
            if self._follower == threading.get_ident() or (name == "voice" and value is None):
                return
            if name == "voice" and self.style.value not in ("", *self._styles_of(str(value))):
                self._change("style", None)  # the other voice's
            self._change(name, value)
            self._show(self.voice.value, self.style.value if name == "style" else self._kept_style())

    def _kept_style(self) -> str:
        style: str = self.style.value
        return style if style in self._styles_of(self.voice.value) else ""


def _plain(text: str) -> str:
    """Return a text as it is searched: ``en_US`` finds ``en-US``."""
    return text.lower().replace("_", "-")


def _set(choice: Any, options: list[Any], value: str | None) -> None:
    if list(choice.options) != options:
        choice.options = options
    if choice.value != value:
        choice.value = value
