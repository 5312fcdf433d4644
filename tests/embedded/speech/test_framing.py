"""The framing of messages, without a socket."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voicelab.embedded.speech.framing import (
    ProtocolError,
    audio_message,
    parse,
    section,
    text_message,
    to_ticks,
)


@given(st.dictionaries(st.text(), st.text()))
def test_a_text_message_comes_back_as_it_went(payload: dict[str, str]) -> None:
    message = parse(text_message("speech.phrase", "abc", payload))
    assert (message.path, message.request_id, message.json) == ("speech.phrase", "abc", payload)


@given(st.binary(max_size=500))
def test_an_audio_message_comes_back_as_it_went(audio: bytes) -> None:
    message = parse(audio_message("abc", "1", audio))
    assert (message.path, message.request_id, message.body) == ("audio", "abc", audio)
    assert message.headers["x-streamid"] == "1"


def test_header_names_and_the_path_are_taken_in_any_case() -> None:
    message = parse('path:Speech.Context\r\nX-REQUESTID: abc \r\n\r\n{"a":1}')
    assert (message.path, message.request_id, message.json) == ("speech.context", "abc", {"a": 1})


def test_an_empty_body_is_an_empty_object() -> None:
    assert parse("Path:speech.context\r\n\r\n").json == {}


@pytest.mark.parametrize(
    "data",
    ["", "Path:x", "X-RequestId:1\r\n\r\n{}", b"", b"\xff\xff12", b"\x00\x04abcd", b"\x00\x00"],
)
def test_what_is_not_the_protocol_is_refused(data: str | bytes) -> None:
    with pytest.raises(ProtocolError):
        parse(data)


@given(st.text() | st.binary())
def test_anything_is_a_message_or_refused(data: str | bytes) -> None:
    try:
        assert parse(data).path
    except ProtocolError as error:
        assert str(error)  # noqa: PT017


@pytest.mark.parametrize("body", ["[1]", "nonsense", "1"])
def test_a_body_that_is_no_object_is_refused(body: str) -> None:
    with pytest.raises(ProtocolError, match=r"speech\.context"):
        _ = parse(f"Path:speech.context\r\n\r\n{body}").json


def test_ticks_are_whole_and_never_negative() -> None:
    assert [to_ticks(seconds) for seconds in (1.0, 1e-7, -3.0)] == [10_000_000, 1, 0]


def test_a_section_is_empty_where_there_is_none() -> None:
    payload = json.loads('{"a": {"b": {"c": 1}}, "d": [1]}')
    assert section(payload, "a", "b") == {"c": 1}
    assert section(payload, "a", "x", "y") == section(payload, "d") == section(payload, "a", "b", "c") == {}
