"""Texts as people give them."""

from __future__ import annotations

import pytest

from voicelab.text.given_texts import given_texts


def test_one_text_is_several_of_one_and_blank_ones_are_none() -> None:
    assert given_texts("tags", " books ") == ("books",)
    assert given_texts("tags", ["", " ", "a"]) == ("a",)
    assert given_texts("tags", "") == ()


@pytest.mark.parametrize("given", [3, ["a", None], [["a"]], {1}])
def test_what_is_no_text_is_refused_by_name(given: object) -> None:
    with pytest.raises(TypeError, match="tags must be texts"):
        given_texts("tags", given)
