"""What is set of a session and would change nothing is refused with what to write."""

from __future__ import annotations

import functools
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from voicelab import Audio, CompletionService, Services, Session, SpeechService
from voicelab.audio.sinks import WavSink
from voicelab.secret import Secret
from voicelab.settings import DECLARATIONS
from voicelab.testing import EmbeddedServices


@pytest.fixture
def session(scripted: EmbeddedServices) -> Iterator[Session]:
    """A session that keeps its log in memory."""
    with Session(services=scripted.services, log=False) as session:
        yield session


@pytest.fixture
def idle() -> Iterator[Session]:
    """A session of which nothing is asked."""
    speech = SpeechService(region="westeurope", key=Secret("k" * 32))
    services = Services(speech=speech, completion=CompletionService.openai("http://127.0.0.1:9/v1"))
    with Session(services=services, log=False) as session:
        yield session


@pytest.mark.parametrize("name", DECLARATIONS)
def test_a_setting_is_not_set_on_the_session_itself(session: Session, name: str) -> None:
    wanted = rf"write session\.settings = session\.settings\.replace\({name}=…\)"
    with pytest.raises(AttributeError, match=wanted):
        setattr(session, name, 5)


@pytest.mark.parametrize(("name", "setting"), [("temprature", "temperature"), ("max_token", "max_tokens")])
def test_a_misspelt_setting_is_refused_with_the_right_name(session: Session, name: str, setting: str) -> None:
    with pytest.raises(AttributeError, match=rf"replace\({setting}=…\)"):
        setattr(session, name, 5)


@pytest.mark.parametrize("name", ["id", "log", "services", "timeouts", "tools"])
def test_what_a_session_is_made_with_stays(session: Session, name: str) -> None:
    with pytest.raises(AttributeError, match=f"keeps its {name}: make a new Session"):
        setattr(session, name, None)


def test_settings_are_set_and_so_is_what_others_note_on_a_session(session: Session) -> None:
    session.settings = session.settings.replace(max_tokens=5)
    session.note = "mine"
    assert (session.settings.max_tokens, vars(session)["note"]) == (5, "mine")


@pytest.mark.parametrize("way", ["ask", "talk"])
def test_a_recording_is_not_overwritten_by_the_replies_to_it(
    session: Session, tmp_path: Path, way: str
) -> None:
    mine = tmp_path / "mine.wav"
    Audio.silence(0.5).to_wav(mine)
    with pytest.raises(ValueError, match="replies would be written over it"):
        getattr(session, way)(str(mine) if way == "ask" else [str(mine)], sink=WavSink(mine))
    assert Audio.from_wav(mine) == Audio.silence(0.5)
    assert len(session.log) == 0


async def asynchronous(*_: object) -> None:
    pass


def yielding(*_: object) -> Iterator[None]:
    yield


async def both(*_: object) -> AsyncIterator[None]:
    yield


class Asynchronous:
    async def __call__(self, *_: object) -> None:
        pass


@pytest.mark.parametrize(
    ("callback", "words"),
    [
        (asynchronous, "must be a plain function"),
        (functools.partial(asynchronous, 1), "must be a plain function"),
        (Asynchronous(), "must be a plain function"),
        (yielding, "must be a plain function"),
        (both, "must be a plain function"),
        (5, "must be a function, not 5"),
        (None, "must be a function, not None"),
        (lambda _one, _two, _three: None, "does not fit: missing a required argument"),
    ],
)
@pytest.mark.parametrize("method", ["subscribe", "on_close"])
def test_a_callback_that_would_lose_its_events_is_refused(
    idle: Session, method: str, callback: Any, words: str
) -> None:
    with pytest.raises(TypeError, match=words):
        getattr(idle, method)(callback)


@pytest.mark.parametrize("callback", [[].append, print, functools.partial(print, end=""), lambda *_: None])
def test_any_other_function_may_subscribe(idle: Session, callback: Callable[..., None]) -> None:
    idle.subscribe(callback)()


@pytest.mark.filterwarnings("error")
def test_a_subscriber_that_returns_a_coroutine_is_named(
    idle: Session, caplog: pytest.LogCaptureFixture
) -> None:
    idle.on_close(lambda: asynchronous())  # type: ignore[arg-type]
    idle.close()
    assert "it returned a coroutine, which nobody awaits" in caplog.text
