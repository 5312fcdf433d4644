from __future__ import annotations

from collections.abc import AsyncGenerator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voicelab.text.sentences import MAX_CHARACTERS, sentences


async def pieces(*texts: str) -> AsyncGenerator[str, None]:
    for text in texts:
        yield text


async def cut(*texts: str) -> list[str]:
    return [sentence async for sentence in sentences(pieces(*texts))]


async def test_sentences_are_cut_at_their_ends() -> None:
    assert await cut("One. Two! Thr", "ee? Fo", "ur") == ["One.", "Two!", "Three?", "Four"]


@pytest.mark.parametrize(
    "text",
    [
        "Dr. Who met Mrs. Jones.",
        "It costs 3.50 euros.",
        "J. R. R. Tolkien wrote it.",
        "See e.g. the map.",
        "Go to example.com now.",
    ],
)
async def test_a_point_within_a_sentence_does_not_cut_it(text: str) -> None:
    assert await cut(text) == [text]


async def test_the_number_of_an_item_stays_with_it() -> None:
    text = "Some are: 1. Africa. 2. Asia is big. 12. Europe."
    assert await cut(text) == ["Some are: 1. Africa.", "2. Asia is big.", "12. Europe."]
    assert await cut("It was 12. Then it rang.") == ["It was 12.", "Then it rang."]


async def test_chinese_and_japanese_ends_need_no_space() -> None:
    assert await cut("你好。再见！") == ["你好。", "再见！"]


async def test_a_line_end_ends_a_sentence() -> None:
    assert await cut("Africa\nAsia\n") == ["Africa", "Asia"]


async def test_closing_quotes_stay_with_their_sentence() -> None:
    assert await cut('He said "Go." Then left. ') == ['He said "Go."', "Then left."]


async def test_an_endless_sentence_is_cut_all_the_same() -> None:
    found = await cut("word, " * 400)
    assert max(map(len, found)) <= MAX_CHARACTERS
    assert " ".join(found).split() == ("word, " * 400).split()


async def test_a_sentence_comes_before_the_next_is_complete() -> None:
    async def slow() -> AsyncGenerator[str, None]:
        yield "First one. Sec"
        raise AssertionError("asked for more before giving the first sentence")

    stream = sentences(slow())
    assert await anext(stream) == "First one."
    await stream.aclose()


@given(st.lists(st.text(alphabet="ab .!?,\n。", max_size=40), max_size=20))
async def test_no_letter_is_lost_or_added(texts: list[str]) -> None:
    assert "".join("".join(await cut(*texts)).split()) == "".join("".join(texts).split())


@pytest.mark.parametrize(
    ("text", "breath"),
    [
        ("In the south of France, near the sea, it is warm.", "In the south of France,"),
        (
            "The key to a long walk is to pack lightly and to rest.",
            "The key to a long walk is to pack lightly",
        ),
        ("Yes, it is warm.", "Yes, it is warm."),
        ("Salt and pepper are enough.", "Salt and pepper are enough."),
        ("It has 1,500 rooms.", "It has 1,500 rooms."),
    ],
)
async def test_the_first_breath_of_a_long_sentence_may_come_ahead(text: str, breath: str) -> None:
    found = [part async for part in sentences(pieces(*text), first_breath=True)]
    assert found[0] == breath
    assert " ".join(found) == text


async def test_only_the_first_sentence_is_parted() -> None:
    text = "It is so. In the south of France, near the sea, it is warm."
    found = [part async for part in sentences(pieces(*text), first_breath=True)]
    assert found == ["It is so.", "In the south of France, near the sea, it is warm."]
