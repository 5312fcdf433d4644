"""What the short name of a voice says."""

from __future__ import annotations

import pytest

from voicelab.text.voice_names import locale_of_voice, parts_of_voice_name


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("de-DE-KatjaNeural", ("de-DE", "Katja")),
        ("EN-us-jennyMULTILINGUALneural", ("en-US", "jennyMULTILINGUAL")),
        ("en-US-Ava:DragonHDLatestNeural", ("en-US", "Ava:DragonHDLatest")),
        ("zh-CN-liaoning-XiaobeiNeural", ("zh-CN-liaoning", "Xiaobei")),
        ("sr-latn-rs-NicholasNeural", ("sr-Latn-RS", "Nicholas")),
        ("fil-PH-AngeloNeural", ("fil-PH", "Angelo")),
        ("es-419-AnyNeural", ("es-419", "Any")),
        ("en-US-", None),
        ("en-US-Jenny", None),
        ("Jenny", None),
        ("en-US-JennyNeural ", None),
        ("", None),
    ],
)
def test_a_voices_name_has_a_locale_and_a_name_there(name: str, parts: tuple[str, str] | None) -> None:
    assert parts_of_voice_name(name) == parts


@pytest.mark.parametrize(
    ("name", "locale"),
    [
        ("sr-Latn-RS-SophieNeural", "sr-Latn-RS"),
        ("en-us-Jenny", "en-US"),
        ("OurOwnVoice", None),
        ("en-US", None),
    ],
)
def test_a_voices_name_begins_with_its_locale(name: str, locale: str | None) -> None:
    assert locale_of_voice(name) == locale
