"""The panel's part that sets a session's settings."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING

from voicelab.widgets.panel.disclosure import Disclosure
from voicelab.widgets.panel.knobs import Knobs
from voicelab.widgets.panel.settings_controls import SettingsControls
from voicelab.widgets.panel.settings_summary import settings_summary
from voicelab.widgets.panel.unavailable_engines import unavailable_engines
from voicelab.widgets.panel.unused_controls import UnusedControls, unused_controls
from voicelab.widgets.panel.voice_choice import VoiceChoice

if TYPE_CHECKING:
    import pandas as pd

    from voicelab.widgets.panel.panel_session import PanelSession

__all__ = ["PanelSettings"]


class PanelSettings:
    """Controls of a session's settings, and the line that stands for them.

    Parameters
    ----------
    session
        The session whose settings they are.
    watch
        Shows the user an error that is raised in its block.
    preview
        Called when the user wants to hear the voice, or no more of it.
    on_change
        Called when the user has changed a setting.
    """

    def __init__(
        self,
        session: PanelSession,
        *,
        watch: Callable[[str], AbstractContextManager[None]],
        preview: Callable[[], None],
        on_change: Callable[[], None],
    ) -> None:
        self._session = session
        self._watch = watch
        self._on_change = on_change
        self.controls = SettingsControls(session.settings, change=self._change)
        self.voices = VoiceChoice(session.settings, change=self._change, preview=preview)
        self._unavailable = unavailable_engines(session.services)
        self.disclosure = Disclosure(settings_summary(session.settings), self._unused(), watch)
        self.knobs = Knobs([*self.controls.all, *self.voices.all])

    def offer(self, voices: pd.DataFrame) -> None:
        """Offer these voices, with their styles."""
        self.voices.offer(voices)
        self._show_summary()

    def follow(self) -> None:
        """Show what the settings are now; they may have been set in a cell."""
        settings = self._session.settings
        self.controls.follow(settings)
        self.voices.follow(settings)
        self._show_summary()

    def _show_summary(self) -> None:
        self.disclosure.show(settings_summary(self._session.settings), self._unused())

    def _unused(self) -> UnusedControls:
        return unused_controls(self._session.settings, self._unavailable, self.voices.unused)

    def _change(self, name: str, value: object) -> None:
        with self._watch(f"setting {name}"):
            try:
                self._session.settings = self._session.settings.replace(**{name: value})
                self._on_change()
            except ValueError:
                self.follow()
                raise
