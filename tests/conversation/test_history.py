from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voicelab.conversation.history import History
from voicelab.exchange.exchange import Exchange, now_utc
from voicelab.exchange.fields import Outcome
from voicelab.exchange.tool_use import ToolUse
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


def test_what_was_said_before_can_be_replaced() -> None:
    history = History()
    history.add(exchange("One?", "1."))
    history.begin_with([exchange("Two?", "2."), exchange("Boom?", "", "failed")])
    contents = [m["content"] for m in history.messages(Settings(system_prompt=""), "Three?")]
    assert contents == ["Two?", "2.", "Three?"]


def test_history_can_be_switched_off() -> None:
    history = History()
    history.add(exchange("One?", "1."))
    assert len(history.messages(Settings(system_prompt="", history=False), "Two?")) == 1


def test_what_a_tool_did_is_known_though_nothing_of_the_reply_was_heard() -> None:
    booked = ToolUse(name="book", arguments_json='{"seats": 2}', result="Booked.")
    history = History()
    history.add(exchange("Two seats.", "It is", "interrupted", "").replace(tool_calls=(booked,)))
    (message,) = history.messages(Settings(system_prompt=""), "Hello?")
    told = '(The tool book was called with {"seats": 2}, and returned: Booked.)'
    assert message["content"] == f"Two seats.\n{told}\nHello?"


def test_what_a_model_heard_without_a_transcript_leaves_no_empty_message() -> None:
    history = History()
    history.add(exchange("", "It is sunny."))
    assert "" not in [message["content"] for message in history.messages(Settings(), "And tomorrow?")]


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


def test_the_oldest_exchanges_go_several_at_once_so_that_the_beginning_mostly_stays() -> None:
    history, settings = History(), Settings(system_prompt="", history_characters=1_000)
    first: list[str] = []
    for number in range(100):
        history.add(exchange(f"{number:04}" * 5, "r" * 30))
        messages = history.messages(settings, "now")
        assert sum(len(message["content"]) for message in messages[:-1]) <= 1_000
        assert len(messages) > 14 * min(number, 20) / 10
        first.append(messages[0]["content"])
    assert 15 < len(set(first)) <= 20


def test_what_a_model_took_bounds_all_that_it_is_sent_from_then_on() -> None:
    history, settings = History(), Settings(system_prompt="")
    for letter in "abcdefgh":
        history.add(exchange(letter * 50, "r" * 50))
    taken = history.messages(settings, "now", most=450)
    assert [message["content"][0] for message in taken[::2]] == ["e", "f", "g", "h", "n"]
    assert history.set_limit(settings, taken)
    assert not history.set_limit(settings, taken)
    assert len(history.messages(settings, "now")) == 9
    assert len(history.messages(settings, "now" * 70)) == 3
    assert len(history.messages(settings.replace(deployment="other"), "now")) == 17


def test_questions_without_an_answer_are_left_out_where_the_model_takes_no_more() -> None:
    history, settings = History(), Settings(system_prompt="")
    for letter in "abcd":
        history.add(exchange(letter * 50, "", "interrupted", heard_text=""))
    (left,) = history.messages(settings, "now", most=110)
    assert left["content"] == "c" * 50 + "\n" + "d" * 50 + "\nnow"
    (alone,) = history.messages(settings, "now", most=0)
    assert alone["content"] == "now"


def test_forgetting_begins_anew() -> None:
    history = History()
    history.add(exchange("One?", "1."))
    history.forget()
    assert len(history) == 0


@pytest.mark.parametrize("heard", ["", " \n"])
def test_a_question_without_an_answer_stands_with_the_next_one(heard: str) -> None:
    history = History()
    history.add(exchange("Zero?", "0."))
    history.add(exchange("What is the tallest mountain", "Everest.", "interrupted", heard_text=heard))
    history.add(exchange("well", "It is...", "interrupted", heard_text=heard))
    history.add(exchange("in Africa?", "Kilimanjaro."))
    history.add(exchange("And", "So.", "interrupted", heard_text=heard))
    messages = history.messages(Settings(system_prompt=""), "in Asia?")
    assert [(m["role"], m["content"]) for m in messages] == [
        ("user", "Zero?"),
        ("assistant", "0."),
        ("user", "What is the tallest mountain\nwell\nin Africa?"),
        ("assistant", "Kilimanjaro."),
        ("user", "And\nin Asia?"),
    ]


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["completed", "interrupted", "failed", "filtered", "no-match"]),
            st.sampled_from(["", " ", "Yes."]),
        ),
        max_size=8,
    ),
    st.integers(0, 30),
)
def test_user_and_assistant_always_take_turns(turns: list[tuple[Outcome, str]], characters: int) -> None:
    history = History()
    for outcome, text in turns:
        history.add(exchange("So?", text, outcome, heard_text=text))
    messages = history.messages(Settings(history_characters=characters), "And?")
    roles = [message["role"] for message in messages]
    assert roles == ["system", *["user", "assistant"] * ((len(roles) - 2) // 2), "user"]
    assert all(message["content"].strip() for message in messages)


def test_the_models_thought_is_not_sent_back() -> None:
    history = History()
    history.add(exchange("One?", "1.").replace(reasoning="Hm."))
    assert "Hm." not in str(history.messages(Settings(), "Two?"))


def test_half_a_character_in_the_system_prompt_does_not_keep_a_request_from_being_sent() -> None:
    (system, _) = History().messages(Settings(system_prompt="Be \ud800brief."), "One?")
    assert system["content"] == "Be \ufffdbrief."


def test_each_call_of_a_tool_has_an_id_of_its_own_however_many_there_were() -> None:
    history = History()
    looked = tuple(ToolUse(name="look", arguments_json="{}", result=str(number)) for number in range(130))
    for _ in range(2):
        history.add(exchange("Look.", "There.").replace(tool_calls=looked))
    messages = history.messages(Settings(history_characters=1_000_000), "And?")
    called = [call["id"] for message in messages for call in message.get("tool_calls", ())]
    assert len(set(called)) == 2 * 130
    assert [message.get("tool_call_id") for message in messages if message["role"] == "tool"] == called
    assert all(len(each) == 9 and each.isalnum() for each in called)  # as Mistral takes them
