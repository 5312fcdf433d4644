"""The catalogue of voices: listed by the real SDK, filtered, checked before a turn, and heard."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from typing import Any

import pytest

from voicelab import Session, Settings, VoicelabError
from voicelab.errors import ConfigurationError, SynthesisError
from voicelab.services.speech_sdk import sdk
from voicelab.synthesis import voices as voices_module
from voicelab.synthesis.voice_catalogue import Catalogue, CatalogueVoice
from voicelab.synthesis.voices import known_catalogue
from voicelab.testing import Close, EmbeddedServices, Refuse, embedded_services


@pytest.fixture(scope="module")
def running() -> Iterator[EmbeddedServices]:
    with embedded_services() as embedded:
        yield embedded


@pytest.fixture
def session(running: EmbeddedServices, monkeypatch: pytest.MonkeyPatch) -> Iterator[Session]:
    monkeypatch.setattr(voices_module, "_known", {})
    running.faults.clear()
    running.request_log.clear()
    with Session(services=running.services, log=False) as session:
        yield session


def listings(running: EmbeddedServices) -> int:
    return sum(request.path.endswith("/voices/list") for request in running.request_log.requests)


def test_the_catalogue_is_a_frame_with_typed_columns(session: Session) -> None:
    frame = session.voices()
    assert len(frame) == 8
    jenny = frame.set_index("name").loc["en-US-JennyNeural"]
    assert (jenny["locale"], jenny["language"], jenny["gender"]) == ("en-US", "en", "Female")
    assert (jenny["styles"], jenny["roles"]) == (("cheerful", "sad"), ("Girl", "OlderAdultMale"))
    assert frame["multilingual"].tolist() == [True] + [False] * 7
    assert frame["secondary_locales"][0] == ("de-DE", "es-ES", "fr-FR")
    assert frame["sample_rate_hz"].dtype == "Int64"


def test_the_catalogue_says_what_really_speaks(session: Session) -> None:
    assert set(session.voices()["local_voice"]) == {"tone"}


@pytest.mark.parametrize(
    ("voice", "hint"),
    [
        ("pt-BR-FranciscaNeural", "Kokoro speaks Portuguese: voicelab models add kokoro"),
        ("nl-NL-FennaNeural", None),
        ("en-US-NobodyNeural", None),
    ],
)
def test_a_language_that_nobody_speaks_is_told_with_what_would(
    session: Session, voice: str, hint: str | None
) -> None:
    with pytest.raises(ConfigurationError) as caught:
        session.preview(voice)

    assert ("Kokoro" in caught.value.hint) == (hint is not None)
    assert (hint or "") in caught.value.hint


def test_the_catalogue_is_filtered_by_language_and_locale(session: Session) -> None:
    assert set(session.voices(locale="en")["locale"]) == {"en-US", "en-GB"}
    assert session.voices(locale="EN-gb")["name"].tolist() == ["en-GB-RyanNeural", "en-GB-SoniaNeural"]
    assert session.voices(locale="en_us")["locale"].tolist() == ["en-US"] * 3
    assert len(session.voices(locale=None, gender=None, style=None)) == 8


@pytest.mark.parametrize(
    ("filters", "sentence"),
    [
        ({"locale": "sv"}, "no voice has the locale sv; there are de, en, es, fr"),
        ({"locale": "e"}, "no voice has the locale e; there are de, en, es, fr"),
        (
            {"locale": "pt-BR"},
            r"there are de, en, es, fr\. Kokoro speaks Portuguese: voicelab models add kokoro",
        ),
        ({"gender": "x"}, "there is no gender 'x'; there are Female, Male, Neutral"),
        ({"locale": "fr", "gender": "male"}, "the locale fr and the gender Male; there are Female"),
        ({"style": "chery"}, "no voice has the style chery; there are cheerful, sad"),
        ({"locale": "de", "style": "sad"}, "no voice has the locale de and the style sad; there are none"),
        ({"locale": "de", "multilingual": True}, "the locale de and several languages; all have one alone"),
        ({"locale": 5}, "locale must be text, not 5"),
    ],
)
def test_filters_that_leave_no_voice_say_what_there_is(
    session: Session, filters: dict[str, Any], sentence: str
) -> None:
    with pytest.raises(ValueError, match=sentence):
        session.voices(**filters)


def test_the_catalogue_is_filtered_by_gender_style_and_languages(session: Session) -> None:
    assert session.voices(gender="male")["name"].tolist() == ["en-US-GuyNeural", "en-GB-RyanNeural"]
    assert session.voices(style="Cheerful")["name"].tolist() == ["en-US-JennyNeural"]
    assert session.voices(multilingual=True)["name"].tolist() == ["en-US-JennyMultilingualNeural"]
    assert len(session.voices(multilingual=False)) == 7


def test_the_service_is_asked_once(session: Session, running: EmbeddedServices) -> None:
    session.voices()
    session.voices(locale="de")
    assert listings(running) == 1
    voices_module.voices(session.services, refresh=True)
    assert listings(running) == 2


def test_other_services_at_the_same_address_have_a_catalogue_of_their_own(
    session: Session, running: EmbeddedServices
) -> None:
    session.voices()
    speech = running.services.speech
    assert known_catalogue(speech) is not None
    assert known_catalogue(dataclasses.replace(speech, key="another")) is None


@pytest.mark.parametrize(
    ("status", "code"), [(401, "authentication"), (403, "forbidden"), (429, "throttled")]
)
def test_a_catalogue_that_is_refused_says_why(
    session: Session, running: EmbeddedServices, status: int, code: str
) -> None:
    running.faults.add("voices", Refuse(status=status, times=None))
    with pytest.raises(SynthesisError) as caught:
        session.voices()
    assert caught.value.code == code
    running.faults.clear()
    assert len(session.voices()) == 8


@pytest.mark.parametrize("name", ["__init__", "get_voices_async"])
def test_a_failure_inside_the_sdk_is_an_error_of_synthesis(
    session: Session, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("Exception with error code: 0x1b (SPXERR_RUNTIME_ERROR)\n[CALL STACK BEGIN]")

    monkeypatch.setattr(sdk.SpeechSynthesizer, name, fail)
    with pytest.raises(SynthesisError, match="failed inside its SDK: Exception with error code") as caught:
        session.voices()
    assert caught.value.code == "sdk-error"
    assert "CALL STACK" not in caught.value.details


def test_a_voice_speaks_a_few_words_of_its_own_language(session: Session, running: EmbeddedServices) -> None:
    sound = session.preview("de-DE-KatjaNeural")
    assert sound.sample_rate_hz == 24_000
    assert sound.rms_dbfs > -40
    assert "".join(running.request_log.text_pieces) == "Hallo, so klingt meine Stimme."
    assert len(session.log) == 0


def test_a_preview_speaks_its_text_in_the_manner_asked_for(
    session: Session, running: EmbeddedServices
) -> None:
    session.preview("en-US-JennyNeural", "Good news!", style="cheerful", style_degree=1.5)
    assert 'style="cheerful" styledegree="1.5"' in running.request_log.ssml[-1]
    assert "Good news!" in running.request_log.ssml[-1]


def test_a_preview_of_a_voice_that_is_not_there_names_the_nearest(session: Session) -> None:
    with pytest.raises(
        ConfigurationError, match=r"no voice 'en-US-JenyNeural'.* en-US-JennyNeural"
    ) as caught:
        session.preview("en-US-JenyNeural")
    assert caught.value.code == "unknown-voice"


def test_why_a_service_rejects_a_text_is_told_in_its_words(
    session: Session, running: EmbeddedServices
) -> None:
    running.faults.add("synthesis", Close(code=1007, reason="The voice cannot read this text."))
    with pytest.raises(
        SynthesisError, match=r"rejected the request: The voice cannot read this text\. Check"
    ):
        session.preview("en-US-GuyNeural", "你好")


def test_a_preview_of_what_is_no_text_is_refused(session: Session) -> None:
    with pytest.raises(ValueError, match="text must be text to speak, not 5"):
        session.preview(text=5)  # type: ignore[arg-type]


def test_the_first_turn_asks_for_no_catalogue(session: Session, running: EmbeddedServices) -> None:
    session.ask("Hello?")
    assert listings(running) == 0


@pytest.mark.parametrize(
    ("changes", "code", "remedy"),
    [
        ({"voice": "en-US-JenyNeural"}, "unknown-voice", "en-US-JennyNeural"),
        ({"voice": "en-US-JennyNeural", "style": "cheery"}, "unknown-style", "It has cheerful, sad."),
        ({"style": "sad"}, "unknown-style", "It has no styles. en-US-JennyNeural have it."),
        ({"voice": "en-US-JennyNeural", "role": "Boy"}, "unknown-role", "It has OlderAdultMale, Girl."),
    ],
)
def test_what_a_known_catalogue_does_not_have_fails_before_any_call(
    session: Session, running: EmbeddedServices, changes: dict[str, str], code: str, remedy: str
) -> None:
    session.voices()
    running.request_log.clear()
    session.settings = session.settings.replace(**changes)
    exchange = session.ask("Hello?")
    assert (exchange.outcome, exchange.error_code) == ("failed", code)
    assert remedy in (exchange.error_message or "")
    assert running.request_log.chat_requests == []
    assert running.request_log.messages == []


def test_a_custom_voice_is_not_looked_for_in_the_catalogue() -> None:
    Catalogue((), "here").check(Settings(voice="OurOwnVoice", custom_voice_endpoint="0f-1"))


def test_a_service_that_does_not_list_its_voices_is_given_up(
    session: Session, running: EmbeddedServices, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(voices_module, "_LISTING_SECONDS", 0.2)
    monkeypatch.setattr(
        voices_module, "_list", lambda service: running.request_log.wait_for(lambda log: False, 0.5)
    )
    with pytest.raises(VoicelabError) as caught:
        session.voices()
    assert caught.value.code == "timeout"


CATALOGUE = Catalogue(
    tuple(
        CatalogueVoice(name=name, locale=name[:5], gender=gender, secondary_locales=others)
        for name, gender, others in (
            ("en-US-GuyNeural", "Male", ()),
            ("en-US-JennyNeural", "Female", ()),
            ("en-US-AvaMultilingualNeural", "Female", ("de-DE", "es-ES")),
            ("en-US-JennyMultilingualNeural", "Female", ("de-DE",)),
            ("es-MX-DaliaNeural", "Female", ()),
            ("es-ES-AlvaroNeural", "Male", ()),
            ("es-ES-Ximena:DragonHDNeural", "Female", ()),
            ("es-ES-ElviraNeural", "Female", ()),
        )
    ),
    "here",
)


@pytest.mark.parametrize(
    ("language", "like", "locale", "chosen"),
    [
        ("de", "en-US-JennyNeural", None, "en-US-JennyMultilingualNeural"),
        ("es", "en-US-JennyNeural", "es-ES", "es-ES-ElviraNeural"),
        ("es", "en-US-JennyNeural", None, "es-MX-DaliaNeural"),
        ("es", "en-US-GuyNeural", None, "es-ES-AlvaroNeural"),
        ("de", "en-US-GuyNeural", None, "en-US-AvaMultilingualNeural"),
        ("fi", "en-US-GuyNeural", None, None),
    ],
)
def test_the_voice_nearest_to_another_speaks_a_language(
    language: str, like: str, locale: str | None, chosen: str | None
) -> None:
    found = CATALOGUE.voice_for(language, like, locale)
    assert (found.name if found else None) == chosen


@pytest.mark.parametrize("changes", [{}, {"style": "sad", "style_degree": 2.0}])
def test_a_voice_that_nobody_looked_up_is_refused_by_the_service(
    session: Session, changes: dict[str, Any]
) -> None:
    session.settings = session.settings.replace(voice="en-US-JenyNeural", **changes)
    exchange = session.ask("Hello?")
    assert (exchange.outcome, exchange.error_code, exchange.retries) == ("failed", "unknown-voice", 0)
    assert "session.voices()" in (exchange.error_message or "")
