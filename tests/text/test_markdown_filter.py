"""Speakable text: the words kept, the marks left out, however the text comes in."""

from __future__ import annotations

import itertools
import re
import time
from collections.abc import AsyncGenerator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voicelab.text.markdown_filter import Speakable, speakable

TRICKY = (
    "](https://a.bc/" + "x" * 80,
    '<img src="data:image/png;base64,' + "iVBORw0KGgo=" * 9,
    'alt="y">',
    "\\\\",
    "\\text{",
    "[2](x)",
    "<Enter>",
    "<|x|>",
    "$x$",
    "$$",
    "\\[",
    "\\)",
    "\\frac{1}{2}",
    "x^{2}",
    "_{1}",
    "**2",
    "[1]",
    "[^a]: ",
)
LINES = (
    *(
        "\n– ",
        "\n● ",
        "\n•",
        "\n-A",
        "\n（1）",
        "\n(a) ",
        "\n**2.** ",
        "\nA. ",
        "\nII. ",
        "\n①",
        "\n1️⃣ ",
        "\n✅ ",
    ),
    *(
        "\n:::note ",
        "\n> [!TIP]",
        "\n+--+--+\n",
        "\n│ a │",
        "\n├─ ",
        "\n##你",
        "x = 1\n",
        "你\n",
        "네\n",
        " | ",
        "a:\n",
    ),
)
MARKUP = st.lists(
    st.sampled_from(
        [
            *"*_~`[]()!<>&\\#|-+=.:;/\"' \n\t1hwaé你",
            *("**", "```", "~~", "\r\n", "\n\n", "\n- ", "\n1. ", "\n# ", "\n> ", "| a | b |\n", "|---|\n"),
            *TRICKY,
            *LINES,
            *(
                "<sup>",
                "</sup>",
                "<style>",
                "</style>",
                "★",
                "✅",
                "➖",
                "🎉",
                "\x1b[",
                "\r",
                "A",
                "--- | ---\n",
            ),
            *("https://", "www.example.com/a", "<br>", "</b>", "&amp;", "](", "word", "😀", "👩\u200d🔬"),
        ]
    )
    | st.text(max_size=3),
    max_size=40,
).map("".join)

PLAIN = st.text(alphabet="abhmtpsw éßш.,;:?'\"()%€ \n", max_size=80).map(
    lambda text: re.sub(r"(?m)^(\s*)\(?(\w)[.)]+|:(?=::)", r"\1\2", re.sub(r"\s*\n\s*\n\s*", "\n", text))
)


def spoken(*pieces: str) -> str:
    text = Speakable()
    return "".join([*map(text.feed, pieces), text.finish()]).replace("\n", " ")


def single_spaced(text: str) -> str:
    """Join white space as the quickstart did, written without the code under test."""
    joined = " ".join(re.sub(r"\(\s*\n\s*(?!\.)", "(", text).split())
    return re.sub(r" (?=\.(?:[^\w./\\\[]|\.\.|$))", "", joined)


@given(text=MARKUP, cuts=st.lists(st.integers(0, 200), max_size=20))
def test_however_the_text_is_cut_it_is_spoken_alike(text: str, cuts: list[int]) -> None:
    places = sorted({min(cut, len(text)) for cut in cuts} | {0, len(text)})
    pieces = [text[start:end] for start, end in itertools.pairwise(places)]
    assert spoken(*pieces) == spoken(text)


@given(PLAIN)
def test_plain_text_passes_unchanged_but_for_white_space(text: str) -> None:
    assert spoken(text) == single_spaced(text)


@given(PLAIN)
def test_of_plain_text_no_more_than_a_word_is_held_back(text: str) -> None:
    line, fed = Speakable(), ""
    for position, character in enumerate(text):
        fed += line.feed(character)
        last_word = (text[: position + 1].split() or [""])[-1]
        assert len(single_spaced(text[: position + 1])) - len(fed) <= len(" ") + len(last_word)


def test_a_plain_reply_is_spoken_letter_by_letter() -> None:
    line = Speakable()
    assert [line.feed(piece) for piece in ("Mount", " Everest", " is", " high", ".")] == [
        "Mount",
        " Everest",
        " is",
        " high",
        ".",
    ]


@given(MARKUP)
def test_white_space_comes_single_and_never_at_the_ends(text: str) -> None:
    assert spoken(text) == " ".join(spoken(text).split())


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("  Africa,\n\nAsia \n", "Africa, Asia"),
        ("Yes .\nNo .", "Yes. No."),
        ("I use .NET and .5 .", "I use .NET and .5."),
        ("one\r\ntwo", "one two"),
        ("", ""),
        (" \n ", ""),
    ],
)
def test_white_space_is_joined_as_in_the_quickstart(written: str, expected: str) -> None:
    assert spoken(written) == expected


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("**Mount Everest** is *very* high.", "Mount Everest is very high."),
        ("***Both*** and __bold__ and _it_.", "Both and bold and it."),
        ("~~Old~~ new, about ~5 km.", "Old new, about ~5 km."),
        ("**Note:** it is so.", "Note: it is so."),
        ("这是**重点**内容。", "这是重点内容。"),
        ("un**believ**able", "unbelievable"),
        ("snake_case and __init__", "snake_case and init"),
        ("5 * 3 and 2**3 and 2*3 and 5*", "5 * 3 and 2³ and 2*3 and 5*"),
        ("Run `pip install` now.", "Run pip install now."),
        ("Use ``a`b`` or `x*y*z`.", "Use a`b or x*y*z."),
        (r"A literal \*star\* and C:\dir", r"A literal *star* and C:\dir"),
    ],
)
def test_emphasis_and_code_lose_their_marks(written: str, expected: str) -> None:
    assert spoken(written) == expected


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("# Mountains\nEverest is high.", "Mountains. Everest is high."),
        ("Some:\n- Africa\n- Asia.\n* Europe\n", "Some: Africa. Asia. Europe."),
        ("1. Africa\n2) Asia", "1. Africa. 2) Asia."),
        ("• one\n• two", "one. two."),
        ("- [x] done\n- [ ] to do", "done. to do."),
        ("> It is said\n> - so", "It is said. so."),
        ("Above\n\n---\n\nBelow\n***", "Above. Below"),
        ("Title\n=====\nText", "Title. Text"),
        ("- -5 degrees", "-5 degrees."),
        ("-5 degrees", "-5 degrees"),
        ("**Bold** begins a line", "Bold begins a line"),
        ("- **Africa**: big\n", "Africa: big."),
        ("#hashtag", "#hashtag"),
        ("1999 was good", "1999 was good"),
        ("```python\nprint(1)\n```\nDone.", "print(1). Done."),
        ("```\nunclosed", "unclosed"),
        (
            "| City | People |\n|---|:-:|\n| Paris | **2** million |\n\nSo.",
            "City, People. Paris, 2 million. So.",
        ),
    ],
)
def test_lines_lose_the_marks_that_they_begin_with(written: str, expected: str) -> None:
    assert spoken(written) == expected


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("See [the **map**](https://example.com/a_(b)).", "See the map."),
        ("An image ![of Everest](x.png) here.", "An image of Everest here."),
        ("As told[^1] in [the book][2].", "As told in the book."),
        ("[laughs] He said [so] twice!", "[laughs] He said [so] twice!"),
        ("Go to https://www.example.com/help.", "Go to example.com/help."),
        ("(see http://example.com)", "(see example.com)"),
        ("www.example.com, or <https://example.com>", "example.com, or example.com"),
        ("Mail mailto:me@example.com or <me@example.com>", "Mail me@example.com or me@example.com"),
        (
            "https://learn.microsoft.com/en-us/azure/ai-services/speech-service/languages?tabs=tts#x is it",
            "learn.microsoft.com is it",
        ),
        ("请看https://example.com。", "请看example.com。"),
        ("请看 https://example.com。好", "请看 example.com。好"),
        ("http and https and www. are words", "http and https and www. are words"),
    ],
)
def test_links_are_spoken_by_their_text_and_addresses_short(written: str, expected: str) -> None:
    assert spoken(written) == expected


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("A <b>bold</b> word<br/>and <span class='x'>so</span> on", "A bold word and so on"),
        ("Is 3 < 5 and 7>2 or a<b?", "Is 3 < 5 and 7>2 or a<b?"),
        ("Hidden <!-- note --> words", "Hidden words"),
        ("AT&amp;T and AT&T &lt;3&nbsp;x", "AT&T and AT&T <3 x"),
        ("&nosuch; & so", "&nosuch; & so"),
    ],
)
def test_tags_are_left_out_and_entities_read(written: str, expected: str) -> None:
    assert spoken(written) == expected


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("Great 😀! Really 👍🏽.", "Great! Really."),
        ("A 👩\u200d🔬 and a flag 🇩🇪 and 1\ufe0f\u20e3", "A and a flag and 1"),
        ("✅ Done ⭐", "Done."),
        ("20 °C → 25 °C, © 2026 ™", "20 °C → 25 °C, © 2026 ™"),
        ("क्\u200dष", "क्\u200dष"),
        ("😀", ""),
    ],
)
def test_emoji_are_left_out_and_other_signs_kept(written: str, expected: str) -> None:
    assert spoken(written) == expected


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("Press <Enter> to go.", "Press Enter to go."),
        ("Press <Ctrl>+<C>, then <Ctrl><Alt><Del>.", "Press Ctrl+C, then Ctrl Alt Del."),
        ("Use a List<String>, or Map<String, Integer>.", "Use a List String, or Map String, Integer."),
        ("Say <your name> please", "Say your name please"),
        ("<answer>42</answer>", "answer 42"),
        ("a < b and c > d", "a < b and c > d"),
        ("a<b and c>d", "a<b and c>d"),
        ("x<y: z>w", "x<y: z>w"),
        ("I <3 you -> so", "I <3 you -> so"),
        ("<p>One</p><p>Two<br>three</p>", "One. Two three"),
        ("Hi <break time='1s'/>there<|im_end|>", "Hi there"),
        ("<TABLE><TR><TD>x</TD></TR></TABLE>", "x"),
        ("<!DOCTYPE html>so", "so"),
    ],
)
def test_of_angle_brackets_only_known_tags_are_left_out(written: str, expected: str) -> None:
    assert spoken(written) == expected


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        (r"So \( x^2 \) is", "So x² is"),
        (r"It is $\frac{1}{2}$.", "It is 1/2."),
        (r"\[ E = mc^2 \]", "E = mc²"),
        ("$$\nx = \\frac{1}{2}\n$$\nDone.", "x = 1/2. Done."),
        ("\\[\na + b\n\\]\nso", "a + b so"),
        ("$$ is money\nand so on", "$$ is money and so on"),
        ("$x$, $2 + 3$ and $n \\log n$", "x, 2 + 3 and n log n"),
        (r"\frac{1}{2} of 5 \times 3", "1/2 of 5 × 3"),
        ("It costs $5 and $6.", "It costs $5 and $6."),
        ("$5-$6, US$30, 10$ or $20k, $1,000.50", "$5-$6, US$30, 10$ or $20k, $1,000.50"),
        ("$PATH and $HOME", "$PATH and $HOME"),
        ("x**2 and 2**3 and x^2.", "x² and 2³ and x²."),
        ("{x}_{1} and x_{12} and 10^-6 and y^{10}", "x₁ and x₁₂ and 10⁻⁶ and y¹⁰"),
        (r"C:\alpha\beta", r"C:\alpha\beta"),
        ("f(x) = e^{-x}", "f(x) = e^(-x)"),
        ("Add $2$ and $3$.", "Add 2 and 3."),
        ("$3.14$, $1,000$, $-2$ and $2x$", "3.14, 1,000, -2 and 2x"),
        ("$f'(x) = 2$ and $y' = 3$", "f'(x) = 2 and y' = 3"),
        ("$x'$, $f'(x)$, $f''(x) > 0$ and $n!$", "x', f'(x), f''(x) > 0 and n!"),
        ("$3:4$, $(0, 1)$, $[0, 1]$, $x, y$, the $n$th", "3:4, (0, 1), [0, 1], x, y, the nth"),
        ("f(x)**2 and m[1]**3, (so)**bold**", "f(x)² and m[1]³, (so)bold"),
        ("$5, x or $6: $7, $8:$9, $5 [a] $6", "$5, x or $6: $7, $8:$9, $5 [a] $6"),
        ("$5, $6 or $7/$8, $9.", "$5, $6 or $7/$8, $9."),
        ("x**0.5 and x**2.5, y^0.5, $z^{0.5}$.", "x^0.5 and x^2.5, y^0.5, z^0.5."),
        ("So x**2. And y^2. So", "So x². And y². So"),
        ("x**0.12345 and 2^1.2.3", "x^0.12345 and 2^1.2.3"),
    ],
)
def test_formulas_are_spoken_and_money_stays_money(written: str, expected: str) -> None:
    assert spoken(written) == expected


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("Everest is high [doc1][doc2].", "Everest is high."),
        ("It is high[1], so is [2](x.png) K2 [2, 3] [^1].", "It is high, so is 2 K2."),
        ("High【4:0†source】 and 【重要】", "High and 【重要】"),
        ("So \ue200cite\ue202turn0search0\ue201.", "So."),
        ("See [[1]](https://example.com) or [2](x).", "See [1] or 2."),
        ("x[1] and array[0] and [2024]", "x[1] and array[0] and [2024]"),
        ("[1]: https://example.com 'T'\n[^1]: A note.\n[Note]: be careful", "A note. [Note]: be careful."),
        ("[so](not an address)", "[so](not an address)"),
    ],
)
def test_citation_marks_are_left_out(written: str, expected: str) -> None:
    assert spoken(written) == expected


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("so\u00adft hy\u200bphen\u2060s\ufeff", "soft hyphens"),
        ("a\u202eb\u200ec", "abc"),
        ("a\x00b\x1b[0m c", "ab c"),
        ("half \ud83d a \ufffd .", "half a."),
        (
            "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645",
            "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645",
        ),
        ("Fill in the ______ here", "Fill in the here"),
    ],
)
def test_what_no_voice_can_say_is_left_out(written: str, expected: str) -> None:
    assert spoken(written) == expected


UNITS = [
    "*",
    "_",
    "`",
    "~",
    "<",
    "<a ",
    "[",
    "[a](",
    "$",
    "$x",
    "😀",
    "a",
    "http://a",
    "&",
    "\\",
    "\\[",
    "x^{",
    "{a",
]
UNITS += [
    "-",
    "> ",
    "| a ",
    "```\n",
    "\n$$\n",
    "【a",
    "\u200d",
    "<!--",
    "**a",
    "[1]",
    "a ",
    "★",
    "<sup>",
    "<b>",
    "</",
    "<style>",
    "\x1b[",
    "\n",
    "| ",
    "a\n",
    "[a\n",
    "- 1 ",
]


@pytest.mark.parametrize("unit", UNITS)
def test_the_work_grows_with_the_text_and_no_faster(unit: str) -> None:
    def seconds(characters: int) -> float:
        text, begun = Speakable(), time.process_time()
        for character in unit * (characters // len(unit)):
            text.feed(character)
        text.finish()
        return time.process_time() - begun

    assert seconds(8_000) < 8 * seconds(2_000) + 0.2


async def test_a_stream_is_spoken_as_it_comes() -> None:
    async def written() -> AsyncGenerator[str, None]:
        for piece in ("**Hel", "lo**", "", " world", " 😀"):
            yield piece

    assert [piece async for piece in speakable(written())] == ["Hel", "lo", " world"]


@pytest.mark.parametrize("item", ["यह पहला है।", "هل أنت بخير؟", "你好。", "Բարեւ ձեզ։", "Is it?"])
def test_an_item_with_an_end_mark_of_any_script_gets_no_full_stop(item: str) -> None:
    assert spoken(f"- {item}\n") == item


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("Use the <div> element, not <span>.", "Use the div element, not span."),
        ("the <b> tag", "the b tag"),
        ("It is <b>bold</b>, <i>so</i>.", "It is bold, so."),
        ("a<b>c", "a<b>c"),
        ("x <y and z> w", "x <y and z> w"),
        ("If temperature<threshold and humidity>50 then", "If temperature<threshold and humidity>50 then"),
        ("Replace <your-key> with it", "Replace your-key with it"),
        ("<ul> <li>One</li> <li>Two</li> </ul>", "One. Two"),
    ],
)
def test_a_tag_that_is_spoken_of_is_a_word(written: str, expected: str) -> None:
    assert spoken(written) == expected


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("10<sup>6</sup> and H<sub>2</sub>O, the 5<sup>th</sup>", "10⁶ and H₂O, the 5th"),
        ("- 40 degrees is cold.", "40 degrees is cold."),
        ("- 5 + 3 = -2", "5 + 3 = -2."),
        ("- 2 eggs\n- 1 cup", "2 eggs. 1 cup."),
        ("> 90% of people", "> 90% of people"),
        ("➖5 °C, 6 ➗ 3, 5 ✖ 3 ➕ 2", "-5 °C, 6 ÷ 3, 5 × 3 + 2"),
        ("F♯ minor, B♭, A♠", "F♯ minor, B♭, A♠"),
        ("🔟/10 and ❶", "10/10 and 1"),
        ("Rating: ★★★★☆.", "Rating: 4/5."),
        ("Wi-Fi: ✅ / Bluetooth: ❌", "Wi-Fi: ✅ / Bluetooth: ❌"),
        ("| Wi-Fi | ✅ | ❌ |", "Wi-Fi, ✅, ❌."),
        ("A ➜ B", "A → B"),
        ("5 ✓ and 3 ✗, see [1], [2] or f[x](y)", "5 ✓ and 3 ✗, see [1], [2] or f[x](y)"),
        ("|x| is the absolute value of x.", "|x| is the absolute value of x."),
        ("|a + b| <= |a| + |b|", "|a + b| <= |a| + |b|"),
        ("matrix[i][j] = 5", "matrix[i][j] = 5"),
        ("Paris is big[1][2]. See [1] for it.", "Paris is big. See [1] for it."),
    ],
)
def test_signs_that_carry_a_value_are_kept(written: str, expected: str) -> None:
    assert spoken(written) == expected


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("**Ingredients**\n\n2 eggs\n1 cup flour", "Ingredients. 2 eggs. 1 cup flour"),
        ("Line one<br>Line two", "Line one. Line two"),
        ("<ul><li>One</li><li>Two</li></ul>", "One. Two"),
        ("Great 🎉 Now go. I ❤️ NY", "Great. Now go. I NY"),
        ("- The first is long and\n  goes on\n- Two", "The first is long and goes on. Two."),
        (f"{'word ' * 14}in\nParis it is.", f"{'word ' * 14}in Paris it is."),
        ("It was\nso.", "It was so."),
        ("I live in\nNew York", "I live in New York"),
        ("Line one\\\nLine two", "Line one. Line two"),
        ('He said "Go."\n\nThen he left', 'He said "Go." Then he left'),
    ],
)
def test_lines_that_stand_for_themselves_end_like_sentences(written: str, expected: str) -> None:
    assert spoken(written) == expected


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("*Roses are red,\nViolets are blue*", "Roses are red, Violets are blue"),
        ("**Stop\nnow**", "Stop now"),
        ("[a\nlink](https://example.com) so", "a link so"),
        ("> ```\n> x\n> ```\n\nThat **is** it.", "x. That is it."),
        ("> ~~~\r\n> x\r\n>\r\n> ~~~\r\n> That **is** it.", "x. That is it."),
        ("> ```\n> x\n\nThat **is** it.", "x. That is it."),
        ("> so\n```\n> ```\n**x**\n```\n**So**", "so. > ```. **x**. So"),
        ("Name: Bob\n\nName | Age\n--- | ---\nBob | 5\n\nSo", "Name: Bob. Name, Age. Bob, 5. So"),
        ("https://example.com/日本", "example.com/日本"),
        ("参照https://example.com/をご覧", "参照example.comをご覧"),
        ("https://user:pass@example.com/x", "example.com/x"),
        ("<style>p{color:red}\n\na{}</style>ok", "ok"),
        ("You\x1b[31m are\x1b[0m red", "You are red"),
    ],
)
def test_markup_over_lines_and_what_is_no_text_is_not_spoken(written: str, expected: str) -> None:
    assert spoken(written) == spoken(*written) == expected


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("- 180 °C fan\n- 200 °C grill", "180 °C fan. 200 °C grill."),
        ("- 350°F for 25 minutes", "350°F for 25 minutes."),
        ("- 90 degrees is a right angle", "90 degrees is a right angle."),
        ("- 5 Grad in Berlin", "5 Grad in Berlin."),
        ("- 5 × 1 = 5\n- 2 + 2 = 4", "5 × 1 = 5. 2 + 2 = 4."),
        ("- 2 × 100 g chocolate", "2 × 100 g chocolate."),
        ("-5 °C\n- -12 °C", "-5 °C. -12 °C."),
        ("・卵\n・牛乳", "卵. 牛乳."),
        ("一、准备\n二、开始", "一、准备. 二、开始."),
        ("1. Peru?\n   a) Lima\n   b) Cusco\n2. Chile?", "1. Peru? a) Lima. b) Cusco. 2. Chile?"),
        ("Steps:\n3. Stir\n4. Eat", "Steps: 3. Stir. 4. Eat."),
    ],
)
def test_a_mark_with_white_space_behind_it_begins_an_item(written: str, expected: str) -> None:
    assert spoken(written) == spoken(*written) == expected


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("We slept in room\n12. Then we left.", "We slept in room 12. Then we left."),
        ("At the hour of\n7. The sun rose", "At the hour of 7. The sun rose"),
        ("By the sea - his name\n- was John - he lived.", "By the sea - his name - was John - he lived."),
    ],
)
def test_a_number_or_a_dash_of_a_sentence_begins_no_item(written: str, expected: str) -> None:
    assert spoken(written) == spoken(*written) == expected


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("1. **Goal**\n   Explain it.", "1. Goal. Explain it."),
        ("- **Goal**  \n  Explain it.\n- **End**", "Goal. Explain it. End."),
        ("- Goal  \n  Explain it.", "Goal. Explain it."),
        ("**Log in**\nEnter it.", "Log in. Enter it."),
        ("**第一步**\n打开应用。", "第一步. 打开应用。"),
        ("__What it is__\n\nso", "What it is. so"),
        ("**Mount Everest**\nis high.", "Mount Everest is high."),
    ],
)
def test_a_line_that_is_bold_from_end_to_end_is_a_title(written: str, expected: str) -> None:
    assert spoken(written) == spoken(*written) == expected


@pytest.mark.parametrize(
    "written",
    [
        "See the\n[Rust docs](https://a.org/b) now.",
        "After that we met Dr. Jones at the\nPlaza Hotel.",
        "Talk to your friend\nAnna about it. She and her brother\nTom know more than\nI do.",
        "The price rose\n5% last year.",
        "On Monday, January\n15, we have a meeting at\n10 a.m. in room\n204.",
        "From 1 to more than 2 million in\n2020, which is a lot.",
        "Wir fahren mit dem\nZug.",
        "Vimos la Sagrada\nFamilia.",
        "Happy Eyeballs (\n[RFC 8305](https://a.org)) is it.",
        "A well-known pre-\nWorld War time.",
        "> See the\n> Rust docs now.\n> It is so.",
        "a ([b\nc](https://x.org)) d",
        "It is so  \nand the  \nPlaza",
    ],
)
def test_a_line_that_was_broken_to_fit_a_width_goes_on(written: str) -> None:
    on_one_line = re.sub(r"(?<=\() ", "", " ".join(re.sub(r"\n(?:> )?", " ", written).split()))
    assert spoken(written) == spoken(*written) == spoken(on_one_line)


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("2 eggs\n1 cup flour", "2 eggs. 1 cup flour"),
        ("**Name:** Bob\n**Age:** 25\nCity: Paris", "Name: Bob. Age: 25. City: Paris"),
        ("A. Paris\nB. 14\nC. None of the two", "A. Paris. B. 14. C. None of the two"),
        ("[Verse 1]\nWalking", "[Verse 1]. Walking"),
        ("Dr. Lee\nApt. 4\nMain Street\nParis", "Dr. Lee Apt. 4. Main Street. Paris"),
        ("Ada Lee\nOne Main Street\nParis\nFrance", "Ada Lee One Main Street. Paris. France"),
    ],
)
def test_lines_of_a_list_without_marks_are_parted(written: str, expected: str) -> None:
    assert spoken(written) == spoken(*written) == expected


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("It is given by\n\n$$A = b$$\n\nwhere b is 2.", "It is given by A = b where b is 2."),
        ("It is\n\n\\[\nA = b\n\\]\n\nSo it is.", "It is A = b. So it is."),
        ("Run\n\n```\npip install x\n```\n\nto have it.", "Run pip install x to have it."),
        ("$$x = 1$$\n\n$$y = 2$$\n\nso", "x = 1. y = 2 so"),
        ("It is\n\n$$a$$\n\nor\n\n$$b$$\n\nin all.", "It is a or b in all."),
        ("so do\n\n```\nls\n```\n\nto see.", "so do ls to see."),
        ("hey there\n\nhow are you\n\nfine", "hey there. how are you. fine"),
        ("**Run**\n\n```\nls\n```\nDone.", "Run. ls. Done."),
    ],
)
def test_a_sentence_goes_on_over_a_formula_or_code(written: str, expected: str) -> None:
    assert spoken(written) == spoken(*written) == expected


@pytest.mark.parametrize(
    "written",
    [
        "Run ./setup.sh now.",
        "Then cd .. and so on",
        "cd ..",
        "pip install -e .[dev]",
        "Open ..\\a or .\\b or ../c.",
    ],
)
def test_a_path_that_begins_with_a_point_stays_a_word(written: str) -> None:
    assert spoken(written) == spoken(*written) == written


@pytest.mark.parametrize(
    ("written", "expected"),
    [("<p>World</p>.", "World."), ("<p>One</p><p>two</p>.", "One. two."), ("so ... it", "so... it")],
)
def test_a_point_behind_a_tag_or_a_gap_is_said_once(written: str, expected: str) -> None:
    assert spoken(written) == spoken(*written) == expected


@pytest.mark.parametrize(
    ("written", "expected"),
    [("Hi\ufffdThere", "Hi There"), ("Yes.\ufffdNo", "Yes. No"), ("fran\ufffdais", "franais")],
)
def test_what_could_not_be_read_parts_words(written: str, expected: str) -> None:
    assert spoken(written) == spoken(*written) == expected


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("✅ Open daily\n❌ Closed\n⏰ 9:30–23:45", "Open daily. Closed. 9:30–23:45."),
        ("🥚 2 Eier\n🥛 200 ml Milch\n🧂 1 Prise", "2 Eier. 200 ml Milch. 1 Prise."),
        ("👉 one\n👉🏽 two\n🇫🇷 three\n👩\u200d🔬 four", "one. two. three. four."),
        ("Features:\n\n✅ Free\n✅ Fast\n❌ No wrap", "Features: Free. Fast. No wrap."),
        ("Features:\n- ✅ Free\n- ✅ Fast", "Features: Free. Fast."),
        ("1️⃣ Open\n2️⃣ Tap", "1 Open. 2 Tap."),
        ("1. 🥚 Eggs\n2. 🥛 Milk", "1. Eggs. 2. Milk."),
        ("The benefits\n✅ free shipping\n✅easy returns", "The benefits. free shipping. easy returns."),
        ("★★★★☆ Great\n★ One", "4/5 Great. One."),
        ("➖5 °C", "-5 °C"),
        ("🎉", ""),
    ],
)
def test_a_picture_that_begins_a_line_is_a_bullet_and_no_answer(written: str, expected: str) -> None:
    assert spoken(written) == spoken(*written) == expected


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("Zutaten:\n– 250 g Mehl\n— 3 Eier", "Zutaten: 250 g Mehl. 3 Eier."),
        ("● Apples\n○ Pears\n■ Figs\n◆ Nuts\n► Tea", "Apples. Pears. Figs. Nuts. Tea."),
        ("· a\n∙ b\n⁃ c\n» d\n→ e\n❖ f\n◾ g", "a. b. c. d. e. f. g."),
        ("·Apples\n·Pears", "Apples. Pears."),
        ("•苹果\n■材料\n-卵", "苹果. 材料. 卵."),
        ("-Apples\n-Pears", "Apples. Pears."),
        ("-v is a flag", "-v is a flag"),
        ("–5 °C", "–5 °C"),
        ("The house – big\n– was sold.", "The house – big – was sold."),
        ("We had it\n– too late.", "We had it – too late."),
        ("├── src\n│   └── main.py", "src. main.py."),
    ],
)
def test_any_usual_bullet_begins_an_item_and_is_not_spoken(written: str, expected: str) -> None:
    assert spoken(written) == spoken(*written) == expected


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("（1）打开电脑\n（2）连接网络", "（1）打开电脑. （2）连接网络."),
        ("（一）打开\n（二）连接", "（一）打开. （二）连接."),
        ("(1) Open\n(2) Tap", "(1) Open. (2) Tap."),
        ("(1)Open\n(2)Tap", "(1)Open. (2)Tap."),
        ("(a) one\n(b) two\n**(c)** three", "(a) one. (b) two. (c) three."),
        ("**1.** Goal\n**2.** Then", "1. Goal. 2. Then."),
        ("**1. Goal**\nExplain it\n**2. Then**\nMore", "1. Goal. Explain it. 2. Then. More"),
        ("а) Москва\nб) Казань", "а) Москва. б) Казань."),
        ("أ) القاهرة\nب) دمشق", "أ) القاهرة. ب) دمشق."),
        ("步骤：\n1.打开应用\n2.点击设置", "步骤： 1.打开应用. 2.点击设置."),
        ("1．打开\n2．点击", "1．打开. 2．点击."),
        ("A、北京\nB、上海", "A、北京. B、上海."),
        ("①打开\n②点击", "①打开. ②点击."),
        ("১। ঢাকা\n২। চট্টগ্রাম", "১। ঢাকা. ২। চট্টগ্রাম."),
        ("1۔ لاہور\n2۔ کراچی", "1۔ لاہور. 2۔ کراچی."),
        ("१. दिल्ली\n२. मुंबई", "१. दिल्ली. २. मुंबई."),
        ("1- Ouvrir\n2- Fermer", "1- Ouvrir. 2- Fermer."),
        ("Ⅰ. 서론\nⅡ. 본론", "Ⅰ. 서론. Ⅱ. 본론"),
        ("#1 Open\n#2 Tap", "#1 Open. #2 Tap."),
        ("1.1. Scope\n1.2. Terms", "1.1. Scope. 1.2. Terms."),
        ("About\n1.5 cups and\n1.5. Then", "About 1.5 cups and 1.5. Then"),
        ("(5 items are here)\nand more", "(5 items are here) and more"),
    ],
)
def test_a_number_in_any_script_and_brackets_begins_an_item(written: str, expected: str) -> None:
    assert spoken(written) == spoken(*written) == expected


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("I. Introduction\nII. Methods\nIII. Results", "I. Introduction. II. Methods. III. Results"),
        ("i. first\nii. second", "i. first. ii. second"),
        ("가. 서울\n나. 부산", "가. 서울. 나. 부산"),
        ("а. Москва\nб. Казань", "а. Москва. б. Казань"),
        ("It was by\nJ. Lo and\nK. West", "It was by J. Lo and K. West"),
    ],
)
def test_a_letter_with_a_point_is_an_item_behind_its_neighbour(written: str, expected: str) -> None:
    assert spoken(written) == spoken(*written) == expected


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("月亮代表我的心\n你问我爱你有多深\n我爱你", "月亮代表我的心. 你问我爱你有多深. 我爱你"),
        ("姓名：张三\n年龄：25\n城市：北京", "姓名：张三. 年龄：25. 城市：北京"),
        ("山田太郎\n株式会社サンプル\n営業部", "山田太郎. 株式会社サンプル. 営業部"),
        ("第一步：打开\n第二步：点击", "第一步：打开. 第二步：点击"),
        ("이름: 김철수\n나이: 25세", "이름: 김철수. 나이: 25세"),
        ("नाम: राम\nउम्र: 25", "नाम: राम. उम्र: 25"),
        ("الاسم: أحمد\nالعمر: ٢٥", "الاسم: أحمد. العمر: ٢٥"),
        ("GDP：100\n人口：25", "GDP：100. 人口：25"),
        ("北京\nShanghai\n广州", "北京. Shanghai. 广州"),
        ("გამარჯობა\nროგორ ხარ", "გამარჯობა. როგორ ხარ"),
        ("第一步\nnpm install", "第一步. npm install"),
        ("BTS 노래\n봄날", "BTS 노래. 봄날"),
        ("ひらがな、\nカタカナ", "ひらがな、 カタカナ"),
        ("The word 你好\nmeans hello", "The word 你好 means hello"),
        (
            "오늘은 날씨가 매우 좋아서 친구들과 함께 공원에 산책을 나가기로\n했습니다.",
            "오늘은 날씨가 매우 좋아서 친구들과 함께 공원에 산책을 나가기로 했습니다.",
        ),
        ("안녕하세요. 저는\n학생입니다", "안녕하세요. 저는 학생입니다"),
    ],
)
def test_lines_of_scripts_without_capitals_are_parted(written: str, expected: str) -> None:
    assert spoken(written) == spoken(*written) == expected


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("x + 5 = 12\nx = 12 - 5\nx = 7", "x + 5 = 12, x = 12 - 5, x = 7"),
        ("2 + 2 = 4\n3 × 3 = 9\nx = 5\ny = 7", "2 + 2 = 4. 3 × 3 = 9, x = 5, y = 7"),
        ("$x + 5 = 12$\n$x = 7$", "x + 5 = 12, x = 7"),
        ("x > 5\ny ≤ 3\n2 sin x = 1\nso", "x > 5, y ≤ 3. 2 sin x = 1, so"),
        ("speed = distance / time\ntime = 2 h", "speed = distance / time, time = 2 h"),
        ("12x = 24  \nx = 2 (divide by 12)\ny = 3", "12x = 24, x = 2 (divide by 12), y = 3"),
        (r"\(x = 5\)" "\n" r"\(y = 6\)", "x = 5, y = 6"),
        ("2x\n= 10\n= 5 + 5", "2x = 10 = 5 + 5"),
        ("If x = 5 then\nwe have y", "If x = 5 then we have y"),
        ("Press <Enter>\nto go", "Press Enter to go"),
    ],
)
def test_lines_of_equations_are_parted_by_a_pause(written: str, expected: str) -> None:
    assert spoken(written) == spoken(*written) == expected


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("```bash\ngit add .\ngit push\n```", "git add . git push"),
        ('```\necho "Hi"\ncd ..\nls -l\n```', 'echo "Hi". cd .. ls -l'),
        (
            "```\nRoses are red\nviolets are blue\n\nsugar is sweet\n```",
            "Roses are red. violets are blue. sugar is sweet",
        ),
        ("```text\n| a | b |\n|---|---|\n| 1 | 2 |\n```", "a, b. 1, 2"),
        ("```\nTo do\n- eggs\n- milk\n```", "To do. eggs. milk"),
        ("```python\nf(\n    1,\n)\ng()\n```", "f(1, ). g()"),
        (
            "```\nThis is a long line of prose that was wrapped at\nseventy columns.\n```",
            "This is a long line of prose that was wrapped at seventy columns.",
        ),
        ("```\n├── src\n│   └── main.py\n+--+\n```", "src. main.py"),
    ],
)
def test_each_line_of_a_block_of_code_or_text_stands_for_itself(written: str, expected: str) -> None:
    assert spoken(written) == spoken(*written) == expected


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("**Prep:** 10 min | **Serves:** 4", "Prep: 10 min, Serves: 4"),
        ("10 min • 15 min •", "10 min, 15 min"),
        ("| a |\n|:-:|\n| b |", "a. b."),
        ("#第一步\n打开", "第一步. 打开"),
        ("P(A | B), |x| and a||b", "P(A | B), |x| and a||b"),
        ("+---+---+\n| a | b |\n+===+===+\n| 1 | 2 |\n+---+---+\nSo", "a, b. 1, 2. So"),
        ("┌──┬──┐\n│ a │ b │\n├──┼──┤\n│ 1 │ 2 │\n└──┴──┘\nSo", "a, b. 1, 2. So"),
        ("###第一步\n打开应用\n####1. 设置", "第一步. 打开应用. 1. 设置."),
        ("##Title\nText", "Title. Text"),
        ("> [!NOTE]\n> Be careful.", "Be careful."),
        ("> [!tip]- Hint\n> Be careful.", "Hint Be careful."),
        (":::warning\nHot\n:::\nSo", "Hot. So"),
        ("::: tip Use it\nNow\n:::", "Use it. Now"),
        ("| `a \\| b` | or |", "a | b, or."),
    ],
)
def test_marks_around_lines_are_not_spoken(written: str, expected: str) -> None:
    assert spoken(written) == spoken(*written) == expected
