"""An identity for Azure's asynchronous SDKs."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from azure.core.credentials import AccessToken
from azure.core.credentials_async import AsyncTokenCredential

from voicelab.completion.identity import AsyncIdentity
from voicelab.errors import CompletionError


async def test_a_credential_that_blocks_does_so_on_another_thread() -> None:
    asked: list[tuple[str, ...]] = []

    class Identity:
        def get_token(self, *scopes: str, **_: Any) -> AccessToken:
            assert threading.current_thread() is not threading.main_thread()
            asked.append(scopes)
            return AccessToken("t", 2**40)

    async with AsyncIdentity(Identity()) as identity:
        assert isinstance(identity, AsyncTokenCredential)
        assert (await identity.get_token("https://ai.azure.com/.default")).token == "t"
    assert asked == [("https://ai.azure.com/.default",)]


async def test_a_credential_that_fails_says_how_to_sign_in() -> None:
    class Nobody:
        def get_token(self, *_: str, **__: Any) -> AccessToken:
            raise RuntimeError("the vault is shut\nand its stack")

    with pytest.raises(CompletionError, match="the vault is shut Sign in") as caught:
        await AsyncIdentity(Nobody()).get_token("s")
    assert (caught.value.code, "az login" in caught.value.hint) == ("authentication", True)
