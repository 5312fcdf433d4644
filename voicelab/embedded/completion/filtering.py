"""Azure OpenAI's own additions: content filter results, and its refusals of prompts and parameters."""

from __future__ import annotations

from typing import Any

from aiohttp import web

from voicelab.embedded.completion.upstream import too_long_words
from voicelab.embedded.replies import error_response

__all__ = ["filter_results", "filtered_prompt", "long_prompt", "prompt_filter_chunk", "rejected_parameter"]

_CATEGORIES = ("hate", "self_harm", "sexual", "violence")
_HINTS = {"max_tokens": " Use 'max_completion_tokens' instead."}


def filter_results(category: str | None = None) -> dict[str, Any]:
    """Return the verdict of each category; all are safe but the one named."""
    return {
        name: {"filtered": name == category, "severity": "medium" if name == category else "safe"}
        for name in _CATEGORIES
    }


def prompt_filter_chunk() -> dict[str, Any]:
    """Return the first chunk of every Azure stream: the verdict on the prompt, and no choices."""
    return {
        "choices": [],
        "created": 0,
        "id": "",
        "model": "",
        "object": "",
        "prompt_filter_results": [{"prompt_index": 0, "content_filter_results": filter_results()}],
    }


def filtered_prompt(category: str) -> web.Response:
    """Return the refusal of a prompt by the content filter."""
    return error_response(
        400,
        "content_filter",
        "The response was filtered due to the prompt triggering Azure OpenAI's content management policy. "
        "Please modify your prompt and retry.",
        param="prompt",
        type=None,
        innererror={
            "code": "ResponsibleAIPolicyViolation",
            "content_filter_result": filter_results(category),
        },
    )


def long_prompt(most_tokens: int, tokens: int) -> web.Response:
    """Return the refusal of messages that are longer than the model's context."""
    words = too_long_words(most_tokens, tokens)
    return error_response(
        400, "context_length_exceeded", words, type="invalid_request_error", param="messages"
    )


def rejected_parameter(parameter: str) -> web.Response:
    """Return the refusal of a parameter that a model does not take."""
    message = (
        f"Unsupported parameter: '{parameter}' is not supported with this model.{_HINTS.get(parameter, '')}"
    )
    code = "unsupported_parameter"
    if parameter == "temperature":
        message = (
            "Unsupported value: 'temperature' does not support this value with this model. "
            "Only the default (1) value is supported."
        )
        code = "unsupported_value"
    elif parameter == "stream_options":
        message, code = "Unrecognized request argument supplied: stream_options", "unrecognized_argument"
    return error_response(400, code, message, type="invalid_request_error", param=parameter)
