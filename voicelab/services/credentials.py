"""Credentials: the identity of whoever is signed in, in place of keys."""

from __future__ import annotations

from typing import TYPE_CHECKING

from voicelab.extras import require

if TYPE_CHECKING:
    from azure.core.credentials import TokenCredential

__all__ = ["TOKEN_SCOPE", "VOICE_LIVE_SCOPE", "default_credential"]

TOKEN_SCOPE = "https://cognitiveservices.azure.com/.default"  # noqa: S105  # no secret
"""What a token for Azure Speech and Azure OpenAI is good for."""
VOICE_LIVE_SCOPE = "https://ai.azure.com/.default"
"""What a token for Voice Live is good for, as its SDK asks for it."""


def default_credential(instead: str = "Or set the keys.") -> TokenCredential:
    """Return the identity of whoever is signed in here, for use in place of keys.

    Parameters
    ----------
    instead
        A sentence: what can be done without one.

    Raises
    ------
    ConfigurationError
        ``azure-identity`` is not installed.
    """
    require("identity", what="No key is set, and identities in place of keys", instead=instead)
    from azure.identity import DefaultAzureCredential

    return DefaultAzureCredential()
