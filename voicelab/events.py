"""Events: what happens in a session, one frozen value each.

A session calls its subscribers on its own thread, in order, and never waits for them: a subscriber
stamps, stores or queues, and returns.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from voicelab.errors import VoicelabError
from voicelab.exchange.exchange import Exchange
from voicelab.exchange.fields import Word
from voicelab.exchange.tool_use import ToolUse
from voicelab.settings import Settings

__all__ = [
    "EndOfTurnJudged",
    "EndReason",
    "Event",
    "ExchangeLogged",
    "Failed",
    "HypothesisHeard",
    "ModelsArriving",
    "Notice",
    "ReplyDelta",
    "ReplyResumed",
    "ReplyRetracted",
    "SessionEnded",
    "SettingsChanged",
    "State",
    "StateChanged",
    "ToolCalled",
    "ToolReturned",
    "TurnWithdrawn",
    "UtteranceHeard",
    "UtteranceWaiting",
    "WordsSpoken",
]

State = Literal["idle", "listening", "thinking", "speaking", "ended", "closed"]
"""What a session is doing; ``ended`` is after a conversation, ``closed`` for good and told by no event."""

EndReason = Literal["stop-phrase", "end-of-input", "interrupted", "stopped", "no-match", "failed"]
"""Why a conversation ended: the user said so, the input ran out, Ctrl-C or the like, `Session.stop` was
called, nothing was understood where that ends it, or a permanent error."""


@dataclass(frozen=True, slots=True)
class StateChanged:
    """The session does something else now."""

    state: State


@dataclass(frozen=True, slots=True)
class SettingsChanged:
    """The settings of the next turn are others now."""

    settings: Settings


@dataclass(frozen=True, slots=True)
class ModelsArriving:
    """Models of the embedded services are being fetched, and turns wait for them."""

    words: str
    """Which, and how far they are; empty once all are there, or none comes any more."""
    error: VoicelabError | None = None
    """Why none comes any more; the next turn tries again."""


@dataclass(frozen=True, slots=True)
class HypothesisHeard:
    """What the user seems to be saying, so far; replaces the hypothesis before."""

    text: str


@dataclass(frozen=True, slots=True)
class EndOfTurnJudged:
    """A moment into a pause: whether the user seems to be done."""

    is_over: bool


@dataclass(frozen=True, slots=True)
class UtteranceWaiting:
    """What the user said or typed while something else runs: its turn begins later, or it is dropped.

    A speech-to-speech service hears it ahead of its words: then the text is empty, and another one follows.
    """

    turn: int
    text: str


@dataclass(frozen=True, slots=True)
class UtteranceHeard:
    """What the user said, in the turn now beginning."""

    turn: int
    text: str
    is_final: bool = True
    """Whether it is the final transcript; else that follows for the same turn, or the turn is withdrawn.

    Speech-to-speech models reply without waiting for it: the text is what is known so far, perhaps nothing.
    """


@dataclass(frozen=True, slots=True)
class TurnWithdrawn:
    """A turn that was begun is none: the user goes on, or said something else. Its number is used again."""

    turn: int


@dataclass(frozen=True, slots=True)
class ReplyDelta:
    """The next piece of the reply's text."""

    turn: int
    text: str


@dataclass(frozen=True, slots=True)
class ReplyRetracted:
    """What came of the reply's text so far is no part of it: it begins anew."""

    turn: int


@dataclass(frozen=True, slots=True)
class ToolCalled:
    """The model calls a tool, which runs from now on."""

    turn: int
    call: int
    """Number of the call in its turn, from 1."""
    name: str
    arguments: str
    """JSON, as the model wrote it."""


@dataclass(frozen=True, slots=True)
class ToolReturned:
    """A tool is over: it returned, failed, or was cut short with its turn."""

    turn: int
    call: int
    use: ToolUse
    """What came of it."""


@dataclass(frozen=True, slots=True)
class WordsSpoken:
    """The next words of the reply whose sound was made, and when they sound in it; heard somewhat later."""

    turn: int
    words: tuple[Word, ...]


@dataclass(frozen=True, slots=True)
class ReplyResumed:
    """The reply goes on, after it fell silent for what was no interruption."""

    turn: int
    from_seconds: float
    """Where in its sound; what its sink says was heard counts from there."""


@dataclass(frozen=True, slots=True)
class ExchangeLogged:
    """A turn is over and its exchange is durable in the log."""

    exchange: Exchange


@dataclass(frozen=True, slots=True)
class Notice:
    """Something the user should know that ends nothing."""

    code: str
    message: str


@dataclass(frozen=True, slots=True)
class Failed:
    """The error that ended the conversation; that of a turn stands in its exchange."""

    error: VoicelabError


@dataclass(frozen=True, slots=True)
class SessionEnded:
    """The conversation is over."""

    reason: EndReason


Event = (
    StateChanged
    | SettingsChanged
    | ModelsArriving
    | HypothesisHeard
    | EndOfTurnJudged
    | UtteranceWaiting
    | UtteranceHeard
    | TurnWithdrawn
    | ReplyDelta
    | ReplyRetracted
    | ReplyResumed
    | ToolCalled
    | ToolReturned
    | WordsSpoken
    | ExchangeLogged
    | Notice
    | Failed
    | SessionEnded
)
"""Any of the above."""
