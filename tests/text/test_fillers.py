from __future__ import annotations

import pytest

from voicelab.text.fillers import ends_in_filler


@pytest.mark.parametrize(
    ("text", "locale"),
    [
        ("Set a timer for, um...", "en-US"),
        ("Ähm", "de-DE"),
        ("明日はえーと", "ja-JP"),
        ("我想呃", "zh-CN"),
        ("ผมอยากเอ่อ", "th-TH"),
    ],
)
def test_a_filler_at_the_end_is_found(text: str, locale: str) -> None:
    assert ends_in_filler(text, [locale])


@pytest.mark.parametrize(
    ("text", "locale"),
    [
        ("Open the drum", "en-US"),
        ("Um, ten minutes", "en-US"),
        ("Só um", "pt-BR"),
        ("그 다음", "ko-KR"),
        ("", "en-US"),
    ],
)
def test_other_ends_are_none(text: str, locale: str) -> None:
    assert not ends_in_filler(text, [locale])


def test_any_of_several_languages_counts() -> None:
    assert ends_in_filler("je voudrais euh", ["en-US", "fr-FR"])
