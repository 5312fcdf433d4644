"""Dialogues: a caller that says what is written down."""

from __future__ import annotations

import asyncio
import pickle
from dataclasses import replace
from typing import Any

import pytest

import voicelab as vl
from tests.exchanges import an_exchange
from voicelab.callers.caller import Caller

JENNY = "en-US-JennyMultilingualNeural"
OVER = vl.CallerTurn(says="Wait.", interrupts_after_seconds=0.5)


def test_turns_come_in_order_and_then_the_caller_hangs_up() -> None:
    caller: Caller = vl.Dialogue(["One?", "Two?"])  # type: ignore[arg-type]  # texts stand for turns
    exchanges = [an_exchange(turn=1), an_exchange(turn=2)]

    said = [asyncio.run(caller.next_turn(exchanges[:turns])) for turns in range(3)]

    assert [turn.says if turn is not None else None for turn in said] == ["One?", "Two?", None]


def test_a_turn_interrupts_the_reply_to_the_one_before_it() -> None:
    dialogue = vl.Dialogue((vl.CallerTurn(says="Tell me all."), OVER, vl.CallerTurn(says="So?")), JENNY)

    assert [dialogue.interruption([an_exchange()] * before) for before in range(3)] == [OVER, None, None]


def test_a_dialogue_is_spoken_where_it_has_a_voice_or_sound() -> None:
    assert not vl.Dialogue(("x",)).is_spoken  # type: ignore[arg-type]
    assert vl.Dialogue(("x",), JENNY).is_spoken  # type: ignore[arg-type]
    assert vl.Dialogue((vl.Audio.silence(1.0),)).is_spoken  # type: ignore[arg-type]


def test_a_dialogue_is_called_by_what_is_said_in_it() -> None:
    turns = (vl.CallerTurn(says="One?"), vl.CallerTurn(says=vl.Audio.silence(1.5)))

    assert vl.Dialogue(turns, JENNY).label == "One? / 1.5 s of sound"


def test_a_dialogue_is_known_by_what_is_said_and_when_and_not_by_what_is_expected() -> None:
    turn = vl.CallerTurn(says="One?")
    dialogue = vl.Dialogue((turn,), JENNY)

    assert vl.Dialogue((replace(turn, expected=("1",)),), JENNY).content == dialogue.content
    others = [
        vl.Dialogue((turn,)),
        vl.Dialogue((replace(turn, pause_seconds=1.0),), JENNY),
        vl.Dialogue((turn, turn), JENNY),
        vl.Dialogue((replace(turn, says=vl.Audio.silence(0.1)),), JENNY),
    ]
    assert len({dialogue.content, *(each.content for each in others)}) == 5


def test_a_dialogue_is_sent_to_other_processes() -> None:
    dialogue = vl.Dialogue((vl.CallerTurn(says=vl.Audio.silence(0.1)), OVER), JENNY)

    assert len({dialogue, pickle.loads(pickle.dumps(dialogue))}) == 1


@pytest.mark.parametrize(
    ("turns", "voice", "error", "message"),
    [
        ((), None, ValueError, "one turn or more"),
        ("Hello?", None, TypeError, "turns must be a list of what is said, not str"),
        ((7,), None, TypeError, "says must be a text or an Audio, not int"),
        ((vl.Audio.silence(0.1), "And?"), None, ValueError, "turn 2 is a text among sound"),
        (("x", OVER), None, ValueError, "turn 2 has a pause or an interruption, and nothing is spoken"),
        ((OVER, "x"), JENNY, ValueError, "turn 1 interrupts, and there is no reply before it"),
        (("x",), "Jenny!", ValueError, "voice"),
    ],
)
def test_what_no_dialogue_can_be_is_refused(
    turns: Any, voice: str | None, error: type[Exception], message: str
) -> None:
    with pytest.raises(error, match=message):
        vl.Dialogue(turns, voice)
