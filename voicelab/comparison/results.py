"""CellResults: which cells of a comparison have a result, and where it is in the log."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from voicelab.exchange.plain_values import plain_whole

if TYPE_CHECKING:
    from voicelab.comparison.plan import Cell
    from voicelab.comparison.store import CellResult, ComparisonStore, ExchangeKey

__all__ = ["CellResults"]


class CellResults:
    """The results of a plan's cells: those that the log has, and those that are added."""

    def __init__(self, cells: Sequence[Cell], store: ComparisonStore) -> None:
        self._cells = cells
        self._store = store
        self._deletions = store.deletions
        self._results = self._in_log()

    @property
    def cells(self) -> Sequence[Cell]:
        """All cells, in the plan's order."""
        return self._cells

    def __len__(self) -> int:
        """Return how many cells there are, with a result or without."""
        return len(self._cells)

    def __str__(self) -> str:
        present = [result for _, result in self.present()]
        failed = sum(result.failed for result in present)
        seconds = sum(cell.talk_seconds for cell in self.missing())
        parts = (
            f"{len(self):,} cells",
            f"{len(present):,} with a result",
            f"{failed:,} failed" if failed else "",
            f"{seconds:,.0f} s of live talk to come" if seconds else "",
        )
        return ", ".join(part for part in parts if part)

    def add(self, cell: Cell, result: CellResult) -> None:
        """Add a cell's result, in place of an earlier one."""
        self._results[cell.key] = result

    def forget_deleted(self) -> bool:
        """Forget the results whose exchanges were deleted from the log; return whether any were deleted."""
        if (deletions := self._store.deletions) == self._deletions:
            return False
        self._deletions = deletions
        there = self._in_log()
        known = self._results
        self._results = {
            key: known[key] if key in known and known[key].key == result.key else result
            for key, result in there.items()
        }
        return True

    def missing(self) -> list[Cell]:
        """Return the cells that have no result yet, or failed; of several with one result the first."""

        def is_missing(cell: Cell) -> bool:
            result = self._results.get(cell.key)
            return result is None or result.failed

        missing: dict[str, Cell] = {}
        for cell in filter(is_missing, self._cells):
            missing.setdefault(cell.key, cell)
        return list(missing.values())

    def present(self) -> list[tuple[Cell, CellResult]]:
        """Return the cells that have a result, with it, in the plan's order."""
        return [(cell, self._results[cell.key]) for cell in self._cells if cell.key in self._results]

    def values_without_result(self, names: Sequence[str]) -> list[dict[str, Any]]:
        """Return the combinations of some settings' values of which no cell has a result, each once."""

        def values(cell: Cell) -> dict[str, Any]:
            return {name: getattr(cell.combination, name) for name in names}

        planned = {repr(each): each for each in map(values, self._cells)}  # values may be lists
        known = {repr(values(cell)) for cell, _ in self.present()}
        return [each for key, each in planned.items() if key not in known]

    def sessions(self) -> set[str]:
        """Return the sessions in which the results are."""
        return {result.key[0] for result in self._results.values()}

    def succeeded(self) -> list[ExchangeKey]:
        """Return where the results of the cells that did not fail are in the log."""
        return [result.key for result in self._results.values() if not result.failed]

    def _in_log(self) -> dict[str, CellResult]:
        return self._store.results(cell.key for cell in self._cells)

    def result(self, number: int) -> CellResult:
        """Return the result of a cell, by the cell's number.

        Raises
        ------
        ValueError
            There is no such cell, or it has no result.
        """
        result = self._results.get(self.cell(number).key)
        if result is None:
            raise ValueError(f"cell {number} has no result yet: run() asks for it")
        return result

    def cell(self, number: int) -> Cell:
        """Return a cell by its number.

        Raises
        ------
        ValueError
            There is no such cell.
        """
        number = plain_whole("cell", number)
        if not 1 <= number <= len(self):
            raise ValueError(f"there is no cell {number!r}: they are numbered from 1 to {len(self)}")
        return self._cells[number - 1]
