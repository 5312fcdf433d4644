"""The key of a score: what it covers, and what makes no difference."""

from __future__ import annotations

import functools
import linecache
import subprocess
import sys
from typing import Any

import httpx
import pytest

import voicelab as vl
from voicelab.scores import score_key
from voicelab.services.endpoints import CompletionService, SpeechService


def defined(source: str, **names: Any) -> Any:
    """Return the function ``score`` of a source, as a notebook's cell has it: its text is at hand."""
    file = f"<cell {hash(source)}>"
    linecache.cache[file] = (len(source), None, source.splitlines(keepends=True), file)
    module: dict[str, Any] = {"__name__": "__main__", **names}
    exec(compile(source, file, "exec"), module)
    return module["score"]


SCORE = "def score(exchange, case):\n    return len(exchange.reply) < 80\n"


def test_a_key_is_the_name_and_the_same_for_the_same_function() -> None:
    assert score_key(defined(SCORE)) == score_key(defined(SCORE))
    assert score_key(defined(SCORE)).startswith("score@")


SAME = {
    "a comment": "def score(exchange, case):\n    # short\n    return len(exchange.reply) < 80\n",
    "a docstring": SCORE.replace("return", '"""Say whether it is short."""\n    return'),
    "layout": "def score(exchange,\n          case):\n\n    return (len(exchange.reply) < 80)\n",
    "another function": SCORE + "def other():\n    return 1\n",
}
OTHER = {
    "a number": SCORE.replace("80", "81"),
    "a default": SCORE.replace("case)", "case, limit=3)"),
    "another field": SCORE.replace("reply", "transcript"),
    "a name": SCORE.replace("80", "LIMIT") + "LIMIT = 80\n",
}


def test_neither_comments_nor_layout_make_a_difference_and_code_does() -> None:
    key = score_key(defined(SCORE))

    assert {what for what, source in SAME.items() if score_key(defined(source)) != key} == set()
    assert {what for what, source in OTHER.items() if score_key(defined(source)) == key} == set()


def test_values_and_functions_that_are_used_by_name_belong_to_it() -> None:
    source = (
        "LIMIT = {limit}\n"
        "def is_short(text):\n    return len(text) < LIMIT {more}\n"
        "def score(exchange, case):\n    return is_short(exchange.reply)\n"
    )
    texts = [source.format(limit=limit, more=more) for limit in (80, 81) for more in ("", "+ 1")]

    assert len({score_key(defined(text)) for text in texts}) == 4


def test_what_it_closes_over_and_what_is_applied_to_it_belongs_to_it() -> None:
    patterns = [vl.scores.matches(pattern) for pattern in ("a", "a", "b", "(?i)a")]
    partials = [
        functools.partial(vl.scores.word_error_rate, same_by=same)
        for same in ("letters", "writing", "writing")
    ]

    assert len({score_key(score) for score in patterns}) == 3
    assert len({score_key(score) for score in partials}) == 2


USED = {
    "a score": "import voicelab as vl\nuses = vl.scores.matches('{it}')\n",
    "a judge": "import voicelab as vl\nuses = vl.scores.judge('{it}')\n",
    "settings": "import voicelab as vl\nuses = vl.Settings(system_prompt='{it}')\n",
    "a cached function": "import functools\n@functools.lru_cache\ndef uses(*of): return '{it}'\n",
    "a partial application": "import functools\nuses = functools.partial(str.count, '{it}')\n",
    "a value of a class": "class uses:\n    words = ['{it}']\n",
    "a method": "class uses:\n    @staticmethod\n    def of(): return '{it}'\n",
    "a class it extends": "class Base:\n    _it = '{it}'\nclass uses(Base):\n    pass\n",
    "a class of an object": "class Rubric:\n    words = ('{it}',)\nuses = Rubric()\n",
    "a field of an object": "class Rubric:\n    pass\nuses = Rubric()\nuses.words = ['{it}']\n",
    "an enumeration": "import enum\nclass uses(enum.Enum):\n    GOOD = '{it}'\n",
    "a member": "import enum\nclass Kind(str, enum.Enum):\n    GOOD = '{it}'\nuses = Kind.GOOD\n",
    "a path": "import pathlib\nuses = pathlib.Path('{it}')\n",
    "a data class": "import dataclasses\n@dataclasses.dataclass\nclass uses:\n    it: str = '{it}'\n",
}


@pytest.mark.parametrize("what", USED)
def test_the_key_follows_what_a_function_uses(what: str) -> None:
    source = USED[what] + "def score(exchange, case):\n    return uses\n"

    first, same, other = (score_key(defined(source.replace("{it}", it))) for it in ("a", "a", "b"))

    assert first == same != other


def test_functions_that_call_themselves_have_a_key() -> None:
    source = "def score(exchange, case, left=3):\n    return score(exchange, case, left - 1) if left else 1\n"

    assert score_key(defined(source)) == score_key(defined(source))


def test_a_function_whose_text_is_not_at_hand_has_a_key_of_its_code() -> None:
    spaces: list[dict[str, Any]] = [{}, {}, {}]
    for space, source in zip(spaces, (SCORE, SCORE, OTHER["a number"]), strict=True):
        exec(source, space)
    first, same, other = (score_key(space["score"]) for space in spaces)

    assert first == same != other


def test_a_key_is_the_same_in_another_process() -> None:
    script = "import voicelab as vl; print(vl.scores.score_key(vl.scores.is_refusal))"

    done = subprocess.run([sys.executable, "-c", script], check=True, capture_output=True, text=True)

    assert done.stdout.strip() == score_key(vl.scores.is_refusal)


def test_what_has_no_name_has_no_key() -> None:
    with pytest.raises(ValueError, match="known by its function's name"):
        score_key(lambda exchange, case: 1)


ADDRESSES = ("https://here.openai.azure.com", "https://there.openai.azure.com")
LOCAL = ("http://127.0.0.1:1234", "http://127.0.0.1:9999")


def some_services(openai: str, key: str) -> vl.Services:
    local = openai.replace("http://", "ws://") if openai in LOCAL else "ws://127.0.0.1:5000"
    return vl.Services(
        speech=SpeechService(host=local, key=key),
        completion=CompletionService(api="azure", endpoint=openai, key=key, deployment="chat"),
    )


@pytest.mark.parametrize("source", [
    "def score(exchange, case):\n    return services\n",
    "def make(of):\n    def score(exchange, case):\n        return of\n    return score\n"
    "score = make(services)\n",
    "class Own:\n    pass\nown = Own()\nown.services = services\n"
    "def score(exchange, case):\n    return own\n",
], ids=["by name", "closed over", "of an object"])  # fmt: skip
def test_of_services_neither_a_credential_nor_a_port_of_this_machine_is_in_a_key(source: str) -> None:
    def key(address: str, credential: str = "0123456789abcdef") -> str:
        return score_key(defined(source, services=some_services(address, credential)))

    here, there = ADDRESSES
    assert key(here) == key(here, "fedcba9876543210") != key(there)
    assert key(LOCAL[0]) == key(LOCAL[1])


def test_what_an_object_finds_once_it_was_asked_or_holds_of_others_is_not_in_a_key() -> None:
    source = (
        "import functools\nclass Own:\n    @functools.cached_property\n    def found(self): return 1\n"
        "own = Own()\nown.client = client\ndef score(exchange, case):\n    return own.found\n"
    )
    client = httpx.Client()
    score = defined(source, client=client)
    key = score_key(score)

    score(None, None)
    client.headers["x"] = "y"

    assert score_key(score) == key
