"""What the environment variables say about the services."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from voicelab.errors import ConfigurationError
from voicelab.services.credentials import default_credential
from voicelab.services.endpoints import OPENAI_URL, CompletionService, ServiceKind, SpeechService

if TYPE_CHECKING:
    from azure.core.credentials import TokenCredential

__all__ = ["NAMES", "read_dotenv", "services_from"]

NAMES = {
    "speech_key": ("SPEECH_KEY", "AZURE_SPEECH_KEY"),
    "speech_region": ("SPEECH_REGION", "AZURE_SPEECH_REGION"),
    "speech_endpoint": ("SPEECH_ENDPOINT", "AZURE_SPEECH_ENDPOINT"),
    "azure_key": ("AZURE_OPENAI_API_KEY", "OPEN_AI_KEY", "AZURE_OPENAI_KEY"),
    "azure_endpoint": ("AZURE_OPENAI_ENDPOINT", "OPEN_AI_ENDPOINT"),
    "openai_key": ("OPENAI_API_KEY",),
    "openai_url": ("OPENAI_BASE_URL",),
    "deployment": ("AZURE_OPENAI_DEPLOYMENT", "OPEN_AI_DEPLOYMENT", "OPENAI_MODEL"),
    "api_version": ("OPENAI_API_VERSION", "AZURE_OPENAI_API_VERSION"),
}
"""Each thing that can be set, and the variables that set it; the first one set counts."""


def services_from(*sources: Mapping[str, str]) -> tuple[SpeechService, CompletionService, ServiceKind] | None:
    """Return the services that variables name, or `None` if they name none: the embedded ones.

    Parameters
    ----------
    sources
        Variables by name; a later source wins over those before it, also by another name of the same
        thing. Blank values count as not set.

    Raises
    ------
    ConfigurationError
        Something is set and something that it needs is not, or a value cannot be right.
    """
    found = _Found(sources)
    wanted = found.switch("VOICELAB_SERVICES")
    if wanted not in ("", "auto", "embedded"):
        raise ConfigurationError(
            f"VOICELAB_SERVICES is {wanted!r}.",
            code="bad-variable",
            hint="Set it to 'embedded', or not at all.",
        )
    if wanted == "embedded" or not found.names:
        return None
    missing = _missing(found)
    if missing:
        raise ConfigurationError(
            f"{_join(found.names)} {_are(found.names)} set, but {_join(missing)} {_are(missing)} not.",
            code="missing-variable",
            hint="Set what is missing, or set VOICELAB_SERVICES=embedded to use local models.",
        )
    credential = default_credential() if found.keyless else None
    speech, completion = _speech(found, credential), _completion(found, credential)
    azure = completion.api == "azure" and speech.host is None
    return speech, completion, "azure" if azure else "custom"


def read_dotenv(path: str | Path) -> dict[str, str]:
    """Read a file of ``NAME=value`` lines; nothing if there is no such file.

    Raises
    ------
    ConfigurationError
        The file cannot be read as UTF-8.
    """
    if not Path(path).is_file():
        return {}
    from dotenv import dotenv_values

    try:
        # Windows editors put a byte order mark ahead of the first name.
        values = dotenv_values(path, encoding="utf-8-sig")
    except (OSError, UnicodeError) as error:
        raise ConfigurationError(
            f"The file {path} cannot be read ({type(error).__name__}).",
            code="bad-dotenv",
            hint="Save it as plain UTF-8 text that you may read, or remove it.",
        ) from None
    return {name: value for name, value in values.items() if value is not None}


class _Found:
    """What the sources set, whatever the name by which they set it."""

    def __init__(self, sources: tuple[Mapping[str, str], ...]) -> None:
        self._sources = sources
        self._values: dict[str, tuple[str, str]] = {}
        for source in sources:
            for thing, names in NAMES.items():
                set_here = [(name, _trimmed(source[name])) for name in names if name in source]
                if set_here:
                    self._values[thing] = next((pair for pair in set_here if pair[1]), set_here[0])

    def __getitem__(self, thing: str) -> str:
        return self._values.get(thing, ("", ""))[1]

    @property
    def names(self) -> list[str]:
        """The variables that are set, in the order of `NAMES`; a version alone asks for nothing."""
        things = [thing for thing in NAMES if thing != "api_version" and self[thing]]
        return [self._values[thing][0] for thing in things]

    @property
    def keyless(self) -> bool:
        """Whether Speech is used with an identity in place of a key."""
        return bool(self["speech_endpoint"]) and not self["speech_key"]

    def switch(self, name: str) -> str:
        """Return a variable of one name, in lower case."""
        return next(
            (_trimmed(source[name]) for source in reversed(self._sources) if name in source), ""
        ).lower()


def _missing(found: _Found) -> list[str]:
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


def _speech(found: _Found, credential: TokenCredential | None) -> SpeechService:
    key = found["speech_key"] or None
    if key is not None and found["speech_region"]:
        return SpeechService(region=found["speech_region"], key=key)
    return SpeechService.at(found["speech_endpoint"], key=key, credential=credential)


def _completion(found: _Found, credential: TokenCredential | None) -> CompletionService:
    deployment = found["deployment"] or None
    if not found["azure_endpoint"]:
        address = found["openai_url"] or OPENAI_URL
        return CompletionService.openai(address, key=found["openai_key"] or None, model=deployment)
    # An OPENAI_API_KEY that stands in many shells for other tools must not replace an identity.
    key = found["azure_key"] or ("" if found.keyless else found["openai_key"])
    return CompletionService.azure(
        found["azure_endpoint"],
        key=key or None,
        credential=None if key else credential,
        deployment=deployment,
        api_version=found["api_version"] or None,
    )


def _trimmed(value: str) -> str:
    # `set NAME="value"` in a Windows command prompt makes the quotes part of the value.
    return value.strip().strip("\"'").strip()


def _join(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def _are(names: list[str]) -> str:
    return "is" if len(names) == 1 else "are"
