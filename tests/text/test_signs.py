"""Pictures and signs: those that carry a value are said, ornaments are not."""

from __future__ import annotations

import pytest

from tests.text.speaking import spoken_alike


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("- Vegan ✅\n- Halal ❌", "Vegan ✅. Halal ❌."),
        ("B) Paris ✅", "B) Paris ✅."),
        ("Is 7 prime? ✅", "Is 7 prime? ✅"),
        ("The answer is ✔️.", "The answer is ✔."),
        ("Halal ✖, vegan (all) ✅, 5 ✖ 3", "Halal ✖, vegan (all) ✅, 5 × 3"),
        ("✅ Done! ✅ Next", "Done! Next."),
        ("Server A: 🟢, server B 🔴", "Server A: 🟢, server B 🔴"),
        ("Vote: 👍 / 👎. Great job 👍!", "Vote: 👍 / 👎. Great job!"),
        ("Features:\n\n✅ Free", "Features: Free."),
    ],
)
def test_a_sign_behind_words_answers_and_one_ahead_of_them_is_an_ornament(
    written: str, expected: str
) -> None:
    assert spoken_alike(written) == expected


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("A 3★ hotel, rated 4.8⭐ by users", "A 3★ hotel, rated 4.8★ by users"),
        ("★★★★½, ★★★½☆, ★★½", "4½/5, 3½/5, 2½ ★"),
        ("⭐️⭐️⭐️⭐️⭐️ Great!", "5/5 Great!"),
        ("In 2024 ⭐ we won ⭐", "In 2024 we won"),
    ],
)
def test_stars_of_a_rating_are_spoken(written: str, expected: str) -> None:
    assert spoken_alike(written) == expected
