"""ScoreStore: what a log keeps of scores, so that none is run twice on the same reply."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

from voicelab.comparison.store import batches, placeholders
from voicelab.log.verified_rows import verify
from voicelab.scores.dialogue_values import ShareOfTurns
from voicelab.scores.score import ScoreFailure, ScoreValue
from voicelab.text.well_formed import well_formed

if TYPE_CHECKING:
    from voicelab.comparison.store import ExchangeKey
    from voicelab.log.session_log import SessionLog

__all__ = ["Said", "ScoreStore", "ScoredBy", "failure_reasons"]

Said: TypeAlias = "Mapping[str, ScoreValue | ScoreFailure]"
"""What a score says of a reply: its values by their names, or why there is none; empty where it does not
apply."""

_FAILED, _SHARE = "failed", "share"


class ScoredBy(NamedTuple):
    """Of which reply, against which case, and by which score something is said."""

    reply: ExchangeKey
    case_content: str
    score_key: str


class ScoreStore:
    """The scores' table of a log."""

    def __init__(self, log: SessionLog) -> None:
        self._store = log._store

    def load(self, sessions: Iterable[str], score_keys: Collection[str]) -> dict[ScoredBy, Said]:
        """Return what some scores said of the replies of some sessions."""
        said: dict[ScoredBy, Said] = {}
        read: dict[str, Said] = {}  # truths and the like are said of many replies
        for batch in batches(sessions) if score_keys else ():
            verify(self._store, "scores", f"session IN ({placeholders(batch)})", batch)
            rows = self._store.query(
                "SELECT session, turn, case_content, score, result FROM scores "  # noqa: S608
                f"WHERE session IN ({placeholders(batch)})",
                batch,
            )
            for session, turn, case_content, score, result in rows:
                if score in score_keys:
                    if result not in read:
                        read[result] = _read(result)
                    said[ScoredBy((session, turn), case_content, score)] = read[result]
        return said

    def save(self, said: Mapping[ScoredBy, Said]) -> None:
        """Keep what scores said, in place of what the same said before."""
        with self._store.transaction() as connection:
            connection.executemany(
                "INSERT OR REPLACE INTO scores (session, turn, case_content, score, result) "
                "VALUES (?, ?, ?, ?, ?)",
                [(*by.reply, by.case_content, by.score_key, _written(each)) for by, each in said.items()],
            )


def failure_reasons(said: Said) -> list[str]:
    """Return why a score failed; nothing if it did not."""
    return [value.reason for value in said.values() if isinstance(value, ScoreFailure)]


def _written(said: Said) -> str:
    return json.dumps({name: _as_json(value) for name, value in said.items()})


def _as_json(value: ScoreValue | ScoreFailure) -> ScoreValue | dict[str, Any]:
    if isinstance(value, ScoreFailure):
        return {_FAILED: well_formed(value.reason)}
    if isinstance(value, ShareOfTurns):
        return {_SHARE: float(value)}
    return well_formed(value) if isinstance(value, str) else value


def _read(result: str) -> Said:
    known: dict[str, ScoreValue | dict[str, Any]] = json.loads(result)
    return {name: _from_json(value) for name, value in known.items()}


def _from_json(value: ScoreValue | dict[str, Any]) -> ScoreValue | ScoreFailure:
    if not isinstance(value, dict):
        return value
    return ShareOfTurns(value[_SHARE]) if _SHARE in value else ScoreFailure(value[_FAILED])
