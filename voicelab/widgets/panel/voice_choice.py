"""The panel's choice of a voice, among hundreds, and of its style."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import ipywidgets

from voicelab.settings import declaration_of
from voicelab.settings.engines import has_openai_voice, spoken_voice
from voicelab.settings.without_effect import without_effect
from voicelab.widgets.panel.offered_voices import OfferedVoices
from voicelab.widgets.panel.unused_controls import class_of

if TYPE_CHECKING:
    import pandas as pd

    from voicelab.settings import Settings

__all__ = ["VoiceChoice"]

_ANY = "any"
_NONE = "No voice matches: clear the search, or choose any locale and gender"
_NAMES = ("voice", "style", "locale", "gender")
_NO_FILTER = "OpenAI's voices speak any language, and their gender is not known."
_NO_PREVIEW = "OpenAI's voices are heard in replies only"
_NO_STYLES = "This voice has no styles."
_UNKNOWN_STYLES = "The list of voices, which has its styles, has not come yet."
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
        self._settings = settings
        self._voices = OfferedVoices(settings.engine)
        self._lock = threading.RLock()
        self._follower: int | None = None
        label, chosen = declaration_of("voice").label, spoken_voice(settings)
        self.voice = ipywidgets.Dropdown(description=label, options=[chosen], value=chosen)
        self.style = ipywidgets.Dropdown(description=declaration_of("style").label, options=[_OWN])
        self.search = ipywidgets.Text(description="Search", placeholder="name or style")
        self.locale = ipywidgets.Dropdown(description="Locale", options=[_ANY])
        self.gender = ipywidgets.Dropdown(description="Gender", options=[_ANY])
        self.found = ipywidgets.Label()
        self.found.add_class("voicelab-found")
        self.preview = ipywidgets.Button()
        self._is_preview_running, self._is_preview_possible = False, True
        for name, choice in zip(_NAMES, (self.voice, self.style, self.locale, self.gender), strict=True):
            choice.add_class(class_of(name))
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
    def unused(self) -> dict[str, str]:
        """Controls that have no effect though the engine may have it, by name, each with why."""
        found = dict.fromkeys(_NAMES[2:], _NO_FILTER) if self._settings.engine == "realtime" else {}
        if has_openai_voice(self._settings):
            found["preview"] = f"{_NO_PREVIEW}."
        elif len(self.style.options) == 1:
            found["style"] = _NO_STYLES if self.has_catalogue else _UNKNOWN_STYLES
        return found

    @property
    def has_catalogue(self) -> bool:
        """Whether the catalogue has come."""
        return self._voices.catalogue is not None

    def offer(self, voices: pd.DataFrame) -> None:
        """Offer these voices, as `voicelab.synthesis.voices.voices` gives them."""
        with self._lock:
            self._voices = OfferedVoices(self._settings.engine, voices)
            self.locale.options = [_ANY, *sorted(set(voices["locale"]))]
            self.gender.options = [_ANY, *sorted(set(voices["gender"]))]
        self._show(self.voice.value, self.style.value)

    def follow(self, settings: Settings) -> None:
        """Show a voice and a style that were chosen elsewhere, and the voices of the engine."""
        with self._lock:
            self._settings = settings
            self._voices = OfferedVoices(settings.engine, self._voices.catalogue)
        self._show(spoken_voice(settings), settings.style or "")
        self.locale.disabled = self.gender.disabled = "locale" in self.unused
        self._update_preview()

    def show_preview(self, *, is_running: bool, is_possible: bool) -> None:
        """Say what the button does now."""
        self._is_preview_running, self._is_preview_possible = is_running, is_possible
        self._update_preview()

    def _update_preview(self) -> None:
        is_running = self._is_preview_running
        is_openai = has_openai_voice(self._settings)
        is_possible = self._is_preview_possible and not is_openai
        self.preview.description = "Stop preview" if is_running else "Preview"
        self.preview.icon = "stop" if is_running else "play"
        self.preview.tooltip = (
            "End the preview" if is_running else "Hear this voice say a few words"
            if is_possible else _NO_PREVIEW if is_openai
            else "A voice can be heard when no reply is under way"
        )  # fmt: skip
        self.preview.disabled = not is_possible and not is_running

    def _show(self, voice: str, style: str) -> None:
        with self._lock:
            matching = self._matching()
            voices = matching if voice in matching else [voice, *matching]
            styles = [_OWN, *((name, name) for name in self._voices.styles_of(voice))]
            if style and (style, style) not in styles:
                styles.append((style, style))
            self._follower = threading.get_ident()
            try:
                _set(self.voice, voices, voice)
                _set(self.style, styles, style)
                self.style.disabled = len(styles) == 1 or self._is_without_styles
                self.found.value = self._count(len(matching), voice)
            finally:
                self._follower = None

    def _count(self, matching: int, voice: str) -> str:
        if not self._voices:
            return ""
        count = f"{matching} of {len(self._voices)} voices" if matching else _NONE
        local = self._voices.local_voice_of(voice)
        return f"{count}. Chosen: {local}" if local else count

    def _matching(self) -> list[str]:
        locale, gender = (
            None if choice.value == _ANY else choice.value for choice in (self.locale, self.gender)
        )
        return self._voices.matching(self.search.value, locale=locale, gender=gender)

    @property
    def _is_without_styles(self) -> bool:
        return "style" in without_effect(self._settings)

    def _chosen(self, name: str, value: str | None) -> None:
        with self._lock:
            if self._follower == threading.get_ident() or (name == "voice" and value is None):
                return
            if name == "voice" and not self._is_without_styles and not self._has_style(str(value)):
                self._change("style", None)  # the other voice's
            self._change(name, value)
            self._show(self.voice.value, self.style.value if name == "style" else self._kept_style())

    def _kept_style(self) -> str:
        is_kept = self._is_without_styles or self._has_style(self.voice.value)
        return str(self.style.value) if is_kept else ""

    def _has_style(self, voice: str) -> bool:
        """Say whether a voice has the style that is shown."""
        return self.style.value in ("", *self._voices.styles_of(voice))


def _set(choice: Any, options: list[Any], value: str | None) -> None:
    if list(choice.options) != options:
        choice.options = options
    if choice.value != value:
        choice.value = value
