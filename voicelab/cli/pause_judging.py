"""Detectors of ends of turns at recorded pauses: each is asked what a conversation would ask it there."""

from __future__ import annotations

import contextlib
import re
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from voicelab.completion.completer import Completer
from voicelab.completion.messages import Delta, EndOfTurnMark, Message
from voicelab.end_of_turn import DETECTOR_KINDS, Judge
from voicelab.errors import CompletionError, VoicelabError
from voicelab.event_loop import run_in_thread
from voicelab.recognition.from_recording import recognize_recording
from voicelab.recognition.recognizer import Utterance
from voicelab.settings.controls import COMMON_LOCALES
from voicelab.text.languages import language_of
from voicelab.turn_detection.detector import make_detector
from voicelab.turn_detection.policy_sweep import (
    JudgedPause,
    TradeOff,
    judged_trade_off,
    silence_trade_off,
)

if TYPE_CHECKING:
    from voicelab.services.services import Services
    from voicelab.services.timeouts import Timeouts
    from voicelab.settings import Settings
    from voicelab.turn_detection.recorded_pause import RecordedPause

__all__ = ["Judgement", "PauseJudging", "judge_pauses", "trade_off"]

_SAID_NOTHING = 0.5
"""Of a model that replies without its mark."""
_PUNCTUATION = re.compile(r"(?<!\w)[^\w\s]+|[^\w\s]+(?!\w)")


@dataclass(frozen=True, slots=True)
class Judgement:
    """What was said of a pause."""

    detector: Judge
    place: str
    language: str | None
    pause_seconds: float
    is_end: bool
    words: str
    """By which it was judged."""
    probability: float
    """That the turn is over."""
    seconds: float
    """How long the answer took."""


def trade_off(judge: Judge, judgements: Iterable[Judgement]) -> TradeOff:
    """Return what the judgements of one judge are worth.

    Raises
    ------
    ValueError
        They are all of one kind, true ends or pauses in mid-turn.
    """
    pauses = [
        JudgedPause(each.probability, each.pause_seconds, each.is_end)
        for each in judgements
        if each.detector == judge
    ]
    return silence_trade_off(pauses) if judge == "silence" else judged_trade_off(pauses)


async def judge_pauses(
    judging: PauseJudging,
    judges: Sequence[Judge],
    pauses: Iterable[RecordedPause],
    *,
    as_written: bool = False,
    on_judged: Callable[[int], None] = lambda count: None,
    on_failure: Callable[[Judge, VoicelabError], None],
) -> list[Judgement]:
    """Return what judges say of pauses.

    Parameters
    ----------
    as_written
        Whether they go by the words that were written down; otherwise by those that recognition hears.
    on_judged
        Called after each pause with how many are done.
    on_failure
        Called for a judge that fails; it is asked no more, and nothing of it is returned.

    Raises
    ------
    RecognitionError
        Recognition fails.
    """
    asked, judgements, count = list(judges), list[Judgement](), 0
    left = iter(pauses)
    while (pause := await run_in_thread(lambda: next(left, None))) is not None:
        by_words = any(judge in ("words", "model") for judge in asked)
        words = pause.words if as_written or not by_words else await judging.recognised(pause)
        for judge in tuple(asked):
            try:
                judgements.append(await judging.ask(judge, pause, words))
            except VoicelabError as error:
                asked.remove(judge)
                on_failure(judge, error)
        count += 1
        on_judged(count)
    return [each for each in judgements if each.detector in asked]


class PauseJudging:
    """Asks judges about pauses, one after the other.

    Belongs to one event loop.

    Parameters
    ----------
    settings
        Of recognition and of the model that replies. Turns in another language than theirs are recognised in
        the most usual locale of it.
    """

    def __init__(self, services: Services, settings: Settings, timeouts: Timeouts) -> None:
        self._services = services
        self._settings = settings
        self._timeouts = timeouts
        self._completer = Completer(services.completion, timeouts)
        self._detectors = {kind: make_detector(kind, services, timeouts) for kind in DETECTOR_KINDS}

    async def recognised(self, pause: RecordedPause) -> str:
        """Return what recognition makes of a turn up to the pause, written as hypotheses are.

        Raises
        ------
        RecognitionError
            The service refused, failed or fell silent.
        """
        settings = self._settings.replace(language=self._locale(pause.language))
        found = await recognize_recording(self._services.speech, settings, pause.sound, self._timeouts)
        if not isinstance(found, Utterance):
            return ""
        return " ".join(_PUNCTUATION.sub(" ", found.text).lower().split())

    async def ask(self, judge: Judge, pause: RecordedPause, words: str) -> Judgement:
        """Return what a judge says of a pause, going by these words where it goes by any.

        Raises
        ------
        VoicelabError
            It cannot say.
        """
        began = time.monotonic()
        probability = await self._probability(judge, pause, words)
        seconds = time.monotonic() - began
        return Judgement(
            judge, pause.place, pause.language, pause.seconds, pause.is_end, words, probability, seconds
        )

    async def close(self) -> None:
        """Close the connections."""
        await self._completer.close()
        for detector in self._detectors.values():
            await detector.close()

    async def _probability(self, judge: Judge, pause: RecordedPause, words: str) -> float:
        if judge == "silence" or (judge != "smart-turn" and not words):
            return 0.0  # a conversation asks nobody before words were heard
        if judge == "model":
            return await self._by_mark(words, pause.before)
        return await self._detectors[judge].probability(words, before=pause.before, audio=pause.sound.samples)

    async def _by_mark(self, words: str, before: str) -> float:
        """Ask the model for a reply, and take no more of it than its mark.

        Raises
        ------
        CompletionError
            There is none, or the model has left the mark out so often that it is asked for it no more.
        """
        messages = [
            Message(role=role, content=text)
            for role, text in (
                ("system", self._settings.system_prompt),
                ("assistant", before),
                ("user", words),
            )
            if text
        ]
        reply = self._completer.stream(messages, self._settings, asks_end_of_turn=True)
        async with contextlib.aclosing(reply) as items:
            async for item in items:
                if isinstance(item, EndOfTurnMark):
                    return float(item.is_over)
                if isinstance(item, Delta):
                    break
        if not self._completer.gives_end_of_turn(self._settings):
            raise CompletionError(
                "The model does not say whether the user is done.", hint="Set another one, or ask 'words'."
            )
        return _SAID_NOTHING

    def _locale(self, language: str | None) -> str:
        chosen = self._settings.language
        first = chosen if isinstance(chosen, str) else chosen[0]
        if language is None or language == language_of(first):
            return first
        own = f"{language}-{language.upper()}"
        locales = [locale for locale in COMMON_LOCALES if language_of(locale) == language]
        return own if own in locales or not locales else locales[0]
