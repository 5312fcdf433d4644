"""The panel's controls, without a page."""

from __future__ import annotations

from typing import Any

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
    shown = {name: label(control) for name, control in changes.controls.by_name.items()}
    choice = VoiceChoice(Settings(), change=print, preview=print)
    shown.update(voice=choice.voice.description, style=choice.style.description)
    assert shown == {name: it.label for name, it in DECLARATIONS.items() if it.control}


def label(control: Any) -> str:
    """Return a control's label without its unit."""
    return str(getattr(control, "slider", control).description).split(", ")[0]


def test_a_slider_names_its_unit(changes: Changes) -> None:
    assert changes.controls.by_name["end_silence_seconds"].description == "End silence, s"


def test_a_slider_goes_as_far_as_its_setting_is_declared(changes: Changes) -> None:
    sliders = {name: it.control for name, it in DECLARATIONS.items() if isinstance(it.control, Slider)}
    assert len(sliders) == 5
    for name, declared in sliders.items():
        control = changes.controls.by_name[name]
        slider = getattr(control, "slider", control)
        usual = Settings()
        for end in (slider.min, slider.max):
            assert getattr(usual.replace(**{name: end}), name) == end
        with pytest.raises(ValueError, match=f"{name} must be from"):
            usual.replace(**{name: slider.min - 1})
        if declared.highest is None:
            with pytest.raises(ValueError, match=f"{name} must be from"):
                usual.replace(**{name: slider.max + 1})
        assert slider.step == declared.step


def test_a_number_can_be_left_to_the_service_and_taken_back(changes: Changes) -> None:
    temperature = changes.controls.by_name["temperature"]
    temperature.is_left.value = True
    assert temperature.slider.disabled
    temperature.is_left.value = False
    assert not temperature.slider.disabled
    temperature.slider.value = 0.3
    assert changes.seen == [("temperature", None), ("temperature", 0.7), ("temperature", 0.3)]


def test_a_number_that_a_cell_leaves_to_the_service_is_shown_so(changes: Changes) -> None:
    temperature = changes.controls.by_name["temperature"]
    changes.controls.follow(Settings(temperature=None))
    assert (temperature.is_left.value, temperature.slider.disabled) == (True, True)
    changes.controls.follow(Settings(temperature=1.5))
    assert (temperature.is_left.value, temperature.slider.value) == (False, 1.5)
    assert changes.seen == []


@pytest.mark.parametrize("name", ["end_silence_seconds", "temperature"])
def test_the_last_digits_of_a_sliders_steps_are_not_kept(changes: Changes, name: str) -> None:
    control = changes.controls.by_name[name]
    getattr(control, "slider", control).value = 0.6500000000000001
    assert changes.seen == [(name, 0.65)]


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


def test_a_choice_is_made_among_what_its_setting_allows(changes: Changes) -> None:
    control = changes.controls.by_name["end_of_turn"]
    assert [Settings(end_of_turn=each).end_of_turn for each in control.options] == list(control.options)
    control.value = "words"
    changes.controls.follow(Settings(end_of_turn="model"))
    assert (changes.seen, control.value) == ([("end_of_turn", "words")], "model")


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


def test_the_model_is_the_engines_own(changes: Changes) -> None:
    model = changes.controls.by_name["deployment"]
    changes.controls.follow(Settings(engine="realtime", deployment="chat", realtime_deployment="talk"))
    assert (model.value, model.disabled) == ("talk", False)
    model.value = "talk-2"
    changes.controls.follow(Settings(engine="voice-live", deployment="chat"))
    assert (model.value, model.disabled) == ("", False)
    model.value = "gpt-4.1"
    changes.controls.follow(Settings(deployment="chat"))
    model.value = ""
    assert changes.seen == [
        ("realtime_deployment", "talk-2"),
        ("voice_live_model", "gpt-4.1"),
        ("deployment", None),
    ]
