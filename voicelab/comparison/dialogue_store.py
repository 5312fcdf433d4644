"""DialogueStore: what a log keeps of the turns of dialogues, beside the exchange that has all of them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING

from voicelab.audio.clip import Audio
from voicelab.log.rows import dialogue_session, exchange_from, row_from
from voicelab.log.sound_paths import SoundPaths
from voicelab.log.verified_rows import verify

if TYPE_CHECKING:
    from voicelab.comparison.store import ExchangeKey
    from voicelab.exchange.exchange import Exchange
    from voicelab.log.session_log import SessionLog

__all__ = ["DialogueStore"]


class DialogueStore:
    """The dialogues' table of a log.

    The sound of a turn is a part of that of the whole, and not kept again: only of turns in which something
    came through, as is the whole.
    """

    def __init__(self, log: SessionLog) -> None:
        self._log = log
        self._store = log._store

    def add(self, key: ExchangeKey, exchanges: Sequence[Exchange]) -> None:
        """Keep the exchange of each turn of a cell; those of an earlier attempt go."""
        rows = [
            (
                *key,
                number,
                json.dumps(row_from(each.replace(session=key[0], turn=number))),
                *(_samples(sound if each.came_through else None) for sound in (each.heard, each.spoken)),
            )
            for number, each in enumerate(exchanges, start=1)
        ]
        with self._store.transaction() as connection:
            connection.execute("DELETE FROM dialogue_turns WHERE session = ? AND turn = ?", key)
            connection.executemany(
                "INSERT INTO dialogue_turns "
                "(session, turn, number, exchange, heard_samples, spoken_samples) VALUES (?, ?, ?, ?, ?, ?)",
                rows,
            )

    def exchanges(self, key: ExchangeKey) -> tuple[Exchange, ...]:
        """Return the exchange of each turn of a cell, with its sound; none where that is no dialogue."""
        verify(self._store, "dialogue_turns", "session = ? AND turn = ?", key)
        rows = self._store.query(
            "SELECT exchange, heard_samples, spoken_samples FROM dialogue_turns "
            "WHERE session = ? AND turn = ? ORDER BY number",
            key,
        )
        if not rows:
            return ()
        whole = self._log.exchange(*key)
        heard, spoken = whole.heard, whole.spoken
        heard_from = spoken_from = 0
        exchanges = []
        for exchange, heard_samples, spoken_samples in rows:
            turn = exchange_from(json.loads(exchange), SoundPaths(None))
            exchanges.append(
                turn.replace(
                    session=dialogue_session(key),
                    heard_audio=_part(heard, heard_from, heard_samples),
                    spoken_audio=_part(spoken, spoken_from, spoken_samples),
                )
            )
            heard_from += heard_samples
            spoken_from += spoken_samples
        return tuple(exchanges)


def _samples(sound: Audio | None) -> int:
    return 0 if sound is None else len(sound.samples)


def _part(sound: Audio | None, start: int, length: int) -> Audio | None:
    if sound is None or not length:
        return None
    return Audio(sound.samples[start : start + length], sound.sample_rate_hz)
