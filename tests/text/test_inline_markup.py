"""Stars and tildes within words: marks where they are closed, words where they are not."""

from __future__ import annotations

import pytest

from tests.text.speaking import spoken_alike


@pytest.mark.parametrize(
    "written",
    [
        "10~~20 yuan, 5~~10%, 2020~~2021",
        "周一~~周五",
        "s**t, f**k this s**t, and a word that is long enough to be sure of it, and so on",
        "a~~b",
    ],
)
def test_stars_and_tildes_between_characters_are_no_marks(written: str) -> None:
    assert spoken_alike(written) == written


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("un**believ**able, un~~der~~stood", "unbelievable, understood"),
        ("The~~old one~~ is 这是~~旧~~新的", "Theold one is 这是旧新的"),
        ("Now ~~10~~20, **1**2", "Now 10 20, 1 2"),
        ("x**n, 2**n, a**b, (a)**b, 10**-3", "xⁿ, 2ⁿ, a^b, (a)^b, 10⁻³"),
    ],
)
def test_marks_that_are_closed_and_powers_stay_what_they_are(written: str, expected: str) -> None:
    assert spoken_alike(written) == expected
