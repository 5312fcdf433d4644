"""Options of the embedded services: which models recognise, reply and speak."""

from __future__ import annotations

import dataclasses
import os
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from voicelab.end_of_turn import DetectorKind
from voicelab.errors import ConfigurationError
from voicelab.expanded_path import expanded
from voicelab.secret import Secret, SecretField, flaw_of_credential

__all__ = ["ALIASES", "BUILT_IN", "CHAT_MODEL", "CHAT_MODELS", "KOKORO", "TINY_MODEL", "EmbeddedOptions"]

CHAT_MODEL = "qwen2.5-coder-0.5b-instruct"
"""The local model that replies by default."""
TINY_MODEL = "smollm2-135m-instruct"
"""The one that replies where memory, disk or processors are short."""
CHAT_MODELS = (CHAT_MODEL, TINY_MODEL)
"""Names of the local models that reply and can be fetched."""
KOKORO = "kokoro"
"""The local model with many voices."""
BUILT_IN = "built-in"
"""The voices that come with their packages, which are quicker and fewer."""
ALIASES = {"tiny": TINY_MODEL}
"""Shorter names of models."""


@dataclass(frozen=True, kw_only=True)
class EmbeddedOptions:
    """Models in place of the small ones that come by default.

    Examples
    --------
    >>> EmbeddedOptions(completion_url="http://127.0.0.1:11434/v1", completion_model="llama3.2")
    EmbeddedOptions(recognition_model=None, synthesis_model=None, completion_model='llama3.2'...

    Raises
    ------
    ConfigurationError
        The options do not fit together.
    """

    recognition_model: str | None = None
    """A faster-whisper model: its folder, or a name such as ``small.en``, which is fetched from the Hugging
    Face hub. `None` is Whisper tiny.en, and Whisper base for other languages than English."""

    synthesis_model: str | None = None
    """``kokoro``, which is fetched, or ``built-in`` for the voices that come with their packages. `None` is
    Kokoro where it is installed."""

    completion_model: str | None = None
    """A GGUF file; ``tiny`` or another name that ``voicelab models`` lists; with `completion_url`, that of a
    model there. `None` is Qwen2.5-Coder-0.5B-Instruct, and the tiny one on a small machine."""

    completion_url: str | None = None
    """Base URL, ending in ``/v1``, of a server that speaks OpenAI's protocol (Ollama, vLLM, LM Studio)."""

    completion_key: SecretField = SecretField()
    """Key for that server, if it wants one."""

    completion_threads: int | None = None
    """Processor threads for the model that replies; 1 to 64. `None` is as many as are quickest here."""

    detector: DetectorKind | None = None
    """The detector of ends of turns that is served alone: nothing recognises, replies or speaks then."""

    def __post_init__(self) -> None:
        if self.recognition_model is not None:
            object.__setattr__(self, "recognition_model", expanded(self.recognition_model))
        if self.completion_model is not None and self.completion_url is None:
            object.__setattr__(self, "completion_model", expanded(self.completion_model))
        if self.completion_model in ALIASES and self.completion_url is None:
            object.__setattr__(self, "completion_model", ALIASES[self.completion_model])
        if self.synthesis_model not in (None, KOKORO, BUILT_IN):
            raise ConfigurationError(
                f"There are no local voices {self.synthesis_model!r}.",
                code="bad-variable",
                hint=f"Set VOICELAB_SYNTHESIS_MODEL to {KOKORO} or {BUILT_IN}, or not at all.",
            )
        if self.completion_threads is not None and not 1 <= self.completion_threads <= 64:
            raise ValueError(f"completion_threads must be from 1 to 64, not {self.completion_threads!r}")
        if self.completion_url is not None and not self.completion_url.startswith(("http://", "https://")):
            raise ConfigurationError(
                f"The completion server's address {self.completion_url!r} is no web address.",
                code="bad-endpoint",
                hint="Name its base URL, such as http://127.0.0.1:11434/v1.",
            )
        if self.completion_key is not None and self.completion_url is None:
            raise ConfigurationError(
                "A completion key is given, but no server to present it to.",
                code="missing-variable",
                hint="Set VOICELAB_COMPLETION_URL.",
            )

    @classmethod
    def from_environment(cls, variables: Mapping[str, str] | None = None) -> EmbeddedOptions:
        """Return the options that the environment's variables set.

        Reads ``VOICELAB_RECOGNITION_MODEL``, ``VOICELAB_SYNTHESIS_MODEL``, ``VOICELAB_COMPLETION_MODEL``,
        ``VOICELAB_COMPLETION_URL``, ``VOICELAB_COMPLETION_KEY`` and ``VOICELAB_COMPLETION_THREADS``; a blank
        one counts as not set.
        """
        given = os.environ if variables is None else variables

        def read(name: str) -> str | None:
            return given.get(f"VOICELAB_{name}", "").strip() or None

        key, threads = read("COMPLETION_KEY"), read("COMPLETION_THREADS")
        if threads is not None and not (threads.isdecimal() and 1 <= int(threads) <= 64):
            raise ConfigurationError(
                f"VOICELAB_COMPLETION_THREADS is {threads!r}.",
                code="bad-variable",
                hint="Set VOICELAB_COMPLETION_THREADS to a whole number from 1 to 64, or not at all.",
            )
        if flaw := flaw_of_credential(key or ""):
            raise ConfigurationError(
                f"The key in VOICELAB_COMPLETION_KEY holds {flaw}, which no key does.",
                code="bad-variable",
                hint="Copy the key again, and nothing around it.",
            )
        return cls(
            recognition_model=read("RECOGNITION_MODEL"),
            synthesis_model=read("SYNTHESIS_MODEL"),
            completion_model=read("COMPLETION_MODEL"),
            completion_url=read("COMPLETION_URL"),
            completion_key=key or None,
            completion_threads=int(threads) if threads else None,
        )

    @classmethod
    def from_plain(cls, values: Mapping[str, Any]) -> EmbeddedOptions:
        """Return the options that `to_plain` made these values of."""
        key = values["completion_key"]
        return cls(**{**values, "completion_key": None if key is None else Secret(key)})

    def to_plain(self) -> dict[str, str | int | None]:
        """Return all options by name as JSON can hold them; the key stands there as it is."""
        values = {field.name: getattr(self, field.name) for field in dataclasses.fields(self)}
        return values | {
            "completion_key": None if self.completion_key is None else self.completion_key.reveal()
        }

    @property
    def completion_host(self) -> str | None:
        """Host and port of the server that replies; `None` where a model of our own does."""
        return urlsplit(self.completion_url).netloc.rpartition("@")[2] if self.completion_url else None

    @property
    def models(self) -> tuple[str, str, str]:
        """Which models recognise, reply and speak, told apart from any others; empty for the usual ones."""
        replying = "" if self.completion_model in CHAT_MODELS else self.completion_model
        path = urlsplit(self.completion_url).path if self.completion_url else ""
        replies = (f"{self.completion_host or ''}{path}", _as_it_is(replying))
        speaking = "" if self.synthesis_model == BUILT_IN else self.synthesis_model or ""
        return _as_it_is(self.recognition_model), " ".join(part for part in replies if part), speaking

    @property
    def model_name(self) -> str:
        """The name by which a session asks for the model that replies."""
        if self.completion_model is None:
            return "default" if self.completion_url else CHAT_MODEL
        if self.completion_url is not None:
            return self.completion_model
        return os.path.basename(self.completion_model).removesuffix(".gguf")  # noqa: PTH119 - also Windows' own


def _as_it_is(model: str | None) -> str:
    """Return a model's name; with the size and the time of its file, which another may have replaced."""
    if not model:
        return ""
    try:
        state = os.stat(model)  # noqa: PTH116 - a name may be no path at all
    except (OSError, ValueError):
        return model
    return f"{os.path.abspath(model)} {state.st_size} {state.st_mtime_ns}"  # noqa: PTH100
