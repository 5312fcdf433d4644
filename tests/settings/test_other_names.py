"""Settings by the names that they have elsewhere."""

from __future__ import annotations

import pytest

from voicelab import Settings, compare
from voicelab.settings import DECLARATIONS
from voicelab.settings.other_names import no_such_setting


@pytest.mark.parametrize(
    ("elsewhere", "here"),
    [
        ("instructions", "system_prompt"),
        ("model", "deployment, realtime_deployment, voice_live_model"),
        ("speed", "speaking_rate"),
        ("silence_duration_ms", "end_silence_seconds"),
        ("interrupt_response", "barge_in"),
    ],
)
def test_the_name_here_is_listed_first_and_once(elsewhere: str, here: str) -> None:
    sentence = no_such_setting(elsewhere, DECLARATIONS)
    assert sentence.startswith(f"no setting {elsewhere!r}; there are: {here}, ")
    assert sorted(sentence.partition("there are: ")[2].split(", ")) == sorted(DECLARATIONS)


def test_settings_and_axes_are_looked_for_by_other_names() -> None:
    with pytest.raises(TypeError, match="no setting 'instructions'; there are: system_prompt, "):
        Settings().replace(instructions="Be brief.")
    with pytest.raises(TypeError, match="no setting or condition 'model'; there are: deployment, "):
        compare("Hello?", model=["a", "b"])


@pytest.mark.parametrize("name", ["tools", "services", "log", "timeouts"])
def test_what_a_session_is_made_with_is_no_setting(name: str) -> None:
    with pytest.raises(
        TypeError, match=rf"{name} is no setting: a session is made with it, vl\.Session\({name}=…\)"
    ):
        Settings().replace(**{name: None})
