"""The model that judges: what it is asked, and what its answers used and cost."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from voicelab.completion.messages import Delta, Finish, Retraction
from voicelab.errors import CompletionError
from voicelab.scores.judges.served_model import JudgeServices, ServedModel

if TYPE_CHECKING:
    from voicelab.completion.answer_schema import AnswerSchema
    from voicelab.completion.completer import Completer
    from voicelab.completion.messages import Message
    from voicelab.exchange.pricing import Prices
    from voicelab.services.endpoints import CompletionService
    from voicelab.services.services import Services
    from voicelab.services.timeouts import Timeouts
    from voicelab.settings import Settings

__all__ = ["JudgeModel", "JudgeServices", "ModelAnswer"]


@dataclass(frozen=True, slots=True)
class ModelAnswer:
    """What a model answered, or why it did not."""

    text: str
    is_cut: bool = False
    """Whether it ended at its most tokens."""
    failure: str = ""
    """Why there is no answer; empty where there is one."""
    tokens: int | None = None
    """Of prompt and answer; `None` where the service did not say."""
    cost: float | None = None
    """In the currency of the prices; `None` where it is not known."""


class JudgeModel(ServedModel["Completer"]):
    """A model that judges.

    Parameters
    ----------
    settings
        Of completion; the deployment among them, or `None` for that of the services.
    concurrency, prices, timeouts
        As for `ServedModel`.
    """

    def __init__(
        self,
        services: JudgeServices,
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

    def _like(self, services: Services) -> JudgeModel:
        return JudgeModel(
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
        is_cut = finish is not None and finish.reason == "length"
        return ModelAnswer("".join(pieces), is_cut, failure, *self._spent(finish, completer))

    def _spent(self, finish: Finish | None, completer: Completer) -> tuple[int | None, float | None]:
        if finish is None or finish.prompt_tokens is None or finish.completion_tokens is None:
            return None, None
        prices = self._prices_used()
        model = finish.model or completer.deployment(self._settings)
        each = prices.of("prompt-tokens", model), prices.of("completion-tokens", model)
        tokens = finish.prompt_tokens + finish.completion_tokens
        if each[0] is None or each[1] is None:
            return tokens, None
        return tokens, each[0] * finish.prompt_tokens + each[1] * finish.completion_tokens
