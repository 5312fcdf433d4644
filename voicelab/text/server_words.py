"""What a server says about a failure, in its own words, wherever in its answer they stand."""

from __future__ import annotations

import html
import json
import re
import textwrap
from collections.abc import Mapping
from typing import Any

from voicelab.text.terminal_escapes import TerminalEscapes

__all__ = ["server_words"]

_MOST_CHARACTERS = 300
_NAMES = (
    "message", "error", "detail", "error_message", "error_description", "errors", "msg", "error_msg",
    "errmsg", "status_msg", "base_resp", "reason", "title", "raw",
)  # fmt: skip
"""What servers call the sentence, the most telling first; each may hold another object that does."""

_UNSEEN = re.compile(r"(?is)<(script|style|svg)\b.*?</\1\s*>|<!--.*?-->")
_TITLE = re.compile(r"(?is)<title[^<>]*>([^<]*)")
_TAG = re.compile(r"<[^<>]*>")
_DEPTH = 6


def server_words(answer: Any) -> str:
    """Return the sentence in an error's body, on one line and of moderate length; empty if there is none.

    Parameters
    ----------
    answer
        A JSON value, or text: JSON, a web page, or a plain sentence.

    Examples
    --------
    >>> server_words({"error": {"message": "model 'x' not found, try pulling it first"}})
    "model 'x' not found, try pulling it first"
    >>> server_words("<html><title>502 Bad Gateway</title><h1>Sorry</h1></html>")
    '502 Bad Gateway'
    """
    if isinstance(answer, bytes):
        answer = answer.decode(errors="replace")
    if isinstance(answer, str):
        answer = _read(answer)
    return _on_one_line(_sentence(answer, _DEPTH))


def _read(text: str) -> Any:
    stripped = text.strip().removeprefix("\ufeff")
    if stripped[:1] in ("{", "["):
        try:
            return json.loads(stripped)
        except (ValueError, RecursionError):
            return stripped
    if stripped[:1] != "<":
        return stripped
    page = _UNSEEN.sub(" ", stripped[:16_000])
    title = _TITLE.search(page)
    return html.unescape(title[1] if title and title[1].strip() else _TAG.sub(" ", page))


def _sentence(value: Any, depth: int) -> str:
    if isinstance(value, str):
        inner = _read(value) if depth else value  # which a server passes on may be another's whole answer
        return inner if isinstance(inner, str) else _sentence(inner, depth - 1) or value
    if not depth:
        return ""
    if isinstance(value, list):
        return "; ".join(filter(None, (_sentence(each, depth - 1) for each in value[:3])))
    if not isinstance(value, Mapping):
        return ""
    for name in _NAMES:
        if words := _sentence(value.get(name), depth - 1).strip():
            place = value.get("loc")  # where in the request, as FastAPI's servers say
            words = f"{'.'.join(map(str, place))}: {words}" if isinstance(place, list) else words
            return ": ".join(filter(None, (words, _of_another(value, depth))))
    return _of_another(value, depth)


def _of_another(value: Mapping[str, Any], depth: int) -> str:
    """Return what the server said to which a router, such as OpenRouter, passed the request on."""
    metadata = value.get("metadata")
    if not isinstance(metadata, Mapping):
        return ""
    raw = metadata.get("raw")
    return _sentence(raw if isinstance(raw, str) else metadata, depth - 1)


def _on_one_line(text: str) -> str:
    """Return a text without what would move a terminal's cursor, of moderate length.

    No word is cut: half a key could not be told from the rest, and so not be taken out.
    """
    seen = TerminalEscapes().feed(text[:10_000])
    shown = "".join(character if character.isprintable() else " " for character in seen)
    return textwrap.shorten(shown, _MOST_CHARACTERS, placeholder="…")
