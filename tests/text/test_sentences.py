from __future__ import annotations

import time
from collections.abc import AsyncGenerator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voicelab.text.sentences import (
    MAX_CHARACTERS,
    as_sentence,
    contains_sentence,
    has_end_mark,
    parts_of,
    rest_of_sentence,
    sentences,
    sentences_of,
)


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


PIECES = st.lists(st.text(alphabet='abAB1α .!?…,;:-\n。»«\u00a0」"(e.g.', max_size=40), max_size=20)


@given(PIECES, st.sampled_from([None, "en", "de", "el"]))
async def test_the_same_text_gives_the_same_sentences_however_it_is_cut(
    texts: list[str], language: str | None
) -> None:
    whole = "".join(texts)
    found = [sentence async for sentence in sentences(pieces(*texts), language)]
    assert found == list(sentences_of(whole, language))
    assert found == [sentence async for sentence in sentences(pieces(*whole), language)]


@given(PIECES)
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


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("am", "ሰላም ነው።|እንዴት ነህ፧|ደህና።"),
        ("ar", "هل أنت بخير؟|نعم، أنا بخير."),
        ("bn", "আমি ভালো আছি।|তুমি কেমন আছ?"),
        ("el", "Τι κάνεις;|Είμαι καλά."),
        ("en", "It opens at 9 a.m.|Then we go."),
        ("en", "So do I.|He knows the U.S.|They left."),
        ("en", "Is the answer no.|I think so."),
        ("en", 'He said "Go!"|Then he left.'),
        ("en", "Is it 12?|Yes, it is 12.|It rang."),
        ("de", "Er kam um 5 Uhr usw.|Dann ging er."),
        ("de", "Es war im Jahr 1990.|Peter kam später."),
        ("fa", "حال شما چطور است؟|خوبم."),
        ("fr", "Ça va ?|Oui, merci."),
        ("he", "מה שלומך?|טוב, תודה."),
        ("hi", "यह पहला वाक्य है।|यह दूसरा है।"),
        ("hy", "Բարեւ ձեզ։|Ինչպես եք։"),
        ("ja", "そうです。|「はい。」と彼は言った。|終わり！"),
        ("km", "សួស្តី។|អ្នកសុខសប្បាយទេ។"),
        ("ko", "네.|그래요.|정말 좋아요!"),
        ("my", "မင်္ဂလာပါ။|နေကောင်းလား။"),
        ("ru", "Это было в 1990 г.|Он уехал."),
        ("ta", "வணக்கம்.|எப்படி இருக்கிறீர்கள்?"),
        ("bo", "བོད་ཡིན།|ཡིག་ཡིན།"),
        ("fr", "« Non ! » dit-il.|Il partit."),
        ("fr", "Il dit : «\u00a0Non.\u00a0»|Puis il partit."),
        ("fr", "«\u202fVraiment\u202f?\u202f» demanda-t-elle.|Oui."),
        ("de", "»Nein!« sagte er.|»Gut.«"),
        ("el", "Τι;|Ναι."),
        ("ur", "یہ پہلا ہے۔|یہ دوسرا ہے۔"),
        ("zh", "你好。|“走吧。”他说。|好的！"),
    ],
)
def test_sentences_end_in_every_script(language: str, text: str) -> None:
    expected = text.split("|")
    assert list(sentences_of(text.replace("|", " "), language)) == expected
    if language in ("ja", "zh"):
        assert list(sentences_of(text.replace("|", ""), language)) == expected


@pytest.mark.parametrize("text", ["Wait... what is this?", '"Go!" he said.', "Nice – so it is."])
def test_a_sentence_that_goes_on_is_not_cut(text: str) -> None:
    assert list(sentences_of(text, "en")) == [text]


def test_a_writer_without_capitals_has_sentences_too() -> None:
    assert list(sentences_of("hello. how are you. i am fine.")) == ["hello.", "how are you.", "i am fine."]


@pytest.mark.parametrize(
    "text", ["แม่น้ำ" * 500, "क्षि" * 1_000, "word " * 500, "字" * 2_000, "." * 2_000, "e\u0301" * 900]
)
def test_no_script_and_no_mark_makes_a_sentence_longer_than_the_limit(text: str) -> None:
    found = list(sentences_of(text))
    assert max(map(len, found)) <= MAX_CHARACTERS
    assert "".join(found).replace(" ", "") == text.replace(" ", "")


def test_a_letter_is_not_parted_from_its_marks() -> None:
    assert not any(part[0] == "\u0301" for part in sentences_of("e\u0301" * 900))


@pytest.mark.parametrize("unit", [".", "?!", ". ", "a. ", "1. ", ") ", "word, ", "\n ", " ", "।", "e.g. "])
def test_the_work_grows_with_the_text_and_no_faster(unit: str) -> None:
    looks = 0

    class Counted(str):
        """A text that counts how many characters of it are looked at in slices."""

        def __getitem__(self, place: object) -> str:
            nonlocal looks
            got = super().__getitem__(place)  # type: ignore[index]
            looks += len(got)
            return got

    def looks_at(characters: int) -> int:
        nonlocal looks
        looks = 0
        for _ in sentences_of(Counted(unit * (characters // len(unit)))):
            pass
        return looks

    assert looks_at(40_000) <= 2.2 * looks_at(20_000) + 2_000


@pytest.mark.parametrize("unit", [". ", "e.g. ", "« ! ", "3. ", "...\u0301", "a", "字"])
async def test_the_work_grows_with_a_stream_and_no_faster(unit: str) -> None:
    async def seconds(characters: int) -> float:
        begun = time.process_time()
        async for _ in sentences(pieces(*unit * (characters // len(unit))), "fr"):
            pass
        return time.process_time() - begun

    assert await seconds(8_000) < 8 * await seconds(2_000) + 0.2


@pytest.mark.parametrize(
    ("text", "contains"),
    [
        ("Hello", False),
        ("Hello.", True),
        ("Hello. And", True),
        ("मैं हूँ।", True),
        ("Mr. Smith", False),
        ("", False),
    ],
)
def test_a_text_contains_a_sentence_once_it_is_over(text: str, contains: bool) -> None:
    assert contains_sentence(text) is contains


@pytest.mark.parametrize(
    ("text", "has"), [("So.", True), ("So.) ", True), ("「はい。」", True), ("So,", False), ("", False)]
)
def test_the_mark_at_the_end_is_found_behind_quotes(text: str, has: bool) -> None:
    assert has_end_mark(text) is has


@pytest.mark.parametrize(
    ("before", "text", "rest"),
    [
        ("It is so", ". And more", 2),
        ("It is so.", " And more", 1),
        ("He met Mr.", " Smith", None),
        ("It is 3.", "5 km. Then", 6),
        ("It goes", " on", None),
    ],
)
def test_the_rest_of_a_sentence_is_measured(before: str, text: str, rest: int | None) -> None:
    assert rest_of_sentence(before, text, "en") == rest


def test_a_long_sentence_is_parted_at_its_pauses() -> None:
    assert list(parts_of("One two, three four five", 14)) == ["One two, ", "three four ", "five"]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("it failed", "it failed."),
        ("it failed.", "it failed."),
        ("why?", "why?"),
        ("wait…", "wait…"),
        ("it said “No.”", "it said “No.”"),
        ("no file 'a.gguf'", "no file 'a.gguf'."),
        ("没有。", "没有。"),
        ("it failed \n", "it failed."),
    ],
)
def test_a_sentence_ends_with_one_mark(text: str, sentence: str) -> None:
    assert as_sentence(text) == sentence
