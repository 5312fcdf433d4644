"""What the environment variables say about the services."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING

from voicelab.errors import ConfigurationError
from voicelab.secret import flaw_of_credential
from voicelab.services.addresses import is_azures, shown, speech_place
from voicelab.services.credentials import default_credential
from voicelab.services.endpoints import OPENAI_URL, CompletionService, ServiceKind, SpeechService
from voicelab.services.speech_to_speech import SpeechToSpeechService
from voicelab.services.variables import NAMES, Variables, naming
from voicelab.services.voice_live_variables import signs_in_to_voice_live, voice_live_from

if TYPE_CHECKING:
    from azure.core.credentials import TokenCredential

__all__ = ["NAMES", "services_from", "why_embedded"]

_ADDRESSES = {
    "speech_key": "speech_endpoint",
    "azure_key": "azure_endpoint",
    "openai_key": "openai_url",
    "voice_live_key": "voice_live_endpoint",
}
"""Where each key is sent, if that is set."""

_FoundServices = tuple[
    SpeechService,
    CompletionService,
    SpeechToSpeechService,
    SpeechToSpeechService | None,
    ServiceKind,
]

_INSTEAD = "or set VOICELAB_SERVICES=embedded to use local models."


def services_from(*sources: Mapping[str, str]) -> _FoundServices | None:
    """Return the services that variables name, or `None` if they name none: the embedded ones.

    The third is OpenAI's Realtime API, the fourth Voice Live, or `None` where nothing says where that is.

    Parameters
    ----------
    sources
        Variables by name; a later source wins over those before it, also by another name of the same
        thing. Blank values count as not set; upper and lower case are one.

    Raises
    ------
    ConfigurationError
        Something is set and something that it needs is not, or a value cannot be right.
    """
    found = Variables(sources)
    wanted = found.switch("VOICELAB_SERVICES")
    if wanted not in ("", "auto", "embedded"):
        raise ConfigurationError(
            f"VOICELAB_SERVICES is {shown(wanted)}.",
            code="bad-variable",
            hint="Set VOICELAB_SERVICES to 'embedded', or not at all.",
        )
    if wanted == "embedded":
        return None
    if not found.names:
        _check_spelling(found)
        return None
    missing = _missing(found)
    if missing:
        raise ConfigurationError(
            f"{_join(found.names)} {_are(found.names)} set, but {_join(missing)} {_are(missing)} not.",
            code="missing-variable",
            hint=f"{_renaming(found, missing)}Set what is missing, {_INSTEAD}",
        )
    _check_values(found)
    _check_origin(found, "azure_endpoint", ("azure_key", "openai_key"))
    _check_origin(found, "openai_url", ("openai_key",))
    _check_origin(found, "speech_endpoint", ("speech_key",))
    _check_origin(found, "voice_live_endpoint", ("voice_live_key",))
    _check_identity(found)
    credential = default_credential() if found.keyless else None
    speech, completion = _speech(found, credential), _completion(found, credential)
    realtime = SpeechToSpeechService.realtime(completion, found["realtime_model"] or None)
    voice_live = voice_live_from(found, completion, credential)
    azure = completion.api == "azure" and speech.host is None
    return speech, completion, realtime, voice_live, "azure" if azure else "custom"


def why_embedded(*sources: Mapping[str, str]) -> str:
    """Say which variables are set that do not suffice for an account; empty if there is nothing to say."""
    found = Variables(sources)
    if found.switch("VOICELAB_SERVICES") == "embedded":
        return ""
    for thing in ("openai_key", "openai_url"):
        if found[thing]:
            return f"{found.name_of(thing)} alone is not used: speech needs SPEECH_KEY and SPEECH_REGION"
    if found["voice_live_endpoint"] or found["voice_live_key"]:
        return "variables of Voice Live alone are not used: set those of Azure Speech and OpenAI, too"
    if found.blank:
        return f"{_join(found.blank)} {_are(found.blank)} blank"
    names = found.doubtful
    return f"{_join(names)} {_are(names)} set, which voicelab does not read" if names else ""


def _check_spelling(found: Variables) -> None:
    """Refuse names that are nearly one of `NAMES` where none of those is set."""
    for name, meant in found.misspelt():
        raise ConfigurationError(
            f"{name} is set, which voicelab does not know.",
            code="bad-variable",
            hint=f"If you mean {meant}, name it so; {_INSTEAD}",
        )


def _renaming(found: Variables, missing: list[str]) -> str:
    """Say which names are meant for those that are missing, as the beginning of a hint."""
    wanted = {name for text in missing for name in re.findall(r"\w+", text)}
    return "".join(f"{name} must be named {meant}. " for name, meant in found.misspelt() if meant in wanted)


def _check_values(found: Variables) -> None:
    """Refuse what is left of an example, and keys that no service can have given out."""
    for thing in NAMES:
        name, value = found.name_of(thing), found[thing]
        if value and found.is_placeholder(thing) and not _is_of_ones_own(found, thing):
            raise ConfigurationError(
                f"{name} still holds the placeholder of an example.",
                code="bad-variable",
                hint=f"Set {name} to the value of your own resource, {_INSTEAD}",
            )
        if "$(" in value:
            raise ConfigurationError(
                f"{name} holds a command, and none is run.",
                code="bad-variable",
                hint=f"Set {name} to what the command prints, {_INSTEAD}",
            )
        if value and thing.endswith("_key") and (flaw := flaw_of_credential(value)):
            raise ConfigurationError(
                f"The key in {name} holds {flaw}, which no key does.",
                code="bad-variable",
                hint="Copy the key again (Azure portal, 'Keys and Endpoint'), and nothing around it.",
            )


def _is_of_ones_own(found: Variables, key: str) -> bool:
    """Whether a key is for a server of one's own, which may take any word for one."""
    address = found[_ADDRESSES.get(key, "")]
    return bool(address) and not is_azures(address)


def _check_origin(found: Variables, address: str, keys: tuple[str, ...]) -> None:
    """Refuse to send a key of the process to an address that a file names: a folder may be a stranger's."""
    key = next((thing for thing in keys if found[thing]), None)
    if key is not None and found[address] and found.place_of(address) < found.place_of(key):
        raise ConfigurationError(
            f"{found.name_of(address)} is set in a file, {found.name_of(key)} in the environment.",
            code="bad-variable",
            hint="Set both in one place: a key goes only where its own place says.",
        )


def _check_identity(found: Variables) -> None:
    """Refuse to sign in, as whoever works here, at an address of another's that a file names."""
    signs_in_at = {
        "speech_endpoint": found.keyless,
        "azure_endpoint": found.keyless and not found["azure_key"],
        "voice_live_endpoint": signs_in_to_voice_live(found),
    }
    for thing, signs_in in signs_in_at.items():
        if signs_in and found[thing] and found.is_of_a_file(thing) and not is_azures(found[thing]):
            raise ConfigurationError(
                f"{found.name_of(thing)} is set in a file and is none of Azure's: nobody signs in there.",
                code="bad-variable",
                hint=f"Set {found.name_of(thing)} in the environment if you trust it.",
            )


def _missing(found: Variables) -> list[str]:
    missing: list[str] = []
    if not found.keyless:
        if not found["speech_key"]:
            missing.append("SPEECH_KEY")
        if not found["speech_region"] and not found["speech_endpoint"]:
            missing.append("SPEECH_REGION")
    azure = found["azure_key"] or found["azure_endpoint"]
    if not azure and (found["openai_key"] or found["openai_url"]):
        return missing
    if not (found["azure_key"] or found.keyless or (azure and found["openai_key"])):
        missing.append("AZURE_OPENAI_API_KEY (or OPEN_AI_KEY)")
    if not found["azure_endpoint"]:
        missing.append("AZURE_OPENAI_ENDPOINT (or OPEN_AI_ENDPOINT)")
    return missing


def _speech(found: Variables, credential: TokenCredential | None) -> SpeechService:
    key = found["speech_key"] or None
    if key is not None and found["speech_region"]:
        with naming(found.name_of("speech_region")):
            service = SpeechService(region=found["speech_region"], key=key)
        _check_region_of_address(found, service.region)
        return service
    with naming(found.name_of("speech_endpoint")):
        return SpeechService.at(found["speech_endpoint"], key=key, credential=credential)


def _check_region_of_address(found: Variables, region: str | None) -> None:
    """Refuse two regions: the key belongs to one."""
    address = found["speech_endpoint"]
    if not address:
        return
    with naming(found.name_of("speech_endpoint")):
        kind, place = speech_place(address)
    if kind == "region" and place != region:
        names = found.name_of("speech_region"), found.name_of("speech_endpoint")
        raise ConfigurationError(
            f"{names[0]} is {region}, {names[1]} is an address of {place}.",
            code="bad-variable",
            hint="Set the one to which the key belongs (Azure portal, 'Keys and Endpoint'), not the other.",
        )


def _completion(found: Variables, credential: TokenCredential | None) -> CompletionService:
    deployment = found["deployment"] or None
    if not found["azure_endpoint"]:
        address = found["openai_url"] or OPENAI_URL
        with naming(found.name_of("openai_url")):
            if _is_azure_by_openais_names(found):
                return CompletionService.azure(
                    address,
                    key=found["openai_key"],
                    deployment=deployment,
                    api_version=found["api_version"] or None,
                )
            return CompletionService.openai(address, key=found["openai_key"] or None, model=deployment)
    # An OPENAI_API_KEY that stands in many shells for other tools must not replace an identity.
    key = found["azure_key"] or ("" if found.keyless else found["openai_key"])
    with naming(found.name_of("azure_endpoint")):
        return CompletionService.azure(
            found["azure_endpoint"],
            key=key or None,
            credential=None if key else credential,
            deployment=deployment,
            api_version=found["api_version"] or None,
        )


def _is_azure_by_openais_names(found: Variables) -> bool:
    """Whether OpenAI's variables are meant for Azure, as with ``OPENAI_API_TYPE=azure`` of older SDKs."""
    address = found["openai_url"]
    if not address or not found["openai_key"]:
        return False
    if found.switch("OPENAI_API_TYPE").startswith("azure"):
        return True
    path = re.sub(r"^\w+://|[?#].*$", "", address).partition("/")[2].rstrip("/")
    return is_azures(address) and re.fullmatch(r"(?:openai(?:/deployments/.*)?)?", path) is not None


def _join(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def _are(names: list[str]) -> str:
    return "is" if len(names) == 1 else "are"
