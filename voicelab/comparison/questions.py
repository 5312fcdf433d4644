"""Questions: what is asked in a comparison's cells, made of whatever was given as inputs."""

from __future__ import annotations

import dataclasses
import hashlib
import itertools
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from voicelab.audio.clip import Audio
from voicelab.audio.sound_digest import add_sound
from voicelab.audio.sources import to_audio
from voicelab.callers.caller_prompt import prompt_content
from voicelab.callers.dialogue import Dialogue
from voicelab.callers.simulated_caller import SimulatedCaller
from voicelab.cases.case import Case
from voicelab.cases.cases import Cases
from voicelab.cases.logged_cases import RECOGNISED
from voicelab.comparison.case_content import case_content
from voicelab.comparison.earlier_turns import earlier_turns
from voicelab.comparison.live_talk import LiveTalk
from voicelab.conditions.conditions import Conditions
from voicelab.conversation.inputs import check_is_one_turn, each_input, read_input
from voicelab.exchange.exchange import Exchange
from voicelab.text.well_formed import well_formed

__all__ = ["Question", "as_inputs"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """An input: what is asked in a cell, by text or by voice, once or in a dialogue."""

    label: str
    """What it is called in tables: its text, its file's name, or the transcript of an earlier exchange."""
    text: str = ""
    audio: Audio | None = None
    """At 16 kHz; `None` for text."""
    caller: Dialogue | SimulatedCaller | None = None
    """Who asks turn by turn, in place of text and sound; `None` where it is asked once."""
    talk: LiveTalk | None = None
    """How it is said in a live conversation; `None` for text, and where it is recognised as one utterance."""
    condition_values: Mapping[str, Any] = field(default_factory=dict)
    """Under which conditions it is heard, by the names of the conditions that were given."""
    conditions: Conditions = field(default_factory=Conditions)
    """Those that change the sound of each turn of a dialogue; that of a recording is changed already."""
    before: tuple[Exchange, ...] = ()
    """Exchanges of the same conversation that the model sees ahead of it."""
    case: Case | None = None
    """What is known of the right answer; `None` on its way to a worker, which need not know."""

    @property
    def known_case(self) -> Case:
        """Its case, where it has one for sure: ahead of its way to a worker."""
        assert self.case is not None
        return self.case

    @property
    def is_typed(self) -> bool:
        """Whether nothing is heard of it."""
        return self.audio is None and not (self.caller is not None and self.caller.is_spoken)

    @property
    def heard_seconds(self) -> float:
        """Audio to be recognised, in seconds."""
        return self.audio.duration_seconds if self.audio is not None else 0.0

    def content(self, *, history: bool) -> str:
        """Return a digest of all that reaches the services."""
        digest = hashlib.sha256(self.text.encode("utf-8", "surrogatepass"))
        if self.audio is not None:
            digest.update(b"\0audio\0")
            add_sound(digest, self.audio)
        if self.caller is not None:
            digest.update(b"\0dialogue\0" + self.caller.content.encode())
            digest.update(self.conditions.content.encode())
        if isinstance(self.caller, SimulatedCaller):
            digest.update(prompt_content().encode())
        for exchange in self.before if history else ():
            pair = (exchange.transcript, exchange.heard_text, exchange.reply, exchange.outcome)
            digest.update(b"\0before\0" + json.dumps(pair).encode())
            for use in exchange.tool_calls:
                digest.update(b"\0call\0" + json.dumps((use.name, use.arguments_json, use.output)).encode())
        return digest.hexdigest()


def as_inputs(inputs: Any) -> tuple[list[Question], int]:
    """Return what is asked, each once, in the order given, and how many inputs are the same as one before.

    Parameters
    ----------
    inputs
        One or several of: text; a WAV file's path; an `Audio`; an array of samples at 16 kHz; an exchange; a
        case, two of which may ask the same; a dialogue; a simulated caller. Or a log: its exchanges.
        Exchanges see those of their session that are given, too, and were turns before them, in whichever
        order they are given; cells of comparisons see none. Of a log, its dialogues are left out.

    Raises
    ------
    ValueError
        There is nothing to ask, two cases were given one id, or an exchange joins the turns of a dialogue.
    FileNotFoundError
        A WAV file is missing.
    """
    questions: dict[tuple[str, str], Question] = {}
    given_again = 0
    every = _each(inputs)
    conversations = _conversations(every)
    for number, given in enumerate(every, start=1):
        try:
            question = _question(given, len(questions) + 1, conversations)
        except (FileNotFoundError, ValueError) as error:
            raise type(error)(f"input {number}: {error}") from None
        if question is not None:
            content = (question.content(history=True), case_content(question.known_case))
            given_again += content in questions
            questions.setdefault(content, question)
    if not questions:
        raise ValueError("there is nothing to compare: no inputs")
    return _with_own_ids(_with_own_labels(questions.values())), given_again


def _each(inputs: Any) -> list[Any]:
    if isinstance(inputs, Case | Dialogue | SimulatedCaller):
        return [inputs]
    if isinstance(inputs, Cases):  # it can read, as files can
        return list(inputs)
    if hasattr(inputs, "exchanges"):
        return [exchange for exchange in inputs.exchanges() if exchange.cell_kind != "dialogue"]
    return each_input(inputs)


def _conversations(inputs: Sequence[Any]) -> dict[str, dict[int, Exchange]]:
    """Return the exchanges among the inputs by session and turn, as the model is to see them."""
    sessions: dict[str, dict[int, Exchange]] = {}
    for given in inputs:
        if isinstance(given, Exchange) and not given.cell_kind:
            seen = given.replace(heard_audio=None, spoken_audio=None, words=())
            sessions.setdefault(given.session, {}).setdefault(given.turn, seen)
    return {session: dict(sorted(turns.items())) for session, turns in sessions.items()}


def _question(
    given: Any, number: int, conversations: Mapping[str, Mapping[int, Exchange]]
) -> Question | None:
    """Return an input as a question; `None` for an exchange in which nothing was said."""
    if isinstance(given, Exchange):
        return _question_of_exchange(given, {} if given.cell_kind else conversations[given.session])
    if isinstance(given, Case):
        return _question_of_case(given)
    if isinstance(given, Dialogue | SimulatedCaller):
        return _question_of_case(Case(input=given))
    read = read_input(given)
    if isinstance(read, str):
        text = well_formed(read)
        return Question(label=text, text=text, case=Case(input=text))
    is_file = isinstance(given, str | Path)
    label = Path(given).name if is_file else f"audio {number} ({read.duration_seconds:.1f} s)"
    return Question(
        label=label, audio=read, case=Case(input=read, recording=Path(given) if is_file else None)
    )


def _question_of_exchange(given: Exchange, conversation: Mapping[int, Exchange]) -> Question | None:
    check_is_one_turn(given)
    audio = to_audio(given.heard) if given.heard is not None else None
    if audio is None and not given.transcript.strip():
        return None
    label = given.transcript or f"turn {given.turn} of {given.session}"
    before = tuple(exchange for turn, exchange in conversation.items() if turn < given.turn)
    if audio is None:
        text = given.transcript
        return Question(label=label, text=text, before=before, case=Case(input=text))
    return Question(label=label, audio=audio, before=before, case=Case(input=audio))


def _question_of_case(case: Case) -> Question:
    before = earlier_turns(case)
    if isinstance(case.input, str):
        return Question(label=case.input, text=case.input, before=before, case=case)
    if isinstance(case.input, Dialogue | SimulatedCaller):
        return Question(label=case.input.label, caller=case.input, before=before, case=case)
    sound = to_audio(read_input(case.input))
    return Question(label=_sound_label(case), audio=sound, before=before, case=case)


def _sound_label(case: Case) -> str:
    """Return what a recording is called: in a log by what is said in it, else by its file, or its case."""
    recognised = case.fields.get(RECOGNISED)
    if isinstance(recognised, str):
        return case.transcript or recognised
    return case.recording.name if case.recording is not None else case.id


def _with_own_labels(questions: Iterable[Question]) -> list[Question]:
    used: set[str] = set()

    def own(label: str) -> str:
        numbered: Callable[[int], str] = lambda n: label if n == 1 else f"{label} ({n})"  # noqa: E731
        unused = next(name for n in itertools.count(1) if (name := numbered(n)) not in used)
        used.add(unused)
        return unused

    return [dataclasses.replace(question, label=own(question.label)) for question in questions]


def _with_own_ids(questions: Sequence[Question]) -> list[Question]:
    """Return questions of which no two cases have one id; see `Cases`."""
    cases = Cases(question.known_case for question in questions)
    return [dataclasses.replace(question, case=case) for question, case in zip(questions, cases, strict=True)]
