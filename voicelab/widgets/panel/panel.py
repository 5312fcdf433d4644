"""The session panel: talk, type, tune and see what happens, in a notebook."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Any

from voicelab.errors import VoicelabError
from voicelab.event_loop import submit
from voicelab.events import (
    Event,
    ExchangeLogged,
    Failed,
    ModelsArriving,
    SessionEnded,
    SettingsChanged,
    State,
    StateChanged,
)
from voicelab.exchange.exchange import Exchange
from voicelab.synthesis.voices import avoices
from voicelab.widgets.browser_audio.browser_audio import BrowserAudio
from voicelab.widgets.browser_audio.page_states import REFUSALS
from voicelab.widgets.page.closing import close_all
from voicelab.widgets.page.comm_route import let_front_end_route
from voicelab.widgets.page.shown_cells import ShownCells
from voicelab.widgets.panel.awaited_words import AwaitedWords
from voicelab.widgets.panel.caption_events import show_in_captions
from voicelab.widgets.panel.captions import Captions
from voicelab.widgets.panel.exchange_table import ExchangeTable
from voicelab.widgets.panel.heading import Heading
from voicelab.widgets.panel.last_exchange import LastExchange
from voicelab.widgets.panel.microphone_talk import MicrophoneTalk
from voicelab.widgets.panel.panel_layout import elsewhere, panel_layout, show_panel
from voicelab.widgets.panel.panel_session import PanelSession
from voicelab.widgets.panel.panel_settings import PanelSettings
from voicelab.widgets.panel.problems import Problems
from voicelab.widgets.panel.transcript import PanelTranscript
from voicelab.widgets.panel.voice_preview import VoicePreview

__all__ = ["SessionPanel"]

_GATE_SECONDS = 0.3


class SessionPanel:
    """A session's controls, captions and log; shows itself as a cell's value.

    Controls of the reply apply from the next turn, those of hearing at once. What fails, in the services, in
    a callback or in the page, is shown in the panel and kept in `last_error`. When the cell that shows it
    runs again without showing it, it closes itself.

    Parameters
    ----------
    session
        The session that it drives.

    Examples
    --------
    >>> panel = session.panel()  # doctest: +SKIP
    >>> panel.close()  # doctest: +SKIP
    """

    def __init__(self, session: PanelSession) -> None:
        self.session = session
        self.audio = BrowserAudio()
        """The browser's microphone and speaker."""
        self._transcript = PanelTranscript()
        self._problems = Problems()
        watch = self._problems.watch
        self._heading = Heading(session.services, self._transcript.name, watch)
        self._awaited = AwaitedWords()
        self._last_exchange = LastExchange(session.log, watch)
        self._table = ExchangeTable(session.log, session.id, watch)
        self._talk = MicrophoneTalk(session, self.audio, self._heading, self._problems, self._show_failure)
        self._preview = VoicePreview(session, self.audio, self._show_preview)
        self._settings = PanelSettings(
            session, watch=watch, preview=self._preview_pressed, on_change=self._set_closing_silence
        )
        self._has_page = False
        self._are_voices_requested = False
        self._forgets_with_next = False
        self._cells = ShownCells(self.close)
        # The last of them: its page may come at once, on another thread.
        self._captions = Captions(
            on_typed=self._typed, on_new=self._begin_anew, on_page=self._page_came, watch=watch
        )
        self.box = panel_layout(
            self._heading,
            self.audio,
            self._captions,
            self._problems,
            self._settings,
            self._last_exchange,
            self._table,
        )
        """All of it, to be put into other widgets."""
        self._unsubscribe = session.subscribe(self._on_event, catch_up=True)
        self.audio.on_press(self._pressed)
        self.audio.on_heard(self._heard)
        self.audio.observe(self._microphone_changed, "state")
        self._set_closing_silence()
        self._note_state(session.state)
        self._heading.note(microphone=self.audio.state)
        self._forget_closing = session.on_close(lambda: self._note_state("closed"))
        let_front_end_route(self.box)

    @property
    def last_error(self) -> Exception | None:
        """The error that was shown last."""
        return self._problems.last_error

    def close(self) -> None:
        """Stop the conversation and remove the panel; the session stays usable."""
        self._unsubscribe()
        self._forget_closing()
        self._cells.close()
        self._preview.stop()
        self._talk.give_up()
        if self._talk.is_running:
            self.session.stop()
        close_all(self.box)

    def __repr__(self) -> str:
        return f"<SessionPanel of session {self.session.id}>"

    def _repr_html_(self) -> str:
        return elsewhere(self.session.id)  # in marimo and the like, which know no panel's parts

    def _ipython_display_(self) -> None:
        self._cells.note()
        show_panel(self.box, self._transcript, self.session.id)

    def _pressed(self, button: str) -> None:
        with self._problems.watch("pressed"):
            if button == "stop":
                self._heading.note(is_stopping=self.session.state in ("listening", "thinking", "speaking"))
                self._preview.stop()
                self._talk.give_up()
                self.session.stop()
                self.session.interrupt(drop_waiting=True)
            else:
                self._talk.begin()

    def _typed(self, text: str) -> None:
        async def ask() -> None:
            await self.session.aask(text, sink=self.audio.sink)

        self._run_in_background("typed turn", ask())

    def _begin_anew(self) -> None:
        """Have the model forget what was said; a reply under way is cut short and forgotten with it."""
        if self.session.state in ("thinking", "speaking"):
            self._forgets_with_next = True
            self.session.interrupt()
        else:
            self.session.history.forget()
            self._captions.begin_anew()

    def _preview_pressed(self) -> None:
        self._run_in_background("preview", self._preview.play())

    def _show_preview(self) -> None:
        is_possible = self.session.state not in ("thinking", "speaking", "closed")
        is_running = self._preview.is_running
        self._publish(
            lambda: self._settings.voices.show_preview(is_running=is_running, is_possible=is_possible)
        )

    def _set_closing_silence(self) -> None:
        seconds = self.session.settings.end_silence_seconds + _GATE_SECONDS
        self.audio.source.closing_silence_seconds = seconds

    def _publish(self, change: Callable[[], None]) -> None:
        """Change controls in order with the other messages for the page, and in none of the cells' names."""
        if self._has_page:
            self._captions.run_in_context(change)
        else:
            change()

    def _page_came(self) -> None:
        self._has_page = True
        self._fetch_voices()

    def _fetch_voices(self) -> None:
        async def fetch() -> None:
            try:
                voices = await avoices(self.session.services)
            except Exception:
                self._are_voices_requested = False
                raise
            self._publish(lambda: self._settings.offer(voices))

        if not self._are_voices_requested and self.session.state != "closed":
            self._are_voices_requested = True
            self._run_in_background("voices", fetch())

    def _heard(self) -> None:
        seconds = self.audio.sink.heard_seconds
        if seconds is not None and not self._preview.is_sounding:
            self._captions.show_heard(seconds)

    def _microphone_changed(self, change: Any) -> None:
        is_away = change["new"] == "page-gone" and self._talk.is_running
        self._heading.note(microphone=change["new"], **({"was_away": True} if is_away else {}))
        if change["new"] not in REFUSALS:
            self._problems.solve("microphone")

    def _on_event(self, event: Event) -> None:
        with self._problems.watch("event"):
            self._show_event(event)

    def _show_event(self, event: Event) -> None:
        show_in_captions(self._captions, event)
        self._awaited.note(event, self.session.settings.languages)
        if isinstance(event, StateChanged):
            self._note_state(event.state)
        elif isinstance(event, SettingsChanged):
            self._set_closing_silence()
            self._publish(self._settings.follow)
        elif isinstance(event, ModelsArriving):
            self._heading.note(arriving=event.words)
            if event.words:
                self._talk.put_off()
            elif event.error is None:
                self._problems.solve("conversation")
                self._fetch_voices()
            self._problems.show_or_solve(event.error, "models")
        elif isinstance(event, ExchangeLogged):
            self._show_exchange(event.exchange)
        elif isinstance(event, Failed):
            self._show_failure(event.error)
        elif isinstance(event, SessionEnded):
            self._problems.solve("talk")
            self._heading.note(reason=event.reason, is_stopping=False)
        self._heading.note(awaits_more=self._awaited.are_awaited)

    def _note_state(self, state: State) -> None:
        reason = {} if state == "ended" else {"reason": None}
        self._heading.note(session=state, awaits_more=self._awaited.are_awaited, **reason)
        if state in ("idle", "ended", "closed"):
            self._heading.note(is_stopping=False)
        self._show_preview()
        if state == "closed":
            self.audio.close_session()
            self._captions.shut()
            self._publish(self._settings.knobs.disable)

    def _show_failure(self, error: VoicelabError) -> None:
        if error.code == f"browser-{self.audio.state}":
            self._problems.last_error = error  # its sentence stands beside the microphone
        else:
            self._problems.show(error, "microphone" if error.code.startswith("browser-") else "conversation")

    def _show_exchange(self, exchange: Exchange) -> None:
        self._last_exchange.show(exchange)
        self._table.add(exchange)
        self._transcript.add(exchange)
        self._publish(self._transcript.update)
        if self._forgets_with_next:
            self._forgets_with_next = False
            self.session.history.forget()
            self._captions.begin_anew()
        if exchange.outcome == "completed":
            self._problems.solve("conversation", "typed turn")
            self._fetch_voices()

    def _run_in_background(self, name: str, work: Coroutine[Any, Any, None]) -> None:
        """Do what takes time on the session's loop: the page's messages must not wait for it."""

        async def watched() -> None:
            with self._problems.watch(name):
                await work

        submit(watched())
