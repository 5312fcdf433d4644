"""Embeddings, driven by the real openai SDK, under Azure's route and the plain ones."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import openai
import pytest

from tests.embedded.clients import azure_client, plain_client
from voicelab.testing import EmbeddedServices, Refuse, ScriptedEngines, embedded_services


@pytest.fixture(scope="module")
def embedding() -> Iterator[EmbeddedServices]:
    """Run services whose model embeds a text as its length and 1."""
    with embedded_services(ScriptedEngines(embedding=lambda text: (float(len(text)), 1.0))) as embedded:
        yield embedded


@pytest.mark.parametrize("route", ["azure", "/openai/v1/", "/v1/"])
@pytest.mark.parametrize("form", [{}, {"encoding_format": "float"}], ids=["base64", "float"])
def test_texts_are_vectors_in_their_order(
    embedding: EmbeddedServices, route: str, form: dict[str, Any]
) -> None:
    services = embedding.services
    client = azure_client(services) if route == "azure" else plain_client(services, base=route)
    answer = client.embeddings.create(model="embedder", input=["one two", "three"], **form)

    assert [each.embedding for each in answer.data] == [[7.0, 1.0], [5.0, 1.0]]
    assert (answer.model, answer.usage.prompt_tokens, answer.usage.total_tokens) == ("embedder", 3, 3)


@pytest.mark.parametrize(
    ("asked", "param"),
    [
        ({"input": []}, "input"),
        ({"input": ["a", ""]}, "input"),
        ({"input": [[1, 2]]}, "input"),
        ({"input": "a", "dimensions": 2}, "dimensions"),
        ({"input": "a", "encoding_format": "hex"}, "encoding_format"),
    ],
)
def test_what_is_not_embedded_is_refused_by_its_name(
    embedding: EmbeddedServices, asked: dict[str, Any], param: str
) -> None:
    with pytest.raises(openai.BadRequestError) as caught:
        azure_client(embedding.services).embeddings.create(model="embedder", **asked)
    assert caught.value.param == param


def test_faults_befall_embeddings_as_they_do_completions(embedding: EmbeddedServices) -> None:
    embedding.faults.add("completion", Refuse(status=429))
    with pytest.raises(openai.RateLimitError):
        azure_client(embedding.services).embeddings.create(model="embedder", input="a")


def test_a_server_of_the_users_embeds_where_it_replies() -> None:
    inner = ScriptedEngines(embedding=lambda text: (1.0, 2.0))
    with embedded_services(inner) as upstream:
        engines = _engines_at(f"http://127.0.0.1:{upstream.port}/v1", upstream.key)
        with embedded_services(engines) as outer:
            answer = azure_client(outer.services).embeddings.create(model="nomic-embed-text", input="a")
            assert (answer.model, answer.data[0].embedding) == ("nomic-embed-text", [1.0, 2.0])


def test_a_model_that_only_replies_says_so() -> None:
    with embedded_services(_engines_at("http://127.0.0.1:9/v1", "none", own=True)) as embedded:
        with pytest.raises(openai.InternalServerError, match="No model of these services embeds") as caught:
            azure_client(embedded.services).embeddings.create(model="local", input="a")
        assert caught.value.status_code == 501


def _engines_at(url: str, key: str, *, own: bool = False) -> Any:
    """Return engines of which a server at an address replies."""
    from voicelab.embedded.engines import Engines
    from voicelab.embedded.scripted.engines import ScriptedRecognition, ScriptedSynthesis

    return Engines(
        ScriptedRecognition(
            (), delay_seconds=0.0, hypothesis_seconds=None, end_silence_seconds=None, confidence=1.0
        ),
        ScriptedSynthesis(first_audio_seconds=0.0, pace=1.0),
        url,
        key,
        completion_is_own=own,
    )
