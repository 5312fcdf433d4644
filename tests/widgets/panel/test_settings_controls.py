"""The panel's controls, without a page."""

from __future__ import annotations

import pytest

from voicelab.settings import Settings
from voicelab.widgets.panel.settings_controls import SettingsControls


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


def test_each_control_shows_its_setting_and_changes_nothing_by_itself(changes: Changes) -> None:
    shown = {name: control.value for name, control in changes.controls.by_name.items()}
    usual = Settings().to_dict()
    assert shown == {**{name: usual[name] for name in shown}, "deployment": ""}
    assert changes.seen == []


def test_what_the_user_sets_is_told(changes: Changes) -> None:
    changes.controls.by_name["max_tokens"].value = 64
    changes.controls.by_name["deployment"].value = " gpt-4o "
    changes.controls.by_name["deployment"].value = ""
    assert changes.seen == [("max_tokens", 64), ("deployment", "gpt-4o"), ("deployment", None)]


def test_several_languages_are_written_with_commas(changes: Changes) -> None:
    changes.controls.by_name["language"].value = "en-US, es-ES"
    assert changes.seen == [("language", ("en-US", "es-ES"))]
    changes.controls.follow(Settings(language=("de-DE", "fr-FR")))
    assert changes.controls.by_name["language"].value == "de-DE, fr-FR"


def test_settings_of_a_cell_are_followed_without_being_told_back(changes: Changes) -> None:
    changes.controls.follow(Settings(max_tokens=4_000, speaking_rate=1.5, barge_in=True, temperature=None))
    assert changes.controls.by_name["max_tokens"].value == 4_000
    assert changes.controls.by_name["speaking_rate"].value == 1.5
    assert changes.controls.by_name["barge_in"].value is True
    assert changes.seen == []
