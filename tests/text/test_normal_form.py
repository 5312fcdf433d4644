"""Texts in one form, and the places in those that were given."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voicelab.text.normal_form import normalized

TELLING = st.text(st.sampled_from("aeO ½ﬁ①\u0301\u0308\u0323कि्षযো\u09be하\u1112\u1161\u11abｶﾞｷﾟ\u3099🙂"))


@given(st.one_of(st.text(), TELLING))
def test_it_is_unicodes_form_and_each_character_has_a_place_that_never_goes_back(text: str) -> None:
    plain, places = normalized(text)
    assert plain == unicodedata.normalize("NFKC", text)
    assert places == sorted(places)
    assert (len(places), places[-1]) == (len(plain) + 1, len(text))


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_a_word_begins_where_it_begins_in_the_text(form: str) -> None:
    text = unicodedata.normalize(form, "½ Très élégant, 하나 둘")  # type: ignore[arg-type]
    plain, places = normalized(text)
    for word in plain.split():
        begin = plain.index(word)
        given = text[places[begin] : places[begin + len(word)]]
        assert unicodedata.normalize("NFKC", given) == word
