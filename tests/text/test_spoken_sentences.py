"""A reply in Markdown as sentences: where an item, a line or a paragraph ends, so does its sentence."""

from __future__ import annotations

from collections.abc import AsyncGenerator

import pytest

from voicelab.text.markdown_filter import speakable
from voicelab.text.sentences import sentences


async def said(*pieces: str, language: str | None) -> list[str]:
    async def written() -> AsyncGenerator[str, None]:
        for piece in pieces:
            yield piece

    return [sentence async for sentence in sentences(speakable(written()), language)]


@pytest.mark.parametrize("language", ["en", None])
@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("1. Wait 5 min.\n2. Stir.", "1. Wait 5 min.|2. Stir."),
        ("1. Open the app.\n2. Tap Next.", "1. Open the app.|2. Tap Next."),
        ("1. Vitamin C\n2. Boil 1 L\n3. Zinc", "1. Vitamin C.|2. Boil 1 L.|3. Zinc."),
        ("1. Bake at 180 °C.\n2. Add 2 oz.\n3. Eat", "1. Bake at 180 °C.|2. Add 2 oz.|3. Eat."),
        ("1. Come at 5 p.m.\n2. Salt, etc.\n3. Go", "1. Come at 5 p.m.|2. Salt, etc.|3. Go."),
        ("1. In the U.S.\n2. King Jr.\n3. Plan A\n4. End", "1. In the U.S.|2. King Jr.|3. Plan A.|4. End."),
        ("- Sat: 10 a.m.\n- Sun: closed", "Sat: 10 a.m.|Sun: closed."),
        ("- Vitamin A\n- Vitamin C\n- Iron", "Vitamin A.|Vitamin C.|Iron."),
        ("- Flight (9 a.m.)\n- Lunch (1 p.m.)", "Flight (9 a.m.)|Lunch (1 p.m.)"),
        ("**Answer: C**\n\nExplanation: because.", "Answer: C.|Explanation: because."),
        ("We start at 5 p.m.\n\n**Agenda:**", "We start at 5 p.m.|Agenda:"),
        ("Time: 3 p.m.\nPlace: Room 5", "Time: 3 p.m.|Place: Room 5"),
        ("### Option A\nCheap.", "Option A.|Cheap."),
        ("- In the U.S.\n- .NET", "In the U.S.|.NET."),
        ("| a | b |\n|---|---|\n| Bob | 5 p.m. |\n| Al | C |\n\nSo", "a, b.|Bob, 5 p.m.|Al, C.|So"),
        ("<ul><li>5 p.m.</li><li>Two</li></ul>", "5 p.m.|Two"),
        ("So: 1. Wait 5 min. 2. Take A. 3. Go", "So: 1. Wait 5 min.|2. Take A.|3. Go"),
        ("1. Wait 5 min. 20 s", "1. Wait 5 min. 20 s."),
        ("1. Red;\n2. Blue, and\n3. Tan", "1. Red;|2. Blue, and.|3. Tan."),
        ("1. Red,\n2. Blue –\n3. Tan", "1. Red,|2. Blue –|3. Tan."),
        ("Steps:\n1. Open", "Steps: 1. Open."),
        ("Dear Ann,\n\nI write", "Dear Ann, I write"),
        ("步骤：\n1. 打开\n2. 点击", "步骤： 1. 打开.|2. 点击."),
        ("步骤：1. 打开", "步骤：1. 打开"),
    ],
)
async def test_an_item_a_line_and_a_paragraph_end_their_sentence(
    written: str, expected: str, language: str | None
) -> None:
    whole = await said(written, language=language)
    assert whole == await said(*written, language=language) == expected.split("|")
