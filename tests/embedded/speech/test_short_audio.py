"""Recognition of short audio over plain HTTP, by an HTTP client."""

from __future__ import annotations

import io
import json
import urllib.error
import urllib.request
from typing import Any

import av
import numpy as np
import pytest

from tests.embedded.clients import engines
from voicelab.audio.clip import Audio
from voicelab.embedded.engines import RecognitionStream
from voicelab.errors import ModelError
from voicelab.testing import EmbeddedServices, ScriptedEngines, embedded_services, silence, speech

PATH = "/speech/recognition/{}/cognitiveservices/v1?language=en-US{}"
TWO = ScriptedEngines(transcripts=["One two.", "Three."])
SPOKEN = silence(0.5) + speech(1.0) + silence(1.0) + speech(0.5) + silence(1.0)
TICKS = 10_000_000


def asked(embedded: EmbeddedServices, path: str, data: bytes, headers: dict[str, str] | None = None) -> Any:
    request = urllib.request.Request(
        f"http://127.0.0.1:{embedded.port}{path}",
        data=data,
        headers={"Ocp-Apim-Subscription-Key": embedded.key, **(headers or {})},
    )
    with urllib.request.urlopen(request, timeout=20) as response:
        return json.load(response)


def refusal(embedded: EmbeddedServices, path: str, data: bytes, headers: dict[str, str] | None = None) -> str:
    with pytest.raises(urllib.error.HTTPError) as refused:
        asked(embedded, path, data, headers)
    assert refused.value.code == 400
    message: str = json.load(refused.value)["error"]["message"]
    refused.value.close()
    return message


def compressed(sound: Audio, codec: str, container: str) -> bytes:
    file = io.BytesIO()
    with av.open(file, "w", format=container) as output:
        stream = output.add_stream(codec, rate=sound.sample_rate_hz)
        assert isinstance(stream, av.AudioStream)
        stream.codec_context.layout = "mono"
        frame = av.AudioFrame.from_ndarray(sound.samples[np.newaxis], format="s16", layout="mono")
        frame.sample_rate = sound.sample_rate_hz
        output.mux(stream.encode(frame))
        output.mux(stream.encode(None))
    return file.getvalue()


def test_the_first_utterance_is_recognised_in_the_simple_format() -> None:
    with embedded_services(TWO) as embedded:
        answer = asked(embedded, PATH.format("interactive", ""), SPOKEN.to_wav())
    assert answer == {
        "RecognitionStatus": "Success",
        "DisplayText": "One two.",
        "Offset": TICKS // 2,
        "Duration": TICKS,
    }


@pytest.mark.parametrize("prefix", ["", "/stt"])
@pytest.mark.parametrize("mode", ["conversation", "dictation"])
def test_all_that_is_said_is_recognised_outside_the_interactive_mode(prefix: str, mode: str) -> None:
    with embedded_services(TWO) as embedded:
        answer = asked(embedded, prefix + PATH.format(mode, ""), SPOKEN.to_wav())
    assert answer["DisplayText"] == "One two. Three."
    assert (answer["Offset"], answer["Duration"]) == (TICKS // 2, round(2.5 * TICKS))


def test_the_detailed_format_has_readings_and_words(scripted: EmbeddedServices) -> None:
    path = PATH.format("interactive", "&format=detailed&wordLevelTimestamps=true")
    best = asked(scripted, path, SPOKEN.to_wav())["NBest"][0]
    assert (best["Display"], best["Lexical"], best["Words"][0]["Word"]) == ("Hello.", "hello", "hello")


@pytest.mark.parametrize(
    ("asked_for", "text"), [("", "Oh ****."), ("&profanity=removed", "Oh."), ("&profanity=raw", "Oh shit.")]
)
def test_profanity_is_treated_as_asked_for(asked_for: str, text: str) -> None:
    with embedded_services(ScriptedEngines(transcripts=["Oh shit."])) as embedded:
        answer = asked(embedded, PATH.format("interactive", f"&format=detailed{asked_for}"), SPOKEN.to_wav())
    assert answer["DisplayText"] == answer["NBest"][0]["Display"] == text
    assert answer["NBest"][0]["Lexical"] == "oh shit"


def test_what_is_to_be_done_with_profanity_must_be_known(scripted: EmbeddedServices) -> None:
    path = PATH.format("interactive", "&profanity=beeped")
    assert "masked, removed or raw" in refusal(scripted, path, SPOKEN.to_wav())


@pytest.mark.parametrize(
    ("codec", "container"),
    [("libopus", "ogg"), ("libmp3lame", "mp3"), ("flac", "flac"), ("pcm_mulaw", "wav")],
)
def test_other_files_are_read(scripted: EmbeddedServices, codec: str, container: str) -> None:
    answer = asked(scripted, PATH.format("interactive", ""), compressed(SPOKEN, codec, container))
    assert answer["DisplayText"] == "Hello."
    assert answer["Offset"] == pytest.approx(TICKS / 2, abs=TICKS / 10)


def test_silence_is_told_as_such(scripted: EmbeddedServices) -> None:
    answer = asked(scripted, PATH.format("conversation", ""), silence(2.0).to_wav())
    assert answer["RecognitionStatus"] == "InitialSilenceTimeout"


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "is no sound that is known here"),
        (b"no sound at all", "is no sound that is known here"),
        (b"#EXTM3U\n#EXTINF:10,\nfile:///etc/passwd\n#EXT-X-ENDLIST\n", "is no sound that is known here"),
        (b"ffconcat version 1.0\nfile '/etc/passwd'\n", "is no sound that is known here"),
        (SPOKEN.to_wav()[:20], "is no sound that is known here"),
        (silence(61.0, 8_000).to_wav(), "longer than 60 s"),
    ],
    ids=["nothing", "text", "playlist", "list of files", "half a header", "long"],
)
def test_what_is_no_short_audio_is_refused_in_a_sentence(
    scripted: EmbeddedServices, data: bytes, sentence: str
) -> None:
    assert sentence in refusal(scripted, PATH.format("interactive", ""), data)


def test_a_request_without_a_language_or_for_what_there_is_not_is_refused() -> None:
    plain, data = PATH.format("interactive", ""), SPOKEN.to_wav()
    with embedded_services(ScriptedEngines(custom_models=False)) as bare:
        assert "names no language" in refusal(bare, plain.partition("?")[0], data)
        assert "custom speech model" in refusal(bare, f"{plain}&cid=some-model", data)
        assert "Pronunciation assessment" in refusal(bare, plain, data, {"Pronunciation-Assessment": "e30="})


@pytest.mark.parametrize(("code", "status"), [("unknown-language", 400), ("model-load", 503)])
def test_a_language_that_nobody_knows_is_the_clients_fault_and_no_failure(code: str, status: int) -> None:
    class Hearing:
        def stream(self, **_asked: Any) -> RecognitionStream:
            raise ModelError("No local model recognises qq.", code=code)

    form = b'--e\r\nContent-Disposition: form-data; name="audio"\r\n\r\n' + SPOKEN.to_wav() + b"\r\n--e--\r\n"
    requests: tuple[tuple[str, bytes, dict[str, str]], ...] = (
        (PATH.format("interactive", ""), SPOKEN.to_wav(), {}),
        (
            "/speechtotext/transcriptions:transcribe",
            form,
            {"Content-Type": "multipart/form-data; boundary=e"},
        ),
    )
    with embedded_services(engines(recognition=Hearing())) as embedded:
        for path, data, headers in requests:
            with pytest.raises(urllib.error.HTTPError) as refused:
                asked(embedded, path, data, headers)
            assert refused.value.code == status
            assert "No local model recognises qq." in json.load(refused.value)["error"]["message"]
            refused.value.close()
