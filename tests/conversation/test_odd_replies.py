"""Turns whose model answers oddly: what is spoken, what the row says, what the next turn sends."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pytest

from tests.players import TimedSink
from voicelab import Session
from voicelab.cli.conversation_printer import ConversationPrinter
from voicelab.testing import CutStream, EmbeddedServices, Refuse, ScriptedEngines, embedded_services

REPLIES = [
    "<think>The user asks. Be brief.</think>\n\nMount Everest.",
    "The user asks something. Be brief.</think>Mount Everest.",
    "The user asks something. Be brief.</think>Mount Everest.",
]


def session_with(embedded: EmbeddedServices) -> Session:
    return Session(services=embedded.services, log=False)


@pytest.fixture
def embedded() -> Iterator[EmbeddedServices]:
    with embedded_services(ScriptedEngines(reply="It is this. And it is that.")) as running:
        yield running


def replying(*replies: str) -> ScriptedEngines:
    return ScriptedEngines(reply=list(replies))


def test_a_thought_is_in_a_column_of_its_own_and_nowhere_else() -> None:
    with embedded_services(replying(*REPLIES)) as embedded, session_with(embedded) as session:
        rows = [session.ask("What is it?") for _ in REPLIES]
        frame = session.log.df
        sent = str(embedded.request_log.chat_requests[-1]["messages"])
    assert [row.reply for row in rows] == ["Mount Everest."] * 3
    assert [row.spoken_text for row in rows] == ["Mount Everest."] * 3
    assert [row.outcome for row in rows] == ["completed"] * 3
    assert all("Be brief." in (row.reasoning or "") for row in rows)
    assert frame["reasoning"].str.contains("Be brief.").all()
    assert "Be brief." not in sent
    assert len({round(row.spoken.duration_seconds, 1) for row in rows if row.spoken is not None}) == 1


def test_a_thought_that_was_being_spoken_stops_sounding_when_it_is_known_for_one() -> None:
    thought = "One thing follows the next in my thought. " * 10
    script = ScriptedEngines(reply=f"{thought}</think>Mount Everest.", tokens_per_second=200.0)
    sink = TimedSink()
    with embedded_services(script) as embedded, session_with(embedded) as session:
        exchange = session.ask("What is it?", sink=sink)
    assert (exchange.reply, exchange.spoken_text) == ("Mount Everest.", "Mount Everest.")
    assert exchange.spoken is not None
    assert exchange.spoken.duration_seconds < 3.0
    assert len(sink.flushed_at) == 1
    assert sink.heard_seconds == pytest.approx(exchange.spoken.duration_seconds, abs=0.05)


@pytest.mark.parametrize("reply", ["", " \n", "👍", "```\n```"])
def test_a_turn_with_nothing_to_say_fails_and_the_next_one_is_answered(reply: str) -> None:
    with embedded_services(replying(reply, "Yes.")) as embedded, session_with(embedded) as session:
        first, second = session.ask("One?"), session.ask("Two?")
        roles = [message["role"] for message in embedded.request_log.chat_requests[-1]["messages"]]
    assert (first.outcome, first.error_code, first.error_stage) == ("failed", "empty-reply", "completion")
    assert (second.outcome, second.spoken_text) == ("completed", "Yes.")
    assert roles == ["system", "user"]


def test_half_a_character_in_a_question_is_asked_and_kept(embedded: EmbeddedServices) -> None:
    with session_with(embedded) as session:
        exchange = session.ask("caf\udce9 \ud83d\ude00?")
        frame = session.log.df
    assert (exchange.outcome, exchange.transcript) == ("completed", "caf\ufffd 😀?")
    assert frame["transcript"].tolist() == ["caf\ufffd 😀?"]


@pytest.mark.parametrize(
    ("stage", "faults", "line"),
    [
        ("completion", [CutStream(after_messages=3)], "The reply was canceled: connection-closed"),
        ("completion", [Refuse(status=401)], "The reply was canceled: authentication"),
        ("synthesis", [Refuse(status=401, times=None)], "Speech synthesis canceled: authentication"),
    ],
)
def test_the_console_says_which_stage_failed(
    embedded: EmbeddedServices,
    capsys: pytest.CaptureFixture[str],
    stage: str,
    faults: Sequence[CutStream | Refuse],
    line: str,
) -> None:
    embedded.faults.add(stage, *faults)  # type: ignore[arg-type]
    with session_with(embedded) as session:
        session.subscribe(ConversationPrinter(session.services, session.settings, live=False))
        exchange = session.ask("What is it?")
    assert exchange.error_stage == stage
    assert line in capsys.readouterr().out.splitlines()
