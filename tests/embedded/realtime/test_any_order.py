"""Events of clients in any order and at any moment: what is begun is ended, and once."""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest

from tests.embedded.realtime.talks import RATE_HZ, WAIT_SECONDS, Talk, live_talk, openai_talk
from voicelab.testing import ScriptedEngines, ToolCall, embedded_services, silence, speech

TOOL = {"type": "function", "name": "look", "parameters": {"type": "object"}}
SCRIPT = ScriptedEngines(
    reply=["One two three. Four five six.", ToolCall("look", {"a": 1}, text="Let me see."), "Long. " * 12]
    * 40,
    synthesis_pace=6.0,
    tokens_per_second=200.0,
    first_token_seconds=0.02,
    transcript_seconds=0.01,
)
PAIRS = [
    ("response.created", "response.done"),
    ("response.output_item.added", "response.output_item.done"),
    ("response.content_part.added", "response.content_part.done"),
]
SEEDS = [pytest.param(seed, marks=[pytest.mark.soak] if seed > 2 else []) for seed in range(40)]


KINDS = (
    "say", "speak", "pause", "beside", "response.create", "response.create", "response.cancel",
    "conversation.item.truncate", "conversation.item.delete", "conversation.item.create", "session.update",
    "input_audio_buffer.commit", "input_audio_buffer.clear",
)  # fmt: skip


class Client:
    """A client that does anything, as the dice fall, and reads meanwhile."""

    def __init__(self, talk: Talk, seed: int, update: dict[str, Any]) -> None:
        self._talk = talk
        self._dice = random.Random(seed)
        self._update = update
        self._changed = asyncio.Condition()

    async def read(self) -> None:
        while True:
            event = await self._talk.receive()
            async with self._changed:
                self._talk.events.append(event)
                self._changed.notify_all()

    async def act(self) -> None:
        """Do anything, and wait for any number of events, or for none."""
        talk, kind = self._talk, self._dice.choice(KINDS)
        ids = [event["item"]["id"] for event in talk.events if "item" in event] or ["nobody"]
        content = [{"type": "input_text", "text": "And?"}]
        item = {"item_id": self._dice.choice(ids)}
        fields: dict[str, dict[str, Any]] = {
            "conversation.item.delete": item,
            "conversation.item.truncate": {
                **item,
                "content_index": 0,
                "audio_end_ms": self._dice.randrange(800),
            },
            "conversation.item.create": {"item": {"type": "message", "role": "user", "content": content}},
            "session.update": {"session": {**self._update, "instructions": str(self._dice.random())}},
        }
        if kind == "say":
            await talk.say(0.3, pause=0.3)
        elif kind == "speak":
            await talk.hear(speech(0.25, RATE_HZ))
        elif kind == "pause":
            await talk.hear(silence(0.3, RATE_HZ))
        elif kind == "beside":
            await talk.send("response.create", response={"conversation": "none"})
        else:
            await talk.send(kind, **fields.get(kind, {}))
        wanted = len(talk.events) + self._dice.choice([0, 0, 1, 3, 10])
        await self.wait_for(lambda: len(talk.events) >= wanted or is_at_rest(talk))

    async def wait_for(self, condition: Callable[[], bool]) -> None:
        async with self._changed:
            await asyncio.wait_for(self._changed.wait_for(condition), WAIT_SECONDS)


def is_at_rest(talk: Talk) -> bool:
    counts = Counter(event["type"] for event in talk.events)
    return all(counts[begun] == counts[ended] for begun, ended in PAIRS)


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("opened", [openai_talk, live_talk])
async def test_what_is_begun_is_ended(opened: Any, seed: int) -> None:
    update = {"type": "realtime"} if opened is openai_talk else {}
    with embedded_services(SCRIPT) as embedded:
        async with opened(embedded) as talk:
            await talk.update(**update, tools=[TOOL])
            talk.events.clear()
            client = Client(talk, seed, update)
            reading = asyncio.ensure_future(client.read())
            for _ in range(40):
                await client.act()
            await talk.send("session.update", session={**update, "instructions": "The end."})
            await client.wait_for(lambda: instructions(talk) == "The end." and is_at_rest(talk))
            reading.cancel()

    errors = {event["error"]["type"] for event in talk.events if event["type"] == "error"}
    assert errors <= {"invalid_request_error"}
    active = 0
    for event in talk.events:
        if event["type"] in PAIRS[0] and event["response"]["conversation_id"] is not None:
            active += 1 if event["type"] == PAIRS[0][0] else -1
            assert active in (0, 1)


def instructions(talk: Talk) -> str:
    """Return the instructions that hold, as far as they were told."""
    updated = talk.of("session.updated")
    return str(updated[-1]["session"]["instructions"]) if updated else ""
