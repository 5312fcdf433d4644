"""The session panel: talk, type, tune and see what happens, in a notebook."""

from __future__ import annotations

import contextlib
from collections.abc import Coroutine, Iterator
from typing import Any

import ipywidgets

from voicelab.event_loop import submit
from voicelab.events import (
    Event,
    ExchangeLogged,
    Failed,
    HypothesisHeard,
    Notice,
    ReplyDelta,
    SessionEnded,
    StateChanged,
    UtteranceHeard,
    WordsSpoken,
)
from voicelab.exchange.exchange import Exchange
from voicelab.synthesis.voices import avoices
from voicelab.widgets.browser_audio.browser_audio import BrowserAudio
from voicelab.widgets.panel.captions import Captions
from voicelab.widgets.panel.exchange_table import ExchangeTable
from voicelab.widgets.panel.heading import Heading
from voicelab.widgets.panel.panel_session import PanelSession
from voicelab.widgets.panel.settings_controls import SettingsControls
from voicelab.widgets.panel.transcript import PanelTranscript
from voicelab.widgets.panel.voice_choice import VoiceChoice

__all__ = ["SessionPanel"]

_GATE_SECONDS = 0.3


class SessionPanel:
    """A session's controls, captions and log; shows itself as a cell's value.

    Every control applies from the next turn. What fails, in the services, in a callback or in the page, is
    shown in the panel and kept in `last_error`.

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
        self._heading = Heading(session.services.describe(), self._transcript.name)
        show_error = self._heading.show_error
        self._captions = Captions(on_typed=self._typed, on_page=self._page_came, report=show_error)
        self._table = ExchangeTable(session.log, session.id, show_error)
        self._controls = SettingsControls(session.settings, change=self._change)
        self._voices = VoiceChoice(
            session.settings.voice, choose=lambda name: self._change("voice", name), preview=self._preview
        )
        self._are_voices_requested = False
        self._is_talking = False
        self._unsubscribe = session.subscribe(self._on_event)
        self.audio.on_press(self._pressed)
        self.audio.on_heard(self._heard)
        self.box = self._layout()
        """All of it, to be put into other widgets."""
        self._set_closing_silence()

    @property
    def last_error(self) -> Exception | None:
        """The error that was shown last."""
        return self._heading.last_error

    def close(self) -> None:
        """Stop the conversation and remove the panel; the session stays usable."""
        self._unsubscribe()
        if self._is_talking:
            self.session.stop()
        views = (self.audio, self._heading, self._captions, self._table)
        for widget in (*views, *self._controls.all, *self._voices.all, *self.box.children, self.box):
            widget.close()

    def _ipython_display_(self) -> None:
        from IPython.display import display

        bundle = dict(self.box._repr_mimebundle_())
        bundle["text/plain"] = f"voicelab panel of session {self.session.id}: run the cell to show it"
        display(bundle, raw=True)
        self._transcript.show()

    def _layout(self) -> ipywidgets.VBox:
        voices = ipywidgets.Box(self._voices.all)
        controls = ipywidgets.Box(self._controls.all)
        voices.add_class("voicelab-voices")
        controls.add_class("voicelab-controls")
        box = ipywidgets.VBox([self._heading, self.audio, self._captions, voices, controls, self._table])
        box.add_class("voicelab-panel")
        return box

    def _pressed(self, button: str) -> None:
        with self._errors_shown():
            if button == "stop":
                self.session.stop()
                self.session.interrupt()
            elif not self._is_talking:
                self._is_talking = True
                self._run_in_background(self._talk())

    async def _talk(self) -> None:
        try:
            await self.session.atalk(self.audio.source, self.audio.sink)
        except RuntimeError:
            # It converses already, from a cell or another panel: this microphone is not wanted.
            self.audio.switch_off()
            raise
        finally:
            self._is_talking = False

    def _typed(self, text: str) -> None:
        async def ask() -> None:
            await self.session.aask(text, sink=self.audio.sink)

        self._run_in_background(ask())

    def _preview(self) -> None:
        async def play() -> None:
            if self.session.state in ("thinking", "speaking"):
                self._heading.show_notice("The voice can be heard when the reply is over.")
                return
            sample = await self.session.apreview()
            sink = self.audio.sink
            await sink.begin(sample.sample_rate_hz)
            await sink.write(sample.to_pcm())
            await sink.drain()

        self._run_in_background(play())

    def _change(self, name: str, value: object) -> None:
        with self._errors_shown():
            try:
                self.session.settings = self.session.settings.replace(**{name: value})
                self._set_closing_silence()
            except ValueError:
                self._follow()
                raise

    def _follow(self) -> None:
        """Show what the settings are now; they may have been set in a cell."""
        self._controls.follow(self.session.settings)
        self._voices.follow(self.session.settings.voice)

    def _set_closing_silence(self) -> None:
        seconds = self.session.settings.end_silence_seconds + _GATE_SECONDS
        self.audio.source.closing_silence_seconds = seconds

    def _page_came(self) -> None:
        # Published from here, the controls are handled while a cell runs, too.
        self._captions.run_in_context(self._publish_controls)
        if not self._are_voices_requested:
            self._are_voices_requested = True
            self._run_in_background(self._fetch_voices())

    def _publish_controls(self) -> None:
        for control in (*self._controls.all, *self._voices.all):
            control.send_state("disabled")

    async def _fetch_voices(self) -> None:
        voices = await avoices(self.session.services)
        self._captions.run_in_context(lambda: self._voices.offer(voices))

    def _heard(self) -> None:
        seconds = self.audio.sink.heard_seconds
        if seconds is not None:
            self._captions.show_heard(seconds)

    def _on_event(self, event: Event) -> None:
        with self._errors_shown():
            self._show_event(event)

    def _show_event(self, event: Event) -> None:
        if isinstance(event, StateChanged):
            if event.state != "ended":
                self._heading.show_state(event.state)
        elif isinstance(event, HypothesisHeard):
            self._captions.show_hypothesis(event.text)
        elif isinstance(event, UtteranceHeard):
            self._heading.clear(errors=False)
            self._captions.begin_turn(event.turn, event.text)
        elif isinstance(event, ReplyDelta):
            self._captions.add_reply(event.turn, event.text)
        elif isinstance(event, WordsSpoken):
            self._captions.add_words(event.turn, event.words)
        elif isinstance(event, ExchangeLogged):
            self._show_exchange(event.exchange)
        elif isinstance(event, Notice):
            self._heading.show_notice(event.message)
        elif isinstance(event, Failed):
            self._heading.show_error(event.error)
        elif isinstance(event, SessionEnded):
            self._captions.show_hypothesis("")
            self._heading.show_state(event.reason)

    def _show_exchange(self, exchange: Exchange) -> None:
        self._captions.end_turn(exchange)
        self._table.add(exchange)
        self._transcript.add(exchange)
        self._captions.run_in_context(self._transcript.update)
        self._captions.run_in_context(self._follow)
        if exchange.outcome == "completed":
            self._heading.clear(errors=True)

    def _run_in_background(self, work: Coroutine[Any, Any, None]) -> None:
        """Do what takes time on the session's loop: the page's messages must not wait for it."""

        async def guarded() -> None:
            with self._errors_shown():
                await work

        submit(guarded())

    @contextlib.contextmanager
    def _errors_shown(self) -> Iterator[None]:
        try:
            yield
        except Exception as error:
            self._heading.show_error(error)
