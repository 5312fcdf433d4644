"""The scores of a suite: built-in ones, judges, and one's own."""

from __future__ import annotations

from pathlib import Path

import pytest

import voicelab as vl
from tests.suite.conftest import SuiteMaker
from voicelab.scores.judges.judge_score import Judge
from voicelab.scores.score import score_name
from voicelab.testing import EmbeddedServices

OWN = """
from dataclasses import dataclass

import voicelab as vl
from beside import LIMIT


@dataclass
class Counted:
    words: int


@vl.scores.declare(higher_is_better=False)
def questions(exchange, case, *, least=0):
    return max(least, exchange.reply.count("?"))


def words(exchange, case):
    return Counted(len(exchange.reply.split())).words <= LIMIT


def without(exchange):
    return True
"""


@pytest.fixture
def own(tmp_path: Path) -> None:
    (tmp_path / "own").mkdir()
    (tmp_path / "own" / "mine.py").write_text(OWN)
    (tmp_path / "own" / "beside.py").write_text("LIMIT = 3\n")


def test_built_in_scores_stand_by_name_and_with_arguments(suite_of: SuiteMaker) -> None:
    suite = suite_of(
        """
scores = [
  "contains_expected",
  { score = "latency_within", milliseconds = 800 },
  { score = "matches", pattern = '\\d', name = "has_digit" },
  { score = "language_is", language = "es", name = "spanish" },
  { score = "word_error_rate", same_by = "letters", name = "strict" },
]
"""
    )
    names = ["contains_expected", "latency_within_800_ms", "has_digit", "spanish", "strict"]
    assert list(map(score_name, suite.scores)) == names
    assert [vl.scores.higher_is_better(score) for score in suite.scores] == [True, True, True, True, False]
    assert suite.scores[0] is vl.scores.contains_expected


def test_judges_are_asked_questions_on_scales(suite_of: SuiteMaker) -> None:
    suite = suite_of(
        """
[[scores]]
score = "judge"
question = "Is it polite?"

[[scores]]
score = "judge"
question = "How warm is it?"
name = "warm"
votes = 3
scale = { 1 = "cold", 5 = "warm" }

[[scores]]
score = "judge"
question = "How rude is it?"
name = "rude"
scale = [0, 10]
higher_is_better = false
"""
    )
    judges = [score for score in suite.scores if isinstance(score, Judge)]
    assert [judge.name for judge in judges] == ["judge", "warm", "rude"]
    assert [judge.scale.values for judge in judges] == [
        "true or false",
        "a whole number from 1 to 5",
        "a whole number from 0 to 10",
    ]
    assert suite.judgements == 5


@pytest.mark.usefixtures("own")
def test_scores_of_ones_own_come_from_a_file_or_a_module(
    suite_of: SuiteMaker, scripted: EmbeddedServices
) -> None:
    suite = suite_of(
        """
scores = [
  "own/mine.py:words",
  { score = "own/mine.py:questions", least = 2, name = "curious" },
  "own.mine:questions",
]
"""
    )
    grid = vl.compare(["What?"], scores=suite.scores, services=scripted.services, log=False, quiet=True)
    assert grid.df[["words", "curious", "questions"]].to_dict("records") == [
        {"words": False, "curious": 2, "questions": 1}
    ]
    assert vl.scores.higher_is_better(suite.scores[1]) is False


@pytest.mark.usefixtures("own")
@pytest.mark.parametrize(
    ("score", "why"),
    [
        (
            "'contain_expected'",
            "key score: there is no score 'contain_expected'; there are: contains_expected",
        ),
        ("3", "a score is a name, or a table with arguments, not 3"),
        ("{ name = 'a' }", "has no key score, which names it"),
        ("'latency_within'", "has no key milliseconds, which latency_within needs"),
        ("{ score = 'latency_within', millisecond = 3 }", "has a key 'millisecond', which means nothing"),
        ("{ score = 'latency_within', milliseconds = -3 }", "milliseconds must be a finite number above 0"),
        ("{ score = 'matches', pattern = '[' }", "the pattern '[' is no regular expression: unterminated"),
        ("{ score = 'contains_expected', strict = true }", "has a key 'strict', which means nothing"),
        ("{ score = 'judge', question = 'a', services = 'b' }", "has a key 'services', which means nothing"),
        ("{ score = 'judge', question = 'a', scale = [1] }", "a scale is 'truth', two whole numbers"),
        (
            "{ score = 'judge', question = 'a', scale = { x = 'b' } }",
            "the steps of a scale are whole numbers",
        ),
        ("'own/none.py:words'", "key score: there is no file"),
        ("'own/mine.py:word'", "key score: own/mine.py has no function 'word'; there are: words"),
        ("'own/mine.py:'", "is named 'file.py:function' or 'module:function', not 'own/mine.py:'"),
        ("'nowhere.at.all:words'", "nowhere.at.all cannot be imported: ModuleNotFoundError"),
        ("'own/broken.py:words'", "own/broken.py cannot be imported: ZeroDivisionError: division by zero"),
        ("'own/ended.py:words'", "own/ended.py cannot be imported: SystemExit: 0"),
        (
            "{ score = 'own/mine.py:questions', leas = 2 }",
            "key score: own/mine.py:questions does not take an exchange, a case, leas: got an unexpected",
        ),
        ("'own/mine.py:without'", "own/mine.py:without does not take an exchange, a case: too many"),
        ("'own/mine.py:LIMIT'", "a score is a function of an exchange and a case, not 3"),
    ],
)
def test_what_is_no_score_is_named_by_its_place(
    suite_of: SuiteMaker, tmp_path: Path, score: str, why: str
) -> None:
    (tmp_path / "own" / "broken.py").write_text("1 / 0\n")
    (tmp_path / "own" / "ended.py").write_text("import sys\n\nsys.exit(0)\n")
    with pytest.raises((ValueError, FileNotFoundError)) as refused:
        suite_of(f"scores = ['reply_words', {score}]")
    assert str(refused.value).startswith("suite.toml, ")
    assert why in str(refused.value)


def test_two_scores_of_one_name_are_refused(suite_of: SuiteMaker) -> None:
    with pytest.raises(ValueError, match=r"suite\.toml, key scores: two scores are called 'reply_words'"):
        suite_of("scores = ['reply_words', { score = 'contains_expected', name = 'reply_words' }]")
