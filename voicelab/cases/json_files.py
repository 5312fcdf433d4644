"""The rows of a file of JSON or of JSON lines."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

from voicelab.cases.case_row import CaseRow
from voicelab.cases.object_rows import item_row
from voicelab.file_target import JSON_LINES_ENDINGS
from voicelab.log.compressed_file import decompressed

__all__ = ["json_rows", "json_value", "text_of"]


def _object(pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    value = dict(pairs)
    if len(value) != len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise ValueError(f"an object has {twice!r} twice: rename one")
    return value


def _loads(text: str) -> Any:
    """Read numbers as they are written, and the NaN that some programs write as nothing."""
    try:
        return json.loads(
            text, parse_float=Decimal, parse_constant=lambda name: None, object_pairs_hook=_object
        )
    except RecursionError:
        raise ValueError("it is nested too deep") from None
    except ArithmeticError:
        raise ValueError("a number in it is beyond all that can be read") from None


def json_rows(
    path: Path, encoding: str | None, rows_in: Callable[[Path, Any], Iterator[CaseRow]]
) -> Iterator[CaseRow]:
    """Return the rows of a file of JSON or of JSON lines.

    Parameters
    ----------
    rows_in
        Returns those in what a file of JSON holds.

    Raises
    ------
    ValueError
        It is none; the message says where.
    """
    text = text_of(path, encoding, "JSON")
    if not any(ending in path.name.lower() for ending in JSON_LINES_ENDINGS):
        try:
            value = _loads(text)
        except ValueError as error:
            is_of_lines = isinstance(error, json.JSONDecodeError) and error.msg.startswith("Extra data")
            if not is_of_lines:
                raise _refusal(str(path), error) from None
        else:
            return rows_in(path, value)
    return _json_lines(path, text)


def json_value(path: Path, encoding: str | None) -> Any:
    """Return what a file of JSON holds.

    Raises
    ------
    ValueError
        It is none; the message says where.
    """
    text = text_of(path, encoding, "JSON")
    try:
        return _loads(text)
    except ValueError as error:
        raise _refusal(str(path), error) from None


def text_of(path: Path, encoding: str | None, what: str) -> str:
    """Return the text of a file, compressed or not.

    Raises
    ------
    ValueError
        It is in another encoding; the message says that it is not what it should be.
    """
    try:
        data = decompressed(path.read_bytes())
    except ValueError as error:
        raise ValueError(f"{path} is no {what}: {error}") from None
    try:
        return data.decode(encoding or json.detect_encoding(data))
    except (UnicodeDecodeError, LookupError) as error:
        raise ValueError(
            f"{path} is no {what}: {error}; name its encoding, such as encoding='cp1252'"
        ) from None


def _json_lines(path: Path, text: str) -> Iterator[CaseRow]:
    lines = re.split("\r\n|\r|\n", text)  # other ends of lines stand within texts
    for number, line in enumerate(lines, start=1):
        if line.strip():
            place = f"{path}, line {number}"
            try:
                value = _loads(line)
            except ValueError as error:
                raise _refusal(place, error) from None
            yield item_row(place, value)


def _refusal(place: str, error: ValueError) -> ValueError:
    """Return what is wrong at a place: that it is no JSON, or what stands in it."""
    what = " is no JSON" if isinstance(error, json.JSONDecodeError) else ""
    return ValueError(f"{place}{what}: {error}")
