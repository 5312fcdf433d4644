"""Likeness of meaning: how near a reply is to an expected answer for a model that embeds texts."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, ClassVar

from voicelab.completion.served_model import ModelServices
from voicelab.event_loop import relay
from voicelab.scores.judges.embedding_model import EmbeddingModel
from voicelab.scores.score import ScoreValue
from voicelab.scores.turns import has_failed, spoken_reply

if TYPE_CHECKING:
    from voicelab.cases.case import Case
    from voicelab.exchange.exchange import Exchange
    from voicelab.exchange.pricing import Prices
    from voicelab.services.services import Services
    from voicelab.services.timeouts import Timeouts

__all__ = ["SemanticLikeness", "semantic_likeness"]

_DIGITS = 4


@dataclass(frozen=True, kw_only=True)
class SemanticLikeness:
    """A score by a model that embeds texts; made by `semantic_likeness`."""

    neither: ClassVar[tuple[str, ...]] = ("tokens", "cost")
    """Values that say nothing of the reply: neither more nor less of them is better."""
    value_names: ClassVar[tuple[str, ...]] = ("value", "nearest", "tokens", "cost")
    """The names of its values."""
    deployment: str
    """The model's name."""
    name: str
    """What the score is called."""
    model: EmbeddingModel = field(repr=False, compare=False)
    higher_is_better = True

    @property
    def __name__(self) -> str:
        """The name, as functions have it."""
        return self.name

    def at(self, services: Services) -> SemanticLikeness:
        """Return the score by the model of other services, where it was made without any; else itself."""
        return dataclasses.replace(self, model=self.model.at(services))

    def key_content(self) -> tuple[str, str]:
        """Return what its values depend on, for `score_key`: the model's name and place."""
        return self.model.identity

    async def __call__(self, exchange: Exchange, case: Case) -> dict[str, ScoreValue | None] | None:
        """Return ``value``, ``nearest``, ``tokens`` and ``cost``; `None` where nothing is expected.

        Raises
        ------
        CompletionError
            The service refused or failed, or has no such model.
        ConfigurationError
            There are no services that can be used.
        """
        if not case.expected or has_failed(exchange):
            return None
        return await relay(self._likeness(spoken_reply(exchange).strip(), case.expected))

    async def _likeness(self, reply: str, answers: Sequence[str]) -> dict[str, ScoreValue | None]:
        if not reply:
            # Nothing is like nothing, and no service takes an empty text.
            return {"value": 0.0, "tokens": 0, "cost": 0.0}
        (own, *others), tokens, cost = await self.model.vectors([reply, *answers])
        likenesses = [float(own @ other) for other in others]
        best = max(likenesses)
        nearest = answers[likenesses.index(best)] if len(answers) > 1 else None
        return {"value": round(best, _DIGITS), "nearest": nearest, "tokens": tokens, "cost": cost}


def semantic_likeness(
    deployment: str = "text-embedding-3-small",
    *,
    services: ModelServices = None,
    concurrency: int | None = None,
    prices: Prices | None = None,
    timeouts: Timeouts | None = None,
    name: str = "semantic_likeness",
) -> SemanticLikeness:
    """Return a score that says how near the reply is in meaning to the expected answer that is nearest.

    The cosine of their embeddings: 1 for the same text, about 0 for texts that have nothing to do with one
    another; what lies between is to be compared only for one model. Higher is better; `None` where nothing is
    expected, or the turn failed. It knows what a text is about, and hardly whether it is right: 'It is Paris'
    and 'It is not Paris' are near. As a score, ``value``; ``nearest``, the answer, where there are several;
    ``tokens`` and ``cost``, 0 for texts that were embedded before. Of a dialogue each
    is the mean of its turns.

    Parameters
    ----------
    deployment
        The embedding model: its deployment's name at Azure, or its own.
    services
        Where it is: services, or a `CompletionService`; by default those of the comparison that runs the
        score, else what the environment says.
    concurrency
        The most requests at once: 1 or more; by default 20, and one where a local model embeds.
    prices
        By default list prices; the embedded services cost nothing.
    timeouts
        How long the service may say nothing, and how often a request is sent again.
    name
        What the score is called; needed where there are several.

    Raises
    ------
    ValueError
        There is no deployment, or a value is out of its bounds.

    Examples
    --------
    >>> likeness = semantic_likeness("text-embedding-3-large", name="likeness")
    """
    if not isinstance(deployment, str) or not deployment.strip():
        raise ValueError(f"deployment must be the name of an embedding model, not {deployment!r}")
    model = EmbeddingModel(
        services, deployment.strip(), concurrency=concurrency, prices=prices, timeouts=timeouts
    )
    return SemanticLikeness(deployment=deployment.strip(), name=name, model=model)
