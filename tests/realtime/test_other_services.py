"""Services that speak the protocol otherwise than OpenAI does: nothing of what they say is lost."""

from __future__ import annotations

from typing import Any

import pytest

from tests.conversation.event_recorder import EventRecorder
from tests.realtime.replayed_service import SOUND, Replay, replayed, reply_events
from voicelab import Session
from voicelab.audio.sinks import NullSink
from voicelab.audio.sources import PushSource
from voicelab.events import ExchangeLogged, Notice
from voicelab.realtime import hearing
from voicelab.services.retry_policy import RetryPolicy
from voicelab.services.timeouts import Timeouts
from voicelab.testing import silence, speech

BUSY = "Conversation already has an active response"
TRANSCRIPTION = "conversation.item.input_audio_transcription"


def refusal(message: str, **fields: Any) -> dict[str, Any]:
    """Return an error as many services word it: no code, and no word of what was asked."""
    return {"type": "error", "error": {"type": "invalid_request_error", "message": message, **fields}}


def notices_of(session: Session) -> list[tuple[str, str]]:
    """Return the codes and messages of the notices to come."""
    told: list[tuple[str, str]] = []
    session.subscribe(
        lambda event: told.append((event.code, event.message)) if isinstance(event, Notice) else None
    )
    return told


def said_live() -> PushSource:
    """Return a source that somebody speaks into."""
    source = PushSource()
    source.push((silence(0.1) + speech(seconds=0.4) + silence(0.4)).to_pcm())
    source.end()
    return source


def replying(**events: list[dict[str, Any]]) -> Replay:
    """Return a service that replies, and sends these events upon others."""

    def replay(event: dict[str, Any]) -> list[dict[str, Any]]:
        kind = event["type"].replace(".", "_")
        return events.get(kind, reply_events() if kind == "response_create" else [])

    return replay


def test_a_service_that_begins_with_its_conversation_is_talked_to() -> None:
    def replay(event: dict[str, Any]) -> list[dict[str, Any]]:
        return reply_events() if event["type"] == "response.create" else []

    with replayed(replay, first={"type": "conversation.created", "conversation": {"id": "c"}}) as session:
        assert session.ask("How high?").reply == "Well."


def test_turn_detection_stands_where_the_service_states_it() -> None:
    sent: list[dict[str, Any]] = []

    def replay(event: dict[str, Any]) -> list[dict[str, Any]]:
        sent.append(event.get("session", {}))
        return reply_events() if event["type"] == "response.create" else []

    def asked() -> list[dict[str, Any]]:
        return [session["turn_detection"] for session in sent if "turn_detection" in session]

    def talk(session: Session) -> None:
        source = PushSource()
        source.end()
        session.talk(source, NullSink())

    stated = {"type": "session.created", "session": {"turn_detection": {"type": None}, "voice": "xai_ara"}}
    with replayed(replay, first=stated) as session:
        talk(session)
    assert asked()[0]["type"] == "server_vad"
    sent.clear()
    with replayed(replay, first={"type": "session.created", "session": {"audio": {}}}) as session:
        talk(session)
    assert not asked()


@pytest.mark.parametrize("done", [{}, {"response": {"status": "completed"}}, {"response_id": "r"}])
def test_a_response_that_names_itself_nowhere_at_its_end_is_over_all_the_same(done: dict[str, Any]) -> None:
    def replay(event: dict[str, Any]) -> list[dict[str, Any]]:
        if event["type"] != "response.create":
            return []
        return [*reply_events()[:-1], {"type": "response.done", **done}]

    with replayed(replay) as session:
        exchange = session.ask("How high?")
    assert (exchange.outcome, exchange.reply) == ("completed", "Well.")


def test_what_is_written_only_at_the_end_is_the_reply() -> None:
    item = {"id": "a", "type": "message", "content": [{"type": "output_audio", "transcript": "Well."}]}

    def replay(event: dict[str, Any]) -> list[dict[str, Any]]:
        if event["type"] != "response.create":
            return []
        end = {"id": "r", "status": "completed", "output": [item]}
        sound = {"type": "response.output_audio.delta", "response_id": "r", "item_id": "a", "delta": SOUND}
        return [sound, {"type": "response.done", "response": end}]

    with replayed(replay) as session:
        exchange = session.ask("How high?")
    assert (exchange.reply, exchange.spoken_text) == ("Well.", "Well.")


def test_kinds_of_tokens_are_counted_by_whatever_name_they_have() -> None:
    usage = {
        "input_tokens": 20,
        "output_tokens": 10,
        "input_tokens_details": {"audio_tokens": 5, "cached_tokens": 4},
        "output_tokens_details": {"audio_tokens": 7},
    }

    def replay(event: dict[str, Any]) -> list[dict[str, Any]]:
        return reply_events(usage=usage) if event["type"] == "response.create" else []

    with replayed(replay) as session:
        used = session.ask("How high?").usage
    assert (used.prompt_tokens, used.prompt_audio_tokens, used.cached_tokens) == (20, 5, 4)
    assert (used.completion_tokens, used.completion_audio_tokens) == (10, 7)


@pytest.mark.parametrize(
    "words",
    [
        "Error deleting item: the item with id 'a' does not exist.",
        "Item to delete not found",
        "Unknown or invalid event: conversation.item.delete",
    ],
)
def test_a_deletion_that_is_refused_fails_no_reply(words: str) -> None:
    refused = refusal(words)
    with replayed(replying(conversation_item_delete=[refused])) as session:
        session.ask("How high?")
        session.history.forget()
        assert session.ask("And K2?").outcome == "completed"


@pytest.mark.parametrize(
    "words",
    [
        "Deleting items not implemented",
        "Unknown event type",
        "Event handler for conversation.item.delete not found",
        "Input tag 'conversation.item.delete' is none of 'conversation.item.truncate', 'session.update'",
        None,
    ],
)
def test_what_a_service_cannot_forget_another_connection_does_not_know(words: str | None) -> None:
    told: list[list[str]] = []

    def replay(event: dict[str, Any]) -> list[dict[str, Any]]:
        match event["type"]:
            case "session.update" if "instructions" in event["session"]:
                told.append([])
            case "conversation.item.create":
                told[-1].append(event["item"]["content"][0]["text"])
            case "conversation.item.delete" if words is not None:
                return [refusal(words)]
            case "response.create":
                return reply_events()
        return []

    with replayed(replay) as session:
        session.ask("How high?")
        session.history.forget()
        second = session.ask("And K2?")
        third = session.ask("And now?")
    assert (second.outcome, second.retries, third.outcome) == ("completed", 0, "completed")
    assert told[-1][-3 if words else -4 :] == ["And K2?", *(() if words else ("Well.",)), "And now?"]
    assert len(told) == 2


def test_what_sounds_like_a_deletion_on_each_connection_is_a_failure() -> None:
    asked: list[str] = []

    def replay(event: dict[str, Any]) -> list[dict[str, Any]]:
        if event["type"] == "response.cancel":
            return [{"type": "response.done", "response": {"id": "r", "status": "cancelled"}}]
        if event["type"] != "response.create":
            return []
        asked.append(event["event_id"])
        return [refusal("The context is full. Delete items of it.")] if len(asked) < 9 else reply_events()

    with replayed(replay) as session:
        refused = session.ask("How high?")
    assert (refused.error_code, len(asked)) == ("bad-request", 2)


@pytest.mark.parametrize("named", [True, False])
def test_a_service_that_still_replies_is_asked_again(named: bool) -> None:
    asked: list[str] = []

    def replay(event: dict[str, Any]) -> list[dict[str, Any]]:
        if event["type"] != "response.create":
            return []
        asked.append(event["event_id"])
        return reply_events() if asked[1:] else [refusal(BUSY, event_id=asked[0] if named else None)]

    with replayed(replay) as session:
        exchange = session.ask("How high?")
    assert (exchange.outcome, exchange.retries, len(asked)) == ("completed", 1, 2)


def test_the_reply_that_a_service_began_of_its_own_accord_is_the_reply() -> None:
    sent: list[str] = []

    def replay(event: dict[str, Any]) -> list[dict[str, Any]]:
        sent.append(event["type"])
        if event["type"] != "response.create":
            return []
        begun, *rest = reply_events()
        return [begun, refusal(BUSY, event_id=event["event_id"]), *rest]

    with replayed(replay) as session:
        exchange = session.ask("How high?")
    assert (exchange.outcome, exchange.reply) == ("completed", "Well.")
    assert "response.cancel" not in sent


@pytest.mark.parametrize("ended", [[], [{"type": "response.done", "response": {"id": "r"}}]])
def test_a_response_that_begins_before_ours_has_ended_takes_its_place(ended: list[dict[str, Any]]) -> None:
    begun = {"type": "response.created", "response": {"id": "r"}}
    theirs = [{"type": "response.created", "response": {"id": "s"}}, *ended]
    for event in reply_events()[1:]:
        of = {"response": {**event["response"], "id": "s"}} if "response" in event else {"response_id": "s"}
        theirs.append({**event, **of})
    with replayed(replying(response_create=[begun, *theirs])) as session:
        exchanges = [session.ask("How high?"), session.ask("And K2?")]
    assert [(each.outcome, each.reply, each.retries) for each in exchanges] == [("completed", "Well.", 0)] * 2


def test_a_reply_that_the_service_cuts_ends_there() -> None:
    cut = reply_events(status="cancelled", status_details={"type": "cancelled", "reason": "turn_detected"})
    with replayed(replying(response_create=cut)) as session:
        exchange = session.ask("How high?")
    assert (exchange.outcome, exchange.reply, exchange.finish_reason) == (
        "completed",
        "Well.",
        "turn_detected",
    )


def test_a_reply_that_is_only_written_says_so() -> None:
    silent = [each for each in reply_events() if "audio.delta" not in each["type"]]
    with replayed(replying(response_create=silent)) as session:
        exchange = session.ask("How high?")
    assert exchange.error_code == "empty-reply"
    assert "did not speak it: Well." in str(exchange.error_message)


@pytest.mark.parametrize(
    "events",
    [
        [{"type": f"{TRANSCRIPTION}.completed", "item_id": "i", "transcript": "How high?"}],
        [{"type": f"{TRANSCRIPTION}.delta", "item_id": "i", "delta": each} for each in ("How", " high?")],
        [
            {"type": f"{TRANSCRIPTION}.delta", "item_id": "i", "delta": "How high?"},
            {"type": f"{TRANSCRIPTION}.failed", "item_id": "i", "error": {"message": "No."}},
        ],
    ],
)
def test_a_transcript_in_pieces_or_ahead_of_its_item_is_not_lost(events: list[dict[str, Any]]) -> None:
    committed = {"type": "input_audio_buffer.committed", "item_id": "i"}
    with replayed(replying(input_audio_buffer_commit=[*events, committed])) as session:
        assert session.ask(speech(seconds=0.3)).transcript == "How high?"


def test_text_behind_the_end_of_a_response_is_the_reply() -> None:
    begun, added, text, sound, done = reply_events()
    with replayed(replying(response_create=[begun, added, sound, done, text])) as session:
        exchange = session.ask("How high?")
    assert (exchange.outcome, exchange.reply) == ("completed", "Well.")


def test_what_comes_late_of_a_reply_is_no_part_of_the_next() -> None:
    first, second = reply_events(), reply_events(said="Thus.")
    for event in second:
        of = {"response": {**event["response"], "id": "s"}} if "response" in event else {"response_id": "s"}
        event.update(of)
    answers = [first, [first[2], first[-1], *second]]

    def replay(event: dict[str, Any]) -> list[dict[str, Any]]:
        return answers.pop(0) if event["type"] == "response.create" else []

    with replayed(replay) as session:
        assert [session.ask("How high?").reply for _ in range(2)] == ["Well.", "Thus."]


@pytest.mark.parametrize("sign", [None, "session.updated", "error"])
def test_a_service_that_says_nothing_of_what_is_said_is_asked_whether_it_is_there(
    sign: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    if sign is None:
        monkeypatch.setattr(hearing, "_PROBE_SECONDS", 0.1)
    heard = [
        {"type": "input_audio_buffer.committed", "item_id": "i"},
        {"type": f"{TRANSCRIPTION}.completed", "item_id": "i", "transcript": "How high?"},
    ]

    appended: list[dict[str, Any]] = []

    def replay(event: dict[str, Any]) -> list[dict[str, Any]]:
        if event["type"] == "input_audio_buffer.append" and not appended:
            appended.append(event)
            return [{"type": "rate_limits.updated", "rate_limits": []}]  # of what was asked before
        if sign and event["type"] == "session.update" and "audio" not in event["session"]:
            return [{"type": sign, "error": {"message": "No.", "event_id": event["event_id"]}}, *heard]
        return reply_events() if event["type"] == "response.create" else []

    with replayed(replay) as session:
        events, source = EventRecorder(session), PushSource()
        source.push((silence(0.1) + speech(seconds=0.4) + silence(0.4)).to_pcm())
        session.start(source, NullSink())
        events.wait(lambda _: events.of(Notice) or events.of(ExchangeLogged))
        session.stop()
    notices = [event.message for event in events.of(Notice)]
    assert ["did not answer in time" in message for message in notices] == [True] * (sign is None)


@pytest.mark.parametrize(
    "error",
    [
        {"error": "No such key.", "code": "invalid_api_key"},
        {"message": "No such key.", "code": "invalid_api_key"},
        {"error": {"message": "No such key.", "code": "invalid_api_key"}},
    ],
)
def test_an_error_is_read_whatever_its_shape_and_fails_the_reply_at_once(error: dict[str, Any]) -> None:
    sent: list[str] = []

    def replay(event: dict[str, Any]) -> list[dict[str, Any]]:
        sent.append(event["type"])
        return [{"type": "error", **error}] if event["type"] == "response.create" else []

    with replayed(replay) as session:
        refused = session.ask("How high?")
    assert (refused.error_code, refused.retries) == ("authentication", 0)
    assert "No such key." in str(refused.error_message)
    assert "response.cancel" not in sent


def test_what_a_tool_returned_is_told_over_another_connection_where_it_is_refused() -> None:
    called = {"id": "f", "type": "function_call", "name": "weather", "call_id": "c", "arguments": "{}"}
    sent: list[dict[str, Any]] = []

    def weather() -> str:
        """Return the weather."""
        return "sunny"

    def replay(event: dict[str, Any]) -> list[dict[str, Any]]:
        sent.append(event.get("item", {}))
        if event.get("item", {}).get("type") == "function_call_output":
            return [refusal("Tool call ID 'c' not found in conversation.", event_id=event["event_id"])]
        if event["type"] != "response.create":
            return []
        begun, done = {"id": "r"}, {"id": "r", "status": "completed", "output": [called]}
        if any(item.get("type") == "function_call_output" for item in sent):
            return reply_events()
        return [{"type": "response.created", "response": begun}, {"type": "response.done", "response": done}]

    with replayed(replay, tools=[weather]) as session:
        exchange = session.ask("How is the weather?")
    assert (exchange.outcome, exchange.reply, len(exchange.tool_calls)) == ("completed", "Well.", 1)
    assert "sunny" in str(sent[-2])


def test_a_response_that_fails_with_an_error_and_no_end_is_told_in_its_words() -> None:
    begun = {"type": "response.created", "response": {"id": "r"}}
    failed = {"type": "error", "error": {"type": "server_error", "message": "The backend is away."}}
    once = Timeouts(first_token_seconds=5.0, next_token_seconds=0.1, retry=RetryPolicy(retries=0))
    with replayed(replying(response_create=[begun, failed]), timeouts=once) as session:
        exchange = session.ask("How high?")
    assert exchange.error_code == "service-error"
    assert "The backend is away." in str(exchange.error_message)


def test_a_reply_that_fails_behind_a_call_of_a_tool_did_not_stop_by_itself() -> None:
    call = {"type": "function_call", "id": "f", "call_id": "c", "name": "look", "arguments": "{}"}
    begun, *_, done = reply_events(output=[call], usage={"input_tokens": 5, "output_tokens": 2})
    answers = [[begun, done], [refusal("No.")]]

    def look() -> str:
        """Look outside."""
        return "Rain."

    def replay(event: dict[str, Any]) -> list[dict[str, Any]]:
        return answers.pop(0) if event["type"] == "response.create" else []

    with replayed(replay, tools=[look]) as session:
        exchange = session.ask("How is it?")
    assert (exchange.outcome, exchange.finish_reason) == ("failed", None)
    assert exchange.usage.prompt_tokens == 5


def test_a_warning_of_the_service_is_told_once() -> None:
    warning = {"type": "warning", "warning": {"code": "voice_fallback", "message": "Another voice speaks."}}
    with replayed(replying(session_update=[warning, warning])) as session:
        told = notices_of(session)
        session.ask("How high?")
    ((code, message),) = told
    assert code == "service-warning"
    assert "'theirs'" in message
    assert message.endswith("warns: Another voice speaks.")


@pytest.mark.parametrize(
    ("engine", "hint"),
    [
        ("realtime", "Set OPENAI_BASE_URL=https://voice.example/v1."),
        ("voice-live", "Set AZURE_VOICELIVE_ENDPOINT to an address that answers."),
    ],
)
def test_a_redirect_says_what_to_set(engine: str, hint: str) -> None:
    elsewhere = "https://voice.example/v1/realtime?model=theirs"
    with replayed(replying(), redirect=elsewhere, engine=engine) as session:
        refused = session.ask("How high?")
    assert (refused.error_code, hint in str(refused.error_message)) == ("not-found", True)


def test_pieces_of_what_is_said_live_are_its_transcript_if_no_more_come() -> None:
    heard = [
        {"type": "input_audio_buffer.committed", "item_id": "i"},
        {"type": f"{TRANSCRIPTION}.delta", "item_id": "i", "delta": "How high?"},
    ]
    with replayed(replying(input_audio_buffer_commit=heard)) as session:
        notices = notices_of(session)
        session.talk(said_live(), NullSink())
        (exchange,) = session.log.exchanges()
    assert (exchange.transcript, exchange.reply, notices) == ("How high?", "Well.", [])


def test_what_was_said_live_is_given_to_another_connection_where_an_error_names_no_request() -> None:
    commits: list[dict[str, Any]] = []
    heard = [
        {"type": "input_audio_buffer.committed", "item_id": "i"},
        {"type": f"{TRANSCRIPTION}.completed", "item_id": "i", "transcript": "How high?"},
    ]

    def replay(event: dict[str, Any]) -> list[dict[str, Any]]:
        if event["type"] == "input_audio_buffer.commit":
            commits.append(event)
            return [refusal("This is no JSON.")] if len(commits) == 1 else heard
        return reply_events() if event["type"] == "response.create" else []

    with replayed(replay) as session:
        notices = notices_of(session)
        session.talk(said_live(), NullSink())
        (exchange,) = session.log.exchanges()
    assert (exchange.transcript, exchange.reply) == ("How high?", "Well.")
    assert [code for code, _ in notices] == ["recognition-retry"]
