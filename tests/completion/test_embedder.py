"""Embeddings: vectors by the openai SDK, and what is no vector."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from tests.completion.odd_server import OddAnswer, odd_server, whole
from voicelab.completion.embedder import Embedder, Embeddings
from voicelab.errors import CompletionError
from voicelab.services.retry_policy import RetryPolicy
from voicelab.services.timeouts import Timeouts

AT_ONCE = Timeouts(retry=RetryPolicy(retries=1, first_pause_seconds=0.0))


def listed(*vectors: Any, **more: Any) -> OddAnswer:
    data = [{"index": place, "embedding": vector} for place, vector in enumerate(vectors)]
    return whole({"data": data, **more})


async def embedded(*answers: OddAnswer, texts: tuple[str, ...] = ("a", "b")) -> Embeddings:
    async with odd_server(*answers) as (service, _):
        embedder = Embedder(service, AT_ONCE)
        try:
            return await embedder.embed(texts, "embedder")
        finally:
            await embedder.close()


async def test_vectors_are_of_length_1_in_the_order_of_their_texts() -> None:
    data = [{"index": 1, "embedding": [0, 2]}, {"index": 0, "embedding": [3, 4]}]
    found = await embedded(whole({"data": data, "model": "m-2", "usage": {"prompt_tokens": 7}}))
    np.testing.assert_allclose(found.vectors, [[0.6, 0.8], [0.0, 1.0]])
    assert (found.tokens, found.model) == (7, "m-2")


async def test_what_a_server_does_not_say_is_not_known() -> None:
    found = await embedded(listed([1.0], [2.0]))
    assert (found.tokens, found.model) == (None, "embedder")


@pytest.mark.parametrize(
    "answer",
    [
        listed([1.0]),
        listed([1.0], [1.0, 2.0]),
        listed([1.0], ["x"]),
        listed([1.0], [0.0]),
        listed([1.0], [float("nan")]),
        listed([1.0], None),
        whole({"data": None}),
        whole([]),
        OddAnswer(pieces=(b"<html>Hello</html>",), content_type="text/html"),
        OddAnswer(),
    ],
    ids=["few", "uneven", "words", "zero", "nan", "none", "data", "list", "page", "nothing"],
)
async def test_what_is_not_one_vector_for_each_text_is_a_bad_answer(answer: OddAnswer) -> None:
    with pytest.raises(CompletionError) as caught:
        await embedded(answer)
    assert caught.value.code == "bad-answer"


async def test_a_failure_that_passes_is_tried_again() -> None:
    found = await embedded(OddAnswer(status=503), listed([1.0], [1.0]))
    assert found.vectors.shape == (2, 1)


@pytest.mark.parametrize("status", [404, 501])
async def test_a_server_without_embeddings_says_what_to_do(status: int) -> None:
    with pytest.raises(CompletionError, match="text-embedding-3-small") as caught:
        await embedded(whole({"error": {"message": "no such thing"}}, status=status))
    assert caught.value.code == "not-found"
    assert "deployment=" in caught.value.hint
