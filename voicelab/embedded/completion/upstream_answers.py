"""Answers that come in one from the server that replies: what is none is told, not passed on."""

from __future__ import annotations

import json
from typing import Any, Literal

import aiohttp

from voicelab.embedded.completion.upstream import no_answer, redacted
from voicelab.embedded.engines import Engines
from voicelab.text.server_words import server_words

__all__ = ["Field", "answer_of"]

Field = Literal["choices", "output", "data"]
"""What holds the list that an answer is about: of completions, of a response, of the models."""

_WHATS: dict[Field, str] = {
    "choices": "no completion",
    "output": "no response",
    "data": "no list of models",
}


async def answer_of(upstream: aiohttp.ClientResponse, field: Field, engines: Engines) -> dict[str, Any]:
    """Return an answer that comes in one.

    Parameters
    ----------
    field
        What it must hold: a list of JSON objects. `None` counts as an empty list of models, as Ollama has it.

    Raises
    ------
    UpstreamError
        Something else came, or not all of it.
    """
    url, own = str(upstream.url), engines.completion_is_own
    try:
        text = await upstream.text(errors="replace")
    except aiohttp.ClientError:
        raise no_answer(url, "broke off its answer", own=own, code="connection-closed", hint=_AGAIN) from None
    try:
        answer = json.loads(text.removeprefix("\ufeff"))
    except (ValueError, RecursionError):
        what = _what(upstream, redacted(text, engines))
        raise no_answer(url, f"answered with {what}", own=own) from None
    if isinstance(answer, dict):
        if field == "data" and answer.get("object") == "list" and answer.get("data", ()) is None:
            answer["data"] = []
        items = answer.get(field)
        if isinstance(items, list) and all(isinstance(item, dict) for item in items):
            return answer
        if words := redacted(server_words(answer), engines):
            raise no_answer(url, f"answered with an error: {words}", own=own)
    shown = server_words(f"JSON that is {_WHATS[field]}: {redacted(text, engines)[:200]}")
    raise no_answer(url, f"answered with {shown}", own=own)


_AGAIN = "Try again; if it lasts, look at that server's log."


def _what(upstream: aiohttp.ClientResponse, text: str) -> str:
    """Return what came that is no JSON."""
    if not text.strip():
        return f"status {upstream.status} and nothing else"
    words = server_words(text)
    is_page = text.lstrip("\ufeff \t\r\n").startswith("<") or upstream.content_type == "text/html"
    kind = "a web page" if is_page else "what is no JSON"
    return f"{kind}: {words}" if words else kind
