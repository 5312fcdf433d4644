"""What crosses between the kernel and the page's microphone and speaker.

Every message names in `page` the page that it is from or for: two windows may show one notebook, and both
hear what the kernel sends. Times are seconds of the kernel's ``time.monotonic()``, reckoned by the page from
the round trips of `Ping` and `Pong`; `None` until it knows them. Sound is in the message's one buffer:
16-bit little-endian mono PCM.

A capture is one stretch in which the microphone is wanted, from Talk or from the kernel's reading to its
end; `capture` is its number. Whoever wants the next one, page or kernel, counts on by one: where both do so
before they have heard of each other, they mean the same. A number that is over is never wanted again, so that
whatever comes late changes nothing. A new page counts from 1.
"""

from __future__ import annotations

from typing import Literal, TypedDict

__all__ = [
    "Begin",
    "Capture",
    "CaptureEnded",
    "Choose",
    "Devices",
    "FinishMessage",
    "Frame",
    "FromPage",
    "GateMessage",
    "Hello",
    "MicrophoneDevice",
    "PageGone",
    "Ping",
    "Played",
    "Pong",
    "Press",
    "SessionClosed",
    "Sound",
    "StateMessage",
    "Switch",
    "TalkMode",
    "ToPage",
    "Welcome",
]

TalkMode = Literal["hands-free", "push-to-talk"]
"""Whether the microphone is open all the time, or only while the button or the space bar is held."""


class MicrophoneDevice(TypedDict):
    """A microphone, as the browser names it."""

    device_id: str
    label: str


class Hello(TypedDict):
    """A page has come; its buffer is to be echoed."""

    type: Literal["hello"]
    page: str
    sent_ms: float


class Ping(TypedDict):
    """A page that waits, records or plays is still there."""

    type: Literal["ping"]
    page: str
    sent_ms: float


class StateMessage(TypedDict):
    """The page's state changed; `detail` is what the browser said, `capture` the latest that it knows."""

    type: Literal["state"]
    page: str
    capture: int
    state: str
    detail: str


class Press(TypedDict):
    """The user pressed Talk or Stop: this capture is wanted, or is over as all before it.

    Either has taken effect in the page already.
    """

    type: Literal["talk", "stop"]
    page: str
    capture: int


class Capture(TypedDict):
    """The microphone is on, or another one goes on with the capture; its frames are numbered from 0."""

    type: Literal["capture"]
    page: str
    capture: int
    sample_rate_hz: int


class Frame(TypedDict):
    """A frame of sound; `captured_at` is when its last sample was taken."""

    type: Literal["frame"]
    page: str
    capture: int
    number: int
    captured_at: float | None


class GateMessage(TypedDict):
    """The microphone was closed or opened by the mute button or the talk key.

    `is_turn` while the talk key is held: all that is said meanwhile is one turn.
    """

    type: Literal["gate"]
    page: str
    capture: int
    is_open: bool
    is_turn: bool


class CaptureEnded(TypedDict):
    """The microphone is off; `frames` is how many were sent."""

    type: Literal["capture-ended"]
    page: str
    capture: int
    frames: int


class Devices(TypedDict):
    """Which microphones there are, which is chosen, and how it is used."""

    type: Literal["devices"]
    page: str
    devices: list[MicrophoneDevice]
    device_id: str
    muted: bool
    mode: TalkMode


class Played(TypedDict):
    """How much of a reply has left the speaker; `over` when nothing of it will follow."""

    type: Literal["played"]
    page: str
    reply: int
    heard: int
    dropped: int
    underrun: int
    first_heard_at: float | None
    over: bool


FromPage = (
    Hello | Ping | StateMessage | Press | Capture | Frame | GateMessage | CaptureEnded | Devices | Played
)
"""What a page sends."""


class Welcome(TypedDict):
    """The answer to `Hello`, with its buffer; `route_is_final` as in `Pong`."""

    type: Literal["welcome"]
    page: str
    sent_ms: float
    received_at: float
    route_is_final: bool


class Pong(TypedDict):
    """The answer to `Ping`.

    `route_is_final` if the page is heard beside running cells by now, or never will be.
    """

    type: Literal["pong"]
    page: str
    sent_ms: float
    received_at: float
    route_is_final: bool


class Switch(TypedDict):
    """A capture is wanted, or is not wanted any more."""

    type: Literal["start", "stop"]
    page: str
    capture: int


class SessionClosed(TypedDict):
    """Nothing will be wanted any more."""

    type: Literal["session-closed"]
    page: str


class Choose(TypedDict):
    """Use this microphone, in this way."""

    type: Literal["choose"]
    page: str
    device_id: str
    muted: bool
    mode: TalkMode


class Begin(TypedDict):
    """A reply begins."""

    type: Literal["begin"]
    page: str
    reply: int
    sample_rate_hz: int


class Sound(TypedDict):
    """The next piece of a reply, in the buffer."""

    type: Literal["sound"]
    page: str
    reply: int


class FinishMessage(TypedDict):
    """All of a reply has been sent; or its rest is to be dropped, at once."""

    type: Literal["end", "flush"]
    page: str
    reply: int


class PageGone(TypedDict):
    """That page has gone: another that is there says hello, and in which state it is."""

    type: Literal["page-gone"]
    page: str


ToPage = Welcome | Pong | Switch | SessionClosed | Choose | Begin | Sound | FinishMessage | PageGone
"""What the kernel sends."""
