"""Numbers in brackets: marks of citations, which are not spoken, and numbers that are meant, which are."""

from __future__ import annotations

import pytest

from tests.text.speaking import spoken_alike


@pytest.mark.parametrize(
    "written",
    [
        "The sorted list is [1, 2, 3, 5, 8].",
        "[1, 2, 3]",
        "Output: [10, 20, 30]",
        "You rolled [4] and [2].",
        "nums = [2, 7, 11, 15], target = 9",
        "[[1, 2], [3, 4]] and [1,[2,3]]",
        "Aged [18-24], on a scale of [1-5].",
        "He scored [2] goals.",
        "Press [1] for sales or [2] for support.",
        "Drücken Sie [1]. Das Ergebnis ist [3].",
        "按[1]键。结果是[1, 2, 3]。",
        "What is it? [1, 2]",
        "f(x) = [1], {'a': [1]}, the ids [101, 102, 103, 104]",
        "Use nums[1], list_a[2], array[2] = 5 or b [3, 1].",
        "Board: [X][O][3] and [4][X][6], x ∈ [1, 5].",
        "According to source [2], see also [7] on pages [12-15].",
        "As studies [1] show, see [1], [2] or (see [3]).",
    ],
)
def test_numbers_in_brackets_that_are_meant_are_spoken(written: str) -> None:
    assert spoken_alike(written) == written


def test_numbers_in_brackets_count_lines() -> None:
    assert spoken_alike("[1] Go north\n[2] Go south\n[3] Wait") == "[1] Go north. [2] Go south. [3] Wait"


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("Everest is high [1] and K2 lower [2].", "Everest is high and K2 lower."),
        ("Everest is high. [1] K2 is lower. [2]", "Everest is high. K2 is lower."),
        ("Everest is high.[1] Rome,[2] too.[3][4]", "Everest is high. Rome, too."),
        ("It has 2 million people [1][3], and 105 km² [2].", "It has 2 million people, and 105 km²."),
        ("Everest is high [1, 2], K2 lower [3-5].", "Everest is high, K2 lower."),
        ("- Berlin is big [1]\n- Rome is old [2]", "Berlin is big. Rome is old."),
        ("You get 30 days [3].", "You get 30 days."),
        ("珠穆朗玛峰高8849米[1]。", "珠穆朗玛峰高8849米。"),
        ("high<sup>[1]</sup> and so<sup>[[2]](https://a.bc)</sup>", "high and so"),
        ("It is so [1](https://a.bc), [2](https://a.bc).", "It is so."),
        ("So[doc1][doc2], as [^1] says.", "So, as says."),
    ],
)
def test_numbers_behind_a_finished_word_or_sentence_are_citations(written: str, expected: str) -> None:
    assert spoken_alike(written) == expected
