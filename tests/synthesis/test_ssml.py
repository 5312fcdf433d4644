from __future__ import annotations

from typing import Any
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voicelab.settings import Settings
from voicelab.synthesis.ssml import fits_text_stream, hundredths, percent, to_ssml

SSML = "{http://www.w3.org/2001/10/synthesis}"
MSTTS = "{http://www.w3.org/2001/mstts}"


@given(st.text())
def test_no_text_ever_becomes_markup(text: str) -> None:
    root = ET.fromstring(to_ssml(text, Settings()))
    assert [element.tag for element in root.iter()] == [f"{SSML}speak", f"{SSML}voice"]


def test_marks_are_spoken_as_they_stand() -> None:
    root = ET.fromstring(to_ssml("AT&T <b> \"q\" 'x'", Settings()))
    assert "".join(root.itertext()) == "AT&T <b> \"q\" 'x'"


def test_characters_that_xml_forbids_are_left_out() -> None:
    assert "".join(ET.fromstring(to_ssml("a\x00b\ud800c\x0bd", Settings())).itertext()) == "abcd"


def test_the_voice_and_its_locale_are_named() -> None:
    root = ET.fromstring(to_ssml("Hi", Settings(voice="en-GB-RyanNeural")))
    assert root.find(f"{SSML}voice").get("name") == "en-GB-RyanNeural"  # type: ignore[union-attr]
    assert root.get("{http://www.w3.org/XML/1998/namespace}lang") == "en-GB"


def test_rate_and_style_stand_within_the_voice() -> None:
    root = ET.fromstring(to_ssml("Hi", Settings(speaking_rate=1.25, style="cheerful")))
    style = root.find(f"{SSML}voice/{MSTTS}express-as")
    assert style is not None
    assert style.get("style") == "cheerful"
    assert style.find(f"{SSML}prosody").get("rate") == "+25%"  # type: ignore[union-attr]


def test_plain_settings_send_no_prosody() -> None:
    assert "prosody" not in to_ssml("Hi", Settings())


def test_every_part_of_the_manner_is_in_the_ssml() -> None:
    settings = Settings(
        speaking_rate=0.9, pitch=1.1, volume=0.455, style="sad", style_degree=1.5, role="YoungAdultFemale"
    )
    root = ET.fromstring(to_ssml("Hi", settings))
    manner = root.find(f"{SSML}voice/{MSTTS}express-as")
    assert manner is not None
    assert manner.attrib == {"style": "sad", "styledegree": "1.5", "role": "YoungAdultFemale"}
    prosody = manner.find(f"{SSML}prosody")
    assert prosody is not None
    assert prosody.attrib == {"rate": "-10%", "pitch": "+10%", "volume": "45.5"}


def test_a_degree_without_a_style_is_nothing_to_say() -> None:
    assert "express-as" not in to_ssml("Hi", Settings(style_degree=1.5))


@pytest.mark.parametrize(
    ("changes", "fits"),
    [
        ({"style": "sad", "speaking_rate": 1.2, "pitch": 0.9, "volume": 0.5}, True),
        ({"style_degree": 2.0}, True),
        ({"style": "sad", "style_degree": 2.0}, False),
        ({"role": "Boy"}, False),
        ({"custom_voice_endpoint": "0f-1"}, False),
    ],
)
def test_what_only_ssml_can_say_does_not_fit_a_text_stream(changes: dict[str, Any], fits: bool) -> None:
    assert fits_text_stream(Settings(**changes)) is fits


@pytest.mark.parametrize(("share", "written"), [(0.0, "0"), (0.333333, "33.33"), (1.0, "100")])
def test_a_volume_is_written_in_hundredths(share: float, written: str) -> None:
    assert hundredths(share) == written


@pytest.mark.parametrize(("factor", "change"), [(0.5, "-50%"), (1.0, "+0%"), (1.2, "+20%"), (2.0, "+100%")])
def test_a_rate_is_written_as_a_change_in_percent(factor: float, change: str) -> None:
    assert percent(factor) == change


@pytest.mark.parametrize(
    ("voice", "locale"),
    [
        ("de-DE-KatjaNeural", "de-DE"),
        ("zh-CN-liaoning-XiaobeiNeural", "zh-CN"),
        ("es-419-AnyNeural", "es-419"),
        ("Custom", "en-US"),
    ],
)
def test_the_locale_is_read_from_the_voice(voice: str, locale: str) -> None:
    assert f'xml:lang="{locale}"' in to_ssml("Hello.", Settings(voice=voice))


def test_a_pause_stands_after_the_sentence() -> None:
    root = ET.fromstring(to_ssml("Hi.", Settings(sentence_pause_seconds=0.4)))
    pause = root.find(f"{SSML}voice/{SSML}break")
    assert pause is not None
    assert pause.get("time") == "400ms"
    assert not fits_text_stream(Settings(sentence_pause_seconds=0.4))
