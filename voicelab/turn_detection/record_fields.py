"""Records of other people's files: their fields are checked, and refused by their place."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping, Sequence

__all__ = ["RecordFields", "parsed"]

_LONGEST_SHOWN = 40


class RecordFields:
    """The fields of one record.

    Parameters
    ----------
    record
        The record, as it was read.
    where
        What it is called in sentences: its file, and its place there.

    Raises
    ------
    ValueError
        It is no record.
    """

    def __init__(self, record: object, where: str) -> None:
        if not isinstance(record, Mapping):
            raise ValueError(f"{where} is {_shown(record)}; it must be an object with fields")
        self._record = record
        self.where = where
        """What the record is called in sentences."""

    @property
    def names(self) -> list[str]:
        """Names of the fields that are there."""
        return list(self._record)

    def value(self, name: str) -> object:
        """Return a field as it is; `None` where it is missing."""
        return self._record.get(name)

    def seconds(self, name: str) -> float:
        """Return a time of 0 or more, in seconds.

        Raises
        ------
        ValueError
            It is missing, or no such number.
        """
        value = self.value(name)
        if (
            isinstance(value, int | float)
            and not isinstance(value, bool)
            and 0 <= value <= sys.float_info.max
        ):
            return float(value)
        raise self.refusal(name, "a number of seconds, 0 or more")

    def text(self, name: str, *, default: str | None = None) -> str:
        """Return a text; without a default it may be neither missing nor blank.

        Raises
        ------
        ValueError
            It is not a text.
        """
        value = self.value(name)
        if value is None and default is not None:
            return default
        if not isinstance(value, str) or (default is None and not value.strip()):
            raise self.refusal(name, "a text" if default is not None else "a text that is not blank")
        return value.strip()

    def flag(self, name: str) -> bool:
        """Return whether something is so.

        Raises
        ------
        ValueError
            It is neither true nor false.
        """
        value = self.value(name)
        if not isinstance(value, bool):
            raise self.refusal(name, "true or false")
        return value

    def values(self, name: str) -> Sequence[object]:
        """Return what a list holds; nothing where it is missing.

        Raises
        ------
        ValueError
            It is no list.
        """
        value = self.value(name)
        if value is None:
            return []
        if not isinstance(value, Sequence) or isinstance(value, str | bytes):
            raise self.refusal(name, "a list")
        return value

    def records(self, name: str) -> list[RecordFields]:
        """Return the records of a list; none where it is missing.

        Raises
        ------
        ValueError
            It is no list of records.
        """
        values = self.values(name)
        return [RecordFields(each, f"{self.where}, {name}[{index}]") for index, each in enumerate(values)]

    def refusal(self, name: str, allowed: str) -> ValueError:
        """Return the error for a field that is not what is allowed."""
        if name not in self._record:
            return ValueError(f"{self.where} has no {name}; it must be {allowed}")
        return ValueError(f"{self.where}: {name} is {_shown(self.value(name))}; it must be {allowed}")


def parsed(text: bytes, where: str) -> object:
    """Return what a text of JSON holds.

    Parameters
    ----------
    where
        What it is called in sentences.

    Raises
    ------
    ValueError
        It is no JSON, or nothing that can be read; the message begins with `where`.
    """
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        place = f"column {error.colno}" if error.lineno == 1 else f"line {error.lineno}, column {error.colno}"
        raise ValueError(f"{where} is no JSON: {error.msg}, at {place}") from None
    except UnicodeDecodeError as error:
        raise ValueError(f"{where} is no text in {error.encoding}") from None
    except RecursionError:
        raise ValueError(f"{where} holds too many lists or objects within one another") from None
    except ValueError:
        raise ValueError(f"{where} holds a number of too many digits") from None


def _shown(value: object) -> str:
    try:
        text = f"{len(value)} bytes" if isinstance(value, bytes) else repr(value)
    except (RecursionError, ValueError):  # nested too deep, or a number too long to write out
        return f"{type(value).__name__} that is too large to show"
    return text if len(text) <= _LONGEST_SHOWN else f"{text[:_LONGEST_SHOWN]}…"
