"""Scores of a reply as such: language, length, fitness for the ear."""

from __future__ import annotations

from typing import Any

import pytest

import voicelab as vl
from tests.exchanges import an_exchange
from voicelab.cases.case import Case

CASE = Case(input="What is the tallest mountain?")
SPANISH = "La montaña más alta del mundo es el Everest, con casi nueve mil metros."
ENGLISH = "The tallest mountain in the world is Mount Everest."


def reply(text: str, **changes: Any) -> vl.Exchange:
    return an_exchange(reply=text, **changes)


def test_a_reply_is_in_a_language_or_not_or_it_is_not_clear() -> None:
    score = vl.scores.language_is("es-MX")

    assert [score(reply(text), CASE) for text in (SPANISH, ENGLISH, "OK", "42")] == [True, False, None, None]
    assert score.__name__ == "language_is_es"
    with pytest.raises(ValueError, match="'tlh' is none of the languages that can be told: ar, bg"):
        vl.scores.language_is("tlh")


@pytest.mark.parametrize(
    ("text", "changes", "language", "same"),
    [
        (SPANISH, {"detected_language": "es-ES"}, None, True),
        (SPANISH, {"detected_language": "en-US"}, None, False),
        (
            SPANISH,
            {"detected_language": None, "transcript": "¿Cuál es la montaña más alta del mundo?"},
            None,
            True,
        ),
        (ENGLISH, {"detected_language": "es-ES"}, "en-GB", True),
        ("OK", {"detected_language": "es-ES"}, None, None),
        ("東京", {"detected_language": "ja-JP"}, None, None),
        ("东京是日本的首都。", {"detected_language": "zh-CN"}, None, True),
        (ENGLISH, {"outcome": "failed"}, None, None),
    ],
)
def test_a_reply_is_in_the_language_of_the_question(
    text: str, changes: dict[str, Any], language: str | None, same: bool | None
) -> None:
    case = Case(input="What is the tallest mountain?", language=language)

    assert vl.scores.same_language(reply(text, **changes), case) is same


def test_words_are_counted_as_they_are_spoken() -> None:
    assert (
        vl.scores.reply_words(reply("**Mount Everest**, at [8,849 metres](https://example.com)."), CASE) == 6
    )
    assert vl.scores.reply_words(reply("最高的山是珠峰"), CASE) == 3.5


WRITTEN = """# The tallest mountains

1. **Everest** 😀
2. K2, see https://example.com/k2

| name | height |
| --- | --- |
| Everest | 8,849 |

```
heights()
```

More in [the *atlas*](https://example.com).
"""


def test_what_is_written_for_the_eye_is_counted_and_named() -> None:
    found = vl.scores.readability_aloud(reply(WRITTEN), CASE)

    assert found is not None
    assert found["which"] == (
        "1 code block, 1 link, 3 table rows, 1 heading, 2 list items, 2 emphases, 1 web address, 1 picture"
    )
    assert found["problems"] == 12


def test_sentences_that_are_too_long_to_hear_are_counted() -> None:
    long = "Everest, " + "which is tall and cold and far away, " * 4 + "is the tallest."
    found = vl.scores.readability_aloud(reply(f"Yes. {long}"), CASE)

    assert found == {"problems": 1, "which": "1 long sentence", "longest_sentence_words": 36.0}


@pytest.mark.parametrize(
    "text",
    [
        "Mount Everest, at 8,849 metres.",
        "Two times three is six - I think.",
        "5 < 6 and 7 > 6.",
        "If x<y>z it is.",
        "2026 was good.\n12. December is cold.",
        "It is $5 or $6, and snake_case_names.",
    ],
)
def test_plain_sentences_have_no_problem(text: str) -> None:
    found = vl.scores.readability_aloud(reply(text), CASE)

    assert found is not None
    assert (found["problems"], found["which"]) == (0, None)


def test_marks_of_each_kind_are_known() -> None:
    text = "> It is _tall_ and ~~small~~, $x^2$ high: H<sub>2</sub>O"
    found = vl.scores.readability_aloud(reply(text), CASE)

    assert found is not None
    assert found["which"] == "1 quotation, 2 emphases, 1 formula, 2 tags"


def test_nothing_is_said_of_a_reply_that_is_not_there() -> None:
    assert vl.scores.readability_aloud(reply(" "), CASE) is None
    assert vl.scores.reply_words(reply("", outcome="failed"), CASE) is None
