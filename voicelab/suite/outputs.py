"""Outputs: the files that a comparison is written to, checked before anything is asked."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from voicelab.comparison.checks.junit_file import JUNIT, write_junit_error
from voicelab.comparison.report.report import REPORT
from voicelab.file_target import check_ending, check_writable, explaining, file_target
from voicelab.log.export_kinds import CSV_EXPORT, PARQUET_EXPORT
from voicelab.log.whole_file import FileKind, check_kind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from voicelab.comparison.checks.check_results import CheckResults
    from voicelab.comparison.comparison import Comparison

__all__ = ["OUTPUTS", "Outputs"]

OUTPUTS: Mapping[str, tuple[FileKind, str]] = {
    "csv": (CSV_EXPORT, "cells.csv"),
    "parquet": (PARQUET_EXPORT, "cells.parquet"),
    "junit": (JUNIT, "junit.xml"),
    "html": (REPORT, "report.html"),
}
"""What can be written: what kind of file it is, and how it is called in a folder for all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outputs:
    """Files that are written; `None` where one is not wanted."""

    csv: Path | None = None
    """A row a cell."""
    parquet: Path | None = None
    """The same with its types; later comparisons are held against it."""
    junit: Path | None = None
    """The checks and the failed cells, as services that run tests show them."""
    html: Path | None = None
    """The report, with the sound of the replies."""
    folder: Path | None = None
    """Where all that have no path of their own are written; it is made."""

    def files(self) -> dict[str, Path]:
        """Return the path of each file that is written, by its kind."""
        paths = {name: getattr(self, name) for name in OUTPUTS}
        if self.folder is not None:
            paths = {name: path or self.folder / OUTPUTS[name][1] for name, path in paths.items()}
        return {name: file_target(path) for name, path in paths.items() if path is not None}

    def over(self, others: Outputs) -> Outputs:
        """Return these outputs, and others where these have none and no folder for all."""
        if self.folder is not None:
            return self
        fields = (field.name for field in dataclasses.fields(self))
        return Outputs(**{name: getattr(self, name) or getattr(others, name) for name in fields})

    def prepare(self) -> None:
        """Check that all files can be written, ahead of the work of making them; makes the folder.

        Raises
        ------
        LogError, OSError, ValueError
            One cannot; the message says why.
        """
        self._make_folder()
        files = self.files()
        for name, path in files.items():
            kind, _ = OUTPUTS[name]
            check_kind(path, kind)
            if name == "html":
                check_ending(path, "a report", kind.endings)
            check_writable(path)
        if len(set(files.values())) < len(files):
            raise ValueError("two outputs are one file: give each a name of its own")

    def write_error(self, name: str, why: str) -> list[Path]:
        """Write that nothing was checked, and remove an earlier report; return what stays of an earlier run.

        That is its tables, for later runs may be held against them.

        Parameters
        ----------
        name
            What the comparison is called.
        why
            A sentence.

        Raises
        ------
        LogError, OSError, ValueError
            A file cannot be written or removed.
        """
        self._make_folder()
        files = self.files()
        if (junit := files.pop("junit", None)) is not None:
            write_junit_error(junit, name, why)
        if (report := files.pop("html", None)) is not None:
            check_kind(report, REPORT)
            report.unlink(missing_ok=True)
        return [path for path in files.values() if path.exists()]

    def write(self, grid: Comparison, results: CheckResults, name: str) -> Iterator[Path]:
        """Write the files; yield the path of each.

        Parameters
        ----------
        name
            What the comparison is called.

        Raises
        ------
        LogError, OSError
            One cannot be written.
        """
        writers: dict[str, Callable[[Path], None]] = {
            "csv": grid.to_csv,
            "parquet": grid.to_parquet,
            "junit": lambda path: results.to_junit(path, name=name),
            "html": lambda path: grid.to_html(path, checks=results),
        }
        for kind, path in self.files().items():
            writers[kind](path)
            yield path

    def _make_folder(self) -> None:
        if self.folder is not None:
            with explaining(self.folder):
                self.folder.mkdir(parents=True, exist_ok=True)
