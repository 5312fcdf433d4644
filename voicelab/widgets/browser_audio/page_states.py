"""The states of the page, each with a sentence for the user."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

from voicelab.errors import DeviceError

__all__ = ["REFUSALS", "SENTENCES", "PageState", "refusal"]

PageState = Literal[
    "session-closed",
    "no-page-yet",
    "connecting",
    "ready",
    "ready-for-key",
    "asking-permission",
    "capturing",
    "no-sound",
    "too-quiet",
    "muted",
    "waiting-for-key",
    "waiting-for-kernel",
    "denied",
    "no-device",
    "device-gone",
    "device-busy",
    "insecure-origin",
    "buffers-stripped",
    "playback-blocked",
    "page-gone",
    "kernel-gone",
    "failed",
]
"""What the microphone and speaker of the page are doing."""


@dataclass(frozen=True, slots=True)
class _Sentence:
    what: str
    hint: str = ""

    def __str__(self) -> str:
        return f"{self.what} {self.hint}".strip()


_HOLD_THE_KEY = _Sentence("Hold the space bar or the button while you speak.")

_SENTENCES: dict[PageState, _Sentence] = {
    "session-closed": _Sentence("This session is closed.", "Make a new Session, and show its panel."),
    "no-page-yet": _Sentence(
        "No page is there yet.", "Show this widget in a notebook cell to use the browser's microphone."
    ),
    "connecting": _Sentence(
        "Connecting to the kernel.", "One that is busy may answer only when all its cells have run."
    ),
    "ready": _Sentence("Ready: press Talk and speak."),
    "ready-for-key": _HOLD_THE_KEY,
    "asking-permission": _Sentence("Allow the microphone in the browser's prompt."),
    "capturing": _Sentence("The microphone is on."),
    "no-sound": _Sentence(
        "The microphone is on and gives no sound.",
        "Look for a switch on it, and whether the system has muted it.",
    ),
    "too-quiet": _Sentence(
        "Your microphone is very quiet.", "Speak nearer to it, or raise its level in the system's settings."
    ),
    "muted": _Sentence("Muted: nothing you say is sent."),
    "waiting-for-key": _HOLD_THE_KEY,
    "waiting-for-kernel": _Sentence(
        "Waiting for the kernel, which is busy with a cell.",
        "What you say is kept for a minute, and is heard when the cell ends.",
    ),
    "denied": _Sentence(
        "The browser did not allow the microphone.",
        "Allow it by the icon beside the page's address, then press Talk again.",
    ),
    "no-device": _Sentence(
        "The browser found no microphone.", "Plug one in or switch it on, then press Talk again."
    ),
    "device-gone": _Sentence(
        "The microphone is gone: it was unplugged or switched off.",
        "Plug it in again or choose another one, then press Talk again.",
    ),
    "device-busy": _Sentence(
        "The microphone is in use by another program.", "Close that program, then press Talk again."
    ),
    "insecure-origin": _Sentence(
        "Browsers give the microphone only to pages on https or localhost.",
        "Use https, or run ssh -L 8888:localhost:8888 SERVER and open http://localhost:8888.",
    ),
    "buffers-stripped": _Sentence(
        "This notebook does not pass sound on to the kernel.", "Use JupyterLab 4 or Notebook 7."
    ),
    "playback-blocked": _Sentence(
        "The browser plays nothing before the first click.", "Click anywhere in the page."
    ),
    "page-gone": _Sentence("The page was closed or reloaded.", "Show the widget again to go on."),
    "kernel-gone": _Sentence(
        "The kernel does not answer, so the microphone is off.",
        "Run the cell again to go on; after a restart, run the cells above it first.",
    ),
    "failed": _Sentence("The page's sound failed.", "Show the widget again; if it stays so, restart."),
}

SENTENCES: dict[PageState, str] = {state: str(_SENTENCES[state]) for state in get_args(PageState)}
"""The sentence for the user in each state."""

REFUSALS: frozenset[str] = frozenset(
    {
        "session-closed",
        "denied",
        "no-device",
        "device-gone",
        "device-busy",
        "insecure-origin",
        "buffers-stripped",
        "kernel-gone",
        "failed",
    }
)
"""States in which nothing will be heard."""


def refusal(state: PageState, detail: str = "") -> DeviceError:
    """Return a state as an error; `detail` is the browser's own message."""
    sentence = _SENTENCES[state]
    what = f"{sentence.what[:-1]} ({detail})." if detail else sentence.what
    return DeviceError(what, code=f"browser-{state}", hint=sentence.hint)
