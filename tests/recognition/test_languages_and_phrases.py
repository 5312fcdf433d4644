"""What recognition is asked for: languages, phrases, profanity, a custom model; and what it reports."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from voicelab import Exchange, Session, Settings
from voicelab.testing import EmbeddedServices, ScriptedEngines, embedded_services, silence, speech

SPOKEN = speech(seconds=0.5)


@pytest.fixture(scope="module")
def running() -> Iterator[EmbeddedServices]:
    script = ScriptedEngines(
        transcripts=["Wie hoch ist der Berg?"],
        alternatives=["Wie hoch ist der Zwerg?", "Wie hoch ist er?"],
        heard_language="de-DE",
        confidence=0.8,
        reply="Er ist sehr hoch.",
    )
    with embedded_services(script) as embedded:
        yield embedded


@pytest.fixture
def embedded(running: EmbeddedServices) -> EmbeddedServices:
    running.request_log.clear()
    return running


def ask(embedded: EmbeddedServices, **changes: Any) -> Exchange:
    with Session(services=embedded.services, log=False, **changes) as session:
        return session.ask(SPOKEN)


def upgrade(embedded: EmbeddedServices) -> Any:
    return next(request for request in embedded.request_log.requests if "/speech/" in request.path)


@pytest.mark.parametrize("language", ["en-US", "de-DE", "zh-CN", "fil-PH", "sr-Latn-RS"])
def test_any_locale_is_asked_for(embedded: EmbeddedServices, language: str) -> None:
    ask(embedded, language=language)
    assert upgrade(embedded).query["language"].lower() == language.lower()


def test_candidates_are_identified_again_and_again(embedded: EmbeddedServices) -> None:
    exchange = ask(embedded, language=("en-US", "de-DE", "es-ES"))
    (context,) = embedded.request_log.recognition_contexts
    assert context["languageId"]["languages"] == ["en-US", "de-DE", "es-ES"]
    assert context["languageId"]["mode"] == "DetectContinuous"
    assert (exchange.transcript, exchange.detected_language) == ("Wie hoch ist der Berg?", "de-DE")


def test_the_model_is_told_to_reply_in_the_language_heard(embedded: EmbeddedServices) -> None:
    ask(embedded, language=("en-US", "de-DE"))
    system = embedded.request_log.chat_requests[-1]["messages"][0]
    assert system["content"].startswith(Settings().system_prompt)
    assert system["content"].endswith("The user speaks German now; reply in German.")


def test_with_one_language_the_model_is_told_nothing_of_it(embedded: EmbeddedServices) -> None:
    ask(embedded, language="de-DE")
    assert embedded.request_log.chat_requests[-1]["messages"][0]["content"] == Settings().system_prompt


def test_the_reply_is_spoken_in_the_language_heard(embedded: EmbeddedServices) -> None:
    exchange = ask(embedded, language=("en-US", "de-DE"), voice="en-US-GuyNeural")
    assert exchange.spoken_voice == "de-DE-KatjaNeural"


def test_phrases_are_expected(embedded: EmbeddedServices) -> None:
    ask(embedded, phrases=("Zugspitze", 'K2 & "Broad Peak"'))
    (context,) = embedded.request_log.recognition_contexts
    items = [item["Text"] for group in context["dgi"]["Groups"] for item in group["Items"]]
    assert items == ["Zugspitze", 'K2 & "Broad Peak"']


@pytest.mark.parametrize("profanity", ["masked", "removed", "raw"])
def test_profanity_is_treated_as_set(embedded: EmbeddedServices, profanity: str) -> None:
    ask(embedded, profanity=profanity)
    assert upgrade(embedded).query.get("profanity") == profanity


def test_a_custom_model_is_asked_by_its_endpoint(embedded: EmbeddedServices) -> None:
    ask(embedded, custom_speech_endpoint="0f3a-11")
    assert upgrade(embedded).query["cid"] == "0f3a-11"


def test_a_custom_model_is_for_one_language() -> None:
    with pytest.raises(ValueError, match="custom_speech_endpoint is for one language"):
        Settings(custom_speech_endpoint="0f3a-11", language=("en-US", "de-DE"))


def test_utterances_end_by_silence_unless_by_their_meaning(embedded: EmbeddedServices) -> None:
    ask(embedded)
    ask(embedded, segmentation="semantic")
    asked = [
        context["phraseDetection"]["CONVERSATION"]["segmentation"]
        for context in embedded.request_log.recognition_contexts
    ]
    assert asked == [{"mode": "Custom", "segmentationSilenceTimeoutMs": 500}, {"mode": "Semantic"}]


def test_meaning_ends_utterances_of_one_language() -> None:
    with pytest.raises(ValueError, match="segmentation='semantic' is for one language"):
        Settings(segmentation="semantic", language=("en-US", "de-DE"))


def test_confidence_and_alternatives_are_kept_the_likeliest_first(embedded: EmbeddedServices) -> None:
    with Session(services=embedded.services, log=False) as session:
        exchange = session.ask(SPOKEN)
        logged = session.log.df
    assert exchange.confidence == pytest.approx(0.8)
    assert exchange.alternatives == ("Wie hoch ist der Zwerg?", "Wie hoch ist er?")
    assert logged["alternatives"].tolist() == ["Wie hoch ist der Zwerg? / Wie hoch ist er?"]
    assert next(iter(session.log.exchanges())).alternatives == exchange.alternatives


def test_a_recording_of_two_phrases_has_the_least_confidence_and_no_alternatives(
    embedded: EmbeddedServices,
) -> None:
    with Session(services=embedded.services, log=False) as session:
        exchange = session.ask(SPOKEN + silence(seconds=1.2) + SPOKEN)
    assert exchange.transcript == "Wie hoch ist der Berg? Wie hoch ist der Berg?"
    assert exchange.alternatives == ()
