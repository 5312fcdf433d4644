"""Services: what is read from variables, what is missing, and that credentials do not show."""

from __future__ import annotations

import dataclasses
import itertools
import logging
import os
import pickle
import traceback
from collections.abc import Callable
from pathlib import Path

import pytest

from voicelab.embedded.options import EmbeddedOptions
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


def test_an_openai_key_for_other_tools_does_not_push_an_identity_aside() -> None:
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


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        (
            "https://westeurope.api.cognitive.microsoft.com/",
            SpeechService(region="westeurope", key=Secret("k")),
        ),
        ("https://eastus.tts.speech.microsoft.com", SpeechService(region="eastus", key=Secret("k"))),
        (
            "https://name.cognitiveservices.azure.com/x?y",
            SpeechService(endpoint="https://name.cognitiveservices.azure.com", key=Secret("k")),
        ),
        (
            "name.cognitiveservices.azure.com",
            SpeechService(endpoint="https://name.cognitiveservices.azure.com", key=Secret("k")),
        ),
        ("ws://127.0.0.1:5000", SpeechService(host="ws://127.0.0.1:5000", key=Secret("k"))),
        ("http://speech_box:5000/", SpeechService(host="ws://speech_box:5000", key=Secret("k"))),
    ],
)
def test_speech_addresses_are_understood_as_pasted(address: str, expected: SpeechService) -> None:
    assert SpeechService.at(address, key=Secret("k")) == expected


@pytest.mark.parametrize(
    ("address", "endpoint", "deployment", "version"),
    [
        ("https://name.openai.azure.com", "https://name.openai.azure.com", None, "2024-10-21"),
        ("name.openai.azure.com/", "https://name.openai.azure.com", None, "2024-10-21"),
        (
            "https://name.openai.azure.com/openai/deployments/chat-1/chat/completions?api-version=2025-01-01-preview",
            "https://name.openai.azure.com",
            "chat-1",
            "2025-01-01-preview",
        ),
        ("https://name.openai.azure.com/openai/v1/", "https://name.openai.azure.com", None, "v1"),
        (
            "https://name.openai.azure.com/openai/v1/chat/completions",
            "https://name.openai.azure.com",
            None,
            "v1",
        ),
        ("https://name.openai.azure.com/openai", "https://name.openai.azure.com", None, "2024-10-21"),
        (
            "https://name.services.ai.azure.com/api/projects/demo",
            "https://name.services.ai.azure.com",
            None,
            "2024-10-21",
        ),
        (
            "https://gate.example.com/team/openai/deployments/chat-1/chat/completions",
            "https://gate.example.com/team",
            "chat-1",
            "2024-10-21",
        ),
        ("http://127.0.0.1:5000/", "http://127.0.0.1:5000", None, "2024-10-21"),
        ("http://[::1]:5000/", "http://[::1]:5000", None, "2024-10-21"),
    ],
)
def test_model_addresses_are_understood_as_pasted(
    address: str, endpoint: str, deployment: str | None, version: str
) -> None:
    service = CompletionService.azure(address, key=Secret("k"))
    assert (service.endpoint, service.deployment, service.api_version) == (endpoint, deployment, version)


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
    ("text", "name"),
    [
        ("West Europe", "westeurope"),
        ("(Europe) West Europe", "westeurope"),
        ("WestUS2", "westus2"),
        ("east-us", "eastus"),
        ("eastus2euap", "eastus2euap"),
        ("https://westeurope.api.cognitive.microsoft.com/", "westeurope"),
        ("westeurope.stt.speech.microsoft.com", "westeurope"),
    ],
)
def test_a_region_is_brought_to_its_short_name(text: str, name: str) -> None:
    assert SpeechService(region=text, key=Secret("k")).region == name


@pytest.mark.parametrize("text", ["west europe!", "42", "https://example.com/", "Wien, Österreich"])
def test_a_text_that_is_no_region_is_named(text: str) -> None:
    with pytest.raises(ConfigurationError) as caught:
        SpeechService(region=text, key=Secret("k"))
    assert caught.value.code == "bad-region"
    assert repr(text) in caught.value.message
    assert "SPEECH_REGION" in caught.value.hint


@pytest.mark.parametrize(
    "address",
    [
        "",
        "name",
        "ftp://name.openai.azure.com",
        "https://",
        "https://YOUR_RESOURCE_NAME.openai.azure.com/",
        "https://a:b/",
    ],
)
def test_an_address_that_is_none_is_refused_with_an_example(address: str) -> None:
    with pytest.raises(ConfigurationError) as caught:
        CompletionService.azure(address, key=Secret("k"))
    assert caught.value.code == "bad-endpoint"
    assert "https://YOUR-RESOURCE-NAME.openai.azure.com/" in caught.value.hint


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


def test_credentials_show_in_no_text_and_are_not_pickled() -> None:
    services = Services.azure(
        speech_key=SPEECH_KEY,
        speech_region="westeurope",
        openai_key=OPENAI_KEY,
        openai_endpoint="https://name.openai.azure.com/",
    )
    for text in (repr(services), str(services), services.describe(), repr(services.speech.key)):
        for key in (SPEECH_KEY, OPENAI_KEY):
            assert not any(key[start : start + 6] in text for start in range(len(key) - 5))
    with pytest.raises(TypeError, match="cannot be pickled"):
        pickle.dumps(services)


@pytest.mark.parametrize("form", [str, Secret], ids=["plain", "secret"])
def test_a_key_is_given_plain_or_as_a_secret_and_kept_as_a_secret(
    form: Callable[[str], str | Secret],
) -> None:
    key = form(SPEECH_KEY)
    held = [
        SpeechService(region="westeurope", key=key).key,
        SpeechService.at("https://eastus.tts.speech.microsoft.com", key=key).key,
        CompletionService(api="openai", endpoint="http://127.0.0.1:8000/v1", key=key).key,
        CompletionService.azure("name.openai.azure.com", key=key).key,
        CompletionService.openai("http://127.0.0.1:8000/v1", key=key).key,
        EmbeddedOptions(completion_url="http://127.0.0.1:8000/v1", completion_key=key).completion_key,
        Services.azure(
            speech_key=key, speech_region="westeurope", openai_key="x", openai_endpoint="a.openai.azure.com"
        ).speech.key,
    ]

    assert held == [Secret(SPEECH_KEY)] * len(held)


def test_a_key_that_was_given_plain_shows_nowhere(caplog: pytest.LogCaptureFixture) -> None:
    service = SpeechService(region="westeurope", key=SPEECH_KEY)
    replaced = dataclasses.replace(service, region="eastus")
    with pytest.raises(ValueError, match="exactly one") as caught:
        dataclasses.replace(service, host="ws://127.0.0.1:5000")
    with pytest.raises(TypeError, match="cannot be pickled"):
        pickle.dumps(service)
    logging.getLogger("voicelab").warning("%r, %s", service, vars(service), exc_info=caught.value)

    trace = "".join(traceback.TracebackException.from_exception(caught.value, capture_locals=True).format())
    for text in (repr(service), repr(replaced), repr(vars(service)), caplog.text, trace):
        assert "eastus" in text or "westeurope" in text
        assert SPEECH_KEY not in text
    assert replaced.key == Secret(SPEECH_KEY)
    assert hash(service) == hash(dataclasses.replace(service))


def test_a_server_of_your_own_needs_no_key_and_names_its_model() -> None:
    service = CompletionService.openai("http://127.0.0.1:11434/v1", model="llama3.2")

    assert (service.api, service.deployment, service.credential) == ("openai", "llama3.2", None)
    assert service.key is None, "a stand-in would be taken for a credential, and removed from messages"
    assert CompletionService.openai(key="sk-0123456789").endpoint == "https://api.openai.com/v1"


def test_the_description_says_where_things_live() -> None:
    services = Services.azure(
        speech_key=SPEECH_KEY,
        speech_region="West Europe",
        openai_key=OPENAI_KEY,
        openai_endpoint="a.openai.azure.com",
    )
    assert services.describe() == "Azure Speech at westeurope, model at https://a.openai.azure.com"


def test_speech_lives_in_exactly_one_place() -> None:
    with pytest.raises(ValueError, match="exactly one"):
        SpeechService(
            region="westeurope", endpoint="https://name.cognitiveservices.azure.com", key=Secret("k")
        )
    with pytest.raises(ValueError, match="exactly one"):
        SpeechService(key=Secret("k"))


def test_a_service_has_either_a_key_or_an_identity() -> None:
    with pytest.raises(ValueError, match="either key or credential"):
        SpeechService(region="westeurope")
    with pytest.raises(ValueError, match="either key or credential"):
        CompletionService(api="azure", endpoint="https://name.openai.azure.com")
