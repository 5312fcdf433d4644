"""Likeness of meaning: by the openai SDK, from a server that embeds by a script."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import pytest

import voicelab as vl
from tests.exchanges import an_exchange
from voicelab.scores import ScoreFailure, higher_is_better, run_scores, score_key
from voicelab.testing import EmbeddedServices, ScriptedEngines, embedded_services

VECTORS = {"Mount Everest": (1.0, 0.0), "Everest": (0.8, 0.6), "K2": (0.0, 1.0)}
CASE = vl.Case(input="What is the tallest mountain?", expected=("K2", "Everest"))


def vector_of(text: str) -> Sequence[float]:
    return VECTORS.get(text, (-1.0, 0.0))


@pytest.fixture(scope="module")
def embedded() -> Iterator[EmbeddedServices]:
    with embedded_services(ScriptedEngines(embedding=vector_of)) as running:
        yield running


def likeness(embedded: EmbeddedServices, **options: Any) -> Any:
    return vl.scores.semantic_likeness("embedder", services=embedded.services, **options)


def scored(score: Any, case: vl.Case = CASE, **changes: Any) -> dict[str, Any]:
    exchange = an_exchange(**{"reply": "**Mount Everest**", **changes})
    return {name.partition(".")[2]: value for name, value in run_scores([score], exchange, case).items()}


def test_the_nearest_answer_counts_and_its_tokens(embedded: EmbeddedServices) -> None:
    prices = vl.Prices().put(vl.Price("prompt-tokens", "embedder", 1.0, 1.0))
    found = scored(likeness(embedded, prices=prices))
    assert found == {"value": 0.8, "nearest": "Everest", "tokens": 4, "cost": 4.0}


def test_more_tokens_are_neither_better_nor_worse(embedded: EmbeddedServices) -> None:
    score = likeness(embedded)
    better = [higher_is_better(score, value) for value in ("value", "tokens", "cost")]
    assert better == [True, None, None]


def test_a_text_is_embedded_once(embedded: EmbeddedServices) -> None:
    score = likeness(embedded)
    embedded.request_log.clear()
    scored(score)
    again = scored(score)
    scored(score, reply="K2")

    assert [body["input"] for body in embedded.request_log.chat_requests] == [
        ["Mount Everest", "K2", "Everest"]
    ]
    assert (again["value"], again["tokens"]) == (0.8, 0)


def test_where_nothing_is_expected_or_replied_no_one_is_asked(embedded: EmbeddedServices) -> None:
    embedded.request_log.clear()
    score = likeness(embedded)
    assert scored(score, vl.Case(input="Hello?")) == {}
    assert scored(score, outcome="failed") == {}
    assert scored(score, reply=" ") == {"value": 0.0, "tokens": 0, "cost": 0.0}
    assert embedded.request_log.chat_requests == []


def test_services_without_embeddings_are_the_reason_of_a_failure() -> None:
    with embedded_services() as plain:
        (failure,) = run_scores([likeness(plain)], an_exchange(), CASE).values()
    assert isinstance(failure, ScoreFailure)
    assert "deployment=" in failure.reason


def test_in_a_comparison_it_is_the_model_of_its_services(embedded: EmbeddedServices) -> None:
    grid = vl.compare(
        [CASE],
        scores=[vl.scores.semantic_likeness("embedder")],
        services=embedded.services,
        log=False,
        quiet=True,
    )
    assert grid.df[["semantic_likeness.value", "semantic_likeness.nearest"]].to_numpy().tolist() == [
        [0.0, "K2"]
    ]
    assert "semantic_likeness.value" in grid.summary()


def test_its_key_is_of_the_model(embedded: EmbeddedServices) -> None:
    score = likeness(embedded)
    assert score_key(score) == score_key(likeness(embedded))
    other = vl.scores.semantic_likeness("other", services=embedded.services)
    assert score_key(score) != score_key(other)
    for wrong in (" ", None):
        name: Any = wrong
        with pytest.raises(ValueError, match="name of an embedding model"):
            vl.scores.semantic_likeness(name)
