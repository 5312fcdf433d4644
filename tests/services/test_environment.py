"""What is read from variables and dotenv files, and what is missing."""

from __future__ import annotations

import itertools
import os
from pathlib import Path

import pytest

from tests.credentials import OPENAI_KEY, SPEECH_KEY
from voicelab.errors import ConfigurationError
from voicelab.secret import Secret
from voicelab.services.endpoints import CompletionService, SpeechService
from voicelab.services.environment import NAMES, why_embedded
from voicelab.services.services import Services

VALUES = {
    "SPEECH_KEY": SPEECH_KEY,
    "SPEECH_REGION": "westeurope",
    "SPEECH_ENDPOINT": "https://speech-name.cognitiveservices.azure.com/",
    "AZURE_OPENAI_API_KEY": OPENAI_KEY,
    "AZURE_OPENAI_ENDPOINT": "https://name.openai.azure.com/",
    "OPENAI_API_KEY": OPENAI_KEY,
    "OPENAI_BASE_URL": "http://127.0.0.1:8080/v1",
}
SPEECH = {"SPEECH_KEY": SPEECH_KEY, "SPEECH_REGION": "westeurope"}
ACCOUNT = {
    "SPEECH_REGION": "westeurope",
    "AZURE_OPENAI_API_KEY": OPENAI_KEY,
    "AZURE_OPENAI_ENDPOINT": "https://name.openai.azure.com/",
}
VOICE_LIVE = {
    "voice_live_endpoint": "endpoint",
    "voice_live_key": "key",
    "voice_live_model": "deployment",
    "voice_live_version": "api_version",
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
    if present <= {"OPENAI_API_KEY", "OPENAI_BASE_URL"}:
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
    if thing in VOICE_LIVE:
        variables |= {
            "AZURE_VOICELIVE_ENDPOINT": "https://name.services.ai.azure.com",
            "AZURE_VOICELIVE_API_KEY": OPENAI_KEY,
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
    elif thing == "realtime_model":
        assert services.speech_to_speech("realtime").deployment == value
    elif thing in VOICE_LIVE:
        assert getattr(services.speech_to_speech("voice-live"), VOICE_LIVE[thing]) == (
            Secret(value) if thing.endswith("key") else value
        )


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
        {"SPEECH_KEY": SPEECH_KEY, "SPEECH_REGION": "westeurope", "OPENAI_API_KEY": OPENAI_KEY}
    )
    assert services is not None
    assert services.completion == CompletionService(
        api="openai", endpoint="https://api.openai.com/v1", key=Secret(OPENAI_KEY)
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
            "OPENAI_API_KEY": f"{OPENAI_KEY} \n",
        }
    )
    assert services is not None
    assert services.speech.key == Secret(SPEECH_KEY)
    assert services.completion.key == Secret(OPENAI_KEY)


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


DOTENV = f"SPEECH_KEY={SPEECH_KEY}\nSPEECH_REGION='westeurope'\nOPENAI_API_KEY={OPENAI_KEY}  # mine\n"


def test_a_dotenv_file_is_read(bare: Path) -> None:
    (bare / ".env").write_text(DOTENV)
    services = Services.from_environment()
    assert services.speech == SpeechService(region="westeurope", key=Secret(SPEECH_KEY))
    assert services.completion.key == Secret(OPENAI_KEY)


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


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-32"])
@pytest.mark.parametrize("ending", ["\n", "\r\n"])
def test_a_file_of_any_editor_is_read(bare: Path, encoding: str, ending: str) -> None:
    (bare / ".env").write_bytes(DOTENV.replace("\n", ending).encode(encoding))
    services = Services.from_environment()
    assert (services.speech.key, services.speech.region) == (Secret(SPEECH_KEY), "westeurope")


def test_given_variables_are_read_alone(bare: Path) -> None:
    (bare / ".env").write_text(DOTENV)
    with pytest.raises(ConfigurationError, match="SPEECH_REGION"):
        Services.from_environment({"SPEECH_KEY": SPEECH_KEY, "OPENAI_API_KEY": OPENAI_KEY})


def test_names_in_lower_case_count(bare: Path) -> None:
    (bare / ".env").write_text(
        DOTENV.replace("SPEECH_KEY", "speech_key").replace("SPEECH_REGION", "Speech-Region")
    )
    services = Services.from_environment()
    assert (services.speech.key, services.speech.region) == (Secret(SPEECH_KEY), "westeurope")


LIKE_OURS = [
    "SPEECH_SUBSCRIPTION_KEY", "AZURE_SPEECH_SUBSCRIPTION_KEY", "SPEECH_API_KEY", "SPEECH_SERVICE_KEY",
    "COGNITIVE_SERVICES_SPEECH_KEY", "SPEECH_LOCATION", "AZURE_OPENAI_URL", "AZURE_OPENAI_BASE_URL",
    "AOAI_KEY",
]  # fmt: skip


@pytest.mark.parametrize(
    "name", ["SPEECH_KEYS", "SPEECHKEY", "SPEECH_KYE", "AZURE_SPEECH_REGIONS", *LIKE_OURS]
)
def test_a_misspelt_name_is_told_and_does_not_lead_to_the_embedded_services(bare: Path, name: str) -> None:
    (bare / ".env").write_text(f"{name}=0123456789abcdef\n")
    with pytest.raises(ConfigurationError, match=f"{name} is set") as caught:
        Services.from_environment()
    assert "If you mean" in caught.value.hint


OPENAI = {"OPENAI_API_KEY": OPENAI_KEY}
KEYS = {"SPEECH_KEY": SPEECH_KEY, "SPEECH_REGION": "westeurope", "OPENAI_API_KEY": OPENAI_KEY}


@pytest.mark.parametrize("name", ["SPEECH_KEY", "OPENAI_API_KEY", "AZURE_OPENAI_API_KEY"])
@pytest.mark.parametrize(
    ("key", "flaw"),
    [
        ("5peech0123\n456789", "a line break"),
        ("5peech0123\r\n456789", "a line break"),
        ("Bearer 5peech0123456789", "a blank"),
        ("5peech\u201d0123456789", "right double quotation mark"),
        ("5peech\u00e40123456789", "latin small letter a with diaeresis"),
        ("5peech\u200b0123456789", "zero width space"),
        ("5peech\x070123456789", "a control character"),
    ],
)
def test_a_key_that_no_service_gives_out_is_refused_by_the_variables_name(
    name: str, key: str, flaw: str
) -> None:
    with pytest.raises(ConfigurationError, match=name) as caught:
        Services.from_variables(
            KEYS | {"AZURE_OPENAI_ENDPOINT": "https://name.openai.azure.com"} | {name: key}
        )
    assert flaw in caught.value.message
    assert "5peech" not in str(caught.value)


@pytest.mark.parametrize(
    "around", ["\u201c{}\u201d", "\u2018{}\u2019", " {}\u00a0", "\ufeff{}\u200b", '"{}"\r\n']
)
def test_what_comes_along_around_a_key_is_left_out(around: str) -> None:
    services = Services.from_variables(KEYS | {"SPEECH_KEY": around.format(SPEECH_KEY)})
    assert services is not None
    assert services.speech.key == Secret(SPEECH_KEY)


@pytest.mark.parametrize("text", ["East US", "[eastus]", "\u201ceastus\u201d", "EASTUS", "(US) East US"])
def test_a_region_is_understood_as_people_write_it(text: str) -> None:
    services = Services.from_variables(KEYS | {"SPEECH_REGION": text})
    assert services is not None
    assert services.speech.region == "eastus"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SPEECH_REGION", "YOUR_REGION"),
        ("SPEECH_REGION", "https:/region"),
        ("SPEECH_REGION", "[east"),
        ("SPEECH_REGION", "<region>"),
        ("AZURE_SPEECH_REGION", "YourServiceRegion"),
        ("SPEECH_KEY", "<your-key>"),
        ("SPEECH_KEY", "YourSubscriptionKey"),
        ("SPEECH_KEY", "PASTE_YOUR_KEY_HERE"),
        ("SPEECH_KEY", "xxxxxxxxxxxxxxxx"),
        ("SPEECH_KEY", "..."),
        ("SPEECH_KEY", "changeme"),
        ("SPEECH_KEY", "${SPEECH_KEY}"),
        ("OPENAI_API_KEY", "sk-your-key"),
        ("OPENAI_MODEL", "<deployment>"),
        ("OPENAI_BASE_URL", "https://<resource>.openai.azure.com/"),
        ("OPENAI_BASE_URL", "http:/127.0.0.1/v1"),
        ("AZURE_OPENAI_ENDPOINT", "https://YOUR-RESOURCE-NAME.openai.azure.com/"),
        ("AZURE_OPENAI_ENDPOINT", "https://NAME.openai.azure.com/"),
        ("AZURE_OPENAI_ENDPOINT", "https://[name].openai.azure.com/"),
    ],
)
def test_a_value_of_an_example_is_refused_by_the_variables_name(name: str, value: str) -> None:
    variables = {key: text for key, text in KEYS.items() if not name.endswith(key)}
    with pytest.raises(ConfigurationError, match=name):
        Services.from_variables(variables | {name: value})


def test_a_server_of_ones_own_takes_any_word_for_a_key() -> None:
    services = Services.from_variables(
        {
            "SPEECH_KEY": "my-key",
            "SPEECH_ENDPOINT": "http://127.0.0.1:5000",
            "OPENAI_BASE_URL": "http://127.0.0.1:11434/v1",
            "OPENAI_API_KEY": "change-me",
        }
    )
    assert services is not None
    assert (services.speech.key, services.completion.key) == (Secret("my-key"), Secret("change-me"))


@pytest.mark.parametrize("name", ["OPENAI_API_KEY", "OPENAI_BASE_URL"])
def test_variables_of_openai_alone_stop_nothing_and_are_told(name: str) -> None:
    variables = {name: "http://127.0.0.1:11434/v1"}
    assert Services.from_variables(variables) is None
    assert why_embedded(variables) == f"{name} alone is not used: speech needs SPEECH_KEY and SPEECH_REGION"


def test_blank_variables_are_told() -> None:
    variables = {"SPEECH_KEY": " ", "SPEECH_REGION": ""}
    assert Services.from_variables(variables) is None
    assert why_embedded(variables) == "SPEECH_KEY and SPEECH_REGION are blank"
    assert why_embedded({"OPENAI_API_KEY": ""}) == why_embedded({}) == ""


def test_a_blank_variable_of_the_process_does_not_hide_that_of_the_file(
    bare: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (bare / ".env").write_text(DOTENV)
    monkeypatch.setenv("SPEECH_KEY", "")
    assert Services.from_environment().speech.key == Secret(SPEECH_KEY)


@pytest.mark.parametrize(
    ("address", "key"),
    [
        ("AZURE_OPENAI_ENDPOINT=https://other.example.com", "AZURE_OPENAI_API_KEY"),
        ("AZURE_OPENAI_ENDPOINT=https://other.example.com", "OPENAI_API_KEY"),
        ("OPENAI_BASE_URL=https://other.example.com/v1", "OPENAI_API_KEY"),
        (f"SPEECH_ENDPOINT=https://other.example.com\nOPENAI_API_KEY={OPENAI_KEY}", "SPEECH_KEY"),
    ],
)
def test_a_key_of_the_process_is_not_sent_where_a_folders_file_says(
    bare: Path, monkeypatch: pytest.MonkeyPatch, address: str, key: str
) -> None:
    (bare / ".env").write_text(address)
    if key != "SPEECH_KEY":
        monkeypatch.setenv("SPEECH_KEY", SPEECH_KEY)
        monkeypatch.setenv("SPEECH_REGION", "westeurope")
    monkeypatch.setenv(key, OPENAI_KEY)
    with pytest.raises(ConfigurationError, match="is set in a file") as caught:
        Services.from_environment()
    assert key in caught.value.message
    monkeypatch.setenv(*address.splitlines()[0].split("=", 1))
    assert Services.from_environment().kind in ("azure", "custom")


def test_a_file_that_is_named_must_be_there(bare: Path) -> None:
    with pytest.raises(ConfigurationError, match=r"There is no file keys\.env"):
        Services.from_environment(dotenv="keys.env")


def test_an_ending_that_an_editor_added_is_told(bare: Path) -> None:
    (bare / ".env.txt").write_text(DOTENV)
    with pytest.raises(ConfigurationError, match=r"\.env\.txt"):
        Services.from_environment()


def test_nobody_signs_in_at_a_strangers_address_that_a_folders_file_names(bare: Path) -> None:
    azures = "AZURE_OPENAI_ENDPOINT=https://name.openai.azure.com"
    (bare / ".env").write_text(f"SPEECH_ENDPOINT=https://speech.example.com\n{azures}\n")
    with pytest.raises(ConfigurationError, match="SPEECH_ENDPOINT is set in a file and is none of Azure's"):
        Services.from_environment()
    (bare / ".env").write_text(f"SPEECH_ENDPOINT=https://name.cognitiveservices.azure.com\n{azures}\n")
    assert Services.from_environment().speech.credential is not None


@pytest.mark.parametrize("name", ["AZURE_KEY", "OPENAI_KEY", "OPENAI_ENDPOINT"])
def test_a_name_that_other_tools_read_stops_nothing_and_is_told(name: str) -> None:
    assert Services.from_environment({name: "0123456789abcdef"}).kind == "embedded"
    assert why_embedded({name: "0123456789abcdef"}) == f"{name} is set, which voicelab does not read"


@pytest.mark.parametrize("name", ["SPEECHMATICS_API_KEY", "GOOGLE_SPEECH_KEY", "SPEECH_LOG", "OPENAI_ORG_ID"])
def test_names_of_other_tools_are_none_of_ours(name: str) -> None:
    assert why_embedded({name: "0123456789abcdef"}) == ""


def test_a_name_like_the_one_that_is_missing_is_named() -> None:
    with pytest.raises(ConfigurationError, match="SPEECH_KEY is not") as caught:
        Services.from_environment({"SpeechKey": SPEECH_KEY, "SPEECH_REGION": "westeurope"} | OPENAI)
    assert caught.value.hint.startswith("SPEECHKEY must be named SPEECH_KEY.")


@pytest.mark.parametrize("value", ["None", "null", "undefined", "false", "0"])
def test_what_programs_write_for_nothing_is_no_key(value: str) -> None:
    with pytest.raises(ConfigurationError, match="SPEECH_KEY still holds the placeholder"):
        Services.from_environment({"SPEECH_KEY": value, "SPEECH_REGION": "westeurope"} | OPENAI)


@pytest.mark.parametrize("name", ["\u200bSPEECH_KEY", "SPEECH\u200b_KEY", "SPEECH_KEY\ufeff", " speech-key"])
def test_a_character_without_a_width_is_no_part_of_a_name(name: str) -> None:
    services = Services.from_variables({**ACCOUNT, name: SPEECH_KEY})
    assert services is not None
    assert services.speech.key == Secret(SPEECH_KEY)


OLDER = {"OPENAI_API_KEY": OPENAI_KEY, "OPENAI_API_BASE": "https://name.openai.azure.com/", **SPEECH}


@pytest.mark.parametrize(
    ("variables", "api", "endpoint", "version"),
    [
        (OLDER, "azure", "https://name.openai.azure.com", "2024-10-21"),
        (
            {**OLDER, "OPENAI_API_TYPE": "azure", "OPENAI_API_VERSION": "2023-05-15"},
            "azure",
            "https://name.openai.azure.com",
            "2023-05-15",
        ),
        (
            {**OLDER, "OPENAI_API_TYPE": "azure", "OPENAI_API_BASE": "https://gate.example.com/team"},
            "azure",
            "https://gate.example.com/team",
            "2024-10-21",
        ),
        (
            {**OLDER, "OPENAI_API_BASE": "https://name.openai.azure.com/openai/v1/"},
            "openai",
            "https://name.openai.azure.com/openai/v1/",
            "2024-10-21",
        ),
        (
            {**OLDER, "OPENAI_API_BASE": "https://name.services.ai.azure.com/models"},
            "openai",
            "https://name.services.ai.azure.com/models",
            "2024-10-21",
        ),
        (
            {**OLDER, "OPENAI_API_TYPE": "open_ai", "OPENAI_API_BASE": "https://api.openai.com/v1"},
            "openai",
            "https://api.openai.com/v1",
            "2024-10-21",
        ),
    ],
)
def test_variables_of_openai_that_are_meant_for_azure_are_used_so(
    variables: dict[str, str], api: str, endpoint: str, version: str
) -> None:
    services = Services.from_variables(variables)
    assert services is not None
    completion = services.completion
    assert (completion.api, completion.endpoint, completion.api_version) == (api, endpoint, version)
    assert completion.key == Secret(OPENAI_KEY)


def test_a_command_in_place_of_a_value_is_not_run() -> None:
    with pytest.raises(ConfigurationError, match="SPEECH_KEY holds a command, and none is run"):
        Services.from_environment({"SPEECH_KEY": "$(cat key.txt)", "SPEECH_REGION": "westeurope"} | OPENAI)


def test_a_comment_behind_a_value_is_left_out() -> None:
    variables = {"SPEECH_KEY": f"{SPEECH_KEY} # mine", "SPEECH_REGION": "westeurope  # Amsterdam"} | OPENAI
    services = Services.from_environment(variables | {"OPENAI_MODEL": "gpt-4o # mine"})
    assert (services.speech.key, services.speech.region) == (Secret(SPEECH_KEY), "westeurope")
    assert services.completion.deployment == "gpt-4o"


def test_an_address_of_another_region_is_refused() -> None:
    address = "https://eastus.api.cognitive.microsoft.com/"
    variables = {"SPEECH_KEY": SPEECH_KEY, "SPEECH_REGION": "westeurope", "SPEECH_ENDPOINT": address}
    with pytest.raises(
        ConfigurationError, match="SPEECH_REGION is westeurope, SPEECH_ENDPOINT is an address of"
    ):
        Services.from_environment(variables | OPENAI)
    there = Services.from_environment(variables | OPENAI | {"SPEECH_REGION": "East US"})
    assert there.speech.region == "eastus"


def test_a_key_in_place_of_the_choice_of_services_is_not_shown() -> None:
    key = "0123456789abcdef0123456789abcdef"
    with pytest.raises(ConfigurationError) as caught:
        Services.from_environment({"VOICELAB_SERVICES": key})
    assert key not in str(caught.value)


FOUNDRY = {**SPEECH, "AZURE_OPENAI_API_KEY": OPENAI_KEY}


def test_the_speech_to_speech_model_is_at_the_resource_of_the_other_models() -> None:
    services = Services.from_variables(
        {**ACCOUNT, "SPEECH_KEY": SPEECH_KEY, "AZURE_OPENAI_REALTIME_DEPLOYMENT": "talk"}
    )
    assert services is not None
    found = services.speech_to_speech("realtime")
    assert (found.endpoint, found.key) == ("https://name.openai.azure.com", Secret(OPENAI_KEY))
    assert (found.deployment, services.completion.deployment) == ("talk", None)


@pytest.mark.parametrize("host", ["name.services.ai.azure.com", "name.cognitiveservices.azure.com"])
def test_a_foundry_resource_has_voice_live_as_well(host: str) -> None:
    services = Services.from_variables(
        {**FOUNDRY, "AZURE_OPENAI_ENDPOINT": f"https://{host}/openai/v1", "AZURE_VOICELIVE_MODEL": "gpt-4.1"}
    )
    assert services is not None
    found = services.speech_to_speech("voice-live")
    assert (found.endpoint, found.key, found.deployment) == (f"https://{host}", Secret(OPENAI_KEY), "gpt-4.1")


def test_a_key_of_voice_live_without_an_address_is_refused() -> None:
    with pytest.raises(ConfigurationError, match="AZURE_VOICELIVE_ENDPOINT is not") as caught:
        Services.from_variables({**ACCOUNT, "SPEECH_KEY": SPEECH_KEY, "AZURE_VOICELIVE_API_KEY": OPENAI_KEY})
    assert caught.value.code == "missing-variable"


@pytest.mark.parametrize(
    ("address", "others", "key"),
    [
        ("https://name.services.ai.azure.com", {}, OPENAI_KEY),
        ("Name.cognitiveservices.azure.com/", {}, OPENAI_KEY),
        (
            "https://heard.services.ai.azure.com",
            {"SPEECH_ENDPOINT": "https://heard.cognitiveservices.azure.com"},
            SPEECH_KEY,
        ),
        ("https://other.services.ai.azure.com", {}, None),
        ("https://name.services.ai.azure.us", {}, None),
        ("https://name.services.ai.azure.com.example", {}, None),
    ],
)
def test_voice_live_without_a_key_has_that_of_its_resource_else_an_identity(
    address: str, others: dict[str, str], key: str | None
) -> None:
    services = Services.from_variables(
        {**ACCOUNT, "SPEECH_KEY": SPEECH_KEY, **others, "AZURE_VOICELIVE_ENDPOINT": address}
    )
    assert services is not None
    found = services.speech_to_speech("voice-live")
    assert found.key == (None if key is None else Secret(key))
    assert (found.credential is None) == (key is not None)
    assert services.completion.credential is None


def test_nobody_signs_in_to_voice_live_where_a_file_says_and_azure_is_not() -> None:
    in_file = {"AZURE_VOICELIVE_ENDPOINT": "https://name.services.ai.azure.com.thief.example"}
    with pytest.raises(ConfigurationError, match="nobody signs in there"):
        Services.from_variables(in_file, {**ACCOUNT, "SPEECH_KEY": SPEECH_KEY})


def test_a_key_of_voice_live_is_not_sent_where_a_file_says() -> None:
    in_file = {"AZURE_VOICELIVE_ENDPOINT": "https://thief.services.ai.azure.com"}
    own = {**ACCOUNT, "SPEECH_KEY": SPEECH_KEY, "AZURE_VOICELIVE_API_KEY": OPENAI_KEY}
    with pytest.raises(ConfigurationError, match="AZURE_VOICELIVE_ENDPOINT is set in a file"):
        Services.from_variables(in_file, own)


def test_voice_live_alone_asks_for_no_account_and_says_so() -> None:
    variables = {
        "AZURE_VOICELIVE_ENDPOINT": "https://name.services.ai.azure.com",
        "AZURE_VOICELIVE_API_KEY": OPENAI_KEY,
        "AZURE_VOICELIVE_VOICE": "en-US-AvaNeural",
    }
    assert Services.from_variables(variables) is None
    assert "Voice Live alone" in why_embedded(variables)
