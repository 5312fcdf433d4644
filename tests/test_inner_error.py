"""An engine's error reaches the user whole, through the official SDKs: its code, its sentence, what to do."""

from __future__ import annotations

import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from typing import Any

import openai
import pytest

import voicelab as vl
from tests.embedded.clients import azure_client, recognizer, synthesizer
from voicelab.embedded.engines import Engines
from voicelab.errors import ConfigurationError, ModelError, VoicelabError
from voicelab.inner_error import CloseReasons, error_in_body
from voicelab.services.engine_errors import engine_error, reason_in
from voicelab.testing import EmbeddedServices, embedded_services, silence, speech

FILE = "/home/someone/" + "a folder of a long name/" * 5 + "model.gguf"
SENTENCE = f"The model file {FILE!r} is no GGUF file."
HINT = "Name a chat model's GGUF file, or none."


def fail() -> Engines:
    raise ModelError(SENTENCE, code="model-load", hint=HINT)


@pytest.fixture(scope="module")
def failing() -> Iterator[EmbeddedServices]:
    with embedded_services(fail) as embedded:
        yield embedded


def recognition_details(embedded: EmbeddedServices) -> str:
    with recognizer(embedded.services) as client:
        client.write(speech(0.5), silence(0.5))
        return str(client.once().cancellation_details.error_details)


def synthesis_details(embedded: EmbeddedServices) -> str:
    with synthesizer(embedded.services) as client:
        return str(client.text("Hello there.").cancellation_details.error_details)


@pytest.mark.parametrize("details", [recognition_details, synthesis_details])
def test_the_speech_sdk_shows_the_code_and_as_much_as_a_close_frame_holds(
    failing: EmbeddedServices, details: Callable[[EmbeddedServices], str]
) -> None:
    said = details(failing)

    assert f"[model-load] The model file '…/model.gguf' is no GGUF file. {HINT}" in said


@pytest.mark.parametrize("said", ["Hello.", speech(0.5)], ids=["text", "speech"])
def test_a_turn_fails_with_the_engines_own_words_and_is_not_tried_again(
    failing: EmbeddedServices, said: Any
) -> None:
    failing.request_log.clear()
    with vl.Session(services=failing.services, log=False) as session:
        exchange = session.ask(said)

    assert (exchange.outcome, exchange.error_code) == ("failed", "model-load")
    assert exchange.error_message == f"{SENTENCE} {HINT}"
    asked = [request.path for request in failing.request_log.requests]
    assert sum("/completions" in path for path in asked) <= 1
    assert sum("/recognition" in path for path in asked) <= 1


def test_the_list_of_voices_and_a_preview_fail_with_the_engines_own_words(failing: EmbeddedServices) -> None:
    with vl.Session(services=failing.services, log=False) as session:
        for ask in (session.voices, session.preview):
            with pytest.raises(VoicelabError) as caught:
                ask()
            assert (caught.value.code, str(caught.value)) == ("model-load", f"{SENTENCE} {HINT}")


def test_the_openai_sdk_gets_all_of_it_and_does_not_ask_again(failing: EmbeddedServices) -> None:
    failing.request_log.clear()
    client = azure_client(failing.services).with_options(max_retries=2)
    with pytest.raises(openai.InternalServerError) as caught:
        client.chat.completions.create(model="x", messages=[{"role": "user", "content": "Hello."}])

    found = error_in_body(caught.value.body)
    assert found is not None
    assert (found.code, found.message, found.hint) == ("model-load", SENTENCE, HINT)
    assert len(failing.request_log.requests) == 1


def test_the_doctor_says_what_mends_it(failing: EmbeddedServices) -> None:
    diagnosis = vl.doctor(failing.services, play=False)

    stages = {each.name: (each.message, each.hint) for each in diagnosis if each.area == "reachable"}
    failed = ("synthesis", "recognition", "completion")
    assert {name: stages[name] for name in failed} == dict.fromkeys(failed, (SENTENCE, HINT))
    assert HINT in diagnosis.next_step


def test_a_comparison_ends_with_it(failing: EmbeddedServices) -> None:
    with pytest.raises(ConfigurationError, match="is no GGUF file") as caught:
        vl.compare(["Hello."], voice=["en-US-JennyMultilingualNeural"], services=failing.services)

    assert caught.value.code == "model-load"
    assert HINT in str(caught.value)


def test_an_engine_that_fails_in_a_way_of_its_own_is_a_fault_that_is_not_tried_again() -> None:
    def crash() -> Engines:
        raise MemoryError("no room")

    with embedded_services(crash) as embedded, vl.Session(services=embedded.services, log=False) as session:
        exchange = session.ask(speech(0.5))

    assert exchange.error_code == "model"
    assert "no room" in (exchange.error_message or "")


def test_what_a_service_says_that_is_no_code_of_ours_is_left_as_it_is() -> None:
    assert reason_in("Error code: 1011. Error details: [Warning] It rains. USP state: Sending.") is None
    assert error_in_body({"error": {"code": "x", "innererror": {"code": "content_filter"}}}) is None
    assert error_in_body({"error": {"innererror": {"code": "no-such-code", "hint": ""}}}) is None


def test_where_the_service_cannot_be_asked_the_reason_itself_is_told(scripted: EmbeddedServices) -> None:
    scripted.stop()
    details = "Error code: 1011. Error details: [model-load] It is cut … USP state: Sending."
    found = engine_error(details, scripted.services.speech)

    assert found is not None
    assert (found.code, found.message) == ("model-load", "It is cut …")


def test_only_the_latest_errors_are_kept() -> None:
    reasons = CloseReasons()
    made = [reasons.add(ModelError(f"Number {n} failed.")) for n in range(100)]

    assert reasons.find(made[-1]) is not None
    assert reasons.find(made[0]) is None


def test_the_error_behind_a_reason_is_for_those_with_the_key(failing: EmbeddedServices) -> None:
    address = f"http://127.0.0.1:{failing.port}/_voicelab/errors?reason=x"
    with pytest.raises(urllib.error.HTTPError, match="401"):
        urllib.request.urlopen(address)
