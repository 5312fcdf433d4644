"""A model that answers with data: what it is asked, and what its answers used and cost."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from voicelab.completion.messages import Delta, Finish, Retraction
from voicelab.completion.served_model import ModelServices, ServedModel
from voicelab.errors import CompletionError
from voicelab.text.shortened import shortened

if TYPE_CHECKING:
    from voicelab.completion.answer_schema import AnswerSchema
    from voicelab.completion.completer import Completer
    from voicelab.completion.messages import Message
    from voicelab.exchange.pricing import Prices
    from voicelab.services.endpoints import CompletionService
    from voicelab.services.services import Services
    from voicelab.services.timeouts import Timeouts
    from voicelab.settings import Settings

__all__ = ["AskedModel", "ModelAnswer", "spent", "total_tokens", "unread"]

_Amount = TypeVar("_Amount", int, float)

_SHOWN = 200
"""Characters of an answer of which nothing can be read that are shown."""


@dataclass(frozen=True, slots=True)
class ModelAnswer:
    """What a model answered, or why it did not."""

    text: str
    finish_reason: str | None = None
    """Why it ended, as in `ExchangeFields`."""
    failure: str = ""
    """Why there is no answer; empty where there is one."""
    prompt_tokens: int | None = None
    """Tokens of the prompt; `None` where the service did not say, as for those of the answer."""
    completion_tokens: int | None = None
    model: str = ""
    """The model that answered, by which prices know it."""
    cost: float | None = None
    """In the currency of the prices; `None` where it is not known."""

    @property
    def is_cut(self) -> bool:
        """Whether it ended at its most tokens."""
        return self.finish_reason == "length"

    @property
    def is_refusal(self) -> bool:
        """Whether the model refused, by a field of its own."""
        return self.finish_reason == "refusal"


class AskedModel(ServedModel["Completer"]):
    """A model that is asked for answers.

    Parameters
    ----------
    settings
        Of completion; the deployment among them, or `None` for that of the services.
    concurrency, prices, timeouts
        As for `ServedModel`.
    """

    def __init__(
        self,
        services: ModelServices,
        settings: Settings,
        *,
        concurrency: int | None,
        prices: Prices | None,
        timeouts: Timeouts | None,
    ) -> None:
        super().__init__(
            services, settings.deployment, concurrency=concurrency, prices=prices, timeouts=timeouts
        )
        self._settings = settings

    async def ask(self, messages: Sequence[Message], schema: AnswerSchema) -> ModelAnswer:
        """Return its answer; to be awaited on the loop of conversations.

        Raises
        ------
        CompletionError
            The service refused or failed, and may not another time.
        ConfigurationError
            There are no services that can be used.
        """
        async with self._connected() as completer:
            return await self._answer(completer, messages, schema)

    def _like(self, services: Services) -> AskedModel:
        return AskedModel(
            services,
            self._settings,
            concurrency=self._concurrency,
            prices=self._prices,
            timeouts=self._timeouts,
        )

    def _connect(self, service: CompletionService, timeouts: Timeouts) -> Completer:
        from voicelab.completion.completer import Completer

        return Completer(service, timeouts)

    async def _answer(
        self, completer: Completer, messages: Sequence[Message], schema: AnswerSchema
    ) -> ModelAnswer:
        pieces: list[str] = []
        finish: Finish | None = None
        failure = ""
        try:
            async for item in completer.stream(messages, self._settings, schema=schema):
                if isinstance(item, Delta):
                    pieces.append(item.text)
                elif isinstance(item, Retraction):
                    pieces.clear()
                elif isinstance(item, Finish):
                    finish = item
        except CompletionError as error:
            is_empty = error.code == "empty-reply"
            # Both would be the same again: the model was asked, and gave no answer.
            if not is_empty and error.code != "content-filter":
                raise
            # An answer within a block of code has nothing to be spoken, and is one all the same.
            failure = "" if is_empty and "".join(pieces).strip() else error.message
        answer = ModelAnswer("".join(pieces), failure=failure, model=completer.deployment(self._settings))
        if finish is None:
            return answer
        used = finish.prompt_tokens, finish.completion_tokens
        model = finish.model or answer.model
        return dataclasses.replace(
            answer,
            finish_reason=finish.reason,
            prompt_tokens=used[0],
            completion_tokens=used[1],
            model=model,
            cost=self._prices_used().cost_of_tokens(model, *used, finish.cached_tokens or 0),
        )


def unread(answer: ModelAnswer, wanted: str, which: str = "") -> str:
    """Return why nothing can be read of an answer, in a sentence.

    Parameters
    ----------
    wanted
        What was to be read, such as ``value``.
    which
        A clause on it, with the comma ahead of it.
    """
    if answer.failure:
        return answer.failure
    if answer.is_cut:
        return f"The model's answer was cut before its {wanted}; allow it more max_tokens."
    text = " ".join(answer.text.split()) or "it is empty"
    return f"The model's answer has no {wanted}{which}: {shortened(text, _SHOWN)}"


def spent(answers: Sequence[ModelAnswer], *, complete: bool = True) -> dict[str, int | float | None]:
    """Return the tokens and the cost of answers in all; `None` where a part of it is not known.

    Parameters
    ----------
    complete
        Whether these are all answers that were asked for.
    """
    if not complete or not answers:
        return {"tokens": None, "cost": None}
    return {"tokens": _sum(total_tokens(answers)), "cost": _sum([each.cost for each in answers])}


def total_tokens(answers: Sequence[ModelAnswer]) -> tuple[int | None, int | None]:
    """Return the tokens of the prompts and of the answers in all; `None` where one is not known."""
    return _sum([each.prompt_tokens for each in answers]), _sum([each.completion_tokens for each in answers])


def _sum(amounts: Sequence[_Amount | None]) -> _Amount | None:
    """Return what amounts come to; `None` where one is not known."""
    known = [each for each in amounts if each is not None]
    return sum(known) if len(known) == len(amounts) else None
