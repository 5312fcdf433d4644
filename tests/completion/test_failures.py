"""Failures of completion, each with the variable or setting to change."""

from __future__ import annotations

import dataclasses

import pytest

from tests.completion.answers import answer
from voicelab import Settings, Timeouts
from voicelab.completion.completer import Completer
from voicelab.errors import CompletionError
from voicelab.secret import Secret
from voicelab.services.endpoints import CompletionService
from voicelab.testing import (
    EmbeddedServices,
    Refuse,
    ScriptedEngines,
    embedded_services,
)


def services_at(embedded: EmbeddedServices, address: str) -> CompletionService:
    """Return the completion service at an address of each kind that people have."""
    base, key = f"http://127.0.0.1:{embedded.port}", Secret(embedded.key)
    if address == "plain":
        return CompletionService(api="openai", endpoint=f"{base}/v1", key=key, deployment="scripted")
    return CompletionService.azure(base + address, key=key, deployment="scripted")


async def test_a_model_that_only_thought_is_reported_with_its_remedy() -> None:
    with embedded_services(ScriptedEngines(reply="", finish_reason="length")) as thinking:
        completer = Completer(thinking.services.completion)
        with pytest.raises(CompletionError, match="raise max_tokens") as caught:
            await answer(completer, Settings())
        await completer.close()
    assert caught.value.code == "empty-reply"


CAUSES = [
    (Refuse(status=401), "authentication", "AZURE_OPENAI_API_KEY"),
    (Refuse(status=403), "forbidden", "network settings"),
    (Refuse(status=404, code="DeploymentNotFound"), "not-found", "AZURE_OPENAI_DEPLOYMENT"),
    (Refuse(status=404), "not-found", "AZURE_OPENAI_ENDPOINT"),
    (Refuse(status=404), "not-found", "OPENAI_API_VERSION"),
    (Refuse(status=410, message="The model has been retired."), "model-retired", "AZURE_OPENAI_DEPLOYMENT"),
    (
        Refuse(status=404, message="The model `text-davinci-003` has been deprecated"),
        "model-retired",
        "AZURE_OPENAI_DEPLOYMENT",
    ),
    (
        Refuse(
            status=400,
            code="OperationNotSupported",
            message="The chatCompletion operation does not work with the specified model, gpt-35-turbo.",
        ),
        "wrong-api",
        "api='completions'",
    ),
    (Refuse(status=400, message="API version not supported"), "bad-version", "OPENAI_API_VERSION"),
    (Refuse(status=400, code="context_length_exceeded"), "too-long", "history_characters"),
    (Refuse(status=429, code="insufficient_quota"), "quota", "billing"),
]


@pytest.mark.parametrize(("fault", "code", "remedy"), CAUSES)
async def test_a_refusal_names_what_to_change(
    embedded: EmbeddedServices, completer: Completer, fault: Refuse, code: str, remedy: str
) -> None:
    embedded.faults.add("completion", dataclasses.replace(fault, times=None))
    with pytest.raises(CompletionError) as caught:
        await answer(completer, Settings())
    assert caught.value.code == code
    assert remedy in str(caught.value)
    assert embedded.key not in str(caught.value)


@pytest.mark.parametrize(("status", "name"), [(401, "OPENAI_API_KEY"), (404, "OPENAI_MODEL")])
async def test_a_server_that_is_not_azures_has_variables_of_its_own(
    embedded: EmbeddedServices, status: int, name: str
) -> None:
    embedded.faults.add("completion", Refuse(status=status))
    completer = Completer(services_at(embedded, "plain"))
    with pytest.raises(CompletionError, match=name) as caught:
        await answer(completer, Settings())
    await completer.close()
    assert "AZURE" not in str(caught.value)


def test_where_no_model_is_named_the_variable_of_that_service_is() -> None:
    for service, variable in (
        (CompletionService.openai("http://127.0.0.1:1/v1"), "OPENAI_MODEL"),
        (CompletionService.azure("https://name.openai.azure.com", key="k"), "AZURE_OPENAI_DEPLOYMENT"),
    ):
        with pytest.raises(CompletionError) as caught:
            Completer(service, Timeouts()).deployment(Settings())
        assert caught.value.code == "missing-deployment"
        assert f"Set {variable} to" in caught.value.hint
