"""The codes of errors: what each means, its remedy, and what is worth trying again.

A code is declared here and nowhere else. Whether a request is sent again, whether a conversation or a
comparison ends, what a person reads and the table in the documentation all derive from this.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

__all__ = ["ERROR_CODES", "ErrorCode", "Part", "Remedy", "code_of_status", "error_code"]

Part = Literal[
    "recognition",
    "completion",
    "synthesis",
    "set-up",
    "devices",
    "browser",
    "local models",
    "log",
    "conversation",
    "comparison",
]
"""A part of the toolkit, or a stage of a turn, that raises an error."""

Remedy = Literal["retry", "slow-down", "later", "request", "settings", "set-up"]
"""What it takes until the same can succeed: to send it again; to send it again, and less at once; time, more
than a turn has; another request; other settings; another set-up of services or machine."""


@dataclass(frozen=True, slots=True)
class ErrorCode:
    """A stable kebab-case word for what failed, and all that follows from it."""

    name: str
    """The word itself, as it stands in the log."""

    parts: tuple[Part, ...]
    """Where it comes from."""

    remedy: Remedy
    """What it takes until the same can succeed."""

    meaning: str
    """What happened: a sentence without its end. For a stage, what its service did."""

    hint: str = ""
    """What to do, in a sentence; empty where that depends on the case. May name `key`, `endpoint`,
    `deployment`, `setting`, `resource` and `quota` in braces."""

    other_hint: str = ""
    """What to do where the model is not Azure's, if that differs; may name `models` as well, their list."""

    concerns_credentials: bool = False
    """Whether it is about who asks, and so reads otherwise where an identity takes the place of a key."""

    @property
    def is_retryable(self) -> bool:
        """Whether the same request may well succeed if it is sent again within a turn."""
        return self.remedy in ("retry", "slow-down")

    @property
    def is_overload(self) -> bool:
        """Whether the service asks for fewer requests."""
        return self.remedy == "slow-down"

    @property
    def is_transient(self) -> bool:
        """Whether the same request may well succeed later."""
        return self.is_retryable or self.remedy == "later"

    @property
    def is_permanent(self) -> bool:
        """Whether no request succeeds until settings or set-up are changed: a conversation ends."""
        return self.remedy == "settings" or self.is_setup

    @property
    def is_setup(self) -> bool:
        """Whether nothing succeeds with any settings until the set-up is changed: a comparison ends."""
        return self.remedy == "set-up"

    def hint_for(self, names: Mapping[str, str]) -> str:
        """Return what to do, in the names of one service's variables."""
        return self.hint.format_map(names)


_STAGES: tuple[Part, ...] = ("recognition", "completion", "synthesis")

# A table: one code after the other.
# fmt: off
_ALL = (
    ErrorCode("authentication", _STAGES, "set-up", "refused the key",
        "Check {key}, and that {endpoint} is of the same resource.",
        "Set {key} to a key of the server that {endpoint} names.",
        concerns_credentials=True),
    ErrorCode("forbidden", _STAGES, "set-up", "refused access",
        "Check that {key} is of an active resource with quota left, and that the resource's network settings "
        "let this machine in.",
        "Check that {key} is of an account that may use this model, and from where you are.",
        concerns_credentials=True),
    ErrorCode("throttled", _STAGES, "slow-down", "has too many requests",
        "Wait, run fewer at once, or raise {quota}."),
    ErrorCode("quota", ("completion",), "set-up", "has no quota left",
        "Check the account's plan, budget and billing.",
        "Check the account's credit, limits and billing."),
    ErrorCode("connection-failed", _STAGES, "retry", "cannot be reached",
        "Check {endpoint} and the network; `voicelab doctor` tells more."),
    ErrorCode("connection-closed", _STAGES, "retry", "closed the connection in mid-turn",
        "Try again; if it lasts, check the network between here and the service."),
    ErrorCode("timeout", _STAGES, "later", "did not answer in time",
        "Try again; if it lasts, check the network and the service's status page.",
        "Try again; if it lasts, check the network and the server that {endpoint} names."),
    ErrorCode("service-unavailable", _STAGES, "slow-down", "is not available at present",
        "Try again in a little while; if it lasts, give the request id to the service's support.",
        "Try again in a little while; if it lasts, look at the log of the server that {endpoint} names, or "
        "ask whom it belongs to."),
    ErrorCode("service-error", _STAGES, "retry", "failed",
        "Try again; if it lasts, give the request id to the service's support.",
        "Try again; if it lasts, look at the log of the server that {endpoint} names, or ask whom it belongs "
        "to."),
    ErrorCode("bad-answer", _STAGES, "later", "answered with something that is not its protocol",
        "Check that the endpoint ({endpoint}) is {resource}, and that no proxy is in between."),
    ErrorCode("sdk-error", _STAGES, "later", "failed inside its SDK", "Run `voicelab doctor`."),
    ErrorCode("bad-request", _STAGES, "request", "rejected the request",
        "Check the language, the voice and the output format of the settings."),
    ErrorCode("missing-deployment", ("completion",), "set-up", "no deployment is named",
        "Set {deployment} to the name you gave the model when you deployed it, or pass {setting}=….",
        "Set {deployment} to the model's name, or pass {setting}=…."),
    ErrorCode("not-found", ("completion",), "set-up", "has no such deployment",
        "Set {deployment} to the name that you gave the model when you deployed it (portal, 'Deployments'), "
        "not the model's own.",
        "Set {deployment} to a model that the server has: most list theirs at {models}."),
    ErrorCode("model-retired", ("completion",), "settings", "is retired",
        "Deploy a current model and set {deployment} to its deployment's name.",
        "Set {deployment} to a current model."),
    ErrorCode("wrong-api", ("completion",), "settings", "does not answer through this interface",
        "Set api='completions' for an instruct model, 'responses' for one that has only that, 'chat' for all "
        "others; if it worked before, the model is retired: set {deployment} to another."),
    ErrorCode("bad-version", ("completion",), "set-up", "does not know the API version",
        "Set OPENAI_API_VERSION to a version that exists, such as 2024-10-21 or v1."),
    ErrorCode("content-filter", ("completion",), "request", "stopped the prompt or the reply",
        "Say it in other words, or adjust the deployment's content filter.",
        "Say it in other words."),
    ErrorCode("too-long", ("completion",), "request", "cannot take that much text",
        "Say less at once, shorten the system prompt, or lower max_tokens."),
    ErrorCode("empty-reply", ("completion",), "request", "wrote nothing that can be spoken",
        "Reasoning models spend tokens on thought: raise max_tokens, or set reasoning_effort='minimal'."),
    ErrorCode("no-match", ("recognition",), "request", "made nothing of clear speech",
        "Try again; if it lasts, look at the service's status page."),
    ErrorCode("no-audio", ("synthesis",), "request", "made no sound for the reply",
        "The voice may not speak the reply's language: choose another voice, or a multilingual one."),
    ErrorCode("unknown-voice", ("synthesis",), "settings", "has no such voice",
        "Check the voice's name; session.voices() or `voicelab voices` lists those of the service."),
    ErrorCode("unknown-style", ("synthesis",), "settings", "the voice has no such style"),
    ErrorCode("unknown-role", ("synthesis",), "settings", "the voice has no such role"),
    ErrorCode("configuration", ("set-up",), "set-up", "something is set wrong"),
    ErrorCode("missing-variable", ("set-up",), "set-up", "a variable is not set"),
    ErrorCode("bad-variable", ("set-up",), "set-up", "a variable's value cannot be"),
    ErrorCode("bad-dotenv", ("set-up",), "set-up", "the .env file cannot be read"),
    ErrorCode("no-working-folder", ("set-up",), "set-up", "the working folder no longer exists"),
    ErrorCode("bad-region", ("set-up",), "set-up", "there is no such region"),
    ErrorCode("bad-endpoint", ("set-up",), "set-up", "an address cannot be"),
    ErrorCode("missing-package", ("set-up", "local models"), "set-up", "a package is not installed"),
    ErrorCode("device", ("devices",), "set-up", "a microphone or speaker cannot be used"),
    ErrorCode("no-device", ("devices",), "set-up", "there is no microphone or speaker"),
    ErrorCode("unknown-device", ("devices",), "set-up", "there is no device of that name"),
    ErrorCode("device-unavailable", ("devices",), "set-up", "the device cannot be opened"),
    ErrorCode("device-gone", ("devices",), "set-up", "the device was taken away"),
    ErrorCode("microphone-unread", ("devices",), "later", "nobody read the microphone for too long"),
    ErrorCode("source-failed", ("devices",), "set-up", "a source gave no more sound"),
    ErrorCode("sink-failed", ("devices",), "later", "a sink did not play the reply"),
    ErrorCode("browser-no-page-yet", ("browser",), "request", "no page is there yet"),
    ErrorCode("browser-denied", ("browser",), "set-up", "the microphone was not allowed"),
    ErrorCode("browser-session-closed", ("browser",), "set-up", "the panel's session is closed"),
    ErrorCode("browser-no-device", ("browser",), "set-up", "there is no microphone"),
    ErrorCode("browser-device-gone", ("browser",), "set-up", "the microphone was taken away"),
    ErrorCode("browser-device-busy", ("browser",), "set-up", "another program has the microphone"),
    ErrorCode("browser-insecure-origin", ("browser",), "set-up", "the page is neither https nor localhost"),
    ErrorCode("browser-buffers-stripped", ("browser",), "set-up", "the notebook passes no sound on"),
    ErrorCode("browser-page-gone", ("browser",), "request", "the page was closed or reloaded"),
    ErrorCode("browser-kernel-gone", ("browser",), "request", "the kernel does not answer the page"),
    ErrorCode("browser-failed", ("browser",), "request", "the page's sound failed"),
    ErrorCode("model", ("local models",), "set-up", "a local model cannot be used"),
    ErrorCode("model-missing", ("local models",), "set-up", "the model is not on this machine"),
    ErrorCode("model-fetch", ("local models",), "later", "the model cannot be fetched"),
    ErrorCode("model-checksum", ("local models",), "later", "what was fetched is not the model"),
    ErrorCode("model-load", ("local models",), "set-up", "the model cannot be loaded"),
    ErrorCode("model-store", ("local models",), "set-up", "the folder for models cannot be written"),
    ErrorCode("embedded-start", ("local models",), "later", "the embedded services did not start"),
    ErrorCode("unknown-language", ("local models",), "settings", "the local models know no such language"),
    ErrorCode("log", ("log",), "set-up", "the log cannot be used"),
    ErrorCode("log-foreign", ("log",), "set-up", "the file is no log"),
    ErrorCode("log-newer", ("log",), "set-up", "the log was written by a newer release"),
    ErrorCode("log-closed", ("log",), "set-up", "the log is closed"),
    ErrorCode("log-busy", ("log",), "later", "another program holds the log"),
    ErrorCode("log-full", ("log",), "set-up", "the disk is full"),
    ErrorCode("log-unwritable", ("log",), "set-up", "the log cannot be made or written"),
    ErrorCode("log-replaced", ("log",), "later", "the log was deleted or replaced while it was open"),
    ErrorCode("log-damaged", ("log",), "set-up", "the log is damaged"),
    ErrorCode("closed", ("conversation",), "set-up", "the session is closed"),
    ErrorCode("in-conversation", ("conversation",), "later", "the session is in a conversation already"),
    ErrorCode("too-many-failures", ("conversation",), "request", "one turn after the other failed"),
    ErrorCode("credentials-stay", ("comparison",), "set-up", "keys are not sent to other processes"),
    ErrorCode("executor-broken", ("comparison",), "set-up", "the executor takes no more work"),
    ErrorCode("check-failed", ("comparison",), "settings", "a comparison does not come up to its checks"),
    ErrorCode("caller-failed", ("comparison",), "request", "a caller's model did not play its part"),
    ErrorCode("worker-lost", ("comparison",), "later", "a worker ended before its cell"),
    ErrorCode("internal", ("conversation",), "request", "a fault of voicelab itself"),
    ErrorCode("error", ("conversation",), "request", "something failed"),
)
# fmt: on

ERROR_CODES: Mapping[str, ErrorCode] = {code.name: code for code in _ALL}
"""Every code by its name."""


def error_code(name: str) -> ErrorCode:
    """Return a code by its name.

    Raises
    ------
    ValueError
        It is not declared here.
    """
    if name not in ERROR_CODES:
        raise ValueError(f"{name!r} is no code of voicelab.error_codes")
    return ERROR_CODES[name]


_STATUSES = {401: "authentication", 403: "forbidden", 429: "throttled"}
_STATUSES |= {503: "service-unavailable", **dict.fromkeys((408, 409, 425), "service-error")}


def code_of_status(status: int) -> str:
    """Return the code for an HTTP status of 400 or more that says no more than itself."""
    return _STATUSES.get(status, "service-error" if status >= 500 else "bad-request")
