"""What a say-as asks for, in words."""

from __future__ import annotations

import pytest

from voicelab.embedded.speech.say_as import interpret_as


@pytest.mark.parametrize(
    ("text", "kind", "style", "locale", "said"),
    [
        ("SDK", "characters", "", "", "S, D, K"),
        ("a-1", "spell-out", "", "en-GB", "A, dash, 1"),
        ("a-1", "spell-out", "", "fr-FR", "A, tiret, 1"),
        ("50%#$&+=!", "characters", "", "en-US",
         "5, 0, percent, hash, dollar, ampersand, plus, equals, exclamation mark"),
        ("a@b-c.d", "characters", "", "de-DE", "A, at, B, Bindestrich, C, Punkt, D"),
        ("a@b", "characters", "", "es-ES", "A, arroba, B"),
        ("ß→कि", "characters", "", "en-US", "ß, rightwards arrow, कि"),
        ("1234", "digits", "", "de-DE", "1 2 3 4"),
        ("(888) 555-1212", "telephone", "", "en-US", "8 8 8, 5 5 5, 1 2 1 2"),
        ("+1 888", "telephone", "", "en-US", "plus 1, 8 8 8"),
        ("*67#", "telephone", "", "en-US", "star 6 7 pound"),
        ("*67#", "telephone", "", "en-GB", "star 6 7 hash"),
        ("+49 30", "telephone", "", "de-DE", "plus 4 9, 3 0"),
        ("+33 1", "telephone", "", "fr-FR", "plus 3 3, 1"),
        ("+34 912", "telephone", "", "es-ES", "más 3 4, 9 1 2"),
        ("+39 06", "telephone", "", "it-IT", "più 3 9, 0 6"),
        ("555-0123 x45", "telephone", "", "en-US", "5 5 5, 0 1 2 3, extension 4 5"),
        ("1.234,5", "cardinal", "", "de-DE", "1234,5"),
        ("1.5", "ordinal", "", "en-US", "1.5"),
        ("10,000", "ordinal", "", "en-US", "ten thousandth"),
        ("1,000th", "ordinal", "", "en-US", "one thousandth"),
        ("1000000000", "ordinal", "", "en-US", "one billionth"),
        ("1.000", "ordinal", "", "de-DE", "eintausendste"),
        ("3.", "ordinal", "", "de-DE", "dritte"),
        ("3ten", "ordinal", "", "de-DE", "dritten"),
        ("1 000", "ordinal", "", "fr-FR", "millième"),
        ("1er, 1re, 2ème", "ordinal", "", "fr-FR", "premier, première, deuxième"),
        ("2nde, 3ᵉ", "ordinal", "", "fr-FR", "seconde, troisième"),
        ("3º, 3ª, 3.er", "ordinal", "", "es-ES", "tercero, tercera, tercer"),
        ("3º, 3ª", "ordinal", "", "it-IT", "terzo, terza"),
        ("3ª", "ordinal", "", "pt-BR", "terceira"),
        ("2 1/2", "fraction", "", "en-US", "2 and one half"),
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
)  # fmt: skip
def test_it_is_written_out(text: str, kind: str, style: str, locale: str, said: str) -> None:
    assert interpret_as(text, kind, style, locale) == said


@pytest.mark.parametrize(
    ("text", "kind", "style"),
    [
        ("Oct 3", "date", ""), ("13/13/2020", "date", "dmy"), ("99", "date", "nonsense"), ("", "date", ""),
        ("4:02pm", "time", "hms12"), ("$5", "currency", ""), ("ten", "ordinal", ""), ("x", "", ""),
        ("-1", "ordinal", ""), ("3abc", "ordinal", ""), ("12345/6", "fraction", ""),
    ],
)  # fmt: skip
def test_what_is_of_no_such_kind_stays_as_it_is(text: str, kind: str, style: str) -> None:
    assert interpret_as(text, kind, style, "en-US") == text
