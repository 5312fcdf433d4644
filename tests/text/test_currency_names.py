"""Amounts of money, written so that every voice says their currency."""

from __future__ import annotations

import pytest

from voicelab.text.currency_names import with_currencies_named


@pytest.mark.parametrize(
    ("text", "language", "named"),
    [
        ("It costs 12 € today.", "en", "It costs 12 euros today."),
        ("5 $ or 7£, (1 €).", "en", "5 dollars or 7 pounds, (1 euro)."),
        ("1.50 €, 12,50 €, 12.5 €, $12.5", "en", "€1.50, €12.50, 12.5 euros, 12.5 dollars"),
        ("5 million €, 5-10 €, 5–10.50 €", "en", "5 million euros, 5-10 euros, 5–10.50 euros"),
        ("-5 €, -€5, -1.50 $", "en", "-5 euros, minus €5, minus $1.50"),
        ("5 EUR, ₽20, 20 ₪", "en", "5 euros, 20 rubles, 20 shekels"),
        ("$5, €1.50, 5 $10 bills, $5 $10", "en", "$5, €1.50, 5 $10 bills, $5 $10"),
        ("12,50 €, $5, 5 Mio. €", "de", "12,50 Euro, 5 Dollar, 5 Mio. Euro"),
        ("1 000 € ou 1 €", "fr", "1 000 euros ou 1 euro"),
        ("¥500 o 7 £", "es", "500 yenes o 7 libras"),
        ("R$ 5,00", "pt", "5,00 reais"),
        ("¥500と12€です", "ja", "500円と12ユーロです"),
        ("$5吧", "zh", "5美元吧"),
        ("5 €", "ko", "5 €"),
    ],
)
def test_the_name_stands_behind_the_number(text: str, language: str, named: str) -> None:
    assert with_currencies_named(text, language) == named
