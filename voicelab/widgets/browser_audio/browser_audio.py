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
from voicelab.widgets.browser_audio.wire import Devices, FromPage, Hello, StateMessage, TalkMode
from voicelab.widgets.page.channel import PageChannel
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
        self._is_wanted = False
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
        self._switch(False)

    def close_session(self) -> None:
        """Switch the microphone off for good, and say that the session is closed."""
        self._is_session_closed = True
        self._switch(False)
        self._source.end(refusal("session-closed"))
        self._set_state("session-closed")
        if self._page:
            self._channel.send({"type": "session-closed", "page": self._page})

    def close(self) -> None:
        """Switch the microphone off and remove the widget."""
        self._switch(False)
        self._channel.close()
        self._cell.close()
        self._cells.close()
        super().close()

    def _repr_mimebundle_(self, **kwargs: Any) -> Any:
        self._cells.note()
        return super()._repr_mimebundle_(**kwargs)

    def _publish(self, message: Mapping[str, object], buffers: list[bytes]) -> None:
        self.send(message, buffers)

    def _switch(self, on: bool) -> None:
        self._is_wanted = on
        if on:
            self._liveness.expect(GONE_SECONDS if self._page else _FIRST_PAGE_SECONDS)
        if self._page:
            self._channel.send({"type": "start" if on else "stop", "page": self._page})

    def _send_reply(self, kind: str, reply: int, content: int | bytes) -> None:
        page = self._page
        if kind == "begin":
            rate = cast("int", content)
            self._channel.send({"type": "begin", "page": page, "reply": reply, "sample_rate_hz": rate})
        elif kind == "sound":
            self._channel.send({"type": "sound", "page": page, "reply": reply}, cast("bytes", content))
        elif kind == "end":
            self._channel.send({"type": "end", "page": page, "reply": reply})
        else:
            self._channel.send({"type": "flush", "page": page, "reply": reply})

    def _handle(self, _widget: object, message: FromPage, buffers: list[memoryview]) -> None:
        received_at = time.monotonic()
        if message["type"] == "hello":
            self._welcome(message, buffers, received_at)
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
        elif message["type"] == "ping":
            sent_ms = message["sent_ms"]
            self._channel.send(
                {
                    "type": "pong",
                    "page": self._page,
                    "sent_ms": sent_ms,
                    "received_at": received_at,
                    "route_is_final": self._channel.route_is_final,
                }
            )
        elif message["type"] == "played":
            self._sink.played(message)
            for heard in self._on_heard:
                heard()
        elif message["type"] == "capture":
            self._source.begin(message["capture"], message["sample_rate_hz"])
        elif message["type"] == "capture-ended":
            self._source.end()
        elif message["type"] == "gate":
            self._source.move_gate(is_open=message["is_open"], is_turn=message["is_turn"])
        elif message["type"] == "devices":
            self._note_devices(message)
        elif message["type"] == "state":
            self._note_state(message)
        elif message["type"] in ("talk", "stop"):
            for callback in self._on_press:
                callback(message["type"])

    def _welcome(self, hello: Hello, buffers: list[memoryview], received_at: float) -> None:
        is_in_use = self.state in _IN_USE and not self._liveness.is_gone
        if not is_in_use:
            self._adopt(hello["page"])
        self._channel.send(
            {
                "type": "welcome",
                "page": hello["page"],
                "sent_ms": hello["sent_ms"],
                "received_at": received_at,
                "route_is_final": self._channel.route_is_final,
            },
            *(bytes(buffer) for buffer in buffers),
        )
        if self._is_session_closed:
            self._channel.send({"type": "session-closed", "page": hello["page"]})
        if not is_in_use and (self.device_id or self.muted or self.mode != "hands-free"):
            self.choose()
        if self._is_wanted and not is_in_use:
            self._channel.send({"type": "start", "page": hello["page"]})

    def _adopt(self, page: str) -> None:
        if page != self._page:
            self._source.end()
            # The new page knows nothing of the reply: waiting for its account would never end.
            self._sink.end()
            # What was wanted of a page that is gone is not wanted of the next: nobody would hear it.
            self._is_wanted = self._is_wanted and not self._page
        self._page = page
        self._sink.has_page = True
        self._channel.adopt_context()

    def _page_gone(self) -> DeviceError | None:
        if not self._page:
            return refusal("no-page-yet")
        self._switch(False)
        self._sink.has_page = False
        self._set_state("page-gone")
        return None

    def _note_devices(self, message: Devices) -> None:
        self.set_trait("devices", tuple(message["devices"]))
        self.set_trait("device_id", message["device_id"])
        self.set_trait("muted", message["muted"])
        self.set_trait("mode", message["mode"])

    def _note_state(self, message: StateMessage) -> None:
        state = cast("PageState", message["state"])
        if self._is_session_closed:
            return
        if state in REFUSALS:
            self._is_wanted = False
            self._source.end(refusal(state, message["detail"]))
        self._set_state(state, message["detail"])

    def _set_state(self, state: PageState, detail: str = "") -> None:
        with self.hold_trait_notifications():
            self.set_trait("state", state)
            self.set_trait("sentence", f"{SENTENCES[state]} ({detail})" if detail else SENTENCES[state])
