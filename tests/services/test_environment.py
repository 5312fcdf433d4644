"""What is read from variables and dotenv files, and what is missing."""

from __future__ import annotations

import itertools
import os
from pathlib import Path

import pytest

from voicelab.errors import ConfigurationError
from voicelab.secret import Secret
from voicelab.services.endpoints import CompletionService, SpeechService
from voicelab.services.environment import NAMES
from voicelab.services.services import Services

SPEECH_KEY = "5peech0123456789abcdef0123456789"
OPENAI_KEY = "0penai0123456789abcdef0123456789"

VALUES = {
    "SPEECH_KEY": SPEECH_KEY,
    "SPEECH_REGION": "westeurope",
    "SPEECH_ENDPOINT": "https://speech-name.cognitiveservices.azure.com/",
    "AZURE_OPENAI_API_KEY": OPENAI_KEY,
    "AZURE_OPENAI_ENDPOINT": "https://name.openai.azure.com/",
    "OPENAI_API_KEY": "sk-0123456789",
    "OPENAI_BASE_URL": "http://127.0.0.1:8080/v1",
}
SUBSETS = [
    frozenset(names) for size in range(len(VALUES) + 1) for names in itertools.combinations(VALUES, size)
]


def missing_from(present: frozenset[str]) -> set[str]:
    """Say what is missing, without the code under test: each stage needs one of these sets."""
    speech = [{"SPEECH_KEY", "SPEECH_REGION"}, {"SPEECH_ENDPOINT"}]
    keyless = "SPEECH_ENDPOINT" in present and "SPEECH_KEY" not in present
    if present & {"AZURE_OPENAI_API_KEY", "AZURE_OPENAI_ENDPOINT"}:
        completion = [{"AZURE_OPENAI_API_KEY", "AZURE_OPENAI_ENDPOINT"}]
        completion += [{"OPENAI_API_KEY", "AZURE_OPENAI_ENDPOINT"}] if "OPENAI_API_KEY" in present else []
    else:
        completion = [
            {"OPENAI_API_KEY"},
            {"OPENAI_BASE_URL"},
            {"AZURE_OPENAI_API_KEY", "AZURE_OPENAI_ENDPOINT"},
        ]
    completion += [{"AZURE_OPENAI_ENDPOINT"}] if keyless else []
    missing: set[str] = set()
    for ways in (speech, completion):
        if not any(way <= present for way in ways):
            azure = [
                way for way in ways if not way & {"OPENAI_API_KEY", "OPENAI_BASE_URL", "SPEECH_ENDPOINT"}
            ]
            missing |= min((way - present for way in azure), key=len)
    return missing


@pytest.mark.parametrize("present", SUBSETS, ids=lambda names: "+".join(sorted(names)) or "nothing")
def test_every_combination_of_variables_gives_services_or_names_what_is_missing(
    present: frozenset[str],
) -> None:
    variables = {name: VALUES[name] for name in present}
    if not present:
        assert Services.from_variables(variables) is None
        return
    missing = missing_from(present)
    if not missing:
        services = Services.from_variables(variables)
        assert services is not None
        assert services.kind == ("azure" if services.completion.api == "azure" else "custom")
        return
    with pytest.raises(ConfigurationError) as caught:
        Services.from_variables(variables)
    assert caught.value.code == "missing-variable"
    named_present, named_missing = caught.value.message.split(" set, but ")
    assert {name for name in VALUES if name in named_present.replace(",", "").split()} == present
    assert {name for name in VALUES if name in named_missing.replace(",", "").split()} == missing
    assert "VOICELAB_SERVICES=embedded" in caught.value.hint
    assert not any(VALUES[name] in str(caught.value) for name in VALUES)


@pytest.mark.parametrize("name", [name for names in NAMES.values() for name in names])
def test_every_name_of_a_variable_is_read(name: str) -> None:
    thing = next(thing for thing, names in NAMES.items() if name in names)
    variables = {
        "SPEECH_KEY": SPEECH_KEY,
        "SPEECH_REGION": "westeurope",
        "AZURE_OPENAI_API_KEY": OPENAI_KEY,
        "AZURE_OPENAI_ENDPOINT": "https://name.openai.azure.com/",
    }
    for other in NAMES[thing]:
        variables.pop(other, None)
    value = "https://other.openai.azure.com" if "ENDPOINT" in name or "URL" in name else "othervalue"
    services = Services.from_variables(variables | {name: value})
    assert services is not None
    if thing == "deployment":
        assert services.completion.deployment == value
    elif thing == "api_version":
        assert services.completion.api_version == value
    elif thing == "azure_endpoint":
        assert services.completion.endpoint == value
    elif thing == "azure_key":
        assert services.completion.key == Secret(value)
    elif thing == "speech_key":
        assert services.speech.key == Secret(value)
    elif thing == "speech_region":
        assert services.speech.region == value


def test_the_quickstarts_own_variables_are_enough() -> None:
    services = Services.from_variables(
        {
            "OPEN_AI_KEY": OPENAI_KEY,
            "OPEN_AI_ENDPOINT": "https://name.openai.azure.com/",
            "SPEECH_KEY": SPEECH_KEY,
            "SPEECH_REGION": "westeurope",
        }
    )
    assert services == Services.azure(
        speech_key=SPEECH_KEY,
        speech_region="westeurope",
        openai_key=OPENAI_KEY,
        openai_endpoint="https://name.openai.azure.com",
    )


def test_openai_itself_serves_beside_speech_keys() -> None:
    services = Services.from_variables(
        {"SPEECH_KEY": SPEECH_KEY, "SPEECH_REGION": "westeurope", "OPENAI_API_KEY": "sk-0123456789"}
    )
    assert services is not None
    assert services.completion == CompletionService(
        api="openai", endpoint="https://api.openai.com/v1", key=Secret("sk-0123456789")
    )


def test_a_compatible_server_needs_no_key() -> None:
    services = Services.from_variables(
        {
            "SPEECH_KEY": SPEECH_KEY,
            "SPEECH_REGION": "westeurope",
            "OPENAI_BASE_URL": "http://127.0.0.1:8080/v1",
            "OPENAI_MODEL": "qwen",
        }
    )
    assert services is not None
    assert services.completion.endpoint == "http://127.0.0.1:8080/v1"
    assert services.completion.deployment == "qwen"
    assert services.completion.key is None


def test_two_endpoints_without_keys_use_one_identity_for_both() -> None:
    services = Services.from_variables(
        {name: VALUES[name] for name in ("SPEECH_ENDPOINT", "AZURE_OPENAI_ENDPOINT")}
    )
    assert services is not None
    assert services.speech.credential is not None
    assert services.speech.credential is services.completion.credential
    assert services.speech.endpoint == "https://speech-name.cognitiveservices.azure.com"


def test_an_openai_key_for_other_tools_does_not_replace_an_identity() -> None:
    services = Services.from_variables(
        {name: VALUES[name] for name in ("SPEECH_ENDPOINT", "AZURE_OPENAI_ENDPOINT", "OPENAI_API_KEY")}
    )
    assert services is not None
    assert services.completion.credential is not None


def test_a_regions_address_without_a_key_is_refused_with_what_to_set() -> None:
    with pytest.raises(ConfigurationError, match="custom-domain") as caught:
        Services.from_variables(
            {
                "SPEECH_ENDPOINT": "https://westeurope.api.cognitive.microsoft.com/",
                "AZURE_OPENAI_ENDPOINT": "https://name.openai.azure.com/",
            }
        )
    assert "SPEECH_ENDPOINT" in caught.value.hint


def test_what_is_set_apart_wins_over_what_a_pasted_url_says() -> None:
    url = "https://name.openai.azure.com/openai/deployments/chat-1/chat/completions?api-version=2025-01-01-preview"
    services = Services.from_variables(
        {
            "SPEECH_KEY": SPEECH_KEY,
            "SPEECH_REGION": "westeurope",
            "AZURE_OPENAI_API_KEY": OPENAI_KEY,
            "AZURE_OPENAI_ENDPOINT": url,
            "AZURE_OPENAI_DEPLOYMENT": "chat-2",
            "OPENAI_API_VERSION": "2024-06-01",
        }
    )
    assert services is not None
    assert (services.completion.deployment, services.completion.api_version) == ("chat-2", "2024-06-01")


@pytest.mark.parametrize(
    "form",
    [
        "{}",
        "https://user:{}@name.openai.azure.com/",
        "https://name.openai.azure.com/v1?api-key={}",
        "https:{}",
    ],
)
@pytest.mark.parametrize(
    "name", ["SPEECH_REGION", "SPEECH_ENDPOINT", "AZURE_OPENAI_ENDPOINT", "OPENAI_BASE_URL"]
)
def test_a_key_in_the_wrong_variable_is_not_shown(name: str, form: str) -> None:
    variables = {"SPEECH_KEY": SPEECH_KEY, "SPEECH_REGION": "westeurope", "OPENAI_API_KEY": OPENAI_KEY}
    if name == "SPEECH_ENDPOINT":
        del variables["SPEECH_REGION"]
    with pytest.raises(ConfigurationError) as caught:
        Services.from_variables(variables | {name: form.format("c0ffee0123456789abcdef0123456789")})
    assert "c0ffee" not in str(caught.value) + repr(caught.value)


def test_blank_values_count_as_not_set() -> None:
    assert Services.from_variables({"SPEECH_KEY": "  ", "OPENAI_API_KEY": ""}) is None


def test_quotes_around_a_value_are_left_out() -> None:
    services = Services.from_variables(
        {
            "SPEECH_KEY": f'"{SPEECH_KEY}"',
            "SPEECH_REGION": "'westeurope'",
            "OPENAI_API_KEY": "sk-0123456789 \n",
        }
    )
    assert services is not None
    assert services.speech.key == Secret(SPEECH_KEY)
    assert services.completion.key == Secret("sk-0123456789")


def test_embedded_services_can_be_asked_for_beside_keys() -> None:
    assert Services.from_variables(VALUES | {"VOICELAB_SERVICES": "Embedded"}) is None


def test_an_unknown_choice_of_services_is_refused() -> None:
    with pytest.raises(ConfigurationError, match="'cloud'") as caught:
        Services.from_variables({"VOICELAB_SERVICES": "cloud"})
    assert caught.value.code == "bad-variable"


@pytest.fixture
def bare(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A folder to work in, and an environment without any of the variables."""
    for name in [name for names in NAMES.values() for name in names] + ["VOICELAB_SERVICES"]:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)
    return tmp_path


DOTENV = f"SPEECH_KEY={SPEECH_KEY}\nSPEECH_REGION='westeurope'\nOPENAI_API_KEY=sk-0123456789  # mine\n"


def test_a_dotenv_file_is_read(bare: Path) -> None:
    (bare / ".env").write_text(DOTENV)
    services = Services.from_environment()
    assert services.speech == SpeechService(region="westeurope", key=Secret(SPEECH_KEY))
    assert services.completion.key == Secret("sk-0123456789")


def test_a_dotenv_file_from_a_windows_editor_is_read(bare: Path) -> None:
    (bare / ".env").write_bytes(b"\xef\xbb\xbf" + DOTENV.replace("\n", "\r\n").encode())
    assert Services.from_environment().speech.key == Secret(SPEECH_KEY)


@pytest.mark.parametrize("name", ["SPEECH_REGION", "AZURE_SPEECH_REGION"])
def test_the_process_wins_over_a_dotenv_file_by_any_name(
    bare: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    (bare / ".env").write_text(DOTENV)
    monkeypatch.setenv(name, "eastus")
    assert Services.from_environment().speech.region == "eastus"


def test_reading_a_dotenv_file_leaves_the_process_as_it_was(bare: Path) -> None:
    (bare / ".env").write_text(DOTENV)
    Services.from_environment()
    assert "SPEECH_KEY" not in os.environ


def test_a_dotenv_file_in_another_encoding_is_refused_with_a_sentence(bare: Path) -> None:
    (bare / "keys.env").write_bytes(DOTENV.encode("utf-16"))
    with pytest.raises(ConfigurationError, match=r"keys\.env") as caught:
        Services.from_environment(dotenv="keys.env")
    assert caught.value.code == "bad-dotenv"


def test_given_variables_are_read_alone(bare: Path) -> None:
    (bare / ".env").write_text(DOTENV)
    with pytest.raises(ConfigurationError, match="SPEECH_REGION"):
        Services.from_environment({"SPEECH_KEY": SPEECH_KEY, "OPENAI_API_KEY": "sk-0123456789"})
