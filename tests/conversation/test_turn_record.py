"""What of a reply was heard, where its voice does not tell the times of words."""

from __future__ import annotations

import pytest

from voicelab import Settings
from voicelab.conversation.turn_input import TurnInput
from voicelab.conversation.turn_record import TurnRecord
from voicelab.synthesis.synthesizer import Speech


def heard_text(reply: str, *, made_seconds: float, is_complete: bool, speaking_rate: float = 1.0) -> str:
    """Return what was heard of a reply that was interrupted when all its sound until then had sounded."""
    settings, speech = Settings(speaking_rate=speaking_rate), Speech()
    speech.record_text(reply)
    speech.is_complete = is_complete
    record = TurnRecord(
        session_id="test",
        number=1,
        turn_input=TurnInput.typed("What is it?"),
        settings=settings,
        speech=speech,
        pcm=bytearray(2 * round(made_seconds * settings.sample_rate_hz)),
        interrupted=True,
    )
    heard = record.exchange().heard_text
    assert heard is not None
    return heard


@pytest.mark.parametrize(
    ("reply", "heard"),
    [
        ("One mountain follows the next. " * 10, "One mountain follows"),
        ("明天的天气很好，我们一起去公园吧。" * 10, "明天的天气"),
    ],
)
def test_while_sound_is_still_made_no_more_was_heard_than_is_said_in_that_time(
    reply: str, heard: str
) -> None:
    assert heard_text(reply, made_seconds=1.0, is_complete=False) == heard


def test_a_voice_that_is_to_speak_fast_says_more_in_that_time() -> None:
    reply = "One mountain follows the next. " * 10
    heard = heard_text(reply, made_seconds=1.0, is_complete=False, speaking_rate=2.0)
    assert heard == "One mountain follows the next."


def test_of_a_reply_whose_sound_is_complete_all_was_heard_that_sounded() -> None:
    reply = "One mountain follows the next. " * 10
    assert heard_text(reply, made_seconds=1.0, is_complete=True) == reply.strip()
