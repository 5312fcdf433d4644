"""Detectors of ends of turns at recorded pauses: each is asked what a conversation would ask it there."""

from __future__ import annotations

import contextlib
import re
import time
from collections.abc import AsyncGenerator, Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from voicelab.cli.usual_locale import locale_of
from voicelab.completion.completer import Completer
from voicelab.completion.messages import Delta, EndOfTurnMark, Message
from voicelab.end_of_turn import BY_WORDS, DETECTOR_KINDS, Judge
from voicelab.error_codes import error_code
from voicelab.errors import ConfigurationError, VoicelabError
from voicelab.event_loop import run_in_thread
from voicelab.recognition.from_recording import recognize_recording
from voicelab.recognition.recognizer import Utterance
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

__all__ = ["JudgeFailure", "Judgement", "PauseJudging", "judge_pauses", "trade_off"]

_MOST_FAILURES = 3
"""After so many in a row that may pass, such as connections that are refused, a judge is asked no more."""
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


@dataclass(frozen=True, slots=True)
class JudgeFailure:
    """A judge that cannot say whether a turn is over."""

    judge: Judge
    place: str
    """Of the pause that it was asked about."""
    error: VoicelabError
    is_last: bool
    """Whether it is asked no more: it would fail again."""


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
    on_failure: Callable[[JudgeFailure], None],
) -> AsyncGenerator[list[Judgement], None]:
    """Yield what judges say of each pause.

    Parameters
    ----------
    as_written
        Whether they go by the words that were written down; otherwise by those that recognition hears.
    on_failure
        Called where a judge cannot say, also because recognition failed; the others go on.
    """
    failures = dict.fromkeys(judges, 0)
    left = iter(pauses)
    while failures and (pause := await run_in_thread(lambda: next(left, None))) is not None:
        hears = not as_written and any(judge in BY_WORDS for judge in failures)
        words = await _recognised(judging, pause) if hears else pause.words
        judgements = []
        for judge in tuple(failures):
            try:
                judgements.append(await judging.ask(judge, pause, words))
                failures[judge] = 0
            except VoicelabError as error:
                failures[judge] += error.is_transient
                is_last = error_code(error.code).is_setup or failures[judge] == _MOST_FAILURES
                if is_last:
                    del failures[judge]
                on_failure(JudgeFailure(judge, pause.place, error, is_last))
        yield judgements


async def _recognised(judging: PauseJudging, pause: RecordedPause) -> str | VoicelabError:
    try:
        return await judging.recognised(pause)
    except VoicelabError as error:
        return error


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
        self._detectors = {kind: make_detector(kind, services, timeouts) for kind in DETECTOR_KINDS.values()}

    async def recognised(self, pause: RecordedPause) -> str:
        """Return what recognition makes of a turn up to the pause, written as hypotheses are.

        Raises
        ------
        RecognitionError
            The service refused, failed or fell silent, or the turn's language is none that is known.
        """
        settings = self._settings.replace(language=self._locale(pause.language))
        found = await recognize_recording(self._services.speech, settings, pause.sound, self._timeouts)
        if not isinstance(found, Utterance):
            return ""
        return " ".join(_PUNCTUATION.sub(" ", found.text).lower().split())

    async def ask(self, judge: Judge, pause: RecordedPause, words: str | VoicelabError) -> Judgement:
        """Return what a judge says of a pause.

        Parameters
        ----------
        words
            By which it goes, if it goes by any; or why there are none.

        Raises
        ------
        VoicelabError
            It cannot say.
        """
        if isinstance(words, VoicelabError):
            if judge in BY_WORDS:
                raise words
            words = ""
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
        if judge == "silence" or (judge in BY_WORDS and not words):
            return 0.0  # a conversation asks nobody before words were heard
        if judge == "model":
            return await self._by_mark(words, pause.before)
        return await self._detectors[judge].probability(words, before=pause.before, audio=pause.sound.samples)

    async def _by_mark(self, words: str, before: str) -> float:
        """Ask the model for a reply, and take no more of it than its mark.

        Raises
        ------
        CompletionError
            There is none.
        ConfigurationError
            The model has left the mark out so often that it is asked for it no more.
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
            raise ConfigurationError(
                "The model does not say whether the user is done.", hint="Set another one, or ask 'words'."
            )
        return _SAID_NOTHING

    def _locale(self, language: str | None) -> str:
        """Return the locale that a turn is recognised in."""
        chosen = self._settings.languages[0]
        if language is None or language.lower() == language_of(chosen):
            return chosen
        return locale_of(language)
