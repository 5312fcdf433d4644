"""Styles, roles and emphasis as pace, pitch and loudness."""

from __future__ import annotations

import pytest

from voicelab.embedded.local.voices.voice_names import STYLES
from voicelab.embedded.speech.expression import Expression, emphasis, expression
from voicelab.embedded.speech.framing import ProtocolError


def test_every_style_that_is_listed_changes_something() -> None:
    listed = {style for styles in STYLES.values() for style in styles.split()}

    assert [style for style in sorted(listed) if expression(style) == Expression()] == []


def test_moods_differ() -> None:
    cheerful, sad, whispering, shouting = map(expression, ("cheerful", "sad", "whispering", "shouting"))

    assert cheerful.rate > 1.0 > sad.rate
    assert cheerful.pitch > 1.0 > sad.pitch
    assert whispering.volume < 0.5
    assert shouting.volume > 1.2
    assert len({cheerful, sad, whispering, shouting}) == 4


def test_a_style_comes_in_degrees() -> None:
    weak, usual, strong = (expression("sad", degree) for degree in ("0.5", "", "2"))

    assert strong.rate < usual.rate < weak.rate < 1.0
    assert expression("sad", "0") == Expression()
    assert expression("sad", "9") == strong


def test_a_role_changes_the_pitch_beside_the_style() -> None:
    girl, old_man = expression("", role="Girl"), expression("", role="SeniorMale")

    assert old_man.pitch < 1.0 < girl.pitch
    assert expression("cheerful", role="Girl").pitch == pytest.approx(
        girl.pitch * expression("cheerful").pitch
    )


def test_a_style_that_is_not_known_is_the_voices_own_manner() -> None:
    assert expression("never-heard-of", "2") == Expression()


def test_levels_of_emphasis_differ() -> None:
    rates = [emphasis(level).rate for level in ("strong", "moderate", "none", "reduced")]

    assert rates == sorted(rates)


def test_what_is_no_degree_or_level_is_refused() -> None:
    with pytest.raises(ProtocolError, match="'much' is no styledegree"):
        expression("sad", "much")
    with pytest.raises(ProtocolError, match="'huge' is no level"):
        emphasis("huge")
