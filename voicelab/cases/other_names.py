"""What other programs call what is asked, and the right answers."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Mapping

__all__ = ["asked_in", "maybe_answers", "renamed_columns"]

_ANSWERS = (
    *("expected_output", "expected_answer", "expected_response", "ideal", "ground_truth", "ground_truths"),
    *("reference_answer", "reference_output", "reference_outputs", "gold_answer"),
)
"""Names that mean nothing else: DeepEval's, OpenAI's, Azure AI's, LangSmith's."""
_MAYBE_ANSWERS = (
    *("answer", "answers", "best_answer", "correct_answer", "correct_answers", "antwort", "respuesta"),
    *("target", "label", "reference", "references", "output", "solution", "gold"),
)
"""Names of right answers, or of what some model has replied."""
_ASKED = ("user_input", "question", "query")
"""What is asked, in columns beside the right answers."""
_MAYBE_ASKED = (
    *(*_ASKED, "prompt", "instruction", "text", "audio", "path", "sentence", "utterance"),
    *("input_text", "message", "frage", "pregunta", "domanda"),
)


def renamed_columns(names: Iterable[str]) -> dict[str, str]:
    """Return which columns of other programs are which of ours, where their names leave no doubt."""
    known = _by_words(names)
    answers = [known[words] for words in _ANSWERS if words in known]
    if "user_input" in known and "reference" in known:  # of Ragas
        answers.append(known["reference"])
    if len(answers) != 1:
        return {}
    asked = [known[words] for words in _ASKED if words in known]
    return {answers[0]: "expected"} | ({asked[0]: "input"} if len(asked) == 1 else {})


def maybe_answers(names: Iterable[str]) -> list[str]:
    """Return those of some columns that may hold right answers."""
    known = _by_words(names)
    return [known[words] for words in (*_ANSWERS, *_MAYBE_ANSWERS) if words in known]


def asked_in(names: Iterable[str]) -> list[str]:
    """Return those of some columns that may hold what is asked."""
    known = _by_words(names)
    return [known[words] for words in _MAYBE_ASKED if words in known]


def _by_words(names: Iterable[str]) -> Mapping[str, str]:
    """Return names by their words, however these are joined: ``Expected Output``, ``expectedOutput``."""
    return {_words(name): name for name in names}


@functools.lru_cache(maxsize=1_000)  # the rows of a file have the same
def _words(name: str) -> str:
    apart = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name)
    return re.sub(r"[\W_]+", "_", apart.casefold()).strip("_")
