"""The words by which servers refuse: what each of them means, where status and code leave it open.

Collected from the documentation, the sources and the reports of errors of OpenAI, Azure, Anthropic, Gemini,
xAI, Mistral, Groq, Together, OpenRouter, Hugging Face, vLLM, llama.cpp, Ollama, LM Studio and LiteLLM.
"""

from __future__ import annotations

import re

__all__ = [
    "BAD_KEY",
    "CONTENT_FILTER",
    "MISSING_MODEL",
    "MISSING_ROUTE",
    "NO_CREDIT",
    "RETIRED_MODEL",
    "TOO_LONG",
    "UNLOADED_MODEL",
    "interface_meant",
]


def _any(*patterns: str) -> re.Pattern[str]:
    return re.compile("|".join(patterns), re.IGNORECASE)


BAD_KEY = _any(
    r"(?:api|access|auth\w*)[ _-]?(?:key|token)\b.{0,40}"
    r"\b(?:not valid|not found|invalid|incorrect|expired|missing|required)",
    r"(?:invalid|incorrect|missing|expired|wrong|malformed|no)\s(?:or \w+ )?(?:x-)?api[ _-]?key",
    r"invalid_api_key|api_key_invalid|authentication_error",
    r"(?:invalid|missing|malformed) (?:or \w+ )?(?:authorization|bearer|credentials?)",
)
"""A key that will not do; some say so with status 400."""

NO_CREDIT = _any(
    r"insufficient[ _]quota|insufficient_funds|credit balance",
    r"\b(?:no|not enough|insufficient|out of|ran out of) (?:credits?|balance|funds)\b",
)
"""An account that has nothing left, which no waiting mends."""

CONTENT_FILTER = _any(
    r"\bcontent_filter\b|content[ _]?policy[ _]?violation|ResponsibleAIPolicyViolation",
    r"content management policy|flagged as potentially violating",
    r"violat\w+ (?:our|the) (?:usage|content) polic",
)
"""What a prompt or a reply was stopped for."""

TOO_LONG = _any(
    r"context_length_exceeded|exceed_context_size|context_window_exceeded|ContextWindowExceeded",
    r"string_above_max_length|request_too_large|tokens_limit_reached",
    r"(?:maximum|max\.?|available|allowed|supported|model'?s?|exceed\w*\b.{0,60}) "
    r"(?:context|prompt|input|sequence)[ _-](?:length|size|window)",
    r"context (?:the )?overflows",
    r"context[ _-](?:length|size|window)\b.{0,60}(?:exceed|not enough|too (?:small|short))",
    r"(?:greater|larger|longer|more) than the (?:model'?s )?context",
    r"(?:prompt|input|inputs|messages?|conversation|text)\b.{0,20}\b(?:is|are) too (?:long|large)",
    r"(?:too many|number of) (?:input |prompt )?tokens\b",
    r"token count\b.{0,60}\bexceeds|exceed\w*\b.{0,30}\btoken limit",
    r"(?:exceeds?|greater than) (?:the )?max(?:imum)?[ _](?:length|seq)|range of input length",
    r"tokens\b.{0,60}\b(?:too large for|exceeds?) (?:the )?(?:model|maximum|limit)",
    r"`?inputs`? (?:tokens \+|must have less than)",
    r"reduce (?:the length of|your) (?:the )?(?:messages?|prompt|input)",
)
"""More text than the model can take."""

RETIRED_MODEL = _any("deprecated|retired|decommissioned")

MISSING_MODEL = _any(
    r"model_not_found|unknown_model|no models? loaded|not a valid model|not_found_error model\b",
    r"models?\b.{0,120}"
    r"\b(?:not found|not exist|no such|unknown|not available|not loaded|not supported by any)",
    r"(?:no such|unknown|invalid|not find|no|unable to access|unexpected) model\b",
)

UNLOADED_MODEL = _any(r"no models? loaded|\bmodels?\b.{0,120}\bnot loaded|\bload (?:a|the) model\b")
"""One that the server may well have: somebody has to load it there."""

MISSING_ROUTE = _any(r"unexpected endpoint|no route|unknown (?:path|url)")

_INTERFACES = {
    "chat": r"(?:/?v1/)?chat[ /_]?completions?\b",
    "completions": r"(?:/?v1/)?(?<!chat[ /_])completions?\b",
    "responses": r"(?:/?v1/)?responses\b",
}
"""What each interface is called, by its name in `Settings.api`."""

_ANY_INTERFACE = "|".join(_INTERFACES.values())
_USE = r"(?:did you mean to use|only (?:supported|available) (?:in|via|through|with|on)) (?:the )?"
_KINDS = {"completions": r"not a chat model", "chat": r"is a chat model"}
_MEANT = {
    api: _any(_USE + name, *([_KINDS[api]] if api in _KINDS else [])) for api, name in _INTERFACES.items()
}
_WRONG = _any(
    r"does not work with the specified model",
    rf"not (?:supported|available) (?:in|with|by|via|through|on|for) (?:the )?(?:{_ANY_INTERFACE})",
    rf"(?:does not|doesn't) support (?:the )?(?:chat\b|generate\b|{_ANY_INTERFACE})",
)


def interface_meant(words: str) -> str | None:
    """Return which interface a server wants to be asked through, as `Settings.api` has it.

    Returns
    -------
    str | None
        Empty where it only says that this is the wrong one; `None` where it says nothing of the kind.
    """
    meant = next((api for api, pattern in _MEANT.items() if pattern.search(words)), None)
    return "" if meant is None and _WRONG.search(words) else meant
