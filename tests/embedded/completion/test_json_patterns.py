"""Patterns of schemas in words that llama.cpp keeps."""

from __future__ import annotations

import re

import pytest

from voicelab.embedded.completion.json_patterns import UnsupportedPatternError, supported_pattern

TEXTS = [
    r"a",
    r"b",
    r"ab",
    r"abc",
    r"ac",
    r"123",
    r"a1b",
    r"a.c",
    r"ab.c",
    r"me@x.com",
    r"2024-ab",
    r"a-b",
    r"-",
    r"]",
    r"^",
    r"é",
    r"éé",
    r"$",
    r"_",
    r"A",
    r"~",
    r"a\b",
]
TEXTS += ["", "x y", "costs 5$", 'a"b', "a\nb", "\x7f"]
IN_JSON = re.compile(r'[^"\\\x00-\x1f\x7f]*')


KEPT = [
    *[
        r"^\d{3}$",
        r"^[\w.+-]+@\w+\.com$",
        r"^a.*$",
        r"^ab\.?c$",
        r"^ab?c$",
        r"^a\-b$",
        r"^\D\W?$",
        r"^[a-c\-]+$",
        r"^[-a]$",
        r"^[a-]$",
        r"^[\]a]$",
    ],
    *[
        r'^[^"]+$',
        r"^[$.^]$",
        r"^é+$",
        r"^(?P<year>\d{4})-(?:a|b)*?$",
        r"^(a|b){1,2}$",
        r"^a|b$",
        r"[0-9]{3}",
        r"^a",
        r"b$",
        r"\$",
    ],
    *("^[ -~]+$", ""),
]
REFUSED = [
    *[
        r"^(?=a)b$",
        r"^(?!a)b$",
        r"^(?<=a)b$",
        r"^(?i)a$",
        r"^\bfoo$",
        r"^(a)\1$",
        r"^\p{L}$",
        r"^\u0041$",
        r"^a^b$",
        r"^a$b$",
        r"^a**$",
        r"^*a$",
    ],
    *[r"^a{,3}$", r"^a\\b$", r'^"$', r"^[\"]$", r"^[\D]$", r"^[\n]$", r"^[a$"],
]


@pytest.mark.parametrize("pattern", KEPT)
def test_a_string_that_is_kept_to_matches_and_stands_in_json_as_it_is(pattern: str) -> None:
    kept = re.compile(supported_pattern(pattern))
    found = [text for text in TEXTS if kept.fullmatch(text)]
    assert all(re.search(pattern, text, re.ASCII) and IN_JSON.fullmatch(text) for text in found)
    anchored = pattern.startswith("^") and pattern.endswith("$") and "|b$" not in pattern
    wanted = [text for text in TEXTS if IN_JSON.fullmatch(text) and re.search(pattern, text, re.ASCII)]
    assert found == wanted if anchored else found


@pytest.mark.parametrize("pattern", REFUSED)
def test_what_no_string_can_be_held_to_is_refused(pattern: str) -> None:
    with pytest.raises(UnsupportedPatternError, match="not supported"):
        supported_pattern(pattern)
