"""Credentials: the identity of whoever is signed in, in place of keys."""

from __future__ import annotations

from typing import TYPE_CHECKING

from voicelab.extras import require

if TYPE_CHECKING:
    from azure.core.credentials import TokenCredential

__all__ = ["default_credential"]


def default_credential() -> TokenCredential:
    """Return the identity of whoever is signed in here, for use in place of keys.

    Raises
    ------
    ConfigurationError
        ``azure-identity`` is not installed.
    """
    require("identity", what="No key is set, and identities in place of keys", instead="Or set the keys.")
    from azure.identity import DefaultAzureCredential

    return DefaultAzureCredential()
