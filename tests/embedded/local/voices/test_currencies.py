"""Currencies, as the built-in voices say them."""

from __future__ import annotations

import pytest

from voicelab.embedded.local.voices.synthesis import LocalSynthesis


def samples(text: str, voice: str) -> int:
    parts = LocalSynthesis().synthesize(text, voice=voice, rate=1.0, pitch=1.0)
    return sum(len(part) for part in parts)


@pytest.mark.parametrize(
    ("voice", "signed", "named"),
    [
        ("en-US-JennyNeural", "It costs 12 €, or 7 £.", "It costs 12 euros, or 7 pounds."),
        ("de-DE-KatjaNeural", "Das kostet 12 ¥.", "Das kostet 12 Yen."),
    ],
)
def test_a_sign_behind_its_number_is_said_as_its_name(voice: str, signed: str, named: str) -> None:
    assert samples(signed, voice) == samples(named, voice)
