"""A few words in the chosen voice, on the speaker that replies use, too."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from voicelab.errors import VoicelabError
from voicelab.event_loop import session_loop
from voicelab.widgets.browser_audio.browser_audio import BrowserAudio
from voicelab.widgets.panel.panel_session import PanelSession

__all__ = ["VoicePreview"]

_TAIL_SECONDS = 0.3
"""Sound that the microphone took before the preview's end comes this much later at most."""


class VoicePreview:
    """Plays previews, one at a time.

    A reply goes before: it ends a preview that sounds, and none begins during one. While a preview sounds,
    the session hears silence, lest it take the voice for the user.

    Parameters
    ----------
    on_change
        Called on the session's thread when a preview begins and when it is over.
    """

    def __init__(self, session: PanelSession, audio: BrowserAudio, on_change: Callable[[], None]) -> None:
        self._session = session
        self._audio = audio
        self._on_change = on_change
        self._task: asyncio.Task[None] | None = None
        self.is_sounding = False
        """Whether what the speaker plays is a preview."""

    @property
    def is_running(self) -> bool:
        """Whether a preview is being made, or sounds."""
        return self._task is not None

    async def play(self) -> None:
        """Play one to its end; asked once more meanwhile, end it.

        Raises
        ------
        VoicelabError
            The voice cannot be had, or a reply is under way.
        """
        if self._task is not None:
            self._task.cancel()
            return
        self._task = asyncio.ensure_future(self._play())
        self._on_change()
        try:
            await asyncio.wait({self._task})
            if not self._task.cancelled():
                self._task.result()
        finally:
            self._task = None
            self._on_change()

    def stop(self) -> None:
        """End it; from any thread."""
        session_loop().call_soon_threadsafe(self._cancel)

    def _cancel(self) -> None:
        if self._task is not None:
            self._task.cancel()

    async def _play(self) -> None:
        self._check_silence()
        sample = await self._session.apreview()
        self._check_silence()  # a reply may have begun while it was made
        sink, source = self._audio.sink, self._audio.source
        with source.silenced():
            self.is_sounding = True
            try:
                await sink.begin(sample.sample_rate_hz)
                await sink.write(sample.to_pcm())
                try:
                    await sink.drain()
                except asyncio.CancelledError:
                    if self._session.state not in ("thinking", "speaking"):
                        await sink.flush()
                    raise
            finally:
                self.is_sounding = False
            await asyncio.sleep(_TAIL_SECONDS)

    def _check_silence(self) -> None:
        if self._session.state in ("thinking", "speaking"):
            raise VoicelabError("A reply is under way.", hint="Preview the voice when it is over.")
