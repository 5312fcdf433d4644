"""The call as the caller has heard it."""

from __future__ import annotations

from tests.exchanges import an_exchange
from voicelab.callers import caller_prompt
from voicelab.callers.caller_prompt import SENT, SpokenTurn, call_messages, heard_reply
from voicelab.completion.answer_schema import AnswerSchema


def lines(*turns: SpokenTurn, is_last: bool = False) -> list[str]:
    return call_messages("Told.", "A table.", turns, is_last=is_last)[1]["content"].splitlines()


def test_a_reply_stands_as_it_was_spoken_up_to_where_it_was_interrupted() -> None:
    spoken, cut = an_exchange(), an_exchange(outcome="interrupted", heard_text="Mount Ev")
    typed = an_exchange(spoken_text="")

    assert [heard_reply(each) for each in (spoken, cut, typed)] == [
        "Mount Everest, at 8,849 metres.", "Mount Ev", "Mount Everest, at 8,849 metres.",
    ]  # fmt: skip
    assert lines(SpokenTurn("Which?", [cut]))[1:3] == [
        'You: "Which?"', 'The assistant, until it was interrupted: "Mount Ev"',
    ]  # fmt: skip


def test_turns_that_nothing_came_of_and_split_turns_stand_in_their_order() -> None:
    unheard = an_exchange(outcome="no-match", transcript="", reply="", spoken_text="")
    told = lines(SpokenTurn("One", []), SpokenTurn("Two", [unheard, an_exchange(spoken_text="Yes.")]))

    assert told[1:6] == [
        'You: "One"', "The assistant: null", 'You: "Two"', "The assistant: null", 'The assistant: "Yes."',
    ]  # fmt: skip


def test_the_question_says_where_the_call_is() -> None:
    assert lines()[-1].startswith("The assistant listens")
    assert lines(SpokenTurn("One", []))[-2:] == [
        "You are the caller, and want this: A table.", "What do you say to the assistant next?",
    ]  # fmt: skip
    assert lines(SpokenTurn("One", []), is_last=True)[-1].startswith("The call is over")


def test_a_prompt_is_known_by_all_words_that_are_sent() -> None:
    words = {
        name: value
        for name, value in vars(caller_prompt).items()
        if name.isupper() and isinstance(value, str | AnswerSchema)
    }
    assert [name for name, value in words.items() if value not in SENT] == []
    assert len(words) == len(SENT)
