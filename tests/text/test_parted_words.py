"""Numbers written in one manner, and parted from what is written together with them."""

from __future__ import annotations

import pytest

from voicelab.text.parted_words import in_one_manner, parted


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("In 2024, EUR 5 million", "In 2024, €5 million"),
        ("In 2024 EUR 5 million", "In 2024 €5 million"),
        ("1. EUR 20.", "1. €20."),
        ("5 EUR, 6 USD", "€5, $6"),
        ("1,234.50 EUR", "€1,234.50"),
    ],
)
def test_the_code_of_a_currency_belongs_to_its_own_number(text: str, written: str) -> None:
    assert in_one_manner(text, "en") == written


def test_a_number_of_any_length_is_read() -> None:
    assert list(parted(f"{'1' * 5_000}–2", "en")) == [f"{'1' * 5_000}–2"]
