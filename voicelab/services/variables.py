"""Variables: what several sources set, whatever the name by which they set it."""

from __future__ import annotations

import contextlib
import difflib
import re
from collections.abc import Iterator, Mapping

from voicelab.errors import ConfigurationError
from voicelab.secret import UNSEEN

__all__ = ["NAMES", "Variables", "is_known", "naming"]

NAMES = {
    "speech_key": ("SPEECH_KEY", "AZURE_SPEECH_KEY"),
    "speech_region": ("SPEECH_REGION", "AZURE_SPEECH_REGION"),
    "speech_endpoint": ("SPEECH_ENDPOINT", "AZURE_SPEECH_ENDPOINT"),
    "azure_key": ("AZURE_OPENAI_API_KEY", "OPEN_AI_KEY", "AZURE_OPENAI_KEY"),
    "azure_endpoint": ("AZURE_OPENAI_ENDPOINT", "OPEN_AI_ENDPOINT"),
    "openai_key": ("OPENAI_API_KEY",),
    "openai_url": ("OPENAI_BASE_URL", "OPENAI_API_BASE"),
    "deployment": (
        "AZURE_OPENAI_DEPLOYMENT", "AZURE_OPENAI_DEPLOYMENT_NAME", "OPEN_AI_DEPLOYMENT", "OPENAI_MODEL",
    ),
    "api_version": ("OPENAI_API_VERSION", "AZURE_OPENAI_API_VERSION"),
    "realtime_model": ("AZURE_OPENAI_REALTIME_DEPLOYMENT", "OPENAI_REALTIME_MODEL"),
    "voice_live_endpoint": ("AZURE_VOICELIVE_ENDPOINT",),
    "voice_live_key": ("AZURE_VOICELIVE_API_KEY",),
    "voice_live_model": ("AZURE_VOICELIVE_MODEL",),
    "voice_live_version": ("AZURE_VOICELIVE_API_VERSION",),
}  # fmt: skip
"""Each thing that can be set, and the variables that set it; the first one set counts."""

_KNOWN = [name for names in NAMES.values() for name in names]
_ASKS_FOR_NOTHING = (
    "api_version", "realtime_model", "voice_live_endpoint", "voice_live_key", "voice_live_model",
    "voice_live_version",
)  # fmt: skip
"""What no account is made of alone: a version, and speech-to-speech services, which are beside the others."""

_NOT_OURS = re.compile(
    r"OPENAI_|AZURE_VOICELIVE_(?:VOICE|INSTRUCTIONS|AGENT|PROJECT)|.*_(?:TYPE|VERSION|LOG|DEBUG)$"
)
"""What other tools read: names that are near to ours by chance."""

_PARTS = (
    r"(?:_|\d|AZURE|MS|MICROSOFT|COGNITIVE|COG|SERVICES?|SUBSCRIPTION|RESOURCE|RECOGNITION|SYNTHESIS|TTS|STT|"
    r"TO|TEXT|SDK|API|AI|ACCESS|AUTH|ACCOUNT|PRIMARY|BASE|NAME|ID)*"
)
_LIKE_OURS = re.compile(
    rf"{_PARTS}(?P<service>SPEECH|OPEN_?AI|AOAI){_PARTS}"
    rf"(?P<what>KEY|TOKEN|SECRET|REGION|LOCATION|ENDPOINT|URL|URI|HOST|DEPLOYMENT|MODEL){_PARTS}"
)
"""A name that people give to what one of ours holds."""
_MEANT = {
    "SPEECH": {"KEY": "SPEECH_KEY", "REGION": "SPEECH_REGION", "ENDPOINT": "SPEECH_ENDPOINT"},
    "OPENAI": {
        "KEY": "AZURE_OPENAI_API_KEY", "ENDPOINT": "AZURE_OPENAI_ENDPOINT",
        "DEPLOYMENT": "AZURE_OPENAI_DEPLOYMENT",
    },
}  # fmt: skip
_SYNONYMS = {
    "TOKEN": "KEY", "SECRET": "KEY", "LOCATION": "REGION", "URL": "ENDPOINT", "URI": "ENDPOINT",
    "HOST": "ENDPOINT", "MODEL": "DEPLOYMENT",
}  # fmt: skip

_PLACEHOLDER = re.compile(
    r"<.*>|\{{1,2}[\w\s-]+\}{1,2}|\$\{?\w+\}?|%\w+%|…|[x*.…_-]{2,}|"
    r".*(?<![a-z])your(?:[-_ ]?(?:own|azure|speech|open-?_?ai|resource|subscription|service|api|custom|key|"
    r"region|location|endpoint|deployment|model|name|value|secret)|$).*|"
    r"(?:https?://)?(?:<.*>|\{.*\}|\[.*\]|x{3,}|\.{3}|…|(?-i:NAME|RESOURCE)[\w-]*|my-?resource)[./].*|"
    r"(?:paste|insert|enter|put|add|type|fill|replace|copy|change)[-_ ]?"
    r"(?:it|in|me|this|here|with|the|key).*|"
    r"(?:none|null|nil|undefined|nan|n/?a|true|false|0|change_?me|todo|tbd|placeholder|region|location|"
    r"endpoint|(?:\w+[-_ ])?key(?:[-_ ]?[12])?)",
    re.IGNORECASE | re.DOTALL,
)
"""What examples write where a value belongs."""

_AROUND = f"\"'`“”„‟‘’‚‛«»‹›{UNSEEN}"
"""What comes along around a value: quotes of a shell or a text processor, characters without a width."""


class Variables:
    """What the sources set; the last source wins, and blank values count as not set.

    Parameters
    ----------
    sources
        Variables by name, in upper or lower case.
    """

    def __init__(self, sources: tuple[Mapping[str, str], ...]) -> None:
        self._sources = [_folded(source) for source in sources]
        self._values: dict[str, tuple[str, str, int]] = {}
        for place, source in enumerate(self._sources):
            for thing, names in NAMES.items():
                for name in reversed(names):
                    if source.get(name):
                        self._values[thing] = (name, source[name], place)

    def __getitem__(self, thing: str) -> str:
        return self._values[thing][1] if thing in self._values else ""

    def name_of(self, thing: str) -> str:
        """Return the name of the variable that sets a thing; of one that could, if none does."""
        return self._values[thing][0] if thing in self._values else NAMES[thing][0]

    def place_of(self, thing: str) -> int:
        """Return which of the sources sets a thing that is set, counted from 0."""
        return self._values[thing][2]

    def is_of_a_file(self, thing: str) -> bool:
        """Whether a thing that is set is not of the last source, which is the process's own."""
        return self.place_of(thing) < len(self._sources) - 1

    @property
    def names(self) -> list[str]:
        """The variables that ask for an account, in the order of `NAMES`; none if those of OpenAI are alone.

        Many shells hold an ``OPENAI_API_KEY`` for other tools; see `_ASKS_FOR_NOTHING` for the rest.
        """
        things = [thing for thing in NAMES if thing not in _ASKS_FOR_NOTHING and self[thing]]
        names = [self.name_of(thing) for thing in things]
        return [] if all(name.startswith("OPENAI_") for name in names) else names

    @property
    def blank(self) -> list[str]:
        """The variables of Speech and Azure that stand in a source without a value."""
        blank = {name for source in self._sources for name in _KNOWN if source.get(name) == ""}
        return [name for name in _KNOWN if name in blank and not _NOT_OURS.match(name)]

    @property
    def keyless(self) -> bool:
        """Whether Speech is used with an identity in place of a key."""
        return bool(self["speech_endpoint"]) and not self["speech_key"]

    def is_placeholder(self, thing: str) -> bool:
        """Whether a value is what examples write in its place."""
        return _PLACEHOLDER.fullmatch(self[thing]) is not None

    def misspelt(self) -> Iterator[tuple[str, str]]:
        """Yield each name that is meant for one that is known, and which; other tools' names are left out."""
        for name in self._unknown():
            if not _NOT_OURS.match(name) and (meant := _meant(name)):
                yield name, meant

    @property
    def doubtful(self) -> list[str]:
        """Names which other tools read, and which may be meant for ours, such as ``OPENAI_KEY``."""
        return [
            name
            for name in self._unknown()
            if re.fullmatch(r"AZURE_(?:API_)?KEY", name)
            or (_NOT_OURS.match(name) and _LIKE_OURS.fullmatch(name))
        ]

    def _unknown(self) -> list[str]:
        return [
            name for source in self._sources for name, value in source.items() if value and not is_known(name)
        ]

    def switch(self, name: str) -> str:
        """Return a variable of one name, in lower case."""
        return next((source[name] for source in reversed(self._sources) if source.get(name)), "").lower()


@contextlib.contextmanager
def naming(variable: str) -> Iterator[None]:
    """Put the variable's name ahead of what is wrong with its value."""
    try:
        yield
    except ConfigurationError as error:
        raise ConfigurationError(f"{variable}: {error.message}", code=error.code, hint=error.hint) from None


def is_known(name: str) -> bool:
    """Whether a variable is one of `NAMES`, in upper or lower case."""
    return _plain(name) in _KNOWN


def _meant(name: str) -> str | None:
    """Return which of `NAMES` a name is meant for, if any."""
    if found := _LIKE_OURS.fullmatch(name):
        what = _SYNONYMS.get(found["what"], found["what"])
        meant = _MEANT["SPEECH" if found["service"] == "SPEECH" else "OPENAI"].get(what)
        if meant is not None:
            return meant
    return next(iter(difflib.get_close_matches(name, _KNOWN, n=1, cutoff=0.85)), None)


def _plain(name: str) -> str:
    return "".join(letter for letter in name if letter not in UNSEEN).strip().upper().replace("-", "_")


def _folded(source: Mapping[str, str]) -> dict[str, str]:
    """Return values by name in upper case with underscores; of two such names, the one so written."""
    folded: dict[str, str] = {}
    for name, value in sorted(source.items(), key=lambda pair: pair[0].isupper()):
        plain, value = _plain(name), _trimmed(value)
        if value or plain not in folded:
            folded[plain] = value
    return folded


def _trimmed(value: str) -> str:
    # `set NAME="value"` in a Windows command prompt makes the quotes part of the value.
    # Docker takes a comment behind a value for a part of it.
    bare = re.sub(r"\s#.*$", "", value.strip()).strip().strip(_AROUND).strip()
    return bare[1:-1].strip() if re.fullmatch(r"\[[^\[\]]+\]", bare) else bare
