from __future__ import annotations

from voicelab.conversation.history import History
from voicelab.exchange.exchange import Exchange, now_utc
from voicelab.exchange.fields import Outcome
from voicelab.settings import Settings


def exchange(
    transcript: str, reply: str, outcome: Outcome = "completed", heard_text: str | None = None
) -> Exchange:
    return Exchange(
        session="s",
        turn=1,
        started_utc=now_utc(),
        input_mode="text",
        transcript=transcript,
        settings=Settings(),
        outcome=outcome,
        reply=reply,
        heard_text=heard_text,
    )


def test_an_utterance_alone_follows_the_system_prompt() -> None:
    messages = History().messages(Settings(system_prompt="Be brief."), "Hello?")
    assert messages == [{"role": "system", "content": "Be brief."}, {"role": "user", "content": "Hello?"}]


def test_an_empty_system_prompt_is_not_sent() -> None:
    assert History().messages(Settings(system_prompt=""), "Hello?") == [{"role": "user", "content": "Hello?"}]


def test_earlier_exchanges_stand_before_the_utterance() -> None:
    history = History()
    history.add(exchange("One?", "1."))
    contents = [m["content"] for m in history.messages(Settings(system_prompt=""), "Two?")]
    assert contents == ["One?", "1.", "Two?"]


def test_history_can_be_switched_off() -> None:
    history = History()
    history.add(exchange("One?", "1."))
    assert len(history.messages(Settings(system_prompt="", history=False), "Two?")) == 1


def test_an_interrupted_reply_stands_as_far_as_it_was_heard() -> None:
    history = History()
    history.add(exchange("Tell me.", "A long story that nobody heard.", "interrupted", heard_text="A long"))
    assert [m["content"] for m in history.messages(Settings(system_prompt=""), "And?")][1] == "A long"


def test_a_failed_or_filtered_exchange_leaves_no_trace() -> None:
    history = History()
    history.add(exchange("Boom?", "", "failed"))
    history.add(exchange("Bad?", "", "filtered"))
    assert len(history) == 0


def test_the_oldest_exchanges_go_first_when_there_is_too_much() -> None:
    history = History()
    for number in range(10):
        history.add(exchange(f"{number}" * 50, "r" * 50))
    messages = history.messages(Settings(system_prompt="", history_characters=250), "now")
    assert [m["content"][0] for m in messages if m["role"] == "user"] == ["8", "9", "n"]


def test_forgetting_begins_anew() -> None:
    history = History()
    history.add(exchange("One?", "1."))
    history.forget()
    assert len(history) == 0
