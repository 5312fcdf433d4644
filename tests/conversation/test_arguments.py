"""What is set of a session and would change nothing is refused with what to write."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from voicelab import Audio, Session
from voicelab.audio.sinks import WavSink
from voicelab.settings import DECLARATIONS
from voicelab.testing import EmbeddedServices


@pytest.fixture
def session(scripted: EmbeddedServices) -> Iterator[Session]:
    """A session that keeps its log in memory."""
    with Session(services=scripted.services, log=False) as session:
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


@pytest.mark.parametrize("name", ["id", "log", "services", "timeouts"])
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
