"""What a turn leaves: what of its reply was heard, what it used and how long it took."""

from __future__ import annotations

import pytest

from voicelab import Settings
from voicelab.completion.messages import Finish, ToolRequest
from voicelab.conversation.tool_run import ToolRun
from voicelab.conversation.turn_input import TurnInput
from voicelab.conversation.turn_record import TurnRecord
from voicelab.exchange.fields import Usage, Word
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


def test_words_whose_times_a_service_has_not_told_yet_were_heard_by_their_share() -> None:
    speech = Speech()
    speech.record_text("One mountain follows the next mountain.")
    speech.words.append(Word(text="One", start_seconds=0.0, duration_seconds=0.2))
    record = TurnRecord(
        session_id="test",
        number=1,
        turn_input=TurnInput.typed("What is it?"),
        settings=Settings(engine="voice-live"),
        speech=speech,
        pcm=bytearray(2 * 24_000),
        interrupted=True,
    )
    assert record.exchange().heard_text == "One mountain follows"


def test_a_model_that_speaks_has_tokens_of_sound_and_neither_characters_nor_time_of_a_voice() -> None:
    typed = TurnInput.typed("What is it?")
    record = TurnRecord(
        session_id="test",
        number=1,
        turn_input=typed,
        settings=Settings(engine="realtime"),
        finish=Finish(
            *("stop", "gpt-realtime", 50, 20),
            prompt_audio_tokens=30,
            completion_audio_tokens=15,
            cached_tokens=40,
            cached_audio_tokens=25,
        ),
        requested_at=typed.ended_at + 0.25,
        first_token_at=typed.ended_at + 0.5,
        first_sample_at=typed.ended_at + 0.75,
    )
    exchange = record.exchange()
    assert exchange.usage == Usage(
        prompt_tokens=50,
        completion_tokens=20,
        prompt_audio_tokens=30,
        completion_audio_tokens=15,
        cached_tokens=40,
        cached_audio_tokens=25,
    )
    assert exchange.latency.model_seconds == pytest.approx(0.5)
    assert exchange.latency.voice_seconds is None


@pytest.mark.parametrize(("engine", "model_seconds"), [("cascade", 1.0), ("realtime", 1.5)])
def test_what_the_model_waited_for_tools_is_no_time_of_its_own(engine: str, model_seconds: float) -> None:
    typed = TurnInput.typed("What is it?")
    zero = typed.ended_at
    record = TurnRecord(
        session_id="test",
        number=1,
        turn_input=typed,
        settings=Settings(engine=engine),
        requested_at=zero + 0.25,
        first_token_at=zero + 4.25,
        first_sample_at=zero + 4.75,
        done_at=zero + 9.0,
    )
    assert record.exchange().latency.tool_seconds is None
    # Two side by side, one behind them, and one that is called once the reply has begun.
    for begin, end in ((1.0, 3.0), (1.5, 2.0), (3.0, 4.0), (5.0, 8.0)):
        run = ToolRun(ToolRequest("a", "look", "{}"), zero + begin, ended_at=zero + end)
        record.tool_runs.append(run)
    latency = record.exchange().latency
    assert latency.tool_seconds == pytest.approx(3.0)
    assert latency.model_seconds == pytest.approx(model_seconds)


def test_a_tool_that_was_cut_short_was_waited_for_until_the_end() -> None:
    typed = TurnInput.typed("What is it?")
    record = TurnRecord(session_id="test", number=1, turn_input=typed, settings=Settings(), interrupted=True)
    record.tool_runs.append(ToolRun(ToolRequest("a", "look", "{}"), typed.ended_at + 1.0))
    record.done_at = typed.ended_at + 3.0
    latency = record.exchange().latency
    assert latency.tool_seconds == pytest.approx(2.0)
    assert latency.model_seconds is None
