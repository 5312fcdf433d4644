"""Synthesis over plain HTTP, by an HTTP client."""

from __future__ import annotations

import json
import urllib.error
import urllib.request

import pytest

from voicelab.testing import EmbeddedServices

SPEAK = (
    "<speak version='1.0' xmlns='http://www.w3.org/2001/10/synthesis' "
    "xmlns:mstts='https://www.w3.org/2001/mstts' xml:lang='en-US'>{}</speak>"
)


def spoken(text: str, voice: str = "en-US-JennyNeural") -> str:
    return SPEAK.format(f"<voice name='{voice}'>{text}</voice>")


def request_over_http(embedded: EmbeddedServices, ssml: str, output_format: str) -> urllib.request.Request:
    return urllib.request.Request(
        f"http://127.0.0.1:{embedded.port}/cognitiveservices/v1",
        data=ssml.encode(),
        headers={"Ocp-Apim-Subscription-Key": embedded.key, "X-Microsoft-OutputFormat": output_format},
    )


def test_plain_http_speaks_ssml(scripted: EmbeddedServices) -> None:
    request = request_over_http(scripted, spoken("ten chars."), "raw-16khz-16bit-mono-pcm")
    with urllib.request.urlopen(request, timeout=10) as response:
        assert len(response.read()) == pytest.approx(0.6 * 32_000, abs=4)


def test_plain_http_gives_a_wav_file_that_can_be_read(scripted: EmbeddedServices) -> None:
    request = request_over_http(scripted, spoken("ten chars."), "riff-24khz-16bit-mono-pcm")
    with urllib.request.urlopen(request, timeout=10) as response:
        assert response.read()[:4] == b"RIFF"


@pytest.mark.parametrize(
    ("output_format", "media_type", "begins"),
    [
        ("audio-24khz-48kbitrate-mono-mp3", "audio/mpeg", b"\xff\xf3"),
        ("ogg-24khz-16bit-mono-opus", "audio/ogg; codecs=opus", b"OggS"),
        ("webm-24khz-16bit-mono-opus", "audio/webm; codecs=opus", b"\x1aE\xdf\xa3"),
    ],
)
def test_plain_http_gives_compressed_sound_and_says_what_it_is(
    scripted: EmbeddedServices, output_format: str, media_type: str, begins: bytes
) -> None:
    request = request_over_http(scripted, spoken("ten chars."), output_format)
    with urllib.request.urlopen(request, timeout=10) as response:
        assert response.headers["Content-Type"] == media_type
        assert response.read().startswith(begins)


@pytest.mark.parametrize(
    ("ssml", "output_format"),
    [
        ("<speak", "raw-16khz-16bit-mono-pcm"),
        (spoken("Hi."), "audio-16khz-16kbps-mono-siren"),
        (spoken("Hi."), "mp3"),
    ],
)
def test_plain_http_refuses_what_the_websocket_refuses(
    scripted: EmbeddedServices, ssml: str, output_format: str
) -> None:
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(request_over_http(scripted, ssml, output_format), timeout=10)
    assert refused.value.code == 400
    assert json.load(refused.value)["error"]["message"]
    refused.value.close()
