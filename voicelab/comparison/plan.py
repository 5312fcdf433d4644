"""A comparison's plan: settings times inputs times repeats, each cell known by its content."""

from __future__ import annotations

import dataclasses
import hashlib
import itertools
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from voicelab.comparison.dialogue_length import talk_seconds
from voicelab.comparison.live_talk import LiveTalk
from voicelab.comparison.questions import Question
from voicelab.settings.without_effect import effective_values

if TYPE_CHECKING:
    from voicelab.services.services import Services
    from voicelab.services.speech_to_speech import SpeechToSpeechEngine
    from voicelab.settings import Settings

__all__ = ["Cell", "identity", "plan"]

_KEY_VERSION = 1
"""Part of every key: a release that measures otherwise counts on, and repeats what was measured before."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One turn of a comparison, one talk or one dialogue."""

    number: int
    """From 1, in the order of the plan; also its turn in the log."""
    key: str
    """Digest of services, settings, input and repeat: cells of one key have one result."""
    settings: Settings
    combination: Settings
    """The settings as they were combined: without the language of the case, where that has one."""
    question: Question
    repeat: int
    """From 1."""

    @property
    def talk_seconds(self) -> float:
        """How long a live talk, or a dialogue that is spoken, listens, in seconds; 0 where there is none."""
        talk, caller = self.question.talk, self.question.caller
        if caller is not None:
            return talk_seconds(caller, self.settings, self.question.conditions.speed)
        return talk.seconds(self.settings) if talk is not None else 0.0


def plan(
    questions: Sequence[Question],
    combinations: Sequence[Settings],
    repeats: int,
    services: Callable[[Settings], str],
    *,
    is_live: bool = False,
) -> list[Cell]:
    """Return the cells: combinations times questions times repeats.

    The settings of a cell have the language of its case, where that has one.

    Parameters
    ----------
    services
        Names the services that cells of some settings ask; see `identity`.
    is_live
        Whether recordings are given to live conversations.

    Raises
    ------
    ValueError
        A case's language is none that settings have.
    """
    if is_live:
        questions = [_live(question) for question in questions]
    contents = {
        (place, history): question.content(history=history)
        for place, question in enumerate(questions)
        for history in {settings.history for settings in combinations}
    }

    def cells() -> Iterator[Cell]:
        number = itertools.count(1)
        for settings in combinations:
            known = _by_language(settings, questions)
            starts = {
                language: json.dumps([_KEY_VERSION, services(each), effective_values(each)], sort_keys=True)
                for language, each in known.items()
            }
            for place, question in enumerate(questions):
                language = question.known_case.language
                content = contents[place, settings.history]
                if question.talk is not None:
                    content += "\0live"  # what comes of it is not what a recording as one utterance gives
                for repeat in range(1, repeats + 1):
                    asked = f"{starts[language]}\0{content}\0{repeat}"
                    yield Cell(
                        number=next(number),
                        key=hashlib.sha256(asked.encode("utf-8", "surrogatepass")).hexdigest(),
                        settings=known[language],
                        combination=settings,
                        question=question,
                        repeat=repeat,
                    )

    return list(cells())


def _by_language(settings: Settings, questions: Sequence[Question]) -> Mapping[str | None, Settings]:
    """Return the settings with each language that cases have, and as they are for those that have none."""
    known: dict[str | None, Settings] = {None: settings}
    for question in questions:
        case = question.known_case
        if case.language not in known:
            try:
                known[case.language] = settings.replace(language=case.language)
            except ValueError as error:
                raise ValueError(f"case {case.id}: {error}") from None
    return known


def identity(services: Services, engine: SpeechToSpeechEngine | None = None) -> str:
    """Name the services for a cell's key: where they live, without credentials.

    The embedded services are at another port each time and are known by their models.

    Parameters
    ----------
    engine
        The engine that is one service; `None` for the cascade.

    Raises
    ------
    ConfigurationError
        Nothing says where the engine is.
    """
    if engine is not None:
        own = services.speech_to_speech(engine)
        if services.kind != "embedded":
            return " ".join((engine, own.api, own.endpoint, own.api_version, own.deployment or ""))
    completion = services.completion
    if services.kind == "embedded":
        return " ".join(
            part for part in ("embedded", completion.deployment, *services.embedded_models) if part
        )
    where = (services.speech.place, completion.api, completion.endpoint, completion.api_version)
    return " ".join((*where, completion.deployment or ""))


def _live(question: Question) -> Question:
    audio = question.audio
    return question if audio is None else dataclasses.replace(question, talk=LiveTalk.of(audio))
