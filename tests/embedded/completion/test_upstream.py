"""What llama.cpp and other servers say, as it is passed on."""

from __future__ import annotations

import json

from voicelab.embedded.completion.upstream import UpstreamError


def said(message: str, **more: object) -> str:
    return json.dumps({"error": {"code": 400, "message": message, **more}})


def test_a_prompt_that_is_too_long_is_refused_in_azures_words() -> None:
    text = said("request (3031 tokens) exceeds the available context size (2048 tokens), try increasing it")
    error = UpstreamError(400, text, own=True)
    assert (error.status, error.code, error.more["param"]) == (400, "context_length_exceeded", "messages")
    assert "maximum context length is 2048 tokens" in error.message
    assert "3031 tokens" in error.message


def test_a_schema_that_is_none_is_the_clients_fault() -> None:
    words = "JSON schema error at #: unrecognized type wat"
    error = UpstreamError(400, said(f"Unable to generate parser for this template. {words}"), own=True)
    assert error.message == words
    assert error.more == {"type": "invalid_request_error", "param": "response_format"}


def test_what_a_server_of_the_users_names_is_passed_on() -> None:
    error = UpstreamError(422, said("No.", type="bad", param="foo"), own=False)
    assert (error.status, error.code, error.message) == (422, "400", "No.")
    assert error.more == {"type": "bad", "param": "foo"}
    assert UpstreamError(502, "<html>", own=False).message == "<html>"
