"""Secret: a credential that does not show itself, and the field of a dataclass that holds one."""

from __future__ import annotations

import re
import unicodedata

__all__ = ["UNSEEN", "Secret", "SecretField", "flaw_of_credential", "without_user_info"]

UNSEEN = "\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"
"""Characters without a width, which come along from web pages and text processors."""


_TELLING = 12
"""So many characters of a credential are told from a chance."""

_LEAST = 4
"""A shorter one hides nothing from anybody, and stands in many words."""

_PLACEHOLDERS = frozenset((
    "none", "null", "empty", "dummy", "fake", "sample", "example", "test", "testing", "local",
    "localhost", "placeholder", "unused", "ignored", "anything", "whatever", "xxxx", "apikey",
    "api-key", "api_key", "your-api-key", "your_api_key", "nokey", "no-key", "no_key", "no-api-key",
    "not-needed", "not_needed", "not-required", "not-used", "no-key-required", "no-key-needed",
    "sk-no-key-required", "sk-no-key-needed", "fake-key", "dummy-key", "fake-api-key",
    "dummy-api-key", "ollama", "lm-studio", "lm_studio", "lmstudio", "vllm", "llama", "llamacpp",
    "llama-cpp", "llama.cpp", "llamafile", "localai", "local-ai", "litellm", "koboldcpp",
    "tabbyapi", "sglang", "openai",
))  # fmt: skip
"""What stands in place of a key where a server wants none, as those servers' own guides have it."""

_PLAIN_WORD = re.compile(r"[A-Za-z]+(?:[-_.][A-Za-z]+)*|\d+")


def flaw_of_credential(text: str) -> str:
    """Say what a text holds that no credential does, such as ``a line break``; empty if nothing.

    Credentials go in headers of HTTP, where only the visible characters of ASCII can stand.
    """
    for character in text:
        if character in "\r\n":
            return "a line break"
        if character.isspace():
            return "a blank"
        if character == "\\":
            return "a backslash"
        if not "!" <= character <= "~":
            name = unicodedata.name(character, "a control character").lower()
            return f"a character that is no ASCII ({name})" if character > "~" else "a control character"
    return ""


def without_user_info(text: str) -> str:
    """Return a text whose addresses have no user names and passwords, such as those of a proxy."""
    return re.sub(r"(?<=://)[^\s/@'\"]+@", "", text)


def _by_itself(pattern: str) -> str:
    """Return a pattern that is no part of a word or a number."""
    return rf"(?<![^\W_]){pattern}(?![^\W_])"


class Secret:
    """A credential; its text comes out only through `reveal`.

    Raises
    ------
    ValueError
        It is empty, or holds what no credential does.

    Examples
    --------
    >>> Secret("0123456789")
    Secret(set)
    """

    __slots__ = ("_value",)

    def __init__(self, value: str) -> None:
        # A file that was read whole ends with a line break.
        self._value = value.strip().strip(UNSEEN).strip()
        if not self._value:
            raise ValueError("a credential must not be empty")
        if flaw := flaw_of_credential(self._value):
            raise ValueError(
                f"a credential must be visible ASCII characters and no backslash; this one holds {flaw}"
            )

    def reveal(self) -> str:
        """Return the credential itself, to hand to an SDK and nobody else."""
        return self._value

    def redact(self, text: str, *named: str | None) -> str:
        """Return `text` with the credential, wherever it stands in it, replaced by stars.

        It is known in whatever lines it is broken, and by its first 12 characters if its end is cut off. One
        that is a short word or number is known where it stands by itself. Nothing is hidden of what only
        stands in place of a credential, such as ``ollama``.

        Parameters
        ----------
        named
            Hosts and models that are set: a short credential that stands in them is no secret.
        """
        if len(self._value) < _LEAST or self._value.lower() in _PLACEHOLDERS:
            return text
        is_short = len(self._value) < _TELLING
        named_alone = re.compile(_by_itself(re.escape(self._value)), re.IGNORECASE)
        if is_short and any(named_alone.search(name or "") for name in named):
            return text
        pattern = r"\s*".join(map(re.escape, self._value[:_TELLING]))
        is_word = is_short and _PLAIN_WORD.fullmatch(self._value) is not None
        begin = re.compile(_by_itself(pattern) if is_word else pattern)
        shown, position = [], 0
        for found in begin.finditer(text):
            if found.start() < position:
                continue
            end = place = found.end()
            for character in self._value[_TELLING:]:
                while text[place : place + 1].isspace():
                    place += 1
                if text[place : place + 1] != character:
                    break
                place += 1
                end = place
            shown += [text[position : found.start()], "***"]
            position = end
        return "".join([*shown, text[position:]])

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and self._value == other._value

    def __hash__(self) -> int:
        return hash(self._value)

    def __repr__(self) -> str:
        return "Secret(set)"

    def __reduce__(self) -> tuple[object, ...]:
        raise TypeError("a credential cannot be pickled; read it from the environment where it is needed")


class SecretField:
    """A dataclass's field that is given as a plain string or as a `Secret`, and held as a `Secret`.

    A descriptor, `None` by default; the dataclass must not have slots.
    """

    def __set_name__(self, owner: type, name: str) -> None:
        self._name = f"_{name}"

    def __get__(self, instance: object | None, owner: type) -> Secret | None:
        secret: Secret | None = getattr(instance, self._name, None)
        return secret

    def __set__(self, instance: object, value: str | Secret | None) -> None:
        if value is not None and not isinstance(value, str | Secret):
            raise TypeError(f"{self._name[1:]} must be text or a Secret, not {type(value).__name__}")
        secret = Secret(value) if isinstance(value, str) else value
        object.__setattr__(instance, self._name, secret)  # the dataclass may be frozen
