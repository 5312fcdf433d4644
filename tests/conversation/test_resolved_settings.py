from __future__ import annotations

import dataclasses

import pytest

from voicelab import Session, Settings
from voicelab.conversation.resolved_settings import resolved_settings
from voicelab.testing import ScriptedEngines, embedded_services

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


def test_what_is_chosen_stands() -> None:
    with embedded_services(SCRIPT) as scripted:
        chosen = Settings(end_of_turn="model")
        assert resolved_settings(chosen, scripted.services) is chosen


def test_a_session_keeps_what_was_chosen_and_its_exchanges_what_it_came_to() -> None:
    with embedded_services(SCRIPT) as scripted, Session(services=scripted.services, log=False) as session:
        assert session.ask("Which is the tallest?").settings.end_of_turn == "silence"
        assert session.settings == Settings()
