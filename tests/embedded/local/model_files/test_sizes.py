"""Sizes of files in words."""

from __future__ import annotations

import pytest

from voicelab.embedded.local.model_files.progress import arrival_words
from voicelab.embedded.local.model_files.sizes import part_words


@pytest.mark.parametrize(
    ("part", "whole", "words"),
    [
        (54_200_000, 98_400_000, "54 of 98 MB"),
        (98_399_000, 98_400_000, "98,399,000 of 98,400,000 bytes"),
        (98_400_000, 98_400_000, "98 of 98 MB"),
        (12, 40, "12 of 40 bytes"),
    ],
)
def test_a_part_never_reads_as_the_whole(part: int, whole: int, words: str) -> None:
    assert part_words(part, whole) == words
    assert arrival_words("mine", part, whole).endswith(words)
