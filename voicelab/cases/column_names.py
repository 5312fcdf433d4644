"""ColumnNames: which column of a file or a table holds what a case has."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Mapping

from voicelab.cases.case_row import COLUMNS, DIALOGUE_COLUMNS, FIELD_PREFIX
from voicelab.cases.other_names import asked_in, maybe_answers
from voicelab.nearest import nearest_first

__all__ = ["MISSPELT", "ColumnNames"]

MISSPELT = 0.82
"""From this likeness on, of 0 to 1, a column is taken for another that was misspelt: ``tag`` for ``tags``."""
_OF_DIALOGUES = ("dialogue", "turns")
"""Those that say that a row is a dialogue, or a turn of one."""
_MOST_LISTED = 12
_SENTENCE = re.compile(r".*\?|(\S+\s+){4,}\S+", re.DOTALL)
"""What is asked, and is no name."""


class ColumnNames:
    """Tells which column holds what, by its name in any case.

    Parameters
    ----------
    said
        Which columns hold what is known by another name here; `None` for what none holds.

    Raises
    ------
    TypeError
        There is no such part of a case.
    """

    def __init__(self, said: Mapping[str, str | None]) -> None:
        every = (*COLUMNS, *DIALOGUE_COLUMNS)
        if unknown := [name for name in said if name not in every]:
            known = ", ".join(nearest_first(unknown[0], every))
            raise TypeError(f"a case has no {unknown[0]!r}; its columns are: {known}")
        self.said = said
        self._told: dict[tuple[str, ...], dict[str, str]] = {}
        self._seen: dict[str, None] = {}

    def of(self, place: str, names: tuple[str, ...]) -> dict[str, str]:
        """Return the names of a row's columns by what they hold.

        Raises
        ------
        ValueError
            There is no input, a name is misspelt, or two are one.
        """
        if names not in self._told:
            self._told[names] = self._found(place, names)
        return self._told[names]

    def note(self, names: Iterable[str]) -> None:
        """Note the names of a row's columns, blank ones as well."""
        self._seen |= dict.fromkeys(names)

    def unread_answers(self) -> list[str]:
        """Return the columns that may hold right answers, where it was not said which does."""
        return [] if "expected" in self.said else maybe_answers(self._seen)

    def check(self) -> None:
        """Check that each column that was named is in one row at least, where there are rows.

        Raises
        ------
        ValueError
            One is in none.
        """
        seen = self._seen
        folded = {name.casefold() for name in seen}
        for column, name in self.said.items():
            if name is not None and seen and name.casefold() not in folded:
                known = _listed(nearest_first(name, seen))
                raise ValueError(f"there is no column {name!r} for {column}; there are: {known}")

    def _found(self, place: str, names: tuple[str, ...]) -> dict[str, str]:
        found: dict[str, str] = {}
        for column in (*COLUMNS, *DIALOGUE_COLUMNS):
            wanted = self.said.get(column, column)
            alike = [name for name in names if wanted is not None and name.casefold() == wanted.casefold()]
            if len(alike) > 1:
                raise ValueError(f"{place} has {' and '.join(map(repr, alike))}, which are one column")
            if alike:
                found[column] = alike[0]
        if "input" in found:
            found.pop("turns", None)  # how many they are, or what else somebody calls so
        known = COLUMNS if found.keys().isdisjoint(_OF_DIALOGUES) else (*COLUMNS, *DIALOGUE_COLUMNS)
        found = {column: name for column, name in found.items() if column in known}
        others = [name for name in names if name not in found.values()]
        named = {*found, *self.said, *_OF_DIALOGUES}  # a turn's number is no misspelt "turns"
        absent = [column for column in known if column not in named]
        for name in others:
            near = difflib.get_close_matches(name.casefold(), absent, n=1, cutoff=MISSPELT)
            if near and not name.startswith("_"):
                raise ValueError(
                    f"{place} has a column {name!r}, which looks like {near[0]!r}: rename it, or say what "
                    f"it is by {near[0]}={name!r}; {near[0]}=None leaves it a further column"
                )
        if "input" not in found and "turns" not in found:
            raise ValueError(f"{place} {self._without_input(others)}")
        return found

    def _without_input(self, others: list[str]) -> str:
        wanted = self.said.get("input") or "input"
        if not others:
            return f"has no column {wanted!r}"
        own = [name for name in others if not name.startswith(FIELD_PREFIX)]
        asked, answers = asked_in(own) or own or others, maybe_answers(own)
        hint = f"say which holds what is asked, such as input={asked[0]!r}"
        if answers and answers[0] != asked[0] and "expected" not in self.said:
            hint += f", and which the right answers, such as expected={answers[0]!r}"
        if any(_SENTENCE.fullmatch(name) for name in others):
            hint = "the first row holds the names of the columns, and looks like a case itself: add one ahead"
        return f"has no column {wanted!r}, but {_listed(others)}; {hint}"


def _listed(names: list[str]) -> str:
    return ", ".join(names[:_MOST_LISTED]) + (", …" if len(names) > _MOST_LISTED else "")
