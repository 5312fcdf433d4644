"""A judge: a score that a model gives, with its reason."""

from __future__ import annotations

import asyncio
import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, ClassVar

from voicelab.callers.dialogue import Dialogue
from voicelab.cases.earlier_messages import MESSAGES
from voicelab.cases.turn_cases import turn_cases
from voicelab.completion.asked_model import AskedModel, ModelAnswer, spent, unread
from voicelab.completion.served_model import ModelServices
from voicelab.errors import CompletionError
from voicelab.event_loop import relay
from voicelab.scores.judges.dialogue_texts import SEVERAL_TURNS, dialogue_texts
from voicelab.scores.judges.judge_answers import Verdict, answer_form, judgement_schema, read_verdict
from voicelab.scores.judges.judge_prompt import SINGLE_PROMPT, JudgePrompt, asked_texts
from voicelab.scores.judges.judge_scale import JudgeScale, ScaleGiven
from voicelab.scores.score import ScoreValue
from voicelab.scores.turns import has_failed
from voicelab.settings import DECLARATIONS, Settings

if TYPE_CHECKING:
    from voicelab.cases.case import Case
    from voicelab.completion.messages import Message
    from voicelab.exchange.exchange import Exchange
    from voicelab.exchange.pricing import Prices
    from voicelab.services.services import Services
    from voicelab.services.timeouts import Timeouts

__all__ = ["Judge", "checked_question", "judge"]

_VOTING_TEMPERATURE = 0.7
"""Of several votes: at 0 all would be one."""

_Vote = Verdict[bool | int]


@dataclass(frozen=True, kw_only=True)
class Judge:
    """A score that a model gives; made by `judge`. Of a dialogue it reads all turns."""

    neither: ClassVar[tuple[str, ...]] = ("agreement", "tokens", "cost")
    """Values that say nothing of the reply: neither more nor less of them is better."""
    of_dialogues: ClassVar[bool] = True
    """It is given all turns of a dialogue at once."""
    question: str
    """What the model is asked of a reply."""
    scale: JudgeScale
    """The values that it may give."""
    prompt: JudgePrompt = field(repr=False)
    """What it is told and shown: templates; ``print(judge.prompt)``."""
    votes: int
    """How often it is asked; an odd number."""
    settings: Settings = field(repr=False)
    """Those of completion: deployment, temperature, tokens."""
    name: str
    """What the score is called."""
    higher_is_better: bool | None
    """Whether a higher value is the better one."""
    model: AskedModel = field(repr=False, compare=False)

    @property
    def __name__(self) -> str:
        """The name, as functions have it."""
        return self.name

    @property
    def value_names(self) -> tuple[str, ...]:
        """The names of its values: one vote agrees with itself alone."""
        agreement = ("agreement",) if self.votes > 1 else ()
        return ("value", "reason", *agreement, "error", "tokens", "cost")

    def at(self, services: Services) -> Judge:
        """Return the judge by the model of other services, where it was made without any; else itself."""
        return dataclasses.replace(self, model=self.model.at(services))

    def key_content(self) -> tuple[Any, ...]:
        """Return what its values depend on, for `score_key`; the model's name and place among it."""
        told = (self.question, self.scale.values, self.scale.describe(), str(self.prompt))
        return (*told, self.votes, _completion_key(self.settings), self.model.identity)

    def case_shown(self, case: Case) -> Case:
        """Return a case without what the prompt does not show of it: a change there changes no value."""
        shows, asked = self.prompt.shows, case.input
        if isinstance(asked, Dialogue) and not shows("expected"):
            turns = tuple(dataclasses.replace(turn, expected=()) for turn in asked.turns)
            asked = dataclasses.replace(asked, turns=turns)
        return dataclasses.replace(
            case,
            input=asked,
            expected=case.expected if shows("expected") else (),
            notes=case.notes if shows("notes") else "",
            tags=(),
            fields={MESSAGES: case.fields[MESSAGES]} if shows("before") and MESSAGES in case.fields else {},
        )

    def messages(self, exchange: Exchange | Sequence[Exchange], case: Case) -> list[Message]:
        """Return what the model is sent of an exchange, or of all those of a dialogue."""
        told = {
            "question": self.question,
            "scale": self.scale.describe(),
            "answer": answer_form(self.scale.values),
        }
        if isinstance(exchange, Sequence) and len(exchange) > 1:
            told["question"] += SEVERAL_TURNS.format(len(exchange))
            return self.prompt.messages(told, dialogue_texts(exchange, case))
        one = exchange[0] if isinstance(exchange, Sequence) else exchange
        (of_turn,) = turn_cases(case, [one])
        return self.prompt.messages(told, {**asked_texts(one, of_turn), "reply": one.reply})

    async def __call__(
        self, exchange: Exchange | Sequence[Exchange], case: Case
    ) -> dict[str, ScoreValue | None] | None:
        """Return ``value``, ``reason``, ``agreement`` of several votes, ``tokens`` and ``cost``.

        Where the model gives no value, ``error`` says why in its place; `None` where the turn failed.

        Raises
        ------
        CompletionError
            Too few votes were answered, as the service refused or failed.
        ConfigurationError
            There are no services that can be used.
        """
        if all(map(has_failed, exchange if isinstance(exchange, Sequence) else [exchange])):
            return None
        return await relay(self._judged(self.messages(exchange, case)))

    async def _judged(self, messages: list[Message]) -> dict[str, ScoreValue | None]:
        schema = judgement_schema(self.scale.schema)
        asked = (self.model.ask(messages, schema) for _ in range(self.votes))
        answers = await asyncio.gather(*asked, return_exceptions=True)
        given = [answer for answer in answers if isinstance(answer, ModelAnswer)]
        failures = [answer for answer in answers if isinstance(answer, BaseException)]
        for failure in failures:
            if not given or not isinstance(failure, CompletionError):
                raise failure
        votes = [vote for answer in given if (vote := self._read(answer)) is not None]
        if failures and 2 * len(votes) <= self.votes:
            raise failures[0]
        return {**self._value(votes, given), **spent(given, complete=not failures)}

    def _read(self, answer: ModelAnswer) -> _Vote | None:
        if answer.failure:
            return None
        return read_verdict(answer.text, self.scale.value_of, most=self.scale.highest, is_cut=answer.is_cut)

    def _value(self, votes: Sequence[_Vote], given: Sequence[ModelAnswer]) -> dict[str, ScoreValue | None]:
        if 2 * len(votes) <= self.votes:
            bad = next(answer for answer in given if self._read(answer) is None)
            return {"value": None, "error": unread(bad, "value", f", which is {self.scale.values}")}
        values = [vote.value for vote in votes]
        value = self.scale.combined(values)
        if value is None:
            return {"value": None, "error": f"{len(votes)} of {self.votes} votes were given, and are even"}
        nearest = min(votes, key=lambda vote: abs(vote.value - value))
        agreement = self.scale.agreement(values, value) if self.votes > 1 else None
        return {"value": value, "reason": nearest.reason or None, "agreement": agreement}


def judge(
    question: str,
    *,
    scale: ScaleGiven = "truth",
    votes: int = 1,
    services: ModelServices = None,
    deployment: str | None = None,
    prompt: JudgePrompt | None = None,
    temperature: float | None = None,
    max_tokens: int = 1_000,
    reasoning_effort: str | None = None,
    api: str = "chat",
    concurrency: int | None = None,
    higher_is_better: bool | None = True,
    prices: Prices | None = None,
    timeouts: Timeouts | None = None,
    name: str = "judge",
) -> Judge:
    """Return a score that says what a model makes of the reply, in answer to a question of yours.

    The model is shown what was asked, the reply, and the answers that the case expects, if any, as
    quotations, and gives its reason first. A score like any other: ``value``, ``reason``, ``agreement``,
    ``tokens`` and ``cost``; ``error`` where the model gives no value.

    Parameters
    ----------
    question
        In any language, such as ``"Is the answer polite and correct?"``.
    scale
        ``truth``; the lowest and the highest number, such as ``(1, 5)`` or ``(0, 100)``; or what steps mean,
        such as ``{1: "rude", 3: "neutral", 5: "warm"}``. At most 101 steps.
    votes
        How often the model is asked: an odd number. Truths go by the majority, numbers by the median.
    services
        Where the model is: services, or a `CompletionService`; by default those of the comparison that runs
        the score, else what the environment says.
    deployment
        Which model of these; by default theirs, and not that of the exchange.
    prompt
        The `prompt` of a judge, edited: ``judge.prompt.replace(system=…)``.
    temperature
        By default 0, or 0.7 for several votes; left out where the model takes none.
    max_tokens
        The most tokens of an answer, a reasoning model's thoughts included.
    reasoning_effort, api
        As in `Settings`.
    concurrency
        The most requests at once: 1 or more; by default 20, and one where a local model judges.
    higher_is_better
        `False` where a low value is the better one, as in "How rude is it?".
    prices
        By default list prices; the embedded services cost nothing.
    timeouts
        How long the service may say nothing, and how often a request is sent again.
    name
        What the score is called; needed where there are several.

    Raises
    ------
    ValueError
        There is no question, or a value is out of its bounds.

    Examples
    --------
    >>> polite = judge("Is the reply polite?", name="polite")
    >>> warm = judge("How warm is it?", scale={1: "cold", 5: "warm"}, votes=3, name="warm")
    """
    if isinstance(votes, bool) or not isinstance(votes, int) or votes < 1 or votes % 2 == 0:
        raise ValueError(f"votes must be an odd number, 1 or more, not {votes!r}")
    if prompt is not None and prompt.is_of_pairs:
        raise ValueError("the prompt is of two replies: it is for judge_pair")
    usual = 0.0 if votes == 1 else _VOTING_TEMPERATURE
    settings = Settings(
        deployment=deployment,
        temperature=usual if temperature is None else temperature,
        max_tokens=max_tokens,
        reasoning_effort=reasoning_effort,
        api=api,
    )
    return Judge(
        question=checked_question(question),
        scale=JudgeScale.of(scale),
        prompt=prompt or SINGLE_PROMPT,
        votes=votes,
        settings=settings,
        name=name,
        higher_is_better=higher_is_better,
        model=AskedModel(services, settings, concurrency=concurrency, prices=prices, timeouts=timeouts),
    )


def checked_question(question: str) -> str:
    """Return a question; raises `ValueError` where there is none."""
    if not isinstance(question, str) or not question.strip():
        raise ValueError(f"a judge is asked a question in words, not {question!r}")
    return question.strip()


def _completion_key(settings: Settings) -> tuple[Any, ...]:
    """Return what an answer depends on of its settings, but for the model."""
    return tuple(
        getattr(settings, name)
        for name, declared in DECLARATIONS.items()
        if declared.stage == "completion" and name != "deployment"
    )
