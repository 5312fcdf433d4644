"""One turn of a caller: what is said, and what is known of the right reply."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import voicelab as vl


def test_sound_is_kept_as_it_is_recognised_and_numbers_are_plain() -> None:
    pause: Any = np.float32(0.5)

    expected: Any = "yes"

    turn = vl.CallerTurn(says=vl.Audio.silence(0.5, 8_000), pause_seconds=pause, expected=expected)

    assert isinstance(turn.says, vl.Audio)
    assert (turn.says.sample_rate_hz, turn.says.duration_seconds) == (16_000, 0.5)
    assert (turn.expected, turn.pause_seconds, type(turn.pause_seconds)) == (("yes",), 0.5, float)


def test_what_is_said_is_known_of_texts_and_of_sound_with_a_transcript() -> None:
    sound = vl.Audio.silence(1.5)
    turns = [
        vl.CallerTurn(says="At 5 PM."),
        vl.CallerTurn(says="At 5 PM.", transcript="at five p m"),
        vl.CallerTurn(says=sound, transcript="Hm."),
        vl.CallerTurn(says=sound),
    ]

    assert [turn.reference for turn in turns] == ["At 5 PM.", "at five p m", "Hm.", None]
    assert [turn.label for turn in turns] == ["At 5 PM.", "At 5 PM.", "Hm.", "1.5 s of sound"]


@pytest.mark.parametrize(
    ("fields", "error", "message"),
    [
        ({"says": " "}, ValueError, "nothing is said: says is blank"),
        ({"says": None}, TypeError, "says must be a text or an Audio, not NoneType"),
        ({"says": "x", "pause_seconds": -1}, ValueError, "pause_seconds must be from 0.0 to 600.0, not -1"),
        ({"says": "x", "pause_seconds": float("nan")}, ValueError, "pause_seconds must be"),
        ({"says": "x", "interrupts_after_seconds": "1"}, ValueError, "interrupts_after_seconds must be"),
        ({"says": "x", "interrupts_after_seconds": 1, "pause_seconds": 1}, ValueError, "has no pause ahead"),
        ({"says": "x", "expected": (4,)}, TypeError, "expected must be texts, and one is 4"),
    ],
)
def test_what_no_turn_can_be_is_refused(fields: dict[str, Any], error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=message):
        vl.CallerTurn(**fields)
