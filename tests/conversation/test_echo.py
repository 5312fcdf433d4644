from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voicelab.conversation.echo import is_echo

REPLY = "Mount Everest is the tallest mountain on Earth, in the Himalayas. It is 8,849 metres high."


@pytest.mark.parametrize(
    "heard",
    [
        "Mount Everest is the tallest mountain",
        "tallest mountain on earth in the Himalayas",
        "It is 8,849 metres high.",
        "Mount Everett is the tallest mountain on Earth",
    ],
)
def test_parts_of_the_reply_are_an_echo(heard: str) -> None:
    assert is_echo(heard, REPLY)


@pytest.mark.parametrize(
    "heard",
    [
        "",
        "Stop.",
        "Mount Everest",
        "Which is the second tallest?",
        "And what is the tallest tree on it?",
        "Thank you so much",
    ],
)
def test_what_people_say_over_a_reply_is_not(heard: str) -> None:
    assert not is_echo(heard, REPLY)


@given(st.lists(st.sampled_from(REPLY.split()), min_size=3, unique=True))
def test_a_run_of_the_reply_is_always_known(chosen: list[str]) -> None:
    start = REPLY.split().index(chosen[0])
    run = REPLY.split()[start : start + 4]
    assert is_echo(" ".join(run), REPLY) == (len(run) >= 3)
