from __future__ import annotations

import pytest

from voicelab.text.fillers import ends_in_filler


@pytest.mark.parametrize(
    ("text", "locale"),
    [
        ("I need, uh uh...", "en-US"),
        ("Set a timer for, um...", "en-US"),
        ("Ähm", "de-DE"),
        ("明日はえーと", "ja-JP"),
        ("我想呃", "zh-CN"),
        ("ผมอยากเอ่อ", "th-TH"),
        ("SET A TIMER FOR UM", "en-US"),
        ("I want the um", "en-US"),
        ("No, uh, uh...", "en-US"),
        ("Hmmm.", "en-US"),
        ("A pizza, uhhh", "en-US"),
        ("I would like ummmm", "en-US"),
        ("Quiero eh...", "es-ES"),
        ("Quiero, este…", "es-MX"),
        ("我想要那个……", "zh-CN"),
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
        ("...", "en-US"),
        ("Take me to the ER.", "en-US"),
        ("take me to the er", "en-US"),
        ("I study at UM.", "en-US"),
        ("UM.", "en-US"),
        ("Uh-uh.", "en-US"),
        ("uh uh", "en-US"),
        ("No, uh-uh.", "en-US"),
        ("Nuh-uh.", "en-US"),
        ("huh-uh", "en-US"),
        ("Mm-hmm.", "en-US"),
        ("yes mm hmm", "en-US"),
        ("Hmm?", "en-US"),
        ("Está bien, ¿eh?", "es-ES"),
        ("Quiero este.", "es-MX"),
        ("我想要那个。", "zh-CN"),
    ],
)
def test_other_ends_are_none(text: str, locale: str) -> None:
    assert not ends_in_filler(text, [locale])


def test_any_of_several_languages_counts() -> None:
    assert ends_in_filler("je voudrais euh", ["en-US", "fr-FR"])
