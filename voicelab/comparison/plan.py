"""A comparison's plan: settings times inputs times repeats, each cell known by its content."""

from __future__ import annotations

import dataclasses
import hashlib
import itertools
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from voicelab.audio.clip import Audio
from voicelab.audio.sources import to_audio
from voicelab.comparison.live_talk import LiveTalk
from voicelab.conversation.inputs import each_input, read_input
from voicelab.exchange.exchange import Exchange
from voicelab.text.well_formed import well_formed

if TYPE_CHECKING:
    from voicelab.services.services import Services
    from voicelab.settings import Settings

__all__ = ["Cell", "Question", "as_inputs", "identity", "plan"]

_KEY_VERSION = 1
"""Part of every key: a release that measures otherwise counts on, and repeats what was measured before."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """An input: what is asked in a cell, by text or by voice."""

    label: str
    """What it is called in tables: its text, its file's name, or the transcript of an earlier exchange."""
    text: str = ""
    audio: Audio | None = None
    """At 16 kHz; `None` for text."""
    talk: LiveTalk | None = None
    """How it is said in a live conversation; `None` for text, and where it is recognised as one utterance."""
    before: tuple[Exchange, ...] = ()
    """Exchanges of the same conversation that the model sees ahead of it."""

    @property
    def heard_seconds(self) -> float:
        """Audio to be recognised, in seconds."""
        return self.audio.duration_seconds if self.audio is not None else 0.0

    def content(self, *, history: bool) -> str:
        """Return a digest of all that reaches the services."""
        digest = hashlib.sha256(self.text.encode("utf-8", "surrogatepass"))
        if self.audio is not None:
            digest.update(b"\0audio\0")
            for block in self.audio.blocks():
                digest.update(block.astype("<i2", copy=False).tobytes())
        for exchange in self.before if history else ():
            pair = (exchange.transcript, exchange.heard_text, exchange.reply, exchange.outcome)
            digest.update(b"\0before\0" + json.dumps(pair).encode())
        return digest.hexdigest()


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One turn of a comparison."""

    number: int
    """From 1, in the order of the plan; also its turn in the log."""
    key: str
    """Digest of services, settings, input and repeat: cells of one key have one result."""
    settings: Settings
    question: Question
    repeat: int
    """From 1."""

    @property
    def talk_seconds(self) -> float:
        """How long a live talk listens, in seconds; 0 where there is none."""
        talk = self.question.talk
        return talk.seconds(self.settings) if talk is not None else 0.0


def as_inputs(inputs: Any) -> tuple[list[Question], int]:
    """Return what is asked, each once, in the order given, and how many inputs are the same as one before.

    Parameters
    ----------
    inputs
        One or several of: text; a WAV file's path; an `Audio`; an array of samples at 16 kHz; an exchange.
        Or a log: its exchanges. Exchanges see those of their session that are given, too, and were turns
        before them, in whichever order they are given.

    Raises
    ------
    ValueError
        There is nothing to ask.
    FileNotFoundError
        A WAV file is missing.
    """
    questions: dict[str, Question] = {}
    given_again = 0
    every = _each(inputs)
    conversations = _conversations(every)
    for number, given in enumerate(every, start=1):
        try:
            question = _question(given, len(questions) + 1, conversations)
        except (FileNotFoundError, ValueError) as error:
            raise type(error)(f"input {number}: {error}") from None
        if question is not None:
            content = question.content(history=True)
            given_again += content in questions
            questions.setdefault(content, question)
    if not questions:
        raise ValueError("there is nothing to compare: no inputs")
    return _with_own_labels(questions.values()), given_again


def plan(
    questions: Sequence[Question],
    combinations: Sequence[Settings],
    repeats: int,
    services: str,
    *,
    is_live: bool = False,
) -> list[Cell]:
    """Return the cells: combinations times questions times repeats.

    Parameters
    ----------
    services
        Which services are asked; see `identity`.
    is_live
        Whether recordings are given to live conversations.
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
            start = json.dumps([_KEY_VERSION, services, settings.to_dict()], sort_keys=True)
            for place, question in enumerate(questions):
                content = contents[place, settings.history]
                if question.talk is not None:
                    content += "\0live"  # what comes of it is not what a recording as one utterance gives
                for repeat in range(1, repeats + 1):
                    key = hashlib.sha256(f"{start}\0{content}\0{repeat}".encode("utf-8", "surrogatepass"))
                    yield Cell(
                        number=next(number),
                        key=key.hexdigest(),
                        settings=settings,
                        question=question,
                        repeat=repeat,
                    )

    return list(cells())


def identity(services: Services) -> str:
    """Name the services for a cell's key: where they live, without credentials.

    The embedded services are at another port each time and are known by their models.
    """
    completion = services.completion
    if services.kind == "embedded":
        return " ".join(
            part for part in ("embedded", completion.deployment, *services.embedded_models) if part
        )
    where = (services.speech.place, completion.api, completion.endpoint, completion.api_version)
    return " ".join((*where, completion.deployment or ""))


def _each(inputs: Any) -> list[Any]:
    return list(inputs.exchanges()) if hasattr(inputs, "exchanges") else each_input(inputs)


def _conversations(inputs: Sequence[Any]) -> dict[str, dict[int, Exchange]]:
    """Return the exchanges among the inputs by session and turn, as the model is to see them."""
    sessions: dict[str, dict[int, Exchange]] = {}
    for given in inputs:
        if isinstance(given, Exchange):
            seen = given.replace(heard_audio=None, spoken_audio=None, words=())
            sessions.setdefault(given.session, {}).setdefault(given.turn, seen)
    return {session: dict(sorted(turns.items())) for session, turns in sessions.items()}


def _question(
    given: Any, number: int, conversations: Mapping[str, Mapping[int, Exchange]]
) -> Question | None:
    """Return an input as a question; `None` for an exchange in which nothing was said."""
    if isinstance(given, Exchange):
        audio = to_audio(given.heard) if given.heard is not None else None
        turns = conversations[given.session].items()
        history = tuple(exchange for turn, exchange in turns if turn < given.turn)
        if audio is None and not given.transcript.strip():
            return None
        label = given.transcript or f"turn {given.turn} of {given.session}"
        return Question(
            label=label, text="" if audio is not None else given.transcript, audio=audio, before=history
        )
    read = read_input(given)
    if isinstance(read, str):
        text = well_formed(read)
        return Question(label=text, text=text)
    is_file = isinstance(given, str | Path)
    label = Path(given).name if is_file else f"audio {number} ({read.duration_seconds:.1f} s)"
    return Question(label=label, audio=read)


def _live(question: Question) -> Question:
    audio = question.audio
    return question if audio is None else dataclasses.replace(question, talk=LiveTalk.of(audio))


def _with_own_labels(questions: Iterable[Question]) -> list[Question]:
    used: set[str] = set()

    def own(label: str) -> str:
        numbered: Callable[[int], str] = lambda n: label if n == 1 else f"{label} ({n})"  # noqa: E731
        unused = next(name for n in itertools.count(1) if (name := numbered(n)) not in used)
        used.add(unused)
        return unused

    return [dataclasses.replace(question, label=own(question.label)) for question in questions]
