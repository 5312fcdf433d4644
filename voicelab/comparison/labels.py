"""Labels: the values of a cell's settings as short texts, no two of which are alike."""

from __future__ import annotations

import functools
import itertools
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import pandas as pd

from voicelab.settings import DECLARATIONS, Settings
from voicelab.settings.kinds import OrNone
from voicelab.settings.speech_to_speech import ENGINES
from voicelab.settings.without_effect import values_without_effect
from voicelab.text.direction import isolated
from voicelab.text.shortened import one_line

__all__ = ["Labels", "known", "plain"]

_WITHOUT_EFFECT = "without effect"
_LONGEST = 40
_AHEAD = 12
"""Characters shown ahead of where long texts begin to differ."""


class Labels:
    """Labels of the rows of a frame.

    Parameters
    ----------
    frame
        All rows that are to be told from one another.
    names
        The columns that tell them.

    Examples
    --------
    >>> said = ["Answer in as few words as you can, and please be " + how for how in ("kind.", "stern.")]
    >>> frame = pd.DataFrame({"input": said})
    >>> [Labels(frame, ["input"]).of(row) for row in frame.to_dict("records")]
    ['…d please be kind.', '…d please be stern.']
    """

    def __init__(self, frame: pd.DataFrame, names: Sequence[str]) -> None:
        self._names = tuple(names)
        self._short = {name: _shortened(plain(value, name) for value in frame[name]) for name in names}

    def of(self, row: Mapping[Any, Any]) -> str:
        """Return the label of a row."""
        idle = _idle_settings(known(row.get("engine")))
        return " · ".join(self._one(name, row[name], is_idle=name in idle) for name in self._names)

    def value(self, name: str, value: Any) -> str:
        """Return the label of a value, without the column's name."""
        return isolated(self._short[name][plain(value, name)])

    def _one(self, name: str, value: Any, *, is_idle: bool) -> str:
        if is_idle and known(value) is None:
            return f"{name} {_WITHOUT_EFFECT}"
        short = self.value(name, value)
        declared = DECLARATIONS.get(name)
        speaks = name == "input" if declared is None else declared.speaks_for_itself
        return short if speaks and known(value) is not None else f"{name} {short}"


def known(value: Any) -> Any:
    """Return a setting's value, and `None` for whatever pandas has for a missing one: that equals itself."""
    return None if not isinstance(value, list | tuple) and pd.isna(value) else value


def plain(value: Any, name: str = "") -> str:
    """Return the value of a setting, of a condition or of a case as text; only settings have a default.

    A setting that always has a value, and has none here, has no effect with the cell's engine.
    """
    if known(value) is not None:
        return str(value)
    if not name:
        return "default"
    declared = DECLARATIONS.get(name)
    if declared is None:
        return "none"
    return "default" if isinstance(declared.kind, OrNone) else _WITHOUT_EFFECT


@functools.cache
def _idle_settings(engine: str | None) -> frozenset[str]:
    """Return what has no effect with an engine, however its turns end; nothing where it is unknown."""
    if engine not in ENGINES:
        return frozenset()
    usual, by_words = (Settings(engine=engine, turn_detection=each) for each in ("auto", "semantic_vad"))
    return frozenset(values_without_effect(usual)) & frozenset(values_without_effect(by_words))


def _shortened(texts: Iterable[str]) -> dict[str, str]:
    """Return a short form of each text: its beginning, or from where it differs from those of the same."""
    alike: dict[str, list[str]] = {}
    for text in dict.fromkeys(texts):
        alike.setdefault(_cut(text), []).append(text)
    short: dict[str, str] = {}
    taken: set[str] = set()
    for beginning, several in alike.items():
        start = max(0, _differ_from(several) - _AHEAD)
        for text in several:
            form = "…" + _cut(text[start:]) if start else beginning
            numbered = (f"{form} ({number})" for number in itertools.count(2))
            short[text] = next(each for each in itertools.chain([form], numbered) if each not in taken)
            taken.add(short[text])
    return short


def _differ_from(texts: Sequence[str]) -> int:
    """Return up to where texts are the same; 0 for one text."""
    if len(texts) == 1:
        return 0
    together = enumerate(zip(*texts, strict=False))
    return next((place for place, letters in together if len(set(letters)) > 1), min(map(len, texts)))


def _cut(text: str) -> str:
    return one_line(text, _LONGEST)
