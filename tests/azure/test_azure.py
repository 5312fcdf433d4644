"""The same bodies on the embedded services and on a real account: what voicelab relies on holds for both."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator

import pytest

from tests.azure.conftest import QUESTION, real_services
from voicelab import Services, Session, VoicelabError
from voicelab.secret import Secret
from voicelab.services.endpoints import CompletionService, SpeechService

pytestmark = pytest.mark.timeout(120)


@pytest.fixture
def session(services: Services) -> Iterator[Session]:
    with Session(services=services, log=False, max_tokens=60, temperature=0.0) as session:
        yield session


def test_a_typed_question_is_answered_aloud(session: Session) -> None:
    exchange = session.ask(QUESTION)
    assert exchange.outcome == "completed", exchange.error_message
    assert "Paris" in exchange.reply
    assert exchange.finish_reason == "stop"
    assert exchange.model
    assert (exchange.usage.prompt_tokens or 0) > 0
    assert (exchange.usage.completion_tokens or 0) > 0
    assert exchange.spoken is not None
    assert exchange.spoken.rms_dbfs > -45


def test_sound_comes_while_the_reply_is_written_and_words_have_times(session: Session) -> None:
    exchange = session.ask(QUESTION)
    latency = exchange.latency
    assert latency.first_token_seconds is not None
    assert latency.first_audio_seconds is not None
    assert latency.first_token_seconds < latency.first_audio_seconds
    assert [word.text for word in exchange.words if "Paris" in word.text]
    starts = [word.start_seconds for word in exchange.words]
    assert starts == sorted(starts)


def test_what_a_voice_says_is_recognised(session: Session) -> None:
    exchange = session.ask(session.preview(text=QUESTION))
    assert exchange.transcript.lower().startswith("what is the capital of france")
    assert exchange.confidence is not None
    assert 0 < exchange.confidence <= 1


def test_silence_is_no_failure(session: Session, services: Services) -> None:
    quiet = session.preview(text=QUESTION)
    exchange = session.ask(dataclasses.replace(quiet, samples=quiet.samples * 0))
    assert exchange.outcome == "no-match"


@pytest.mark.parametrize("api", ["chat", "responses"])
def test_both_interfaces_reply(session: Session, api: str) -> None:
    session.settings = session.settings.replace(api=api)
    exchange = session.ask(QUESTION)
    assert (exchange.outcome, "Paris" in exchange.reply) == ("completed", True), exchange.error_message


def test_a_reply_is_cut_at_the_most_tokens(session: Session) -> None:
    session.settings = session.settings.replace(max_tokens=3)
    exchange = session.ask(QUESTION)
    assert exchange.finish_reason == "length"


def test_the_catalogue_has_the_quickstarts_voice(session: Session) -> None:
    voices = session.voices(locale="en-US").set_index("name")
    assert voices.loc["en-US-JennyMultilingualNeural", "multilingual"]
    assert "de-DE" in voices.loc["en-US-JennyMultilingualNeural", "secondary_locales"]
    assert "cheerful" in voices.loc["en-US-JennyNeural", "styles"]


@pytest.mark.parametrize("voice", ["en-US-JennyMultilingualNeural", "en-US-JennyNeural"])
def test_a_faster_voice_takes_less_time(session: Session, voice: str) -> None:
    usual = session.preview(voice, QUESTION).duration_seconds
    fast = session.preview(voice, QUESTION, speaking_rate=1.8).duration_seconds
    assert fast < 0.8 * usual


def test_style_and_degree_are_spoken(session: Session) -> None:
    sound = session.preview("en-US-JennyNeural", QUESTION, style="cheerful", style_degree=1.5)
    assert sound.duration_seconds > 0.5


def test_a_voice_that_is_not_there_is_named_with_its_neighbours(session: Session) -> None:
    with pytest.raises(VoicelabError, match="en-US-JennyNeural") as caught:
        session.preview("en-US-JenyNeural", QUESTION)
    assert caught.value.code == "unknown-voice"


def test_the_language_is_identified_among_candidates(session: Session) -> None:
    sound = session.preview(text=QUESTION)
    session.settings = session.settings.replace(language=("de-DE", "en-US", "es-ES"), phrases=("France",))
    exchange = session.ask(sound)
    assert exchange.detected_language == "en-US"


def test_an_utterance_may_end_by_its_meaning(session: Session) -> None:
    sound = session.preview(text=QUESTION)
    session.settings = session.settings.replace(segmentation="semantic")
    exchange = session.ask(sound)
    assert exchange.outcome == "completed", exchange.error_message
    assert exchange.transcript.lower().startswith("what is the capital of france")


def test_a_wrong_speech_key_is_reported_by_its_variable(services: Services) -> None:
    wrong = dataclasses.replace(services.speech, key=Secret("0" * 32), credential=None)
    with Session(services=dataclasses.replace(services, speech=wrong), log=False) as session:
        exchange = session.ask(QUESTION)
    assert exchange.error_code == "authentication"
    assert "SPEECH_KEY" in (exchange.error_message or "")


def test_a_wrong_model_key_is_reported_by_its_variable(services: Services) -> None:
    wrong = dataclasses.replace(services.completion, key=Secret("0" * 32), credential=None)
    with Session(services=dataclasses.replace(services, completion=wrong), log=False) as session:
        exchange = session.ask(QUESTION)
    assert exchange.error_code == "authentication"
    assert "OPENAI" in (exchange.error_message or "")


@pytest.mark.azure
def test_an_unknown_deployment_is_reported_by_its_variable() -> None:
    services = real_services()
    with Session(services=services, log=False, deployment="voicelab-no-such-deployment") as session:
        exchange = session.ask(QUESTION)
    assert exchange.error_code == "not-found"
    assert "DEPLOYMENT" in (exchange.error_message or "")


@pytest.mark.azure
def test_a_key_of_another_region_is_reported_by_its_variable() -> None:
    services = real_services()
    if services.speech.region is None:
        pytest.skip("the Speech resource is not named by its region")
    other = "westus2" if services.speech.region != "westus2" else "westeurope"
    elsewhere = SpeechService(region=other, key=services.speech.key)
    with Session(services=dataclasses.replace(services, speech=elsewhere), log=False) as session:
        exchange = session.ask(QUESTION)
    assert exchange.error_code == "authentication"
    assert "SPEECH_REGION" in (exchange.error_message or "")


@pytest.mark.azure
def test_an_endpoint_that_is_not_there_is_reported_by_its_variable() -> None:
    services = real_services()
    nowhere = CompletionService.azure(
        "https://voicelab-no-such-resource.openai.azure.com", key=Secret("0" * 32), deployment="x"
    )
    with Session(services=dataclasses.replace(services, completion=nowhere), log=False) as session:
        exchange = session.ask(QUESTION)
    assert exchange.error_code == "connection-failed"
    assert "AZURE_OPENAI_ENDPOINT" in (exchange.error_message or "")


@pytest.mark.azure
def test_a_voice_of_another_language_is_switched() -> None:
    with Session(
        services=real_services(),
        log=False,
        voice="en-US-GuyNeural",
        system_prompt="Answer in German, in one sentence.",
    ) as session:
        exchange = session.ask("Was ist die Hauptstadt von Frankreich?")
    assert exchange.reply_language == "de"
    assert exchange.spoken_voice is not None
    assert exchange.spoken is not None


@pytest.mark.azure
def test_a_custom_domain_needs_no_key() -> None:
    services = real_services()
    if services.speech.credential is None:
        pytest.skip("set SPEECH_ENDPOINT and no SPEECH_KEY, and sign in (az login), to check keyless access")
    with Session(services=services, log=False) as session:
        assert session.ask(session.preview(text=QUESTION)).outcome == "completed"
        assert len(session.voices()) > 100
