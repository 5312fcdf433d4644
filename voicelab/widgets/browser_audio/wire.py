"""What crosses between the kernel and the page's microphone and speaker.

Every message names in `page` the page that it is from or for: two windows may show one notebook, and both
hear what the kernel sends. Times are seconds of the kernel's ``time.monotonic()``, reckoned by the page from
the round trips of `Ping` and `Pong`; `None` until it knows them. Sound is in the message's one buffer:
16-bit little-endian mono PCM.
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
    "Ping",
    "Played",
    "Pong",
    "Press",
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
    """The page's state changed; `detail` is what the browser said."""

    type: Literal["state"]
    page: str
    state: str
    detail: str


class Press(TypedDict):
    """The user pressed Talk or Stop. Either has taken effect in the page already."""

    type: Literal["talk", "stop"]
    page: str


class Capture(TypedDict):
    """The microphone is on; frames with this number will follow."""

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
    """Switch the microphone on, off, or off for good."""

    type: Literal["start", "stop", "session-closed"]
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


ToPage = Welcome | Pong | Switch | Choose | Begin | Sound | FinishMessage
"""What the kernel sends."""
