"""What `voicelab.doctor` finds of the identities that stand in place of keys."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from voicelab.completion.causes import variables_of
from voicelab.doctor.checks import Check
from voicelab.event_loop import run_in_thread
from voicelab.services.credentials import TOKEN_SCOPE, VOICE_LIVE_SCOPE

if TYPE_CHECKING:
    from azure.core.credentials import TokenCredential

    from voicelab.services.services import Services

__all__ = ["CASCADE", "Identity", "identities", "sign_in"]

CASCADE = "identity"
"""The check of the cascade's identities, without which nothing goes on."""


@dataclass(frozen=True, slots=True)
class Identity:
    """What stands in place of a key."""

    credential: TokenCredential
    scope: str
    """What its token must be good for."""
    key: str
    """The variable of the key."""


def identities(services: Services) -> dict[str, list[Identity]]:
    """Return what stands in place of keys, by the check that asks for its tokens.

    An engine has one of its own where the cascade does not sign in by the same.
    """
    completion, realtime, voice_live = services.completion, services.realtime, services.voice_live
    named = [
        (CASCADE, services.speech.credential, TOKEN_SCOPE, "SPEECH_KEY"),
        (CASCADE, completion.credential, TOKEN_SCOPE, variables_of(completion)["key"]),
    ]
    if realtime is not None:
        named.append(("realtime identity", realtime.credential, TOKEN_SCOPE, variables_of(realtime)["key"]))
    if voice_live is not None and not voice_live.is_assumed:
        key = variables_of(voice_live)["key"]
        named.append(("voice-live identity", voice_live.credential, VOICE_LIVE_SCOPE, key))
    found: dict[str, list[Identity]] = {}
    known: list[tuple[TokenCredential, str]] = []
    for name, credential, scope, key in named:
        if credential is not None and (name == CASCADE or (credential, scope) not in known):
            known.append((credential, scope))
            found.setdefault(name, []).append(Identity(credential, scope, key))
    return found


async def sign_in(name: str, signing_in: Sequence[Identity]) -> Check:
    """Ask for a token of each; return the check of this name."""
    try:
        for each in signing_in:
            await run_in_thread(partial(each.credential.get_token, each.scope))
    except Exception as error:  # each credential has errors of its own
        lines = str(error).strip().splitlines() or [type(error).__name__]
        return Check(
            area="reachable",
            name=name,
            status="failed",
            message=f"nobody is signed in: {lines[0]}",
            hint=f"Run: az login, or set {' and '.join(each.key for each in signing_in)}.",
        )
    return Check(area="reachable", name=name, status="ok", message="signed in")
