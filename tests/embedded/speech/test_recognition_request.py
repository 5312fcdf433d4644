"""What is read out of a client's address and ``speech.context``."""

from __future__ import annotations

from typing import Any

import pytest

from voicelab.embedded.speech.framing import ProtocolError
from voicelab.embedded.speech.recognition_request import RecognitionRequest


def read(
    context: dict[str, Any] | None = None, query: dict[str, str] | None = None, mode: str = "interactive"
) -> RecognitionRequest:
    return RecognitionRequest.read(mode, query or {}, context or {})


def test_what_is_left_out_takes_azures_defaults() -> None:
    request = read()
    assert (request.language, request.end_silence_seconds, request.initial_silence_seconds) == (
        "en-US",
        0.65,
        5.0,
    )
    assert not request.detailed
    assert request.profanity == "masked"
    assert not request.resumed


@pytest.mark.parametrize(
    ("context", "query", "mode"),
    [
        ({}, {"profanity": "Raw"}, "raw"),
        ({"phraseDetection": {"enrichment": {"profanity": "removed"}}}, {}, "removed"),
        ({"phraseDetection": {"enrichment": {"profanity": "removed"}}}, {"profanity": "masked"}, "masked"),
    ],
)
def test_profanity_is_asked_about_in_the_address_or_the_context(
    context: dict[str, Any], query: dict[str, str], mode: str
) -> None:
    assert read(context, query).profanity == mode


@pytest.mark.parametrize(("mode", "one_shot"), [("INTERACTIVE", True), ("CONVERSATION", False)])
def test_where_the_address_names_no_mode_the_context_does(mode: str, one_shot: bool) -> None:
    assert read({"phraseDetection": {"mode": mode}}, mode="").one_shot is one_shot


def test_only_one_shots_give_up_in_silence_unasked() -> None:
    assert read(mode="conversation").initial_silence_seconds is None
    asked = read({"phraseDetection": {"initialSilenceTimeout": 3000}}, mode="conversation")
    assert asked.initial_silence_seconds == 3.0


@pytest.mark.parametrize("spelling", ["INTERACTIVE", "interactive"])
def test_the_segmentation_of_the_mode_wins(spelling: str) -> None:
    detection = {
        "trailingSilenceTimeout": 900,
        spelling: {"segmentation": {"segmentationSilenceTimeoutMs": 300}},
    }
    assert read({"phraseDetection": detection}, {"endSilenceTimeoutMs": "1200"}).end_silence_seconds == 0.3


def test_silences_may_come_in_the_address_alone() -> None:
    request = read(query={"endSilenceTimeoutMs": "1200", "initialSilenceTimeoutMs": "2500"})
    assert (request.end_silence_seconds, request.initial_silence_seconds) == (1.2, 2.5)


@pytest.mark.parametrize(
    ("given", "spelled"), [("en-us", "en-US"), ("zh-hans-cn", "zh-Hans-CN"), ("DE-de", "de-DE")]
)
def test_locales_are_spelled_as_azure_does(given: str, spelled: str) -> None:
    assert read(query={"language": given}).language == spelled


def test_candidates_and_phrases_are_read() -> None:
    context = {
        "languageId": {"languages": ["en-US", "de-de"]},
        "dgi": {"Groups": [{"Type": "Generic", "Items": [{"Text": "Everest"}, {"Text": "K2"}]}]},
    }
    request = read(context)
    assert request.candidate_languages == ("en-US", "de-DE")
    assert request.phrases == ("Everest", "K2")


@pytest.mark.parametrize(
    "context",
    [
        {"phraseDetection": [], "phraseOutput": 1, "languageId": "x", "dgi": {"Groups": {"a": 1}}},
        {"dgi": {"Groups": [1, {"Items": 2}, {"Items": [3]}]}, "languageId": {"languages": 4}},
    ],
)
def test_nonsense_is_taken_as_nothing(context: dict[str, Any]) -> None:
    assert read(context) == read()


def test_a_silence_that_is_no_number_is_refused() -> None:
    with pytest.raises(ProtocolError, match="soon"):
        read({"phraseDetection": {"initialSilenceTimeout": "soon"}})
