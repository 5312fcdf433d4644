"""Long addresses within marks: no voice says them, and nothing is kept of them."""

from __future__ import annotations

import pytest

from tests.text.speaking import spoken_alike
from voicelab.text.markdown_filter import Speakable

BASE64 = "iVBORw0KGgoAAAANSUhEUg/+=" * 500
SIGNED = "https://a.blob.core.windows.net/b/c.png?sv=2024&rscd=a(1).png&sig=" + "Ab%2F3" * 200


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        (f"![chart](data:image/png;base64,{BASE64}) So.", "chart So."),
        (f"Get [the *file*]({SIGNED}), now.", "Get the file, now."),
        (f'[the file](<{SIGNED}> "A title") so', "the file so"),
        (f"[![alt](data:image/png;base64,{BASE64})]({SIGNED}) so", "alt so"),
        (f'A <img src="data:image/png;base64,{BASE64}" alt="x &amp; y">so', "A x & y so"),
        (f"<a href='{SIGNED}'>the file</a> so", "the file so"),
        (f'<svg><path d="M {"10 20 " * 300}z"/></svg>so', "so"),
        (f"<style>{'a{b}' * 3_000}</style>so", "so"),
        (f"See {SIGNED}. So.", "See a.blob.core.windows.net/b/c.png. So."),
        (f"See <data:image/png;base64,{BASE64}> so", "See so"),
        (f"See data:image/png;base64,{BASE64} so", "See so"),
        (f"![x](data:image/svg+xml;utf8,<svg a='b'>{'<path d=%22M1 2%22/>' * 40}</svg>) so", "x so"),
        ("[Report](sandbox:/mnt/data/My Report.pdf) so", "Report so"),
        ("[image1]: <data:image/png;base64,iVBOR>\nSo.", "So."),
    ],
    ids=lambda text: text[:20],
)
def test_an_address_of_any_length_is_not_spoken(written: str, expected: str) -> None:
    assert spoken_alike(written) == expected


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        (f"A ![chart](data:image/png;base64,{BASE64}", "A chart"),
        (f"A ![chart](data:image/png;base64,{BASE64}\n\nSo.", "A chart. So."),
        (f'A <img src="data:image/png;base64,{BASE64}', "A"),
    ],
    ids=lambda text: text[:20],
)
def test_a_reply_that_was_cut_within_an_address_keeps_its_words(written: str, expected: str) -> None:
    assert spoken_alike(written) == expected


def test_words_in_brackets_are_no_address_however_long_they_are() -> None:
    written = f"[so](not an address at all, {'x' * 99})"
    assert spoken_alike(written) == written


def test_nothing_is_kept_of_a_long_address() -> None:
    text = Speakable()
    text.feed("![chart](data:image/png;base64,")
    text.feed("iVBORw0KGgo=" * 20_000)
    assert len(repr(vars(text._inline))) < 2_000


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("Open `https://www.example.com/a?b=1` now.", "Open example.com/a now."),
        ("`https://a.bc/x`/`https://b.cd?x=1` and `http`", "a.bc/x/b.cd and http"),
    ],
)
def test_an_address_that_is_written_as_code_is_spoken_as_any_other(written: str, expected: str) -> None:
    assert spoken_alike(written) == expected
