"""Refused closes: what a service means that closes a websocket by a code which is a refusal."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from voicelab.realtime.refused_openings import refused_by_status

if TYPE_CHECKING:
    from voicelab.completion.causes import Cause
    from voicelab.realtime.websocket import WebsocketLostError
    from voicelab.services.speech_to_speech import SpeechToSpeechService

__all__ = ["close_refusal"]

_POLICY = 1008
"""Whatever a service does not let pass: its words say what; mostly a key, an account or a model."""
_OPEN_FOR_LONG = re.compile(
    r"\bduration\b|\bidle\b|\binactiv|\btime[ -]?out\b|\btimed out\b|\bsession.*\bexpired\b", re.IGNORECASE
)
"""Of a connection that is closed for its age or its silence, which is opened anew."""
_TRY_LATER = 1013
_OPENAIS = 3000
"""OpenAI closes so for many a reason, not only for a key, as IANA's registry has it: its words say which."""
_OWN = 4_000
"""Codes from here on are each service's own; many add HTTP's status."""


def close_refusal(
    lost: WebsocketLostError, service: SpeechToSpeechService, deployment: str, *, has_begun: bool = False
) -> Cause | None:
    """Return what a close refuses, as the same status would; `None` for one that refuses nothing.

    Parameters
    ----------
    has_begun
        Whether the service had let the session begin; an opening says soon enough if it lets none any more.
    """

    def cause(status: int) -> Cause:
        return refused_by_status(status, {}, lost.reason.encode(), service, deployment).cause

    if lost.code in (_POLICY, _OPENAIS):
        by_words = cause(400)
        if by_words.code != "bad-request":
            return by_words
        is_over = (has_begun and not lost.reason) or _OPEN_FOR_LONG.search(lost.reason)
        return cause(403) if lost.code == _POLICY and not is_over else None
    status = 503 if lost.code == _TRY_LATER else lost.code - _OWN
    return cause(status) if 400 <= status < 600 else None
