"""A judge of pairs: which of two replies is better, asked in both orders, as models favour a place."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from voicelab.cases.case import Case
from voicelab.completion.asked_model import AskedModel, ModelAnswer, spent, unread
from voicelab.completion.served_model import ModelServices
from voicelab.errors import CompletionError
from voicelab.event_loop import call, relay
from voicelab.exchange.exchange import Exchange
from voicelab.scores.judges.judge_answers import Verdict, answer_form, judgement_schema, read_verdict
from voicelab.scores.judges.judge_prompt import PAIR_PROMPT, JudgePrompt, asked_texts
from voicelab.scores.judges.judge_score import checked_question
from voicelab.scores.turns import has_failed
from voicelab.settings import Settings
from voicelab.statistics.interval import Interval
from voicelab.statistics.rates import pass_rate

if TYPE_CHECKING:
    from voicelab.completion.messages import Message
    from voicelab.exchange.pricing import Prices
    from voicelab.services.timeouts import Timeouts

__all__ = ["PairJudge", "PairJudgement", "PairJudgements", "judge_pair", "side_of"]

Winner = Literal["first", "second", "tie"]
Side = Literal["A", "B", "tie"]

_SIDES: dict[str, Side] = {"a": "A", "b": "B", "tie": "tie"}
_VALUES = '"A" or "B", whichever is better, or "tie" where neither is'
_SCHEMA = judgement_schema({"type": "string", "enum": list(_SIDES.values())})
_WINNERS: tuple[dict[Side, Winner], dict[Side, Winner]] = (
    {"A": "first", "B": "second", "tie": "tie"},
    {"A": "second", "B": "first", "tie": "tie"},
)
"""Who wins by which side, as the pair is, and swapped."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PairJudgement:
    """Which of two exchanges is better, by a model that was asked in both orders."""

    winner: Winner | None
    """``first``, ``second``, or ``tie``, also where the two orders had different verdicts; `None` where the
    model gave none."""
    order_decided: bool | None = None
    """Whether the verdict changed when the replies were swapped; `None` where there is none."""
    reasons: tuple[str, ...] = ()
    """Why, as the pair is, and swapped."""
    error: str = ""
    """Why there is no verdict; empty where there is one."""
    tokens: int | None = None
    """Tokens of both questions; `None` where the service did not say."""
    cost: float | None = None
    """What they cost, in the currency of the prices; `None` where that is not known."""


@dataclass(frozen=True, slots=True)
class PairJudgements:
    """Judgements of pairs, in the order of the pairs; says of itself what they come to."""

    judgements: tuple[PairJudgement, ...]

    def count(self, winner: Winner | None) -> int:
        """Return how often the first is better, or the second, or neither; `None` counts what is missing."""
        return sum(each.winner == winner for each in self.judgements)

    @property
    def order_decided(self) -> Interval:
        """In which share of the pairs the verdict changed with the order, 0 to 1, with its 95 % interval.

        Where it is high, the model cannot tell the replies apart, and what it says of them says little.
        """
        return pass_rate([each.order_decided for each in self.judgements if each.order_decided is not None])

    def __iter__(self) -> Iterator[PairJudgement]:
        return iter(self.judgements)

    def __len__(self) -> int:
        return len(self.judgements)

    def __getitem__(self, place: int) -> PairJudgement:
        return self.judgements[place]

    def __str__(self) -> str:
        """Return the counts in a sentence."""
        missing = self.count(None)
        judged = len(self) - missing
        order = sum(each.order_decided is True for each in self.judgements)
        return (
            f"{judged} pair{'' if judged == 1 else 's'}: the first is better in {self.count('first')}, "
            f"the second in {self.count('second')}; {self.count('tie')} ties, {order} as the order decided"
            + (f"; {missing} without a verdict" if missing else "")
        )


@dataclass(frozen=True, kw_only=True)
class PairJudge:
    """Says which of two exchanges is better; made by `judge_pair`."""

    question: str
    """What the model is asked of the two replies."""
    prompt: JudgePrompt = field(repr=False)
    """What it is told and shown: templates; ``print(judge.prompt)``."""
    settings: Settings = field(repr=False)
    """Those of completion: deployment, temperature, tokens."""
    model: AskedModel = field(repr=False, compare=False)

    def messages(self, a: Exchange, b: Exchange, case: Case) -> list[Message]:
        """Return what the model is sent of two exchanges, in this order."""
        told = {"question": self.question, "scale": f"{_VALUES}.", "answer": answer_form(_VALUES)}
        texts = {**asked_texts(a, case), "reply_a": a.reply, "reply_b": b.reply}
        return self.prompt.messages(told, texts)

    async def __call__(self, first: Exchange, second: Exchange, case: Case) -> PairJudgement:
        """Return which of two exchanges of a case is better; never raises for what services do."""
        return await relay(self._judged(*_checked_pair((first, second, case))))

    def judge_all(self, pairs: Iterable[tuple[Exchange, Exchange, Case]]) -> PairJudgements:
        """Return which of each pair is better, many asked at once; waits for all.

        Raises
        ------
        ConfigurationError
            There are no services that can be used.
        TypeError
            One is no pair of exchanges with its case.
        RuntimeError
            Called on the loop of conversations, where waiting would never end.
        """

        checked = [_checked_pair(pair, f"pair {number}") for number, pair in enumerate(pairs, start=1)]

        async def all_judged() -> list[PairJudgement]:
            return await asyncio.gather(*(self._judged(*pair) for pair in checked))

        return PairJudgements(tuple(call(all_judged())))

    async def _judged(self, first: Exchange, second: Exchange, case: Case) -> PairJudgement:
        if has_failed(first) or has_failed(second):
            return PairJudgement(winner=None, error="A turn failed, and has no reply to judge.")
        answers = await asyncio.gather(
            self._asked(self.messages(first, second, case)), self._asked(self.messages(second, first, case))
        )
        used: dict[str, Any] = spent(answers)
        verdicts: list[Verdict[Side]] = []
        for answer in answers:
            verdict: Verdict[Side] | None = None
            if not answer.failure:
                verdict = read_verdict(answer.text, side_of, is_cut=answer.is_cut)
            if verdict is None:
                return PairJudgement(
                    winner=None, error=unread(answer, "value", f", which is {_VALUES}"), **used
                )
            verdicts.append(verdict)
        as_given, swapped = (of[each.value] for of, each in zip(_WINNERS, verdicts, strict=True))
        return PairJudgement(
            winner=as_given if as_given == swapped else "tie",
            order_decided=as_given != swapped,
            reasons=tuple(each.reason for each in verdicts),
            **used,
        )

    async def _asked(self, messages: Sequence[Message]) -> ModelAnswer:
        try:
            return await self.model.ask(messages, _SCHEMA)
        except CompletionError as error:
            return ModelAnswer("", failure=str(error))


def judge_pair(
    question: str,
    *,
    services: ModelServices = None,
    deployment: str | None = None,
    prompt: JudgePrompt | None = None,
    temperature: float = 0.0,
    max_tokens: int = 1_000,
    reasoning_effort: str | None = None,
    api: str = "chat",
    concurrency: int | None = None,
    prices: Prices | None = None,
    timeouts: Timeouts | None = None,
) -> PairJudge:
    """Return a judge that says which of two exchanges of one case is better.

    Models favour the first of two replies, or the last. So each pair is asked in both orders, and where they
    have different verdicts it is a tie; how often that was so is told.

    Parameters
    ----------
    question
        Such as ``"Which reply is more helpful to somebody who cannot see?"``.
    services, deployment, prompt, temperature, max_tokens, reasoning_effort, api, concurrency
        As for `judge`; the prompt has ``reply_a`` and ``reply_b``.
    prices, timeouts
        As for `judge`.

    Raises
    ------
    ValueError
        There is no question, or a value is out of its bounds.

    Examples
    --------
    >>> better = judge_pair("Which reply is more polite?")
    >>> judgements = better.judge_all([(old, new, case)])  # doctest: +SKIP
    >>> print(judgements, judgements.order_decided)  # doctest: +SKIP
    """
    if prompt is not None and not prompt.is_of_pairs:
        raise ValueError("the prompt is of one reply: it is for judge")
    settings = Settings(
        deployment=deployment,
        temperature=temperature,
        max_tokens=max_tokens,
        reasoning_effort=reasoning_effort,
        api=api,
    )
    return PairJudge(
        question=checked_question(question),
        prompt=prompt or PAIR_PROMPT,
        settings=settings,
        model=AskedModel(services, settings, concurrency=concurrency, prices=prices, timeouts=timeouts),
    )


def _checked_pair(given: Any, place: str = "a pair") -> tuple[Exchange, Exchange, Case]:
    parts = tuple(given) if isinstance(given, Iterable) else (given,)
    kinds = (Exchange, Exchange, Case)
    if len(parts) != len(kinds) or not all(map(isinstance, parts, kinds)):
        found = ", ".join(type(part).__name__ for part in parts)
        raise TypeError(f"{place} must be two exchanges and their case, (first, second, case), not ({found})")
    first, second, case = parts
    return first, second, case


def side_of(given: Any) -> Side | None:
    """Return the side that a value is; `None` for what is none."""
    return _SIDES.get(given.strip().lower()) if isinstance(given, str) else None
