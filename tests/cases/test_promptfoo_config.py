"""Configurations of promptfoo, whose tests are read with what holds for all and what other files hold."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import voicelab as vl

CONFIG = """
prompts: [{prompts}]
providers: [openai:gpt-4]
defaultTest:
  vars: {{tone: file://tone.txt}}
  assert:
    - {{type: cost, threshold: 0.002}}
tests:
  - file://tests/*.csv
  - description: The first
    vars: {{q: [Who?, What?], language: Pirate}}
    assert:
      - $ref: '#/assertionTemplates/no'
assertionTemplates:
  no: {{type: equals, value: no}}
"""


@pytest.fixture
def home(tmp_path: Path) -> Path:
    (tmp_path / "tests").mkdir()
    (tmp_path / "tests" / "a.csv").write_text("q,language,__expected\nWhy?,fr,contains: {{tone}}\n")
    (tmp_path / "tone.txt").write_text("polite\n")
    (tmp_path / "prompt.txt").write_text("Be {{tone}} in {{language}}: {{q}}\n")
    (tmp_path / "two.txt").write_text("{{q}}\n---\nSay: {{q}}\n")
    return tmp_path


def config(home: Path, prompts: str) -> Path:
    path = home / "promptfooconfig.yaml"
    path.write_text(CONFIG.format(prompts=prompts))
    return path


def test_the_one_prompt_is_filled_in_and_asked(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    cases = vl.Cases.read(config(home, "file://prompt.txt"))

    assert [case.input for case in cases] == [
        "Be polite in fr: Why?",
        "Be polite in Pirate: Who?",
        "Be polite in Pirate: What?",
    ]
    assert [case.expected for case in cases] == [("polite",), ("no",), ("no",)]
    assert [case.notes for case in cases] == ["", "The first", "The first"]
    cost = {"type": "cost", "threshold": "0.002"}
    assert cases[0].fields == {"tone": "polite", "q": "Why?", "language": "fr", "assert": [cost]}
    assert "prompts are not read" not in (said := capsys.readouterr().err)
    assert "cost (3)" in said


def test_of_several_prompts_a_variable_is_asked_and_a_notice_says_so(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    cases = vl.Cases.read(config(home, "file://two.txt"), input="q")

    assert [(case.input, case.language) for case in cases] == [
        ("Why?", "fr"),
        ("Who?", None),
        ("What?", None),
    ]
    assert "promptfooconfig.yaml: prompts are not read" in capsys.readouterr().err


def test_a_variable_of_several_files_has_each_as_a_value(tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / f"{name}.txt").write_text(f"Who is {name}?\n")
    path = tmp_path / "config.yaml"
    path.write_text("prompts: ['{{q}}']\ntests: [{vars: {q: 'file://*.txt'}}]\n")

    assert [case.input for case in vl.Cases.read(path)] == ["Who is a?", "Who is b?"]


def test_a_prompt_may_be_a_chat_and_a_configuration_json(home: Path) -> None:
    chat = [{"role": "system", "content": "Be {{tone}}."}, {"role": "user", "content": "{{q}}"}]
    (home / "chat.json").write_text(json.dumps(chat))
    tests = [{"vars": {"q": "Who?", "tone": "polite"}}]
    path = home / "config.json"
    path.write_text(json.dumps({"prompts": "file://chat.json", "providers": ["x"], "tests": tests}))

    (case,) = vl.Cases.read(path)

    assert case.input == "Who?"
    assert case.fields["messages"] == [{"role": "system", "content": "Be polite."}]


def test_each_data_of_a_scenario_is_asked_in_each_of_its_tests(tmp_path: Path) -> None:
    path = tmp_path / "a.yml"
    path.write_text(
        "prompts: ['{{language}}: {{input}}']\n"
        "scenarios:\n"
        "  - config: [{vars: {language: Spanish, hi: Hola}}, {vars: {language: German, hi: Hallo}}]\n"
        "    tests: [{vars: {input: Hello}, assert: [{type: contains, value: '{{hi}}'}]}]\n"
    )

    cases = vl.Cases.read(path)

    assert [(case.input, case.expected) for case in cases] == [
        ("Spanish: Hello", ("Hola",)),
        ("German: Hello", ("Hallo",)),
    ]


def test_turns_of_a_conversation_are_not_asked_apart_in_silence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    tests = [{"vars": {"q": q}, "metadata": {"conversationId": "a"}} for q in ("Who wrote Emma?", "When?")]
    path = tmp_path / "a.json"
    path.write_text(json.dumps({"prompts": ["{{q}}"], "providers": ["x"], "tests": tests}))

    vl.Cases.read(path)

    assert "each test is asked by itself" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("tests", "message"),
    [
        ("file://gen.py:make", "test 1: 'file://gen.py:make' is a script, which is not run"),
        ("https://docs.google.com/x", "is not on this machine"),
        ("file://nowhere.csv", "there is no file 'file://nowhere.csv'"),
        ("file://../outside.csv", "outside.csv is outside of"),
        ("file://a.yaml", "is a configuration itself"),
        ("[{vars: {other: x}}]", r"test 1: the template wants \{\{q\}\}.*such as input='question'"),
        ("", "is a configuration of promptfoo without tests"),
        ("[{vars: true}]", "test 1: vars is a mapping, or names a file of one, not bool"),
        ("[{vars: [list.yaml]}]", "test 1: vars is a mapping, or names a file of one, not list"),
        ("[{vars: [twice.json]}]", r"twice\.json: an object has 'q' twice"),
        ("[{vars: {q: 'file:///**/*'}}]", "/ is outside of"),
        ("[{vars: {q: 'file://../**/*'}}]", "is outside of"),
        ("\nscenarios: [null]", "scenario 1: a scenario is a mapping"),
    ],
)
def test_what_cannot_be_read_of_a_configuration_is_refused(tmp_path: Path, tests: str, message: str) -> None:
    (tmp_path / "outside.csv").write_text("q\nWho?\n")
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / "list.yaml").write_text("[a]")
    (tmp_path / "home" / "twice.json").write_text('{"q": 1, "q": 2}')
    path = tmp_path / "home" / "a.yaml"
    path.write_text(f"prompts: ['{{{{q}}}}']\nproviders: [x]\ntests: {tests}\n")

    with pytest.raises((ValueError, FileNotFoundError), match=message):
        vl.Cases.read(path)


def test_what_stands_around_prompts_is_asked_and_what_holds_for_all_stays(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_text(
        "prompts: ['{{prompt}}?']\nproviders: [x]\n"
        "defaultTest: {description: d, threshold: 0.5, options: {prefix: 'So, ', suffix: ' Now!'}}\n"
        "tests: [{vars: {prompt: who}, options: {suffix: ' Go {{prompt}}!'}}, {vars: {prompt: what}}]\n"
    )

    first, second = vl.Cases.read(path)

    assert [first.input, second.input] == ["So, who? Go who!", "So, what? Now!"]
    assert (second.notes, second.fields["threshold"], second.fields["prompt"]) == ("", "0.5", "what")
