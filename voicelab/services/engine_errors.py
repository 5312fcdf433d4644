"""What the embedded services say of an engine that failed, where the Speech SDK shows a part of it."""

from __future__ import annotations

import http.client
import json
import re
from typing import TYPE_CHECKING
from urllib.parse import urlencode, urlsplit

from voicelab.error_codes import ERROR_CODES, error_code
from voicelab.errors import VoicelabError
from voicelab.inner_error import ERRORS_PATH, error_in_body

if TYPE_CHECKING:
    from voicelab.services.endpoints import SpeechService

__all__ = ["engine_error", "engine_error_at", "reason_in"]

_ASKING_SECONDS = 2.0
_REASON = re.compile(r"Error details: (\[([a-z-]+)\] .*?)\s*(?:USP state:|SessionId:|\Z)", re.DOTALL)


def engine_error(details: str, service: SpeechService) -> VoicelabError | None:
    """Return the error of an engine for which a service closed its websocket; `None` if it was none.

    A close reason holds a code and the beginning of a sentence: the service is asked for all of it, which
    blocks for as long as that takes.

    Parameters
    ----------
    details
        What the Speech SDK said.
    """
    found = reason_in(details)
    if found is None:
        return None
    code, reason = found
    words = reason.partition("] ")[2]
    whole = engine_error_at(f"{ERRORS_PATH}?{urlencode({'reason': reason})}", service)
    return whole or VoicelabError(words, code=code, hint=error_code(code).hint)


def engine_error_at(path: str, service: SpeechService) -> VoicelabError | None:
    """Return the error of an engine that the embedded services answer with; `None` if there is none.

    Asks them, and blocks for as long as that takes; other services are not asked.

    Parameters
    ----------
    path
        What is asked for.
    """
    parts = urlsplit(service.host or service.endpoint or "")
    if parts.scheme not in ("ws", "http") or parts.hostname is None or service.key is None:
        return None
    connection = http.client.HTTPConnection(parts.hostname, parts.port, timeout=_ASKING_SECONDS)
    try:
        headers = {"Ocp-Apim-Subscription-Key": service.key.reveal()}
        connection.request("GET", path, headers=headers)
        return error_in_body(json.loads(connection.getresponse().read()))
    except (OSError, http.client.HTTPException, ValueError, RecursionError):
        return None
    finally:
        connection.close()


def reason_in(details: str) -> tuple[str, str] | None:
    """Return the code and the whole close reason in what the Speech SDK says; `None` if it has no code."""
    found = _REASON.search(details)
    return (found[2], found[1]) if found is not None and found[2] in ERROR_CODES else None
