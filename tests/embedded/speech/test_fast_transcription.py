"""Fast transcription, by an HTTP client that sends the form as Microsoft's does."""

from __future__ import annotations

import io
import json
import urllib.error
import urllib.request
import wave
from typing import Any

import numpy as np
import pytest

from voicelab.testing import EmbeddedServices, ScriptedEngines, embedded_services, silence, tone

PATH = "/speechtotext/transcriptions:transcribe?api-version=2025-10-15"
ANNA, BERT = tone(0.9, 300.0), tone(0.9, 1_500.0)
TALK = ANNA + silence(1.0) + BERT + silence(1.0) + ANNA + silence(1.0)
THREE = ScriptedEngines(transcripts=["One two.", "Three.", "Four."])


def form(audio: bytes, definition: str) -> bytes:
    parts = []
    for head, data in (
        ('name="definition"', definition.encode()),
        ('name="audio"; filename="talk.wav"\r\nContent-Type: application/octet-stream', audio),
    ):
        if data:
            parts.append(b"--edge\r\nContent-Disposition: form-data; " + head.encode() + b"\r\n\r\n" + data)
    return b"\r\n".join([*parts, b"--edge--\r\n"])


def transcribed(
    embedded: EmbeddedServices,
    audio: bytes,
    definition: Any,
    content_type: str = "multipart/form-data; boundary=edge",
) -> Any:
    text = definition if isinstance(definition, str) else json.dumps(definition)
    request = urllib.request.Request(
        f"http://127.0.0.1:{embedded.port}{PATH}",
        data=form(audio, text),
        headers={"Ocp-Apim-Subscription-Key": embedded.key, "Content-Type": content_type},
    )
    with urllib.request.urlopen(request, timeout=20) as response:
        return json.load(response)


def stereo() -> bytes:
    buffer = io.BytesIO()
    quiet = silence(TALK.duration_seconds)
    with wave.open(buffer, "wb") as wav:
        wav.setnchannels(2)
        wav.setsampwidth(2)
        wav.setframerate(16_000)
        wav.writeframes(np.stack([quiet.samples, TALK.samples], axis=1).tobytes())
    return buffer.getvalue()


def test_a_recording_is_returned_whole_and_in_phrases() -> None:
    with embedded_services(THREE) as embedded:
        answer = transcribed(embedded, TALK.to_wav(), {"locales": ["en-US"]})
    assert answer["durationMilliseconds"] == 5_700
    assert answer["combinedPhrases"] == [{"text": "One two. Three. Four."}]
    first = answer["phrases"][0]
    assert (first["text"], first["offsetMilliseconds"], first["durationMilliseconds"]) == ("One two.", 0, 900)
    assert (first["locale"], first["confidence"]) == ("en-US", 0.95)
    assert [word["text"] for word in first["words"]] == ["One", "two."]
    assert "speaker" not in first


@pytest.mark.parametrize(
    ("asked", "text", "words"),
    [
        ({}, "Oh ****.", ["Oh", "****."]),
        ({"profanityFilterMode": "Masked"}, "Oh ****.", ["Oh", "****."]),
        ({"profanityFilterMode": "Removed"}, "Oh.", ["Oh"]),
        ({"profanityFilterMode": "None"}, "Oh shit.", ["Oh", "shit."]),
        (
            {"profanityFilterMode": "Tags"},
            "Oh <profanity>shit</profanity>.",
            ["Oh", "<profanity>shit</profanity>."],
        ),
    ],
)
def test_profanity_is_treated_as_asked_for(asked: dict[str, str], text: str, words: list[str]) -> None:
    with embedded_services(ScriptedEngines(transcripts=["Oh shit."])) as embedded:
        answer = transcribed(embedded, TALK.to_wav(), {"locales": ["en-US"], **asked})
    assert answer["phrases"][0]["text"] == text
    assert answer["combinedPhrases"][0]["text"].startswith(text)
    assert [word["text"] for word in answer["phrases"][0]["words"]] == words


def test_of_phrases_that_are_all_profane_nothing_is_left() -> None:
    asked = {"locales": ["en-US"], "profanityFilterMode": "Removed"}
    with embedded_services(ScriptedEngines(transcripts=["Shit.", "Fuck!", "Well."])) as embedded:
        answer = transcribed(embedded, TALK.to_wav(), asked)
    assert answer["combinedPhrases"] == [{"text": "Well."}]


def test_speakers_are_numbered_where_that_is_asked() -> None:
    asked = {"locales": ["en-US"], "diarization": {"enabled": True, "maxSpeakers": 2}}
    with embedded_services(THREE) as embedded:
        answer = transcribed(embedded, TALK.to_wav(), asked)
    assert [phrase["speaker"] for phrase in answer["phrases"]] == [1, 2, 1]


def test_channels_are_transcribed_each_by_itself() -> None:
    with embedded_services(THREE) as embedded:
        answer = transcribed(embedded, stereo(), {"locales": ["en-US"], "channels": [0, 1]})
    assert answer["combinedPhrases"] == [
        {"channel": 0, "text": ""},
        {"channel": 1, "text": "One two. Three. Four."},
    ]
    assert {phrase["channel"] for phrase in answer["phrases"]} == {1}


def test_without_locales_the_language_is_identified() -> None:
    script = ScriptedEngines(transcripts=["Hallo."], heard_language="de-DE")
    with embedded_services(script) as embedded:
        answer = transcribed(embedded, TALK.to_wav(), {})
    assert answer["phrases"][0]["locale"] == "de-DE"


def test_what_is_null_counts_as_left_out() -> None:
    names = ("locales", "channels", "diarization", "phraseList", "profanityFilterMode", "enhancedMode")
    with embedded_services(THREE) as embedded:
        answer = transcribed(embedded, TALK.to_wav(), dict.fromkeys(names))
    assert answer["combinedPhrases"] == [{"text": "One two. Three. Four."}]


@pytest.mark.parametrize(
    ("audio", "definition", "sentence"),
    [
        (b"", {}, "has no audio"),
        (b"", {"audioUrl": "https://example.org/a.wav"}, "Addresses are not fetched here"),
        (b"no sound", {}, "is no sound that is known here"),
        (TALK.to_wav(), "{", "is not a JSON object"),
        (TALK.to_wav(), "[1]", "is not a JSON object"),
        (TALK.to_wav(), "[" * 20_000, "is not a JSON object"),
        (TALK.to_wav(), {"channels": [0, 1]}, "has no channel 1"),
        (TALK.to_wav(), {"profanityFilterMode": ["Masked"]}, "must be one of None, Masked, Removed, Tags"),
        (TALK.to_wav(), {"channels": "both"}, "must be a list of 0 and 1"),
        (TALK.to_wav(), {"diarization": {"maxSpeakers": 1}}, "from 2 to 36"),
        (TALK.to_wav(), {"diarization": {"maxSpeakers": True}}, "from 2 to 36"),
        (TALK.to_wav(), {"diarization": {"enabled": "false"}}, "enabled must be true or false"),
        (TALK.to_wav(), {"diarization": True}, "diarization must be an object"),
        (TALK.to_wav(), {"channels": [0, 0]}, "each once"),
        (TALK.to_wav(), {"channels": [True]}, "must be a list of 0 and 1"),
        (TALK.to_wav(), {"channels": 0}, "must be a list of 0 and 1"),
        (TALK.to_wav(), {"locales": 5}, "locales must be a list of texts"),
        (TALK.to_wav(), {"locales": "en-US"}, "locales must be a list of texts"),
        (TALK.to_wav(), {"locales": {"a": 1}}, "locales must be a list of texts"),
        (TALK.to_wav(), {"locales": [5]}, "locales must be a list of texts"),
        (TALK.to_wav(), {"locales": ["?"]}, "names such as en-US, and '?' is none"),
        (TALK.to_wav(), {"phraseList": ["Zugspitze"]}, "phraseList must be an object"),
        (TALK.to_wav(), {"phraseList": {"phrases": "Zugspitze"}}, "phrases must be a list of texts"),
        (TALK.to_wav(), {"profanityFilterMode": ""}, "must be one of None, Masked, Removed, Tags"),
        (TALK.to_wav(), {"enhancedMode": {"enabled": True, "task": "translate"}}, "enhanced mode"),
        pytest.param(TALK.to_wav(), "x" * 70_000, "larger than 64 kB", id="large definition"),
    ],
    ids=[
        *("no audio", "address", "text", "half", "list", "deep"),
        *("channel", "profanity", "channels", "speakers", "true speakers", "enabled", "diarization"),
        *("twice", "true channel", "0", "locales 5", "locales text", "locales object", "locales [5]", "?"),
        *("phrase list", "phrases", "no mode", "enhanced", "long"),
    ],
)
def test_what_cannot_be_transcribed_is_refused_in_a_sentence(
    scripted: EmbeddedServices, audio: bytes, definition: Any, sentence: str
) -> None:
    with pytest.raises(urllib.error.HTTPError) as refused:
        transcribed(scripted, audio, definition)
    assert refused.value.code == 400
    assert sentence in json.load(refused.value)["error"]["message"]
    refused.value.close()


def test_a_body_that_is_no_form_is_refused_in_a_sentence(scripted: EmbeddedServices) -> None:
    with pytest.raises(urllib.error.HTTPError) as refused:
        transcribed(scripted, TALK.to_wav(), {}, content_type="audio/wav")
    assert "must be a form" in json.load(refused.value)["error"]["message"]
    refused.value.close()


def test_batch_transcription_is_named_as_not_there(scripted: EmbeddedServices) -> None:
    request = urllib.request.Request(
        f"http://127.0.0.1:{scripted.port}/speechtotext/v3.2/transcriptions",
        data=b"{}",
        headers={"Ocp-Apim-Subscription-Key": scripted.key},
    )
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(request, timeout=10)
    assert refused.value.code == 501
    assert "POST /speechtotext/v3.2/transcriptions" in json.load(refused.value)["error"]["message"]
    refused.value.close()
