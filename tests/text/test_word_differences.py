"""Which words of two texts differ."""

from __future__ import annotations

import re

import pytest

from voicelab.text.word_differences import compared_form, word_differences


def bracketed(one: str, other: str) -> tuple[str, str]:
    """Return both texts with brackets around what differs."""
    here, there = (
        "".join(piece.text if piece.is_shared else f"[{piece.text}]" for piece in pieces)
        for pieces in word_differences(one, other)
    )
    return here, there


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("It is [K2].", "It is [Mount Everest]."),
        ("[The] tallest is Everest", "[Surely the] tallest is Everest"),
        ("one two three", "one two three [four]"),
        ("Wait[!]", "Wait[…]"),
        ("[**]Paris[**]", "Paris"),
        ("it['s] tall", "it [is] tall"),
        ("明[天]很热", "明[年]很热"),
        ("caf\u00e9", "cafe\u0301"),
        ("two  blanks", "two blanks"),
        ("", "[all]"),
        ("", ""),
    ],
)
def test_compared_form_that_one_text_alone_has_are_told(one: str, other: str) -> None:
    plain = [re.sub(r"[\[\]]", "", text) for text in (one, other)]
    assert bracketed(*plain) == (one, other)
    assert bracketed(*plain[::-1]) == (other, one)
    assert (compared_form(plain[0]) == compared_form(plain[1])) == ("[" not in one + other)


def test_pieces_make_the_text_again_whatever_is_in_it() -> None:
    texts = [" \n lead", "ไทยแลนด์ 4.0", "\u05d4\u05e8? <b>&</b>", "👩‍🔬 ok", "tail  "]
    for one in texts:
        for other in texts:
            here, there = word_differences(one, other)
            assert "".join(piece.text for piece in here) == one
            assert "".join(piece.text for piece in there) == other


def test_very_long_texts_that_repeat_themselves_are_compared_at_both_ends() -> None:
    one, other = (f"Well, {word} {'so it is ' * 3_000}{word}, indeed" for word in ("yes", "no"))
    here, there = bracketed(one, other)
    assert here.startswith("Well, [yes ")
    assert there.endswith("no], indeed")
