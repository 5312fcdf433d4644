"""Tokens of an identity, which take the place of a key."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from voicelab.errors import CompletionError
from voicelab.event_loop import run_in_thread
from voicelab.services.credentials import TOKEN_SCOPE

if TYPE_CHECKING:
    from azure.core.credentials import AccessToken, TokenCredential

__all__ = ["AsyncIdentity", "access_token"]


async def access_token(credential: TokenCredential, *scopes: str) -> AccessToken:
    """Return a token; the credential keeps it until it expires, and may block while it gets one.

    Raises
    ------
    CompletionError
        Nobody is signed in.
    """
    try:
        return await run_in_thread(lambda: credential.get_token(*(scopes or (TOKEN_SCOPE,))))
    except Exception as error:  # a credential may be anybody's
        explanation = str(getattr(error, "message", error)).strip()
        reason = explanation.partition("\n")[0].strip() or type(error).__name__
        raise CompletionError(
            f"No token could be had for the identity: {reason}",
            code="authentication",
            hint="Sign in, for example with: az login. Or set the keys.",
        ) from None


class AsyncIdentity:
    """A credential as Azure's asynchronous SDKs want it (``AsyncTokenCredential``); blocks no event loop.

    Closing it changes nothing: the credential belongs to whoever gave it.
    """

    def __init__(self, credential: TokenCredential) -> None:
        self._credential = credential

    async def get_token(self, *scopes: str, **_: Any) -> AccessToken:
        """Return a token for some scopes; see `access_token`."""
        return await access_token(self._credential, *scopes)

    async def close(self) -> None:
        """Do nothing."""

    async def __aenter__(self) -> AsyncIdentity:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()
