"""Declaration: all that is to be known of a setting, in one place."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import Any, Literal, TypeVar

from voicelab.settings.controls import Control
from voicelab.settings.kinds import Kind

__all__ = ["Declaration", "Stage", "setting"]

Stage = Literal["recognition", "completion", "synthesis", "conversation"]

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Declaration:
    """What a setting may be, what it belongs to, and where people can change it."""

    kind: Kind[Any]
    """Its values."""

    default: Any
    """Its value unless it is changed."""

    stage: Stage
    """What of a turn it belongs to."""

    reconnects: bool = False
    """Whether its recognizer or synthesizer is made for one value: another value needs another connection."""

    turn_taking: bool = False
    """Whether it is about whose turn it is, and so shows in live talks only."""

    control: Control | None = None
    """Its control in the panel."""

    speaks_for_itself: bool = False
    """Whether its values are known without its name, such as a voice's."""

    option: str = ""
    """What its option of ``voicelab chat`` is, in a few words; empty for no option."""

    @property
    def label(self) -> str:
        """What its control is called; empty where it has none."""
        return self.control.label if self.control is not None else ""

    @property
    def help(self) -> str:
        """What the help of a command says of its option."""
        allowed = f", {self.kind.allowed}".replace("`", "") if self.kind.metavar in ("N", "X") else ""
        default = f" (default: {self.kind.write(self.default)})" if self.default is not None else ""
        return f"{self.option}{allowed}{default}"


def setting(
    kind: Kind[T],
    default: T,
    stage: Stage,
    *,
    reconnects: bool = False,
    turn_taking: bool = False,
    control: Control | None = None,
    speaks_for_itself: bool = False,
    option: str = "",
) -> T:
    """Return the field of a setting; see `Declaration`."""
    declaration = Declaration(
        kind=kind,
        default=default,
        stage=stage,
        reconnects=reconnects,
        turn_taking=turn_taking,
        control=control,
        speaks_for_itself=speaks_for_itself,
        option=option,
    )
    return dataclasses.field(default=default, metadata={"declaration": declaration})
