"""What a comparison's runner gives to workers: a cell to run, a spoken reply to recognise."""

from __future__ import annotations

import dataclasses
from collections.abc import Hashable
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from voicelab.audio.sources import to_audio
from voicelab.comparison.plan import Cell
from voicelab.comparison.questions import Question
from voicelab.settings import synthesizer_key
from voicelab.settings.engines import engine_deployment
from voicelab.text.voice_names import locale_of_voice

if TYPE_CHECKING:
    from voicelab.comparison.store import ExchangeKey
    from voicelab.exchange.exchange import Exchange
    from voicelab.settings import Settings

__all__ = ["CellWork", "ReplyWork", "Work", "model_of"]

_SECONDS = 1.0
"""What is no live talk takes about so long, in seconds."""


@dataclass(frozen=True, slots=True)
class CellWork:
    """A cell to run."""

    cell: Cell

    @property
    def engine(self) -> str:
        """What hears, replies and speaks; services are throttled by it."""
        return self.cell.settings.engine

    @property
    def order(self) -> tuple[str, ...]:
        """Cells of one voice follow one another: another voice needs another connection."""
        return tuple(map(str, synthesizer_key(self.cell.settings)))

    @property
    def seconds(self) -> float:
        """How long it is likely to take, in seconds."""
        return self.cell.talk_seconds + _SECONDS

    def task(self) -> tuple[Settings, Question]:
        """Return with which settings what is asked."""
        return self.cell.settings, dataclasses.replace(self.cell.question, case=None)


@dataclass(frozen=True, slots=True)
class ReplyWork:
    """A spoken reply to recognise."""

    key: ExchangeKey
    exchange: Exchange
    engine = "cascade"
    """What recognises it, whoever spoke."""

    @property
    def order(self) -> tuple[str, ...]:
        """Replies come in any order."""
        return ()

    @property
    def seconds(self) -> float:
        """How long it is likely to take, in seconds: each about as long as another."""
        return _SECONDS

    def task(self) -> tuple[Settings, Question]:
        """Return with which settings what is recognised: in the voice's own language."""
        spoken = self.exchange.spoken
        assert spoken is not None
        settings = self.exchange.settings
        voice = self.exchange.spoken_voice or settings.voice
        settings = settings.replace(language=locale_of_voice(voice) or settings.language)
        return settings, Question(label="", audio=to_audio(spoken))


Work = TypeVar("Work", CellWork, ReplyWork)


def model_of(cell: Cell) -> Hashable:
    """Return which model a cell asks, by its engine and its deployment."""
    return cell.settings.engine, engine_deployment(cell.settings)
