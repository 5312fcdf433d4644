"""Settings that have no effect with their engine are told when they are set, once."""

from __future__ import annotations

import queue
from collections.abc import Iterator
from typing import Any

import pytest

from voicelab import CompletionService, Services, Session, Settings, SpeechService
from voicelab.conversation.effect_notices import effect_notices
from voicelab.events import Event, Notice
from voicelab.secret import Secret
from voicelab.testing import EmbeddedServices

NO_STYLES = "style='cheerful' has no effect with engine='realtime'. OpenAI's voices have no styles."


@pytest.fixture
def services() -> Services:
    """Services of which nothing is asked."""
    speech = SpeechService(region="westeurope", key=Secret("k" * 32))
    return Services(speech=speech, completion=CompletionService.openai("http://127.0.0.1:9/v1"))


@pytest.fixture
def session(services: Services, capsys: pytest.CaptureFixture[str]) -> Iterator[Session]:
    """A session of which nothing is asked, and nothing was said yet."""
    with Session(services=services, log=False) as session:
        assert capsys.readouterr().err == ""
        yield session


def test_a_setting_without_effect_is_named_with_its_reason() -> None:
    assert effect_notices(Settings(engine="realtime", style="cheerful")) == [NO_STYLES]


def test_a_number_beyond_the_engines_most_is_named_with_what_it_comes_to() -> None:
    assert effect_notices(Settings(engine="realtime", speaking_rate=2.0)) == [
        "speaking_rate=2.0 is more than there is with engine='realtime'. "
        "OpenAI's voices speak at most 1.5 times as fast, and do."
    ]


def test_a_long_value_is_cut_and_holds_nothing_that_a_terminal_obeys() -> None:
    (sentence,) = effect_notices(Settings(engine="realtime", filler="One moment.\x1b[2J" * 20))
    assert len(sentence) < 250
    assert "\x1b" not in sentence


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"max_tokens": 5}, []),
        ({"engine": "cascade"}, []),
        ({"engine": "voice-live"}, []),
        ({"engine": "voice-live", "voice": "cedar"}, [NO_STYLES.replace("realtime", "voice-live")]),
        ({"style": "sad"}, [NO_STYLES.replace("cheerful", "sad")]),
    ],
)
def test_what_is_known_is_not_told_again(change: dict[str, Any], told: list[str]) -> None:
    before = Settings(engine="realtime", style="cheerful")
    assert effect_notices(before.replace(**change), before) == told


def test_a_session_says_what_has_no_effect_of_what_it_is_made_with(
    services: Services, capsys: pytest.CaptureFixture[str]
) -> None:
    with Session(services=services, log=False, engine="realtime", style="cheerful"):
        assert capsys.readouterr().err == f"voicelab: {NO_STYLES}\n"


def test_what_is_set_on_a_session_is_told_once(session: Session, capsys: pytest.CaptureFixture[str]) -> None:
    session.settings = session.settings.replace(engine="realtime", style="cheerful")
    session.settings = session.settings.replace(max_tokens=5)
    assert capsys.readouterr().err == f"voicelab: {NO_STYLES}\n"


def test_where_anybody_subscribes_it_is_told_by_a_notice(
    session: Session, capsys: pytest.CaptureFixture[str]
) -> None:
    events: queue.SimpleQueue[Event] = queue.SimpleQueue()
    session.subscribe(events.put)
    session.settings = session.settings.replace(engine="realtime", style="cheerful")
    notices = (event for event in iter(lambda: events.get(timeout=10.0), None) if isinstance(event, Notice))
    assert next(notices) == Notice("no-effect", NO_STYLES)
    assert capsys.readouterr().err == ""


def test_a_cascade_speaks_with_the_default_voice_in_place_of_one_of_openais(
    scripted: EmbeddedServices, capsys: pytest.CaptureFixture[str]
) -> None:
    with Session(services=scripted.services, log=False, voice="cedar", filler="One moment.") as session:
        exchange = session.ask("What is it?")
    assert (exchange.outcome, exchange.settings.voice) == ("completed", "cedar")
    assert exchange.spoken_voice == Settings().voice
    assert f"Azure Speech does not have it: {Settings().voice} speaks." in capsys.readouterr().err
