"""Talks that a seed gives: who talks how, about what, by which engine."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from typing import Any, Literal

from tests.chaos.limits import INITIAL_SILENCE_SECONDS
from voicelab import Audio, Timeouts
from voicelab.services.retry_policy import RetryPolicy
from voicelab.testing import ScriptedEngines, silence, speech

__all__ = ["TIMEOUTS", "TalkKind", "TalkPlan", "draw_talk"]

TalkKind = Literal["live", "recorded"]

TIMEOUTS = Timeouts(
    recognition_seconds=2.0,
    first_token_seconds=2.0,
    next_token_seconds=1.5,
    synthesis_seconds=2.0,
    retry=RetryPolicy(retries=1, first_pause_seconds=0.05, longest_wait_seconds=2.0, failed_turns=2),
)
"""Short, so that many talks can be held; a busy machine must still come up to them where nothing is wrong."""

_REPLIES = ("Yes.", "It is the tallest of them, and a cold one.", "One. And then another one. That is all.")


@dataclass(frozen=True, kw_only=True)
class TalkPlan:
    """One talk, whatever befalls it."""

    kind: TalkKind
    engine: str
    questions: tuple[str | float, ...]
    """What is asked: a text that is typed, or so many seconds of speech."""
    microphone: bool
    """Of a live talk: whether sound comes all the time, at its pace; else as a whole when somebody speaks."""
    waits: bool
    """Of a live talk: whether the next is asked only when the one before has its exchange."""
    settings: dict[str, Any] = field(default_factory=dict)

    @property
    def script(self) -> ScriptedEngines:
        """What the services hear and reply."""
        return ScriptedEngines(
            transcripts=["What is it?", "And then?", "How high is it?"], reply=_REPLIES, end_of_turn=0.9
        )

    @property
    def spoken(self) -> int:
        """How many questions are spoken."""
        return sum(isinstance(each, float) for each in self.questions)

    @property
    def seconds(self) -> float:
        """How long all of the sound is, in seconds."""
        return sum(said(each).duration_seconds for each in self.questions if isinstance(each, float))


def said(seconds: float) -> Audio:
    """Return so many seconds of speech, with the silence that ends an utterance."""
    return silence(seconds=0.1) + speech(seconds=seconds) + silence(seconds=0.8)


def draw_talk(draw: random.Random, only: TalkKind | None = None) -> TalkPlan:
    """Return a talk of about three turns."""
    kinds: tuple[TalkKind, ...] = ("live", "recorded")
    kind = draw.choice(kinds) if only is None else only
    engine = draw.choices(("cascade", "realtime", "voice-live"), (8, 1, 1))[0]
    questions: list[str | float] = [round(draw.uniform(0.3, 0.9), 2)]
    for number in range(2, draw.choice((2, 3, 3, 4)) + 1):
        questions.append(f"Question {number}?" if draw.random() < 0.3 else round(draw.uniform(0.3, 0.9), 2))
    draw.shuffle(questions)
    settings: dict[str, Any] = {}
    if engine == "cascade":
        settings["api"] = draw.choices(("chat", "responses"), (3, 1))[0]
        if draw.random() < 0.3:
            settings |= {"voice": "en-US-JennyNeural", "style": "cheerful"}
    if kind == "live":
        settings["barge_in"] = draw.random() < 0.5
        settings["initial_silence_seconds"] = INITIAL_SILENCE_SECONDS
    if kind == "live" and engine == "cascade":
        settings["end_of_turn"] = draw.choice(("silence", "silence", "words"))
        settings["speculate"] = draw.random() < 0.25
    return TalkPlan(
        kind=kind,
        engine=engine,
        questions=tuple(questions),
        microphone=draw.random() < 0.5,
        waits=draw.random() < 0.7,
        settings=settings,
    )
