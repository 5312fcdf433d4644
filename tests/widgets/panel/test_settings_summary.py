"""What is set, in one line."""

from __future__ import annotations

from typing import Any

import pytest

from voicelab.settings import DECLARATIONS, Settings
from voicelab.widgets.panel.settings_summary import settings_summary, voice_name

USUAL = "Jenny Multilingual · 100 tokens · temperature 0.70 · “Answer in one or two short sentences.”"


@pytest.mark.parametrize(
    ("changes", "summary"),
    [
        ({}, USUAL),
        (
            {"max_tokens": 1, "temperature": None, "system_prompt": " "},
            "Jenny Multilingual · 1 token · no prompt",
        ),
        (
            {"system_prompt": "Be brief.\n\nBe  kind.", "temperature": 1.0},
            "Jenny Multilingual · 100 tokens · temperature 1.00 · “Be brief. Be kind.”",
        ),
    ],
)
def test_the_summary_names_voice_tokens_temperature_and_prompt(changes: dict[str, Any], summary: str) -> None:
    assert settings_summary(Settings(**changes)) == summary


def test_each_setting_with_a_control_shows_in_the_summary_when_it_is_not_the_default() -> None:
    others: dict[str, Any] = {
        "deployment": "gpt-4o",
        "system_prompt": "Be brief.",
        "max_tokens": 64,
        "temperature": 0.1,
        "language": ("de-DE", "es-ES"),
        "voice": "en-GB-RyanNeural",
        "speaking_rate": 1.5,
        "style": "cheerful",
        "end_silence_seconds": 1.2,
        "end_of_turn": "words",
        "longest_pause_seconds": 5.0,
        "barge_in": True,
        "engine": "voice-live",
    }
    own = {"turn_detection"}
    assert others.keys() | own == {name for name, each in DECLARATIONS.items() if each.control}
    assert [name for name, it in others.items() if settings_summary(Settings(**{name: it})) == USUAL] == []


def test_what_has_no_effect_with_the_engine_is_not_in_the_summary() -> None:
    summary = settings_summary(
        Settings(engine="realtime", turn_detection="semantic_vad", style="sad", end_silence_seconds=2.0)
    )
    assert summary.startswith("realtime · marin · 100 tokens · turn detection by semantic_vad · “")


def test_a_long_prompt_is_cut() -> None:
    summary = settings_summary(Settings(system_prompt="x" * 4_000))
    assert summary.endswith("xxx…”")
    assert len(summary) < 200


@pytest.mark.parametrize(
    ("voice", "name"),
    [
        ("en-US-JennyMultilingualNeural", "Jenny Multilingual"),
        ("en-GB-RyanNeural", "Ryan"),
        ("en-US-Ava:DragonHDLatestNeural", "Ava:Dragon HDLatest"),
        ("zh-CN-liaoning-XiaobeiNeural", "liaoning-Xiaobei"),
        ("OurOwn", "Our Own"),
        ("en-US-Neural", "en-US-Neural"),
    ],
)
def test_a_voice_is_called_by_its_name(voice: str, name: str) -> None:
    assert voice_name(voice) == name
