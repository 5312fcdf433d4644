"""The model that embeds texts for scores: each text is asked once, as long as it is remembered."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from voicelab.completion.served_model import ModelServices, ServedModel

if TYPE_CHECKING:
    from voicelab.completion.embedder import Embedder
    from voicelab.exchange.pricing import Prices
    from voicelab.services.endpoints import CompletionService
    from voicelab.services.services import Services
    from voicelab.services.timeouts import Timeouts

__all__ = ["EmbeddingModel"]

_REMEMBERED = 4_000
"""Texts whose vectors are kept: 24 MB, of 1,536 numbers each."""


class EmbeddingModel(ServedModel["Embedder"]):
    """A model that embeds texts.

    Parameters
    ----------
    deployment
        Its name.
    concurrency, prices, timeouts
        As for `ServedModel`.
    """

    def __init__(
        self,
        services: ModelServices,
        deployment: str,
        *,
        concurrency: int | None,
        prices: Prices | None,
        timeouts: Timeouts | None,
    ) -> None:
        super().__init__(services, deployment, concurrency=concurrency, prices=prices, timeouts=timeouts)
        self._name = deployment
        self._known: OrderedDict[str, NDArray[np.float32]] = OrderedDict()

    async def vectors(
        self, texts: Sequence[str]
    ) -> tuple[list[NDArray[np.float32]], int | None, float | None]:
        """Return a vector of length 1 for each text, and what they took: tokens and cost.

        Nothing is asked, and nothing taken, for what was asked before. Tokens and cost are `None` where they
        are not known. To be awaited on the loop of conversations.

        Raises
        ------
        CompletionError
            The service refused or failed, or has no such model.
        ConfigurationError
            There are no services that can be used.
        """
        found = {text: self._known[text] for text in texts if text in self._known}
        for text in found:
            self._known.move_to_end(text)
        new = list(dict.fromkeys(text for text in texts if text not in found))
        tokens: int | None = 0
        cost: float | None = 0.0
        if new:
            async with self._connected() as embedder:
                answer = await embedder.embed(new, self._name)
            found |= dict(zip(new, answer.vectors.astype(np.float32), strict=True))
            self._known |= found
            while len(self._known) > _REMEMBERED:
                self._known.popitem(last=False)
            tokens, price = answer.tokens, self._prices_used().of("prompt-tokens", answer.model)
            cost = None if tokens is None or price is None else price * tokens
        return [found[text] for text in texts], tokens, cost

    def _like(self, services: Services) -> EmbeddingModel:
        return EmbeddingModel(
            services,
            self._name,
            concurrency=self._concurrency,
            prices=self._prices,
            timeouts=self._timeouts,
        )

    def _connect(self, service: CompletionService, timeouts: Timeouts) -> Embedder:
        from voicelab.completion.embedder import Embedder

        return Embedder(service, timeouts)
