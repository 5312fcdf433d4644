"""Services that speak the protocol otherwise than OpenAI does: nothing of what they say is lost."""

from __future__ import annotations

from typing import Any

import pytest

from tests.realtime.replayed_service import SOUND, replayed, reply_events


def test_a_service_that_begins_with_its_conversation_is_talked_to() -> None:
    def replay(event: dict[str, Any]) -> list[dict[str, Any]]:
        return reply_events() if event["type"] == "response.create" else []

    with replayed(replay, first={"type": "conversation.created", "conversation": {"id": "c"}}) as session:
        assert session.ask("How high?").reply == "Well."


@pytest.mark.parametrize("done", [{}, {"response": {"status": "completed"}}, {"response_id": "r"}])
def test_a_response_that_names_itself_nowhere_at_its_end_is_over_all_the_same(done: dict[str, Any]) -> None:
    def replay(event: dict[str, Any]) -> list[dict[str, Any]]:
        if event["type"] != "response.create":
            return []
        return [*reply_events()[:-1], {"type": "response.done", **done}]

    with replayed(replay) as session:
        exchange = session.ask("How high?")
    assert (exchange.outcome, exchange.reply) == ("completed", "Well.")


def test_what_is_written_only_at_the_end_is_the_reply() -> None:
    item = {"id": "a", "type": "message", "content": [{"type": "output_audio", "transcript": "Well."}]}

    def replay(event: dict[str, Any]) -> list[dict[str, Any]]:
        if event["type"] != "response.create":
            return []
        end = {"id": "r", "status": "completed", "output": [item]}
        sound = {"type": "response.output_audio.delta", "response_id": "r", "item_id": "a", "delta": SOUND}
        return [sound, {"type": "response.done", "response": end}]

    with replayed(replay) as session:
        exchange = session.ask("How high?")
    assert (exchange.reply, exchange.spoken_text) == ("Well.", "Well.")


def test_kinds_of_tokens_are_counted_by_whatever_name_they_have() -> None:
    usage = {
        "input_tokens": 20,
        "output_tokens": 10,
        "input_tokens_details": {"audio_tokens": 5, "cached_tokens": 4},
        "output_tokens_details": {"audio_tokens": 7},
    }

    def replay(event: dict[str, Any]) -> list[dict[str, Any]]:
        return reply_events(usage=usage) if event["type"] == "response.create" else []

    with replayed(replay) as session:
        used = session.ask("How high?").usage
    assert (used.prompt_tokens, used.prompt_audio_tokens, used.cached_tokens) == (20, 5, 4)
    assert (used.completion_tokens, used.completion_audio_tokens) == (10, 7)
