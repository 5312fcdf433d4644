"""What a say-as asks for, in words."""

from __future__ import annotations

import pytest

from voicelab.embedded.speech.say_as import said_as


@pytest.mark.parametrize(
    ("text", "kind", "style", "locale", "said"),
    [
        ("SDK", "characters", "", "", "S, D, K"),
        ("a-1", "spell-out", "", "en-GB", "A, dash, 1"),
        ("a-1", "spell-out", "", "fr-FR", "A, 1"),
        ("1234", "digits", "", "de-DE", "1 2 3 4"),
        ("(888) 555-1212", "telephone", "", "en-US", "8 8 8, 5 5 5, 1 2 1 2"),
        ("+1 888", "telephone", "", "en-US", "plus 1, 8 8 8"),
        ("12,345", "cardinal", "", "en-US", "12345"),
        ("10th", "ordinal", "", "en-US", "tenth"),
        ("21", "ordinal", "", "de-DE", "einundzwanzigste"),
        ("3/8", "fraction", "", "en-US", "three eighths"),
        ("1/2", "fraction", "", "", "one half"),
        ("3/8", "fraction", "", "es-ES", "3/8"),
        ("10-19-2016", "date", "mdy", "en-US", "October nineteenth 2016"),
        ("19/10/2016", "date", "dmy", "en-GB", "October nineteenth 2016"),
        ("1.2.2020", "date", "", "de-DE", "1. Februar 2020"),
        ("2016-10-19", "date", "", "es-ES", "19 de octubre de 2016"),
        ("10/2016", "date", "my", "fr-FR", "octobre 2016"),
        ("19/10", "date", "dm", "it-IT", "19 ottobre"),
        ("2016-10", "date", "ym", "ja-JP", "2016年10月"),
    ],
)
def test_it_is_written_out(text: str, kind: str, style: str, locale: str, said: str) -> None:
    assert said_as(text, kind, style, locale) == said


@pytest.mark.parametrize(
    ("text", "kind", "style"),
    [
        ("Oct 3", "date", ""), ("13/13/2020", "date", "dmy"), ("99", "date", "nonsense"), ("", "date", ""),
        ("4:02pm", "time", "hms12"), ("$5", "currency", ""), ("ten", "ordinal", ""), ("x", "", ""),
    ],
)  # fmt: skip
def test_what_is_of_no_such_kind_stays_as_it_is(text: str, kind: str, style: str) -> None:
    assert said_as(text, kind, style, "en-US") == text
