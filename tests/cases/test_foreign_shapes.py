"""Test cases of other programs, in the shapes of their own files."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import voicelab as vl

SYSTEM = {"role": "system", "content": "Answer as concisely as possible."}
EXAMPLE = {"role": "system", "name": "example_user", "content": "What's 2+2?"}


@pytest.mark.parametrize(
    "content",
    ["Who played the girl elf?", [{"type": "text", "text": "Who played the girl elf?"}]],
)
def test_of_a_chat_of_openais_evals_the_last_message_is_asked(content: Any) -> None:
    chat = [SYSTEM, EXAMPLE, {"role": "user", "content": content}]

    (case,) = vl.Cases.read([{"input": chat, "ideal": ["Evangeline Lilly", "Lilly"]}])

    assert (case.input, case.expected) == ("Who played the girl elf?", ("Evangeline Lilly", "Lilly"))
    assert case.fields == {"messages": [SYSTEM, EXAMPLE]}


def test_a_conversation_is_kept_ahead_of_what_is_asked_last() -> None:
    chat = [{"role": role, "content": role} for role in ("user", "assistant", "user")]

    (case,) = vl.Cases.read([{"input": chat, "ideal": "y"}])

    assert (case.input, case.fields) == ("user", {"messages": chat[:2]})


@pytest.mark.parametrize("role", ["assistant", "tool", "system"])
def test_a_conversation_that_does_not_end_with_the_user_asks_nothing(role: str) -> None:
    chat = [{"role": "user", "content": "Hello?"}, {"role": role, "content": "x"}]

    said = f"item 1, column input: a conversation of 2 messages that ends with one of '{role}', .* 'expected'"
    with pytest.raises(ValueError, match=said):
        vl.Cases.read([{"input": chat, "ideal": "y"}])


def test_promptfoos_variables_are_columns_and_its_assertion_on_words_is_expected() -> None:
    rubric = {"type": "llm-rubric", "value": "is polite"}
    tests = [
        {
            "vars": {"q": "Capital?"},
            "assert": [{"type": "icontains", "value": "Paris"}, rubric],
            "description": "d",
        },
        {"vars": {"q": "Either?"}, "assert": [{"type": "contains-any", "value": ["a", "b"]}]},
        {"vars": {"q": "Both?"}, "assert": [{"type": "contains", "value": each} for each in "ab"]},
    ]

    cases = vl.Cases.read(tests)

    assert [case.input for case in cases] == ["Capital?", "Either?", "Both?"]
    assert [case.expected for case in cases] == [("Paris",), ("a", "b"), ()]
    assert (cases[0].notes, cases[0].fields) == ("d", {"assert": [rubric]})
    assert cases[1].fields == {}
    assert len(cases[2].fields["assert"]) == 2


@pytest.mark.parametrize(
    ("kind", "value", "expected"),
    [
        ("contains", 5, ("5",)),
        ("equals", 2.0, ("2",)),
        ("equals", True, ("true",)),
        ("contains-any", [5, "five"], ("5", "five")),
        ("contains-any", '"a, b", c', ("a, b", "c")),
        ("contains-any", 5, ("5",)),
    ],
)
def test_answers_of_promptfoo_are_the_texts_that_it_compares(
    kind: str, value: Any, expected: tuple[str, ...]
) -> None:
    (case,) = vl.Cases.read([{"vars": {"q": "How many?"}, "assert": [{"type": kind, "value": value}]}])

    assert (case.expected, case.fields) == (expected, {})


def test_promptfoos_tables_are_read(tmp_path: Path) -> None:
    path = tmp_path / "tests.csv"
    path.write_text(
        "topic,__expected1,__expected2,__metadata:tags[],__description\n"
        '"machine learning","contains: algorithm","llm-rubric:Is it right?","ai,data science",Basics\n'
        "quantum physics,is-json,Uncertainty: a principle,,\n",
        encoding="utf-8",
    )

    first, second = vl.Cases.read(path)

    assert (first.input, first.expected) == ("machine learning", ("algorithm",))
    assert (first.tags, first.notes) == (("ai", "data science"), "Basics")
    assert first.fields == {"__expected2": "llm-rubric:Is it right?"}
    assert (second.expected, second.fields) == (("Uncertainty: a principle",), {"__expected1": "is-json"})


def test_what_promptfoos_variables_fill_in_is_expected_and_no_template() -> None:
    tests = [
        {
            "vars": {"q": "Capital of {{place.name}}?", "place": {"name": "France"}, "right": "Paris"},
            "assert": [{"type": "contains-any", "value": ["{{right}}", "{{ vars.right }}!"]}],
        },
        {"vars": {"q": "Who?", "right": "Me"}, "assert": [{"type": "equals", "value": "{{right | upper}}"}]},
        {"q": "Who?", "right": "Me", "__expected": "icontains: {{right}}"},
    ]

    cases = vl.Cases.read(tests, input="q")

    assert cases[0].input == "Capital of France?"
    assert [case.expected for case in cases] == [("Paris", "Paris!"), (), ("Me",)]


def test_a_variable_may_be_called_by_a_word_that_yaml_has_for_something_else(tmp_path: Path) -> None:
    (tmp_path / "tests.yaml").write_text("- vars: {true: Who?}\n- {true: 1, q: What?}\n")

    with pytest.raises(ValueError, match="item 2 has no column 'input', but True, q"):
        vl.Cases.read(tmp_path / "tests.yaml")


def test_a_variable_called_language_is_one_of_the_test_where_it_is_no_locale() -> None:
    rows = [{"vars": {"q": "Hello", "language": language}} for language in ("French", "fr-FR")]

    pirate, french = vl.Cases.read(rows, input="q")

    assert (pirate.language, pirate.fields) == (None, {"language": "French"})
    assert (french.language, french.fields) == ("fr-FR", {})


def test_of_several_variables_the_input_must_be_named() -> None:
    tests = [{"vars": {"style": "formal", "text": "Hello, world!"}, "assert": []}]

    with pytest.raises(ValueError, match="no column 'input'"):
        vl.Cases.read(tests)
    assert vl.Cases.read(tests, input="text")[0].fields == {"style": "formal", "assert": []}


def test_a_variable_called_as_a_part_of_a_test_is_kept_beside_it() -> None:
    test = {"vars": {"q": "Who?", "description": "tall", "options": "a, b"}, "description": "The first"}

    (case,) = vl.Cases.read([test | {"options": {"prefix": "x"}}], input="q")
    (asked,) = vl.Cases.read([test], input="description")

    assert (case.notes, case.fields["description"], case.fields["options"]) == ("The first", "tall", "a, b")
    assert (asked.input, asked.notes) == ("tall", "The first")


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("ratio: 3", ("ratio: 3",)),
        ("https://a.example/b", ("https://a.example/b",)),
        ("not-contains: a", ()),
        ("similar(0.8): a", ()),
        ("fn: output", ()),
        ("file://check.js", ()),
        ("i: a", ("i: a",)),
    ],
)
def test_only_words_that_are_kinds_of_assertions_are_some(cell: str, expected: tuple[str, ...]) -> None:
    (case,) = vl.Cases.read([{"q": "Who?", "__expected": cell}])

    assert case.expected == expected


def test_keys_that_are_no_text_are_columns_too() -> None:
    (case,) = vl.Cases.read([{"item": {"input": "Who?", 1: "a"}}])
    (langsmiths,) = vl.Cases.read(
        [{"inputs": {"question": "Who?", 2: "b"}, "outputs": {3: "c", 4: "d"}}], input="question"
    )

    assert case.fields == {"1": "a"}
    assert (langsmiths.input, langsmiths.fields) == ("Who?", {"2": "b", "3": "c", "4": "d"})
