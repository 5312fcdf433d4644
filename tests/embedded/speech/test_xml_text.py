"""SSML in other encodings than UTF-8, over plain HTTP."""

from __future__ import annotations

import json
import urllib.error
import urllib.request

import pytest

from voicelab.embedded.speech.framing import ProtocolError
from voicelab.embedded.speech.xml_text import xml_text
from voicelab.testing import EmbeddedServices

TEXT = "Grüße, señor."
SSML = (
    "<speak version='1.0' xmlns='http://www.w3.org/2001/10/synthesis' xml:lang='de-DE'>"
    f"<voice name='de-DE-KatjaNeural'>{TEXT}</voice></speak>"
)


def declared(encoding: str) -> bytes:
    return f'<?xml version="1.0" encoding="{encoding}"?>{SSML}'.encode(encoding)


def answer(embedded: EmbeddedServices, data: bytes, content_type: str) -> bytes:
    request = urllib.request.Request(
        f"http://127.0.0.1:{embedded.port}/cognitiveservices/v1",
        data=data,
        headers={
            "Ocp-Apim-Subscription-Key": embedded.key,
            "X-Microsoft-OutputFormat": "raw-16khz-16bit-mono-pcm",
            "Content-Type": content_type,
        },
    )
    with urllib.request.urlopen(request, timeout=10) as response:
        spoken: bytes = response.read()
    return spoken


@pytest.mark.parametrize(
    ("data", "content_type"),
    [
        (SSML.encode(), "application/ssml+xml"),
        (SSML.encode("utf-8-sig"), "application/ssml+xml; charset=utf-8"),
        (SSML.encode("latin-1"), "application/ssml+xml; charset=iso-8859-1"),
        (SSML.encode("cp1252"), "application/ssml+xml; charset=windows-1252"),
        (SSML.encode("utf-16"), "application/ssml+xml"),
        (SSML.encode("utf-16-le"), "application/ssml+xml"),
        (SSML.encode("utf-16-be"), "text/xml; charset=utf-16be"),
        (declared("iso-8859-1"), "application/ssml+xml"),
        (declared("utf-16"), "application/ssml+xml"),
        (declared("utf-8"), "application/ssml+xml"),
    ],
    ids=[
        *("utf-8", "mark", "latin-1", "windows", "utf-16", "little", "big"),
        *("declared latin-1", "declared utf-16", "declared utf-8"),
    ],
)
def test_each_character_is_spoken_once_whatever_the_encoding(
    scripted: EmbeddedServices, data: bytes, content_type: str
) -> None:
    assert len(answer(scripted, data, content_type)) == pytest.approx(len(TEXT) * 0.06 * 32_000, abs=4)


@pytest.mark.parametrize(
    ("data", "content_type", "sentence"),
    [
        (SSML.encode("latin-1"), "application/ssml+xml", "is not in utf-8"),
        (SSML.encode(), "application/ssml+xml; charset=punycode", "'punycode' is not read here"),
        (SSML.encode(), "application/ssml+xml; charset=no-such", "'no-such' is not read here"),
        (SSML.encode("latin-1"), "application/ssml+xml; charset=utf-16", "is not in utf-16"),
        (b"\xff\xfe<", "application/ssml+xml", "is not in utf-16"),
        (b"\x00\x01\x02", "application/ssml+xml", "SSML parsing error"),
    ],
    ids=["latin-1", "punycode", "no such", "utf-16", "odd", "noughts"],
)
def test_bytes_that_are_no_text_are_refused_in_a_sentence(
    scripted: EmbeddedServices, data: bytes, content_type: str, sentence: str
) -> None:
    with pytest.raises(urllib.error.HTTPError) as refused:
        answer(scripted, data, content_type)
    assert refused.value.code == 400
    assert sentence in json.load(refused.value)["error"]["message"]
    refused.value.close()


@pytest.mark.parametrize("encoding", ["hex", "rot13", "utf-7", "idna", "unicode_escape", "x" * 40])
def test_what_is_no_encoding_of_documents_is_refused(encoding: str) -> None:
    with pytest.raises(ProtocolError, match="is not read here"):
        xml_text(SSML.encode(), encoding)
