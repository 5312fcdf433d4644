"""ReadRow: a row whose cells were read, before it is a case or a turn of one."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from voicelab.callers.dialogue import Dialogue
from voicelab.cases.case import Asked, Case

__all__ = ["ReadRow", "placed"]


@dataclass(frozen=True, slots=True)
class ReadRow:
    """A row whose cells were read."""

    place: str
    """What it is called in sentences."""
    asked: Asked
    recording: Path | None
    known: Mapping[str, Any]
    """What else is known of the case, by its columns; what is blank is not there."""
    of_dialogue: Mapping[str, Any]
    """The same by the columns of dialogues."""
    further: Mapping[str, Any]
    """The further columns."""

    def case(self) -> Case:
        """Return the case that the row is by itself.

        Raises
        ------
        ValueError, TypeError
            It cannot be one; the message names the row.
        """
        asked, known = self.asked, dict(self.known)
        with placed(self.place):
            if isinstance(asked, Dialogue):
                answers = known.pop("expected", ())
                if answers and asked.turns[-1].expected not in ((), answers):
                    raise ValueError("it has expected, and so has its last turn: give one of them")
                last = replace(asked.turns[-1], expected=answers) if answers else asked.turns[-1]
                voice = self.of_dialogue.get("caller_voice", asked.voice)
                asked = Dialogue((*asked.turns[:-1], last), voice)
            elif self.of_dialogue:
                raise ValueError(f"it has {next(iter(self.of_dialogue))}, and is of no dialogue")
            return Case(input=asked, recording=self.recording, fields=self.further, **known)


@contextlib.contextmanager
def placed(place: str, column: str = "") -> Iterator[None]:
    """Name the row and the column of what is wrong."""
    try:
        yield
    except (ValueError, TypeError, FileNotFoundError) as error:
        where = f"{place}, column {column}" if column else place
        kind = next(kind for kind in (FileNotFoundError, TypeError, ValueError) if isinstance(error, kind))
        raise kind(f"{where}: {error}") from None
