"""JUnit files, as GitHub, GitLab and Jenkins read them: a test case for each check and each failed cell."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree

from voicelab.comparison.cell_facts import failure
from voicelab.log.whole_file import FileKind, whole_file
from voicelab.text.shortened import shortened
from voicelab.text.xml_characters import UNKNOWN, xml_characters

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    import pandas as pd

    from voicelab.comparison.checks.check_result import CheckResult

__all__ = ["JUNIT", "write_junit", "write_junit_error"]

JUNIT = FileKind("JUnit file", lambda file: b"<testsuite" in file.read(2_000), (".xml",))
_LONGEST_NAME = 80
"""Characters of what is asked in a cell that failed."""


def write_junit(
    path: Path,
    name: str,
    results: Iterable[CheckResult],
    failed_cells: pd.DataFrame,
    *,
    are_allowed: bool,
) -> None:
    """Write the results of checks, and the cells that failed.

    A check that failed for some combinations of values is one test case, which names them. A cell that
    failed is an error, or skipped where a check allows so many.

    Parameters
    ----------
    name
        What the tests are of.
    failed_cells
        The rows of the cells that failed.
    are_allowed
        Whether a check allows so many.

    Raises
    ------
    LogError
        The file cannot be written, or another one is there that is no JUnit file.
    ValueError
        Its name promises another format.
    """
    by_check: dict[str, list[CheckResult]] = {}
    for result in results:
        by_check.setdefault(result.check, []).append(result)
    cases = [_check_case(f"{name}.checks", check, several) for check, several in by_check.items()]
    rows = failed_cells.to_dict("records")
    cases += [_cell_case(f"{name}.cells", row, is_allowed=are_allowed) for row in rows]
    _write(path, name, cases)


def write_junit_error(path: Path, name: str, why: str) -> None:
    """Write that nothing was checked, and why: one test case, which is an error.

    Raises
    ------
    LogError, ValueError
        As `write_junit`.
    """
    case = _element("testcase", classname=f"{name}.checks", name="the comparison is checked", time=0)
    case.append(_element("error", text=why, type="not-checked", message=why))
    _write(path, name, [case])


def _write(path: Path, name: str, cases: Sequence[ElementTree.Element]) -> None:
    counts: dict[str, Any] = {"tests": len(cases)} | {
        f"{kind}s": sum(case.find(kind) is not None for case in cases) for kind in ("failure", "error")
    }
    skipped = sum(case.find("skipped") is not None for case in cases)
    whole = _element("testsuites", name=name, **counts)
    suite = _element("testsuite", name=name, **counts, skipped=skipped, time=0)
    suite.extend(cases)
    whole.append(suite)
    ElementTree.indent(whole)
    data = ElementTree.tostring(whole, encoding="utf-8", xml_declaration=True)
    with whole_file(path, JUNIT) as part:
        part.write_bytes(data + b"\n")


def _check_case(group: str, check: str, results: Sequence[CheckResult]) -> ElementTree.Element:
    case = _element("testcase", classname=group, name=check, time=0)
    if failed := [result.sentence for result in results if not result.passed]:
        case.append(_element("failure", text="\n".join(failed), type="check-failed", message=failed[0]))
    return case


def _cell_case(group: str, row: Mapping[Any, Any], *, is_allowed: bool) -> ElementTree.Element:
    asked = shortened(" ".join(str(row["input"]).split()), _LONGEST_NAME)
    case = _element("testcase", classname=group, name=f"cell {row['cell']}: {asked}", time=0)
    why = failure(row)
    if is_allowed:
        case.append(_element("skipped", message=f"it failed, and so many may: {why}"))
    else:
        case.append(_element("error", text=why, type=row["error_code"], message=why))
    return case


def _element(tag: str, *, text: str = "", **attributes: Any) -> ElementTree.Element:
    """Return an element whose text and attributes hold nothing that XML forbids."""
    plain = {key: xml_characters(str(value), UNKNOWN) for key, value in attributes.items()}
    element = ElementTree.Element(tag, plain)
    if text:
        element.text = xml_characters(text, UNKNOWN)
    return element
