"""What a session is doing, derived from what runs."""

from __future__ import annotations

import pytest

from voicelab.conversation.activity import Activity
from voicelab.events import State


@pytest.fixture
def states() -> list[State]:
    """Every state that the activity went through."""
    return []


@pytest.fixture
def activity(states: list[State]) -> Activity:
    """An activity that notes its states."""
    return Activity(states.append)


def test_nothing_that_runs_is_idle(activity: Activity) -> None:
    assert activity.state == "idle"


def test_a_turn_thinks_and_then_speaks(activity: Activity, states: list[State]) -> None:
    with activity.turn():
        activity.speaking()

    assert states == ["thinking", "speaking", "idle"]


def test_a_conversation_listens_between_its_turns_and_has_ended_after_it(
    activity: Activity, states: list[State]
) -> None:
    with activity.conversation(), activity.turn():
        pass

    assert states == ["listening", "thinking", "listening", "ended"]


def test_listening_that_begins_in_a_turn_does_not_change_what_the_session_does(
    activity: Activity, states: list[State]
) -> None:
    with activity.turn():
        activity.speaking()
        with activity.listening():
            pass

    assert states == ["thinking", "speaking", "idle"]


def test_a_turn_that_outlives_its_conversation_goes_on(activity: Activity, states: list[State]) -> None:
    turn = activity.turn()
    with activity.conversation():
        turn.__enter__()
        activity.speaking()
    turn.__exit__(None, None, None)

    assert states == ["listening", "thinking", "speaking", "ended"]


def test_what_begins_after_the_end_is_no_longer_ended(activity: Activity, states: list[State]) -> None:
    with activity.conversation():
        pass
    with activity.turn():
        pass

    assert states == ["listening", "ended", "thinking", "idle"]


def test_the_next_turn_thinks_again(activity: Activity, states: list[State]) -> None:
    with activity.conversation():
        for _ in range(2):
            with activity.turn():
                activity.speaking()

    assert states[1:-1] == ["thinking", "speaking", "listening"] * 2


def test_a_failure_ends_what_it_ran_in(activity: Activity, states: list[State]) -> None:
    with pytest.raises(OSError, match="gone"), activity.conversation(), activity.turn():
        raise OSError("gone")

    assert states == ["listening", "thinking", "listening", "ended"]


def test_closed_is_for_good(activity: Activity, states: list[State]) -> None:
    with activity.conversation():
        pass
    activity.close()

    assert activity.state == "closed"
    assert states == ["listening", "ended"]
