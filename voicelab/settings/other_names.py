"""Settings by the names that they have elsewhere, for messages about one that there is not."""

from __future__ import annotations

from collections.abc import Collection

from voicelab.nearest import nearest_first

__all__ = ["no_such_setting"]

_ELSEWHERE = {
    "allow_interruptions": ("barge_in",),
    "instructions": ("system_prompt",),
    "interrupt_response": ("barge_in",),
    "model": ("deployment", "realtime_deployment", "voice_live_model"),
    "silence_duration_ms": ("end_silence_seconds",),
    "speed": ("speaking_rate",),
    "system_message": ("system_prompt",),
    "threshold": ("vad_threshold",),
}
"""What OpenAI's and Azure's SDKs, pipecat and livekit call them; spelling tells of the others."""
_OF_A_SESSION = ("log", "services", "timeouts", "tools")
"""What is no setting, as a session is made with it."""


def no_such_setting(name: str, names: Collection[str], what: str = "setting") -> str:
    """Return a sentence on a name that none of `names` is; it lists them, the likeliest first.

    Parameters
    ----------
    what
        What the names are of.
    """
    if name in _OF_A_SESSION:
        return f"{name} is no setting: a session is made with it, vl.Session({name}=…)"
    meant = [each for each in _ELSEWHERE.get(name, ()) if each in names]
    others = (each for each in nearest_first(name, names) if each not in meant)
    return f"no {what} {name!r}; there are: {', '.join([*meant, *others])}"
