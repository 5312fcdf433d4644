"""The panel's choice of a voice, among hundreds."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import ipywidgets

from voicelab.settings import declaration_of

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["VoiceChoice"]

_ANY = "any"


class VoiceChoice:
    """A list of voices with filters, and a button that lets the chosen one be heard.

    Until the catalogue has come, the list holds the present voice alone.

    Parameters
    ----------
    choose
        Called with the short name of the voice that the user chooses.
    preview
        Called when the user wants to hear it.
    """

    def __init__(self, voice: str, *, choose: Callable[[str], None], preview: Callable[[], None]) -> None:
        self._choose = choose
        self._voices: pd.DataFrame | None = None
        self._lock = threading.RLock()
        self._follower: int | None = None
        label = declaration_of("voice").label
        self.voice = ipywidgets.Dropdown(description=label, options=[voice], value=voice)
        self.search = ipywidgets.Text(description="Search", placeholder="name or style")
        self.locale = ipywidgets.Dropdown(description="Locale", options=[_ANY])
        self.gender = ipywidgets.Dropdown(description="Gender", options=[_ANY])
        self.preview = ipywidgets.Button(
            description="Preview", icon="play", tooltip="Hear this voice say a few words"
        )
        self.voice.observe(self._chosen, "value")
        for choice in (self.search, self.locale, self.gender):
            choice.observe(lambda _: self._show(self.voice.value), "value")
        self.preview.on_click(lambda _: preview())

    @property
    def all(self) -> list[Any]:
        """Every control."""
        return [self.voice, self.preview, self.search, self.locale, self.gender]

    def offer(self, voices: pd.DataFrame) -> None:
        """Offer these voices, as `voicelab.synthesis.voices.voices` gives them."""
        with self._lock:
            self._voices = voices
            self.locale.options = [_ANY, *sorted(set(voices["locale"]))]
            self.gender.options = [_ANY, *sorted(set(voices["gender"]))]
        self._show(self.voice.value)

    def follow(self, voice: str) -> None:
        """Show a voice that was chosen elsewhere."""
        if self.voice.value != voice:
            self._show(voice)

    def _show(self, chosen: str) -> None:
        with self._lock:
            matching = self._matching()
            options = matching if chosen in matching else [chosen, *matching]
            self._follower = threading.get_ident()
            try:
                if list(self.voice.options) != options:
                    self.voice.options = options
                self.voice.value = chosen
            finally:
                self._follower = None

    def _matching(self) -> list[str]:
        voices = self._voices
        if voices is None:
            return []
        for column, choice in (("locale", self.locale), ("gender", self.gender)):
            if choice.value != _ANY:
                voices = voices[voices[column] == choice.value]
        sought = self.search.value.strip().lower().split()
        return [
            str(name)
            for name, display_name, styles in zip(
                voices["name"], voices["display_name"], voices["styles"], strict=True
            )
            if all(part in f"{name} {display_name} {' '.join(styles)}".lower() for part in sought)
        ]

    def _chosen(self, change: Any) -> None:
        with self._lock:
            if self._follower != threading.get_ident() and change["new"] is not None:
                self._choose(change["new"])
