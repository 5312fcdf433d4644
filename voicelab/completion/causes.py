"""A cause: why a completion failed, and what the variables of the service are called."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["VARIABLES", "Cause"]

VARIABLES = {
    "azure": {
        "key": "AZURE_OPENAI_API_KEY (or OPEN_AI_KEY)",
        "endpoint": "AZURE_OPENAI_ENDPOINT",
        "deployment": "AZURE_OPENAI_DEPLOYMENT",
        "resource": "an Azure OpenAI resource or an OpenAI-compatible server",
        "quota": "the deployment's tokens per minute",
    },
    "openai": {
        "key": "OPENAI_API_KEY",
        "endpoint": "OPENAI_BASE_URL",
        "deployment": "OPENAI_MODEL",
        "resource": "an OpenAI-compatible server",
        "quota": "the account's limits",
    },
}
"""What the variables of a service are called."""


@dataclass(frozen=True, slots=True)
class Cause:
    """Why it failed; `meaning` and `hint` are the code's own unless given."""

    code: str
    meaning: str = ""
    hint: str = ""
    words: str = ""
    """What the server said."""
