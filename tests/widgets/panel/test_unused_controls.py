"""Controls and choices that have no effect with the engine, and why."""

from __future__ import annotations

import pytest

from tests.credentials import OPENAI_KEY
from voicelab.extras import EXTRAS
from voicelab.services.services import Services
from voicelab.settings import Settings
from voicelab.widgets.panel.settings_controls import SettingsControls
from voicelab.widgets.panel.unavailable_engines import unavailable_engines
from voicelab.widgets.panel.unused_controls import unused_controls


def test_the_page_is_told_why_controls_and_choices_have_no_effect() -> None:
    found = unused_controls(
        Settings(engine="realtime"), {"voice-live": "Not installed."}, {"gender": "Unknown."}
    )
    assert found["controls"]["temperature"] == "OpenAI's Realtime API has no temperature."
    assert found["controls"]["gender"] == "Unknown."
    assert found["controls"].keys() >= {"style", "end_of_turn", "longest_pause_seconds"}
    assert found["choices"]["engine"] == {"voice-live": "Not installed."}
    assert found["choices"]["turn_detection"].keys() == {
        "azure_semantic_vad",
        "azure_semantic_vad_multilingual",
    }


def test_what_is_greyed_is_told_by_the_labels_a_line_for_each_reason() -> None:
    found = unused_controls(Settings(engine="realtime"), {"voice-live": "Gone."}, {"gender": "Unknown."})
    assert found["lines"] == [
        "Gender: Unknown.",
        "Temperature: OpenAI's Realtime API has no temperature.",
        "Style: OpenAI's voices have no styles.",
        "End of turn by, Longest pause: The service's turn detection says when you are done.",
        "Engine voice-live: Gone.",
        "Turn detection azure_semantic_vad, azure_semantic_vad_multilingual: "
        "Only Voice Live has it: server_vad says when you are done.",
    ]


def test_only_what_the_panel_shows_is_told_of() -> None:
    assert unused_controls(Settings(), {}, {})["controls"].keys() == {"turn_detection"}
    assert unused_controls(Settings(), {}, {})["choices"] == {}


def test_controls_without_effect_cannot_be_used_until_the_engine_has_them() -> None:
    seen: list[tuple[str, object]] = []
    controls = SettingsControls(Settings(), change=lambda name, value: seen.append((name, value)))
    temperature, detection = controls.by_name["temperature"], controls.by_name["turn_detection"]
    parts = (temperature.slider, temperature.is_left, detection)
    assert [part.disabled for part in parts] == [False, False, True]
    controls.follow(Settings(engine="realtime"))
    assert [part.disabled for part in parts] == [True, True, False]
    assert temperature.value == 0.7
    controls.follow(Settings(temperature=None))
    assert [part.disabled for part in parts] == [True, False, True]
    assert seen == []


def test_the_engine_stands_ahead_of_what_it_decides() -> None:
    controls = SettingsControls(Settings(), change=print)
    assert controls.deciding == [controls.by_name["engine"]]
    assert {id(each) for each in [*controls.deciding, *controls.others]} == set(map(id, controls.all))


def services_of(address: str) -> Services:
    return Services.azure(
        speech_key=OPENAI_KEY, speech_region="westeurope", openai_key=OPENAI_KEY, openai_endpoint=address
    )


def test_an_engine_whose_packages_are_missing_is_not_available(monkeypatch: pytest.MonkeyPatch) -> None:
    services = services_of("https://ours.services.ai.azure.com")
    assert unavailable_engines(services) == {}
    monkeypatch.setitem(EXTRAS, "voice-live", ("not_installed_at_all",))
    (reason,) = unavailable_engines(services).values()
    assert "pip install 'voicelab-jupyter[voice-live]'" in reason


def test_an_engine_of_no_known_address_is_not_available() -> None:
    unavailable = unavailable_engines(services_of("https://ours.openai.azure.com"))
    assert unavailable.keys() == {"voice-live"}
    assert "AZURE_VOICELIVE" in unavailable["voice-live"]
