"""What a cell is known by."""

from __future__ import annotations

import dataclasses
import itertools
from pathlib import Path
from typing import Any

import pytest

from tests.exchanges import an_exchange
from voicelab.comparison.plan import as_inputs, identity
from voicelab.embedded.options import EmbeddedOptions
from voicelab.services.endpoints import CompletionService, SpeechService
from voicelab.services.services import Services


def embedded(port: int = 1, **options: Any) -> Services:
    """Return embedded services with some models, without starting them."""
    chosen = EmbeddedOptions(**options)
    return Services(
        speech=SpeechService(host=f"ws://127.0.0.1:{port}", key="0123456789abcdef"),
        completion=CompletionService(
            api="azure",
            endpoint=f"http://127.0.0.1:{port}",
            key="0123456789abcdef",
            deployment=chosen.model_name,
        ),
        kind="embedded",
        embedded_models=chosen.models,
    )


OTHERS: list[dict[str, Any]] = [
    {},
    {"recognition_model": "small.en"},
    {"recognition_model": "base.en"},
    {"completion_url": "http://127.0.0.1:11434/v1"},
    {"completion_url": "http://127.0.0.1:1234/v1"},
    {"completion_url": "http://127.0.0.1:1234/other/v1"},
    {"completion_url": "http://127.0.0.1:1234/v1", "completion_model": "llama3.2"},
    {"completion_model": "models/a/chat.gguf"},
    {"completion_model": "models/b/chat.gguf"},
]


def test_embedded_services_with_other_models_are_others_and_at_another_port_the_same() -> None:
    assert len({identity(embedded(**options)) for options in OTHERS}) == len(OTHERS)
    for options in OTHERS:
        assert identity(embedded(1, **options)) == identity(embedded(2, **options))


def test_a_model_whose_file_was_replaced_is_another(tmp_path: Path) -> None:
    model = tmp_path / "chat.gguf"
    model.write_bytes(b"one")
    first = identity(embedded(completion_model=str(model)))
    model.write_bytes(b"other")
    assert identity(embedded(completion_model=str(model))) != first


def test_no_credential_is_part_of_a_key() -> None:
    services = embedded(
        completion_url="http://me:secret-word@127.0.0.1:1234/v1", completion_key="another-word"
    )
    assert "word" not in identity(services)


@pytest.mark.parametrize(
    "change", [{"deployment": "other"}, {"api_version": "v1"}, {"endpoint": "https://b.org"}]
)
def test_accounts_are_told_apart_by_where_they_are(change: dict[str, Any]) -> None:
    services = Services.azure(
        speech_key="0123456789abcdef0123456789abcdef",
        speech_region="westeurope",
        openai_key="0123456789abcdef0123456789abcdef",
        openai_endpoint="https://a.openai.azure.com",
        deployment="gpt",
    )
    other = dataclasses.replace(services, completion=dataclasses.replace(services.completion, **change))
    assert identity(other) != identity(services)


TURNS = [
    an_exchange(turn=turn, transcript=text, reply=f"{text}.", heard_audio=None)
    for turn, text in enumerate(("One", "Two", "Three"), start=1)
]
ELSEWHERE = an_exchange("another", 2, transcript="Else", heard_audio=None)


@pytest.mark.parametrize("order", list(itertools.permutations(range(3))))
def test_an_exchange_sees_the_turns_before_it_in_whichever_order_they_are_given(order: tuple[int]) -> None:
    questions, _ = as_inputs([*(TURNS[place] for place in order), ELSEWHERE])
    seen = {question.label: [each.transcript for each in question.before] for question in questions}
    assert seen == {"One": [], "Two": ["One"], "Three": ["One", "Two"], "Else": []}
    assert list(seen) == [*(TURNS[place].transcript for place in order), "Else"]


def test_an_exchange_sees_no_turn_that_is_not_given() -> None:
    (question,), _ = as_inputs([TURNS[2]])
    assert question.before == ()


def test_an_exchange_that_is_given_twice_is_one_question() -> None:
    questions, given_again = as_inputs([TURNS[1], TURNS[0], TURNS[1], TURNS[0]])
    assert ([question.label for question in questions], given_again) == (["Two", "One"], 2)


def test_two_versions_of_a_turn_see_the_same_turns_before_it() -> None:
    questions, _ = as_inputs([TURNS[0], TURNS[1], TURNS[1].replace(transcript="Or two")])
    assert [[each.transcript for each in question.before] for question in questions] == [[], ["One"], ["One"]]
