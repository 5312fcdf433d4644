"""The browser's microphone and speaker, as a widget."""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, cast, get_args

import anywidget
import traitlets

from voicelab.errors import DeviceError
from voicelab.widgets.browser_audio.microphone import BrowserMicrophone
from voicelab.widgets.browser_audio.page_liveness import GONE_SECONDS, PageLiveness
from voicelab.widgets.browser_audio.page_states import REFUSALS, SENTENCES, PageState, refusal
from voicelab.widgets.browser_audio.running_cell import RunningCell
from voicelab.widgets.browser_audio.speaker import BrowserSpeaker
from voicelab.widgets.browser_audio.wire import Devices, FromPage, Hello, Ping, StateMessage, TalkMode
from voicelab.widgets.page.channel import PageChannel
from voicelab.widgets.page.comm_route import let_front_end_route
from voicelab.widgets.page.es_modules import joined_modules
from voicelab.widgets.page.shown_cells import ShownCells
from voicelab.widgets.page.tokens import TOKENS

__all__ = ["BrowserAudio"]

_HERE = Path(__file__).parent
_FIRST_PAGE_SECONDS = 15.0
_IN_USE = (
    *("asking-permission", "capturing", "no-sound", "too-quiet"),
    *("muted", "waiting-for-key", "waiting-for-kernel"),
)


class BrowserAudio(anywidget.AnyWidget):
    """The microphone and speaker of the page in which the widget is shown.

    The kernel's machine needs no sound device, and may be another than the browser's. The widget shows
    Talk, Stop, a level meter, the choice of microphone, mute, and its state in words. Two views of it share
    one microphone.

    Nothing may be published on this widget from a cell (see `PageChannel`): what the kernel tells the page
    goes through its methods, and the traits that change are not synchronised.

    Parameters
    ----------
    echo_cancellation, noise_suppression, auto_gain_control
        The browser's own processing. Switch all three off to record samples as they are.

    Examples
    --------
    >>> audio = BrowserAudio()  # doctest: +SKIP
    >>> audio  # shows it  # doctest: +SKIP
    >>> session.start(audio.source, audio.sink)  # doctest: +SKIP
    """

    _esm = joined_modules(_HERE / "browser_audio.js")
    _css = TOKENS + (_HERE / "browser_audio.css").read_text("utf-8")
    _worklet = traitlets.Unicode().tag(sync=True)
    _key = traitlets.Unicode().tag(sync=True)
    _processing = traitlets.Dict().tag(sync=True)
    _sentences = traitlets.Dict().tag(sync=True)

    state = traitlets.Enum(get_args(PageState), "no-page-yet", read_only=True)
    """What microphone and speaker are doing; one of the words of `SENTENCES`."""
    sentence = traitlets.Unicode(SENTENCES["no-page-yet"], read_only=True)
    """The same for the user, with what to do about it."""
    devices = traitlets.Tuple(read_only=True)
    """The microphones, each with `device_id` and `label`; their labels are empty until one was used."""
    device_id = traitlets.Unicode(read_only=True)
    """The microphone in use; empty for the browser's default."""
    muted = traitlets.Bool(read_only=True)
    """Whether the user muted the microphone."""
    mode = traitlets.Enum(get_args(TalkMode), "hands-free", read_only=True)
    """Whether the microphone is open all the time or while a key is held."""

    def __init__(
        self,
        *,
        echo_cancellation: bool = True,
        noise_suppression: bool = True,
        auto_gain_control: bool = True,
    ) -> None:
        self._page = ""
        self._on_press: list[Callable[[str], None]] = []
        self._on_heard: list[Callable[[], None]] = []
        self._is_session_closed = False
        self._cell = RunningCell()
        self._cells = ShownCells(self.close)
        self._liveness = PageLiveness(self._cell)
        self._channel = PageChannel(self._publish)
        self._source = BrowserMicrophone(self._switch, self._liveness, self._page_gone)
        self._sink = BrowserSpeaker(
            self._send_reply, self._liveness, echo="cancelled" if echo_cancellation else "open"
        )
        super().__init__(
            _worklet=joined_modules(_HERE / "worklet.js"),
            _key=uuid.uuid4().hex,
            _processing={
                "echoCancellation": echo_cancellation,
                "noiseSuppression": noise_suppression,
                "autoGainControl": auto_gain_control,
            },
            _sentences=dict(SENTENCES),
        )
        let_front_end_route(self)
        self.on_msg(self._handle)

    @property
    def source(self) -> BrowserMicrophone:
        """The microphone: a `voicelab.audio.sources.Source`."""
        return self._source

    @property
    def sink(self) -> BrowserSpeaker:
        """The speaker: a `voicelab.audio.sinks.Sink`."""
        return self._sink

    def on_press(self, callback: Callable[[str], None]) -> None:
        """Call back with ``talk`` or ``stop`` when the user presses that button.

        By then the page has done what it can by itself: it records, or has fallen silent. The call comes on
        the thread that handles the page's messages, which must not be kept waiting.
        """
        self._on_press.append(callback)

    def on_heard(self, callback: Callable[[], None]) -> None:
        """Call back about ten times a second while a reply is heard; see `Speaker.heard_seconds`."""
        self._on_heard.append(callback)

    def choose(
        self, *, device_id: str | None = None, muted: bool | None = None, mode: TalkMode | None = None
    ) -> None:
        """Use another microphone, mute it, or change between hands-free and push-to-talk."""
        self._channel.send(
            {
                "type": "choose",
                "page": self._page,
                "device_id": self.device_id if device_id is None else device_id,
                "muted": self.muted if muted is None else muted,
                "mode": self.mode if mode is None else mode,
            }
        )

    def switch_off(self) -> None:
        """Switch the microphone off, as Stop does."""
        self._source.switch_off()

    def close_session(self) -> None:
        """Switch the microphone off for good, and say that the session is closed."""
        self._is_session_closed = True
        self._source.switch_off(refusal("session-closed"))
        self._set_state("session-closed")
        if self._page:
            self._channel.send({"type": "session-closed", "page": self._page})

    def close(self) -> None:
        """Switch the microphone off and remove the widget."""
        self._source.switch_off()
        self._channel.close()
        self._cell.close()
        self._cells.close()
        super().close()

    def _repr_mimebundle_(self, **kwargs: Any) -> Any:
        self._cells.note()
        return super()._repr_mimebundle_(**kwargs)

    def _publish(self, message: Mapping[str, object], buffers: list[bytes]) -> None:
        self.send(message, buffers)

    def _switch(self, page: str, capture: int, on: bool) -> None:
        if on:
            self._liveness.expect(GONE_SECONDS if page else _FIRST_PAGE_SECONDS)
        if page:
            self._channel.send({"type": "start" if on else "stop", "page": page, "capture": capture})

    def _send_reply(self, kind: str, reply: int, content: int | bytes) -> None:
        message = {"type": kind, "page": self._page, "reply": reply}
        if kind == "begin":
            message["sample_rate_hz"] = content
        self._channel.send(message, *([content] if isinstance(content, bytes) else []))

    def _handle(self, _widget: object, message: FromPage, buffers: list[memoryview]) -> None:
        received_at = time.monotonic()
        if message["type"] == "hello":
            self._welcome(message, buffers, received_at)
        elif message["type"] == "ping":
            # Of any page: one whose place another took must not think that the kernel is gone.
            self._channel.adopt_context()
            self._answer("pong", message, received_at)
        elif message["type"] == "talk" and message["page"] != self._page:
            self._adopt(message["page"])
        if message["page"] != self._page:
            return
        self._liveness.note_message()
        self._sink.has_page = True
        if message["type"] != "frame":
            self._channel.adopt_context()
        if message["type"] == "frame":
            pcm = bytes(buffers[0])
            self._source.add(message["capture"], message["number"], message["captured_at"], pcm)
        elif message["type"] == "played":
            self._sink.played(message)
            for heard in self._on_heard:
                heard()
        elif message["type"] == "capture":
            self._source.begin(message["capture"], message["sample_rate_hz"])
        elif message["type"] == "capture-ended":
            self._source.end(message["capture"])
        elif message["type"] == "gate":
            is_open, is_turn = message["is_open"], message["is_turn"]
            self._source.move_gate(message["capture"], is_open=is_open, is_turn=is_turn)
        elif message["type"] == "devices":
            self._note_devices(message)
        elif message["type"] == "state":
            self._note_state(message)
        elif message["type"] == "talk":
            self._source.want(message["capture"])
            self._press("talk")
        elif message["type"] == "stop":
            self._press("stop")  # first: that the sound ends is no reason of its own
            self._source.end(message["capture"])

    def _press(self, button: str) -> None:
        for callback in self._on_press:
            callback(button)

    def _welcome(self, hello: Hello, buffers: list[memoryview], received_at: float) -> None:
        is_in_use = self._is_in_use
        if not is_in_use:
            self._adopt(hello["page"])
        self._answer("welcome", hello, received_at, *(bytes(buffer) for buffer in buffers))
        if self._is_session_closed:
            self._channel.send({"type": "session-closed", "page": hello["page"]})
        if not is_in_use and (self.device_id or self.muted or self.mode != "hands-free"):
            self.choose()
        if not is_in_use and (capture := self._source.capture) is not None:
            self._switch(hello["page"], capture, on=True)

    def _answer(self, kind: str, message: Hello | Ping, received_at: float, *buffers: bytes) -> None:
        times = {"sent_ms": message["sent_ms"], "received_at": received_at}
        is_final = self._channel.route_is_final
        answer = {"type": kind, "page": message["page"], **times, "route_is_final": is_final}
        self._channel.send(answer, *buffers)

    @property
    def _is_in_use(self) -> bool:
        is_busy = self.state in _IN_USE or (self._sink.is_sounding and self.state != "page-gone")
        return is_busy and not self._liveness.is_gone

    def _adopt(self, page: str) -> None:
        if page != self._page:
            if self.state in _IN_USE:
                self._set_state("page-gone")
            self._source.change_page(page)
            # The new page knows nothing of the reply: waiting for its account would never end.
            self._sink.end()
        self._page = page
        self._sink.has_page = True
        self._channel.adopt_context()

    def _page_gone(self) -> DeviceError | None:
        if not self._page:
            return refusal("no-page-yet")
        self._sink.has_page = False
        self._set_state("page-gone")
        self._call_others()
        return None

    def _call_others(self) -> None:
        """Have another window that shows the widget take the place of the page that went."""
        self._channel.send({"type": "page-gone", "page": self._page})

    def _note_devices(self, message: Devices) -> None:
        self.set_trait("devices", tuple(message["devices"]))
        self.set_trait("device_id", message["device_id"])
        self.set_trait("muted", message["muted"])
        self.set_trait("mode", message["mode"])

    def _note_state(self, message: StateMessage) -> None:
        state = cast("PageState", message["state"])
        if self._is_session_closed:
            return
        # First, so that whoever is told of the error finds the state that it is of.
        self._set_state(state, message["detail"])
        if state == "page-gone":
            self._source.leave()
            self._sink.end()
            self._call_others()
        if state in REFUSALS:
            self._source.end(message["capture"], refusal(state, message["detail"]))

    def _set_state(self, state: PageState, detail: str = "") -> None:
        with self.hold_trait_notifications():
            self.set_trait("state", state)
            self.set_trait("sentence", f"{SENTENCES[state]} ({detail})" if detail else SENTENCES[state])
