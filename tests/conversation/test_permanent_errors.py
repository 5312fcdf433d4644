"""A conversation that would only fail on and on ends, with one message that says why."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from voicelab import Audio, RetryPolicy, Session, Timeouts
from voicelab.embedded.fault_kinds import Fault
from voicelab.embedded.faults import Stage
from voicelab.events import Event, Failed, SessionEnded
from voicelab.testing import Drop, EmbeddedServices, Refuse, ScriptedEngines, embedded_services, speech

HASTY = Timeouts(retry=RetryPolicy(retries=0, failed_turns=3))


@pytest.fixture(scope="module")
def running() -> Iterator[EmbeddedServices]:
    with embedded_services(ScriptedEngines(transcripts=["What is it?"])) as embedded:
        yield embedded


@pytest.fixture
def session(running: EmbeddedServices) -> Iterator[Session]:
    running.faults.clear()
    with Session(services=running.services, log=False, timeouts=HASTY) as session:
        yield session
    running.faults.clear()


def utterances(count: int) -> list[Audio]:
    return [speech(seconds=0.4)] * count


def failures(session: Session) -> list[str]:
    messages: list[str] = []

    def record(event: Event) -> None:
        if isinstance(event, Failed):
            messages.append(str(event.error))

    session.subscribe(record)
    return messages


@pytest.mark.parametrize("stage", ["completion", "synthesis"])
def test_turns_that_fail_one_after_the_other_end_the_conversation(
    running: EmbeddedServices, session: Session, stage: Stage
) -> None:
    messages = failures(session)
    running.faults.add(stage, Drop(times=None))
    assert session.talk(utterances(8)) == "failed"
    assert session.log.df["outcome"].tolist() == ["failed"] * 3
    assert len(messages) == 1
    assert messages[0].startswith("3 turns in a row failed, so the conversation ends. The last time: ")


def test_recordings_that_cannot_be_recognised_end_the_conversation(
    running: EmbeddedServices, session: Session
) -> None:
    running.faults.add("recognition", Refuse(status=500, times=None))
    assert session.talk(utterances(8)) == "failed"
    assert session.log.df["outcome"].tolist() == ["failed"] * 3


def test_a_turn_that_succeeds_in_between_lets_the_conversation_go_on(
    running: EmbeddedServices, session: Session
) -> None:
    for _ in range(2):
        running.faults.add("completion", Drop(times=2))
        assert session.talk(utterances(3)) == "end-of-input"


@pytest.mark.parametrize(
    "fault",
    [
        Refuse(status=401, times=None),
        Refuse(status=404, code="DeploymentNotFound", times=None),
        Refuse(status=410, message="The model is retired.", times=None),
        Refuse(status=429, code="insufficient_quota", times=None),
    ],
)
def test_what_no_further_turn_can_change_ends_the_conversation_at_once(
    running: EmbeddedServices, session: Session, fault: Fault
) -> None:
    messages = failures(session)
    ended: list[Event] = []
    session.subscribe(lambda event: ended.append(event) if isinstance(event, SessionEnded) else None)
    running.faults.add("completion", fault)
    assert session.talk(utterances(3)) == "failed"
    assert len(session.log) == 1
    assert messages == session.log.df["error_message"].tolist()
    assert ended == [SessionEnded("failed")]
