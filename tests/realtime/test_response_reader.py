"""Responses whose text and calls stand elsewhere than usual, or in several places: each is read once."""

from __future__ import annotations

from typing import Any

import pytest

from tests.credentials import OPENAI_KEY
from voicelab.realtime.events import RealtimeEvent, ReplyItemAdded, ReplyText, ToolCallRequested
from voicelab.realtime.failures import Failures
from voicelab.realtime.server_events import EventReader
from voicelab.services.speech_to_speech import SpeechToSpeechService

SERVICE = SpeechToSpeechService.voice_live("https://name.services.ai.azure.com", key=OPENAI_KEY)
PART = {"response_id": "r", "item_id": "a"}
DELTA, WHOLE = "response.output_audio_transcript.delta", "response.output_audio_transcript.done"
MESSAGE = {"id": "a", "type": "message", "content": [{"type": "output_audio", "transcript": "One. Two."}]}
CALL = {"id": "f", "type": "function_call", "call_id": "c", "name": "weather", "arguments": ""}
ARGUMENTS = '{"city": "Rome"}'
SAID = {"item_id": "f", "call_id": "c", "arguments": ARGUMENTS}


def read(*events: tuple[str, dict[str, Any]]) -> list[RealtimeEvent]:
    reader = EventReader(Failures(SERVICE, "gpt-realtime"))
    return [each for kind, fields in events for each in reader.read({"type": kind, **fields})]


def text(*events: tuple[str, dict[str, Any]]) -> str:
    return "".join(each.delta for each in read(*events) if isinstance(each, ReplyText))


def done(*output: dict[str, Any], status: str = "completed") -> tuple[str, dict[str, Any]]:
    return "response.done", {"response": {"id": "r", "status": status, "output": list(output)}}


@pytest.mark.parametrize(
    "events",
    [
        [(WHOLE, PART | {"transcript": "One. Two."})],
        [(DELTA, PART | {"delta": "One."}), (WHOLE, PART | {"transcript": "One. Two."})],
        [(DELTA, PART | {"delta": "One. Two."}), (WHOLE, PART | {"transcript": "One. Two."})],
        [(DELTA, {"delta": "One. Two."}), (WHOLE, PART | {"transcript": "One. Two."})],
        [(DELTA, PART | {"delta": "One. Two."}), (WHOLE, {"transcript": "One. Two."})],
        [(DELTA, PART | {"delta": "One. Two."}), (WHOLE, PART | {"transcript": "One, two."})],
        [(WHOLE, PART | {"transcript": "One."}), (WHOLE, PART | {"transcript": " Two."})],
        [("response.output_item.done", {"response_id": "r", "item": MESSAGE})],
        [],
    ],
)
def test_text_is_read_once_wherever_it_stands(events: list[tuple[str, dict[str, Any]]]) -> None:
    assert text(*events, done(MESSAGE)).strip() == "One. Two."


def test_two_replies_may_have_the_same_words() -> None:
    one = ("response.created", {"response": {"id": "r"}}), (DELTA, {"delta": "Yes."}), done()
    two = ("response.created", {"response": {"id": "s"}}), (WHOLE, {"transcript": "Yes."}), done()
    assert text(*one, *two) == "Yes.Yes."


@pytest.mark.parametrize(
    "events",
    [
        [("response.function_call_arguments.done", SAID | {"name": "weather"})],
        [("response.output_item.added", {"item": CALL}), ("response.function_call_arguments.done", SAID)],
        [("response.function_call_arguments.done", SAID), ("response.output_item.done", {"item": CALL})],
        [("response.output_item.done", {"item": CALL | {"arguments": ARGUMENTS}}),
         ("response.function_call_arguments.done", SAID)],
        [("response.output_item.done", {"item": CALL}),
         ("conversation.item.done", {"item": CALL | {"arguments": ARGUMENTS}})],
        [],
    ],
)  # fmt: skip
def test_a_call_is_read_once_wherever_its_arguments_stand(
    events: list[tuple[str, dict[str, Any]]],
) -> None:
    found = read(*events, done(CALL | {"arguments": ARGUMENTS, "status": "completed"}))
    calls = [each for each in found if isinstance(each, ToolCallRequested)]
    assert [(each.call_id, each.name, each.arguments) for each in calls] == [("c", "weather", ARGUMENTS)]
    assert not isinstance(found[-1], ToolCallRequested)


def test_a_call_of_a_response_that_was_cut_off_is_none() -> None:
    item = CALL | {"arguments": '{"ci', "status": "incomplete"}
    events = ("response.output_item.added", {"item": CALL}), ("response.output_item.done", {"item": item})
    found = read(*events, done(item, status="incomplete"))
    assert not any(isinstance(each, ToolCallRequested) for each in found)


def test_messages_that_come_interleaved_follow_one_another() -> None:
    def begun(item: str) -> tuple[str, dict[str, Any]]:
        return "response.output_item.added", {"response_id": "r", "item": {"id": item, "type": "message"}}

    def said(item: str, delta: str) -> tuple[str, dict[str, Any]]:
        return DELTA, {"response_id": "r", "item_id": item, "delta": delta}

    ended = "response.output_item.done", {"response_id": "r", "item": {"id": "a", "type": "message"}}
    rest = said("b", " Four."), done()
    for order in (
        [begun("a"), begun("b"), said("b", "Three."), said("a", "One."), said("a", " Two."), ended, *rest],
        [begun("a"), said("a", "One."), begun("b"), said("b", "Three."), said("a", " Two."), *rest],
        [begun("a"), said("a", "One. Two."), begun("b"), said("b", "Three. Four."), done()],
    ):
        assert text(*order) == "One. Two.Three. Four."
        items = [each.item_id for each in read(*order) if isinstance(each, ReplyItemAdded)]
        assert items == ["a", "b"]
