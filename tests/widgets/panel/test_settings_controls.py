"""The panel's controls, without a page."""

from __future__ import annotations

import pytest

from voicelab.settings import DECLARATIONS, Settings
from voicelab.settings.controls import Slider
from voicelab.widgets.panel.settings_controls import SettingsControls
from voicelab.widgets.panel.voice_choice import VoiceChoice


class Changes:
    """Controls, and what they change."""

    def __init__(self, settings: Settings | None = None) -> None:
        self.seen: list[tuple[str, object]] = []
        self.controls = SettingsControls(
            settings or Settings(), change=lambda name, value: self.seen.append((name, value))
        )


@pytest.fixture
def changes() -> Changes:
    """Return controls that show the usual settings."""
    return Changes()


def test_each_setting_that_declares_a_control_has_it_with_its_label(changes: Changes) -> None:
    shown = {name: control.description for name, control in changes.controls.by_name.items()}
    voice = VoiceChoice("en-GB-RyanNeural", choose=print, preview=print).voice.description
    assert {**shown, "voice": voice} == {name: it.label for name, it in DECLARATIONS.items() if it.control}


def test_a_slider_goes_as_far_as_its_setting_is_declared(changes: Changes) -> None:
    sliders = {name: it.control for name, it in DECLARATIONS.items() if isinstance(it.control, Slider)}
    assert len(sliders) == 4
    for name, declared in sliders.items():
        slider = changes.controls.by_name[name]
        usual = Settings()
        for end in (slider.min, slider.max):
            assert getattr(usual.replace(**{name: end}), name) == end
        with pytest.raises(ValueError, match=f"{name} must be from"):
            usual.replace(**{name: slider.min - 1})
        if declared.highest is None:
            with pytest.raises(ValueError, match=f"{name} must be from"):
                usual.replace(**{name: slider.max + 1})
        assert slider.step == declared.step


def test_a_number_that_is_left_to_the_service_is_not_shown_until_one_is_set(changes: Changes) -> None:
    slider = changes.controls.by_name["temperature"]
    changes.controls.follow(Settings(temperature=None))
    assert (slider.readout, changes.seen) == (False, [])
    slider.value = 0.3
    assert (slider.readout, changes.seen) == (True, [("temperature", 0.3)])


def test_each_control_shows_its_setting_and_changes_nothing_by_itself(changes: Changes) -> None:
    shown = {name: control.value for name, control in changes.controls.by_name.items()}
    usual = Settings().to_dict()
    assert shown == {**{name: usual[name] for name in shown}, "deployment": ""}
    assert changes.seen == []


def test_what_the_user_sets_changes_the_setting(changes: Changes) -> None:
    changes.controls.by_name["max_tokens"].value = 64
    changes.controls.by_name["deployment"].value = " gpt-4o "
    changes.controls.by_name["deployment"].value = ""
    assert changes.seen == [("max_tokens", 64), ("deployment", "gpt-4o"), ("deployment", None)]


def test_several_languages_are_written_with_commas(changes: Changes) -> None:
    changes.controls.by_name["language"].value = "en-US, es-ES"
    assert changes.seen == [("language", ("en-US", "es-ES"))]
    changes.controls.follow(Settings(language=("de-DE", "fr-FR")))
    assert changes.controls.by_name["language"].value == "de-DE, fr-FR"


def test_settings_of_a_cell_are_followed_and_changed_no_further(changes: Changes) -> None:
    changes.controls.follow(Settings(max_tokens=4_000, speaking_rate=1.5, barge_in=True, temperature=None))
    assert changes.controls.by_name["max_tokens"].value == 4_000
    assert changes.controls.by_name["speaking_rate"].value == 1.5
    assert changes.controls.by_name["barge_in"].value is True
    assert changes.seen == []
