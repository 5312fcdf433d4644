"""What a slot of llama.cpp has read of a conversation is not read again."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.embedded.clients import engines, plain_client
from voicelab.embedded.conversation_slots import ConversationSlots
from voicelab.embedded.local.chat.chat_server import ChatServer
from voicelab.embedded.local.model_files.models import ensure_models
from voicelab.embedded.options import TINY_MODEL
from voicelab.services.services import Services
from voicelab.testing import embedded_services

SLOTS = 8


def talk(*words: str, system: str = "Be polite.") -> list[dict[str, str]]:
    """Return messages: the user's and the model's turn about, after the system's."""
    roles = ["user", "assistant"] * len(words)
    said = [{"role": role, "content": text} for role, text in zip(roles, words, strict=False)]
    return [{"role": "system", "content": system}, *said]


def slot_of(slots: ConversationSlots, *words: str, **given: str) -> int | None:
    with slots.reserved(SLOTS, talk(*words, **given)) as slot:
        return slot


def test_a_talk_keeps_its_slot() -> None:
    slots = ConversationSlots()
    first = slot_of(slots, "Hello.")
    other = slot_of(slots, "Good morning.")

    assert first != other
    assert slot_of(slots, "Hello.", "Hi.", "Who are you?") == first
    assert slot_of(slots, "Good morning.", "Hi.", "Who are you?") == other


def test_a_reply_that_was_cut_short_in_the_history_does_not_matter() -> None:
    slots = ConversationSlots()
    slot_of(slots, "Hello.")
    slot = slot_of(slots, "Hello.", "Hi, how are you today?", "Fine.")

    assert slot_of(slots, "Hello.", "Hi, how are you today?", "Fine.", "I am", "Stop.") == slot


def test_a_question_asked_in_other_words_has_the_slot_of_its_talk() -> None:
    slots = ConversationSlots()
    slot_of(slots, "Hello.")
    slot = slot_of(slots, "Hello.", "Hi.", "Ten please")

    assert slot_of(slots, "Hello.", "Hi.", "10, please.") == slot


def test_a_new_talk_with_the_same_first_words_has_a_slot_of_its_own() -> None:
    slots = ConversationSlots()
    slot_of(slots, "Hello.")
    slot = slot_of(slots, "Hello.", "Hi.", "Who are you?")

    assert slot_of(slots, "Hello.") != slot


def test_the_longest_unused_slot_is_given_up_first() -> None:
    slots = ConversationSlots()
    given = [slot_of(slots, "Hello.", system=f"You are number {number}.") for number in range(SLOTS)]

    assert sorted(slot for slot in given if slot is not None) == list(range(SLOTS))
    assert slot_of(slots, "Hello.", system="You are new.") == given[0]


def test_first_questions_under_one_system_prompt_take_half_of_the_slots() -> None:
    slots = ConversationSlots()

    assert {slot_of(slots, f"Question {number}.") for number in range(20)} == {0, 1, 2, 3}


def test_replies_under_way_have_slots_of_their_own() -> None:
    slots = ConversationSlots()
    question = talk("Hello.")

    with slots.reserved(2, question) as one, slots.reserved(2, question) as two:
        assert {one, two} == {0, 1}
        with slots.reserved(2, question) as three:
            assert three is None


@pytest.fixture(scope="module")
def services() -> Iterator[Services]:
    server = ChatServer(ensure_models([TINY_MODEL])[0], TINY_MODEL, threads=2)
    own = engines(
        completion_url=server.url,
        completion_key=server.key,
        completion_is_own=True,
        completion_slots=server.conversations,
    )
    with embedded_services(own) as embedded:
        yield embedded.services
    server.close()


def usage(services: Services, messages: list[Any]) -> tuple[str, int, int]:
    """Return a reply, the tokens of its prompt, and how many of them had been read before."""
    reply = plain_client(services).chat.completions.create(model="any", messages=messages, max_tokens=6)
    assert reply.usage is not None
    assert reply.usage.prompt_tokens_details is not None
    cached = reply.usage.prompt_tokens_details.cached_tokens or 0
    return reply.choices[0].message.content or "", reply.usage.prompt_tokens, cached


@pytest.mark.models
def test_a_turn_reads_what_is_new_in_it_however_talks_alternate(services: Services) -> None:
    words = [["Tell me about bees."], ["Tell me about rivers."], ["Tell me about Lisbon."]]
    system = "Answer shortly. " + "Never mention numbers. " * 10
    read_before = [0, 0, 0]

    for turn in range(3):
        for number, said in enumerate(words):
            reply, prompt, cached = usage(services, talk(*said, system=system))
            # Of what was read, only where the reply ends may be read again.
            assert not turn or prompt - cached <= 25, (turn, number, prompt, cached)
            assert cached >= read_before[number]
            read_before[number] = prompt - 1
            said += [reply, "And more?"]


@pytest.mark.models
def test_new_talks_find_the_system_prompt_read(services: Services) -> None:
    system = "Answer shortly. " + "Be polite and say no names. " * 10

    found = [usage(services, talk(f"Story {number}?", system=system))[2] for number in range(6)]

    assert min(found[4:]) > 50, found
