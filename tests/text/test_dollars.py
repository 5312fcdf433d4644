"""Dollar signs: around a formula they are marks, ahead of a price they are words."""

from __future__ import annotations

import pytest

from tests.text.speaking import spoken_alike


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("$|x| < 5$, $-5 < x < 5$, $x≥5$", "|x| < 5, -5 < x < 5, x≥5"),
        ("$(-3, 4)$, $(1/2, 3)$, $[a, b)$, $1, 2, 3$", "(-3, 4), (1/2, 3), [a, b), 1, 2, 3"),
        ("$f(g(x))$, $ABC$, $π$, $√2$, $180°$, $3 × 4$", "f(g(x)), ABC, π, √2, 180°, 3 × 4"),
        ("$72^\\circ$F, $30^{\\circ}$C, $10$kg, the $n$th", "72°F, 30°C, 10kg, the nth"),
        ("面积为$x^2$是", "面积为x²是"),
        ("$ x = 5 $, $ y $, $1 + 2 + ... + n$", "x = 5, y, 1 + 2 + … + n"),
        (r"$\$5$ and $50\%$", "$5 and 50%"),
    ],
)
def test_dollars_around_a_formula_are_left_out(written: str, expected: str) -> None:
    assert spoken_alike(written) == expected


@pytest.mark.parametrize(
    "written",
    [
        "$5/mo, or $50/yr. $5+$6, $5,$6 and $5 x 10 = $50",
        "$5 (was=$6) or $5 = 5 euros",
        "Between $5 and 6$ or so, 10$ and 20$.",
        "$PATH, $HOME=$PATH, $a = $b",
        "$ 5 and $ 6, $ 5 - $ 6, $ 5 $",
        "$20 - $5 = $15, $1=¥150 and $2=¥300, earn $1/2 hr or $3/4 hr",
        "US$30 and $5 a day, $4 (about) and $6",
    ],
)
def test_money_and_variables_keep_their_dollars(written: str) -> None:
    assert spoken_alike(written) == written
