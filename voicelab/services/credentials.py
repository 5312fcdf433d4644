"""Credentials: the identity of whoever is signed in, in place of keys."""

from __future__ import annotations

from typing import TYPE_CHECKING

from voicelab.errors import ConfigurationError

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
    try:
        from azure.identity import DefaultAzureCredential
    except ImportError as error:
        raise ConfigurationError(
            "No key is set, and keyless access needs the package azure-identity.",
            code="missing-package",
            hint="Run: pip install 'voicelab-jupyter[identity]', or set the keys.",
        ) from error
    return DefaultAzureCredential()
