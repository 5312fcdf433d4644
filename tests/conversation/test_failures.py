"""Every way in which a service can fail becomes an error that says what to do, and a logged exchange."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator

import pytest

from tests.iterators import no_iterator_left
from voicelab import RetryPolicy, Session, Timeouts
from voicelab.embedded.fault_kinds import Fault
from voicelab.embedded.faults import Stage
from voicelab.testing import (
    Close,
    CutStream,
    Delay,
    Drop,
    EmbeddedServices,
    EmptyAudio,
    FilterPrompt,
    FilterReply,
    Garbage,
    Hang,
    Refuse,
    RejectParameter,
    ScriptedEngines,
    embedded_services,
    speech,
)

HASTY = Timeouts(
    recognition_seconds=0.5,
    first_token_seconds=0.5,
    next_token_seconds=0.5,
    synthesis_seconds=0.5,
    retry=RetryPolicy(retries=0),
)
PATIENT = dataclasses.replace(
    HASTY, recognition_seconds=20.0, first_token_seconds=20.0, synthesis_seconds=20.0
)


@pytest.fixture(scope="module")
def embedded() -> Iterator[EmbeddedServices]:
    script = ScriptedEngines(transcripts=["What is it?"], reply="It is this. And it is that.")
    with embedded_services(script) as running:
        yield running


@pytest.fixture
def session(embedded: EmbeddedServices) -> Iterator[Session]:
    yield from session_with(HASTY, embedded)


@pytest.fixture
def patient_session(embedded: EmbeddedServices) -> Iterator[Session]:
    yield from session_with(PATIENT, embedded)


def session_with(timeouts: Timeouts, embedded: EmbeddedServices) -> Iterator[Session]:
    embedded.faults.clear()
    with Session(services=embedded.services, log=False, timeouts=timeouts) as session:
        yield session
    embedded.faults.clear()


def forever(fault: type[Fault], **fields: object) -> Fault:
    return fault(times=None, **fields)


RECOGNITION = [
    (forever(Refuse, status=401), "authentication", "SPEECH_KEY"),
    (forever(Refuse, status=403), "authentication", "SPEECH_KEY"),
    (forever(Refuse, status=429), "throttled", "quota"),
    (forever(Refuse, status=500), "service-error", "request id"),
    (forever(Close), "connection-closed", "network"),
    (forever(Garbage), "bad-answer", "SPEECH_REGION"),
    (forever(Drop), "connection-closed", "network"),
    (forever(Hang), "timeout", "network"),
]
SYNTHESIS = [*RECOGNITION, (forever(EmptyAudio), "no-audio", "voice")]
COMPLETION = [
    (forever(Refuse, status=401), "authentication", "AZURE_OPENAI_API_KEY"),
    (forever(Refuse, status=403), "forbidden", "AZURE_OPENAI_API_KEY"),
    (forever(Refuse, status=404), "not-found", "deployment's name"),
    (forever(Refuse, status=429, retry_after_seconds=7.0), "throttled", "wait 7 s"),
    (forever(Refuse, status=500), "service-error", "request id"),
    (forever(Refuse, status=503), "service-unavailable", "request id"),
    (forever(Drop), "connection-closed", "network"),
    (forever(Garbage), "bad-answer", "endpoint"),
    (forever(Hang), "timeout", "network"),
    (forever(Hang, after_messages=3), "timeout", "network"),
    (forever(CutStream, after_messages=3), "connection-closed", "network"),
]
CASES = [
    *(("recognition", *case) for case in RECOGNITION),
    *(("synthesis", *case) for case in SYNTHESIS),
    *(("completion", *case) for case in COMPLETION),
]


@pytest.mark.parametrize(
    ("stage", "fault", "code", "remedy"), CASES, ids=[f"{case[0]}-{case[1]}" for case in CASES]
)
def test_a_failure_is_reported_with_its_remedy_and_logged(
    embedded: EmbeddedServices, stage: Stage, fault: Fault, code: str, remedy: str
) -> None:
    embedded.faults.clear()
    embedded.faults.add(stage, fault)
    # A service that answers at all may take its time on a busy machine.
    timeouts = HASTY if code == "timeout" else PATIENT
    with Session(services=embedded.services, log=False, timeouts=timeouts) as session:
        exchange = session.ask(speech(seconds=0.5))
        assert (exchange.outcome, exchange.error_code) == ("failed", code)
        assert exchange.error_message is not None
        assert remedy in exchange.error_message
        assert embedded.key not in exchange.error_message
        assert session.log.df["error_code"].tolist() == [code]
    embedded.faults.clear()


@pytest.mark.parametrize(
    ("stage", "fault"),
    [
        ("synthesis", forever(Drop)),
        ("completion", forever(Garbage)),
        ("completion", forever(Hang, after_messages=3)),
        ("completion", forever(CutStream, after_messages=3)),
    ],
    ids=str,
)
def test_a_failure_leaves_nothing_to_the_garbage_collector(
    embedded: EmbeddedServices, session: Session, stage: Stage, fault: Fault
) -> None:
    embedded.faults.add(stage, fault)
    with no_iterator_left():
        assert session.ask("What is it?").outcome == "failed"


@pytest.mark.parametrize("stage", ["recognition", "synthesis", "completion"])
def test_the_turn_after_a_failure_is_good(embedded: EmbeddedServices, session: Session, stage: Stage) -> None:
    embedded.faults.add(stage, forever(Drop))
    assert session.ask(speech(seconds=0.5)).outcome == "failed"
    embedded.faults.clear()
    after = session.ask(speech(seconds=0.5))
    assert (after.outcome, after.reply) == ("completed", "It is this. And it is that.")


@pytest.mark.parametrize("stage", ["recognition", "synthesis"])
def test_a_failure_carries_the_services_own_name_for_the_request(
    embedded: EmbeddedServices, patient_session: Session, stage: Stage
) -> None:
    embedded.faults.add(stage, forever(Refuse, status=500))
    assert patient_session.ask(speech(seconds=0.5)).request_id


def test_a_reply_that_breaks_off_is_spoken_as_far_as_it_came(
    embedded: EmbeddedServices, session: Session
) -> None:
    embedded.faults.add("completion", CutStream(after_messages=4))
    exchange = session.ask("What is it?")
    assert exchange.reply == "It is this."
    assert exchange.spoken is not None
    assert exchange.spoken.rms_dbfs > -40


def test_a_filtered_prompt_is_an_outcome_with_what_to_do(
    embedded: EmbeddedServices, session: Session
) -> None:
    embedded.faults.add("completion", FilterPrompt())
    exchange = session.ask("Something bad")
    assert (exchange.outcome, exchange.error_code) == ("filtered", "content-filter")
    assert "other words" in (exchange.error_message or "")


def test_a_filtered_reply_is_spoken_as_far_as_it_came(embedded: EmbeddedServices, session: Session) -> None:
    embedded.faults.add("completion", FilterReply(after_messages=4))
    exchange = session.ask("Tell me.")
    assert (exchange.outcome, exchange.finish_reason) == ("filtered", "content_filter")
    assert exchange.spoken_text == exchange.reply == "It is this."


@pytest.mark.parametrize("parameter", ["max_tokens", "temperature", "stream_options"])
def test_a_parameter_that_the_model_does_not_know_is_done_without(
    embedded: EmbeddedServices, session: Session, parameter: str
) -> None:
    embedded.faults.add("completion", RejectParameter(parameter=parameter, times=None))
    assert session.ask("What is it?").outcome == "completed"


def test_what_a_model_does_not_know_is_asked_once(embedded: EmbeddedServices, session: Session) -> None:
    embedded.faults.add("completion", RejectParameter(parameter="max_tokens", times=None))
    session.ask("What is it?")
    before = len(embedded.request_log.chat_requests)
    exchange = session.ask("And now?")
    assert len(embedded.request_log.chat_requests) == before + 1
    assert exchange.outcome == "completed"


def test_throttling_is_waited_out(embedded: EmbeddedServices) -> None:
    embedded.faults.add("completion", Refuse(status=429, retry_after_seconds=0.1))
    with Session(services=embedded.services, log=False) as session:
        assert session.ask("What is it?").outcome == "completed"


def test_the_first_token_is_waited_for_once() -> None:
    timeouts = Timeouts(first_token_seconds=0.8, retry=RetryPolicy(retries=0))
    with embedded_services(ScriptedEngines(first_token_seconds=0.6)) as embedded:
        embedded.faults.add("completion", Delay(seconds=0.6))
        with Session(services=embedded.services, log=False, timeouts=timeouts) as session:
            exchange = session.ask("What is it?")

    assert (exchange.outcome, exchange.error_code) == ("failed", "timeout"), "1.2 s, in two parts of 0.6"
