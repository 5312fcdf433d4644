from __future__ import annotations

import dataclasses

import pytest

from voicelab import Session, Settings
from voicelab.conversation.resolved_settings import resolved_settings
from voicelab.events import Notice
from voicelab.testing import ScriptedEngines, embedded_services, speech

SCRIPT = ScriptedEngines(reply="Mount Everest.")


def test_where_a_local_model_replies_turns_end_by_the_words() -> None:
    with embedded_services(SCRIPT) as scripted:
        services = dataclasses.replace(scripted.services, kind="embedded")
        assert resolved_settings(Settings(), services).end_of_turn == "words"


@pytest.mark.parametrize("changes", [{"kind": "azure"}, {"kind": "embedded", "replies_from": "127.0.0.1:1"}])
def test_where_another_model_replies_turns_end_by_silence(changes: dict[str, str]) -> None:
    with embedded_services(SCRIPT) as scripted:
        services = dataclasses.replace(scripted.services, **changes)  # type: ignore[arg-type]
        assert resolved_settings(Settings(), services).end_of_turn == "silence"


@pytest.mark.parametrize("judge", ["auto", "words"])
def test_nobody_here_judges_pauses_where_the_service_detects_turns(judge: str) -> None:
    with embedded_services(SCRIPT) as scripted:
        services = dataclasses.replace(scripted.services, kind="embedded")
        resolved = resolved_settings(Settings(engine="realtime", end_of_turn=judge), services)
        assert (resolved.end_of_turn, resolved.judges_pauses) == (judge, False)


def test_what_is_chosen_stands() -> None:
    with embedded_services(SCRIPT) as scripted:
        chosen = Settings(end_of_turn="model")
        assert resolved_settings(chosen, scripted.services) is chosen


def test_a_session_keeps_what_was_chosen_and_its_exchanges_what_it_came_to() -> None:
    with embedded_services(SCRIPT) as scripted, Session(services=scripted.services, log=False) as session:
        assert session.ask("Which is the tallest?").settings.end_of_turn == "silence"
        assert session.settings == Settings()


def test_a_recording_that_is_read_as_a_whole_ends_by_silence_which_is_told_and_logged() -> None:
    codes: list[str] = []
    with (
        embedded_services(SCRIPT) as scripted,
        Session(services=scripted.services, log=False, end_of_turn="words") as session,
    ):
        session.subscribe(lambda event: codes.append(event.code) if isinstance(event, Notice) else None)
        session.talk([speech(seconds=0.4), speech(seconds=0.4)])
        session.ask(speech(seconds=0.4))
        exchanges = list(session.log.exchanges())

    assert codes == ["silence-ends-turns"]
    assert [each.settings.end_of_turn for each in exchanges] == ["silence"] * 3
