"""The conversation by a panel's microphone: from Talk to its end."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable

from voicelab.errors import ConversationError, VoicelabError
from voicelab.event_loop import LoopFuture, submit
from voicelab.widgets.browser_audio.browser_audio import BrowserAudio
from voicelab.widgets.panel.heading import Heading
from voicelab.widgets.panel.panel_session import PanelSession
from voicelab.widgets.panel.problems import Problems

__all__ = ["MicrophoneTalk"]


class MicrophoneTalk:
    """Begins a conversation when Talk is pressed, one at a time.

    Parameters
    ----------
    on_failure
        Called with what ended it.
    """

    def __init__(
        self,
        session: PanelSession,
        audio: BrowserAudio,
        heading: Heading,
        problems: Problems,
        on_failure: Callable[[VoicelabError], None],
    ) -> None:
        self._session = session
        self._audio = audio
        self._heading = heading
        self._problems = problems
        self._on_failure = on_failure
        self._lock = threading.Lock()
        self._is_wanted_again = False
        self._run = LoopFuture[None]()
        self.is_running = False
        """Whether it goes on, or is ending."""

    def begin(self) -> None:
        """Converse; where the last conversation is still ending, once it has ended.

        The page lets Talk be pressed only while its microphone is off: what runs then hears nothing more.
        """
        if self._heading.awaits_models:
            self._audio.switch_off()  # it would keep a minute of what nobody hears yet
            return
        with self._lock:
            self._is_wanted_again = self.is_running
            if self.is_running:
                return
            self.is_running = True
        self._run = submit(self._converse_until_done())

    def put_off(self) -> None:
        """Have the user press Talk again, where models turned out to be missing before a conversation began.

        Else its microphone would stay open until they are there, or open by itself then.
        """
        if self.is_running and self._session.state in ("idle", "ended"):
            self.give_up()
            self._audio.switch_off()
            self._run.cancel()

    def give_up(self) -> None:
        """Begin no more when the last conversation has ended."""
        with self._lock:
            self._is_wanted_again = False

    async def _converse_until_done(self) -> None:
        is_wanted = True
        while is_wanted:
            self._problems.solve("conversation", "microphone")
            self._heading.note(is_talking=True, was_talking=True, was_away=False)
            with self._problems.watch("talk"):
                try:
                    await self._converse()
                except asyncio.CancelledError:
                    self.give_up()
                    raise
                finally:
                    self._heading.note(is_talking=False)
                    is_wanted = self._goes_on()

    def _goes_on(self) -> bool:
        """Decide at one moment: Stop comes before it and nothing begins, or after it and ends what begins."""
        with self._lock:
            is_wanted_again, self._is_wanted_again = self._is_wanted_again, False
            self.is_running = goes_on = is_wanted_again and not self._heading.awaits_models
        if is_wanted_again and not goes_on:
            self._audio.switch_off()
        return goes_on

    async def _converse(self) -> None:
        try:
            await self._session.atalk(self._audio.source, self._audio.sink)
        except ConversationError:
            # From a cell or another panel: this microphone is not wanted.
            self._audio.switch_off()
            self._heading.note(was_talking=False)
            raise
        except VoicelabError as error:
            if not self._is_wanted_again:
                self._audio.switch_off()  # it may have failed before anybody listened
            self._on_failure(error)
