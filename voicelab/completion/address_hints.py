"""How a server's address should be that leads to nothing there."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from voicelab.completion.causes import variables_of
from voicelab.services.addresses import is_azures, is_near

if TYPE_CHECKING:
    from voicelab.services.endpoints import CompletionService

__all__ = ["address_hint", "below"]

_VERSION = re.compile(r"/v\d")
_OLLAMAS = re.compile(r"/api(?:/(?:chat|generate|embed|embeddings|tags|show|ps|version))?\Z")
"""Where Ollama has its own interface; its compatible one is at ``/v1`` of the host."""
_WELL_KNOWN = {
    "api.groq.com": "/openai/v1",
    "openrouter.ai": "/api/v1",
    "generativelanguage.googleapis.com": "/v1beta/openai",
    "api.fireworks.ai": "/inference/v1",
}
"""Servers whose compatible interface is not at ``/v1``."""


def below(endpoint: str, path: str) -> str:
    """Return an address below another one, which keeps its query."""
    base, mark, query = endpoint.partition("?")
    return f"{base.rstrip('/')}{path}{mark}{query}"


def address_hint(service: CompletionService) -> str:
    """Return how a server's address should be that cannot be right; empty if nothing is wrong with it."""
    parts = urlsplit(service.endpoint)
    path = parts.path.rstrip("/")
    variable, host = variables_of(service)["endpoint"], f"{parts.scheme}://{parts.netloc}"
    known = _WELL_KNOWN.get(parts.netloc.lower())
    if service.api == "openai" and known not in (None, path):
        return f"Its interface that is compatible with OpenAI's is elsewhere: set {variable}={host}{known}."
    if service.api != "openai" or _VERSION.search(path):
        return ""
    if is_azures(service.endpoint):
        return (
            f"It is of an Azure resource: set AZURE_OPENAI_ENDPOINT={host} and AZURE_OPENAI_API_KEY, "
            f"or {variable}={host}/openai/v1."
        )
    if _OLLAMAS.search(path) and (path != "/api" or is_near(parts.hostname or "")):
        path = _OLLAMAS.sub("", path)
    address = below(parts._replace(path=path).geturl(), "/v1")
    return f"Most servers want /v1 at its end: set {variable}={address}."
