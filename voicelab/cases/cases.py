"""Cases: what an assistant is tested with, read from whatever it was written down in."""

from __future__ import annotations

import hashlib
import itertools
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, overload

from voicelab.audio.clip import Audio
from voicelab.callers.dialogue import Dialogue
from voicelab.callers.simulated_caller import SimulatedCaller
from voicelab.cases.case import Case, made_id
from voicelab.cases.columns_of import columns_of
from voicelab.expanded_path import expanded_path
from voicelab.file_target import file_target
from voicelab.nearest import nearest_first
from voicelab.status_line import write_notice

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Cases"]


class Cases(Sequence[Case]):
    """Cases in an order, each with an id of its own; they do not change.

    Ids that are made are numbered where several cases ask the same: ``c4f…``, ``c4f…-2``.

    Parameters
    ----------
    cases
        The cases; `Cases.read` makes them of files and tables.

    Raises
    ------
    ValueError
        Two cases were given one id.
    TypeError
        Something among them is no case.

    Examples
    --------
    >>> cases = Cases.read([("What is 2 + 2?", "4"), {"input": "Who wrote Faust?", "tags": "books"}])
    >>> cases.filter(tags="books")
    Cases(1 text)
    """

    def __init__(self, cases: Iterable[Case] = ()) -> None:
        several = list(cases)
        for number, case in enumerate(several, start=1):
            given: Any = case
            if not isinstance(given, Case):
                kind = type(given).__name__
                raise TypeError(
                    f"item {number} is no Case but {kind}; Cases.read takes texts, files and more"
                )
        self._cases = _with_own_ids(several, [f"item {number}" for number in range(1, len(several) + 1)])

    @classmethod
    def read(
        cls,
        source: Any,
        *,
        folder: str | Path | None = None,
        encoding: str | None = None,
        **columns: str | None,
    ) -> Cases:
        """Read cases from a file, a table or a list.

        Parameters
        ----------
        source
            The path of a CSV, TSV, JSON, JSON lines, YAML or Parquet file, or of a configuration of
            promptfoo; a DataFrame; or a list of texts, recordings, dialogues, mappings, ``(input, expected)``
            pairs or cases.
        folder
            Where relative paths of recordings begin; by default the folder of the file, or the working
            folder.
        encoding
            How a text file's letters are kept, where that is neither UTF-8 nor UTF-16, such as ``"cp1252"``.
        **columns
            What a column is called that has another name there: ``input="question"``. `None` for one that
            only happens to be called so.

        Raises
        ------
        FileNotFoundError
            There is no such file, or no such recording.
        ValueError, TypeError
            It cannot be read; the message names the row and the column.

        Examples
        --------
        >>> Cases.read("trivia.csv", input="question", expected="answer")  # doctest: +SKIP
        """
        from voicelab.cases.case_reader import CaseReader
        from voicelab.cases.row_files import rows_of_file
        from voicelab.cases.rows_given import rows_given
        from voicelab.cases.unread import unread

        is_file = isinstance(source, str | os.PathLike)
        path = expanded_path(source) if is_file else None
        start = path.parent if path is not None and folder is None else expanded_path(folder or ".")
        reader = CaseReader(start.absolute(), columns)
        notes: list[str] = []
        rows = rows_given(source) if path is None else rows_of_file(path, encoding, notes.append)
        read = reader.cases(rows)
        reader.check_columns()
        cases = cls(_with_own_ids([case for case, _ in read], [place for _, place in read]))
        for sentence in [*notes, *unread(cases, reader.unread_answers)]:
            write_notice(f"{sentence}.")
        return cases

    def filter(
        self, where: Callable[[Case], object] | None = None, *, tags: str | Iterable[str] = ()
    ) -> Cases:
        """Return those that fit, in their order.

        Parameters
        ----------
        where
            Says of a case whether it fits; by default all do.
        tags
            One tag, or several of which a case has at least one; by default any will do.

        Raises
        ------
        ValueError
            No case has such a tag; the message lists those that there are.
        """
        wanted = {tags} if isinstance(tags, str) else set(tags)
        known = {tag for case in self for tag in case.tags}
        if unknown := sorted(wanted - known):
            nearest = ", ".join(nearest_first(unknown[0], known)) or "none"
            raise ValueError(f"no case has the tag {unknown[0]!r}; there are: {nearest}")
        return Cases(
            case
            for case in self
            if (not wanted or wanted.intersection(case.tags)) and (where is None or where(case))
        )

    def sample(self, n: int, *, seed: int = 0) -> Cases:
        """Return some of them, drawn by lot, in their order.

        The same seed draws the same; of more cases, or when others are added, it draws those again, so that
        few results must be made anew.

        Parameters
        ----------
        n
            How many, at most all.
        seed
            Another one draws others.

        Raises
        ------
        ValueError
            There are not so many.
        """
        if not 0 <= n <= len(self):
            raise ValueError(f"{n!r} cases cannot be drawn of {len(self):,}")

        def lot(case: Case) -> bytes:
            return hashlib.sha256(f"{seed}\0{case.id}".encode()).digest()

        drawn = set(sorted(self, key=lot)[:n])
        return Cases(case for case in self if case in drawn)

    @property
    def df(self) -> pd.DataFrame:
        """One row a case: the known columns, then the further ones; a recording in a file by its path."""
        import pandas as pd

        from voicelab.cases.case_row import COLUMNS

        rows = [columns_of(case) for case in self]
        names = dict.fromkeys([*COLUMNS, *(name for row in rows for name in row)])
        columns = {name: pd.Series([row.get(name) for row in rows], dtype=object) for name in names}
        frame: pd.DataFrame = pd.DataFrame(columns)
        return frame

    def to_csv(self, path: str | Path) -> None:
        """Write them as CSV, from which they are read back equal, and which a spreadsheet opens safely.

        Text that a spreadsheet would take for a formula has an apostrophe before it. Several answers are one
        cell, as ``Everest | Chomolungma``. Further columns are text there, whatever they were. Sound that is
        in no file is saved in a folder beside.

        Raises
        ------
        ValueError
            A transcript is empty, which a cell cannot say: write `to_jsonl`.
        LogError, OSError
            A file cannot be written, or is there and holds something else.
        """
        from voicelab.cases.written_cases import write_csv

        write_csv(self, file_target(path))

    def to_jsonl(self, path: str | Path) -> None:
        """Write them as JSON lines, from which they are read back equal.

        Sound that is in no file is saved in a folder beside.

        Raises
        ------
        TypeError
            A further column holds what JSON cannot.
        LogError, OSError
            A file cannot be written, or is there and holds something else.
        """
        from voicelab.cases.written_cases import write_json_lines

        write_json_lines(self, file_target(path))

    def __len__(self) -> int:
        return len(self._cases)

    @overload
    def __getitem__(self, which: int) -> Case: ...

    @overload
    def __getitem__(self, which: str) -> Case: ...

    @overload
    def __getitem__(self, which: slice) -> Cases: ...

    def __getitem__(self, which: int | str | slice) -> Case | Cases:
        """Return a case by its place or its id, or those of a slice."""
        if isinstance(which, str):
            found = next((case for case in self if case.id == which), None)
            if found is None:
                raise KeyError(which)
            return found
        return Cases(self._cases[which]) if isinstance(which, slice) else self._cases[which]

    def __iter__(self) -> Iterator[Case]:
        return iter(self._cases)

    def __add__(self, others: Cases) -> Cases:
        return Cases([*self, *others]) if isinstance(others, Cases) else NotImplemented

    def __eq__(self, other: object) -> bool:
        return self._cases == other._cases if isinstance(other, Cases) else NotImplemented

    def __hash__(self) -> int:
        return hash(self._cases)

    def __repr__(self) -> str:
        return f"Cases({self._counts()})"

    def _counts(self) -> str:
        kinds = {"text": str, "recording": Audio, "dialogue": Dialogue, "caller": SimulatedCaller}
        counts = {what: sum(isinstance(case.input, kind) for case in self) for what, kind in kinds.items()}
        return " and ".join(f"{n:,} {what}{'s' * (n != 1)}" for what, n in counts.items() if n) or "none"

    def _repr_html_(self) -> str:
        from voicelab.cases.html import cases_html

        columns = [columns_of(case) | {"input": case.input} for case in self]
        return cases_html(f"Cases: {self._counts()}", columns)


def _with_own_ids(cases: Sequence[Case], places: Sequence[str]) -> tuple[Case, ...]:
    """Return cases of which no two have one id; of those with ids that are made, the later ones are numbered.

    Raises
    ------
    ValueError
        Two were given one id; the message names their places.
    """
    firsts: dict[str, str] = {}
    own = []
    for case, place in zip(cases, places, strict=True):
        if case.id in firsts:
            made = made_id(case.input, case.language)
            if not case.id.startswith(made):
                raise ValueError(
                    f"{place} has the id {case.id!r}, and so has {firsts[case.id]}; give another"
                )
            numbered = (f"{made}-{number}" for number in itertools.count(2))
            case = replace(case, id=next(name for name in numbered if name not in firsts))
        firsts[case.id] = place
        own.append(case)
    return tuple(own)
