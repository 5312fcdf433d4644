"""Scoring: scores run on the cells of a comparison that have a result, each once."""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from voicelab.comparison.case_content import case_content
from voicelab.comparison.score_store import Said, ScoredBy, ScoreStore
from voicelab.scores.run_scores import run_scores
from voicelab.scores.score import Score, ScoreFailure, checked_scores
from voicelab.scores.score_key import score_key
from voicelab.status_line import StatusLine

if TYPE_CHECKING:
    from voicelab.comparison.plan import Cell
    from voicelab.comparison.store import CellResult
    from voicelab.log.session_log import SessionLog

__all__ = ["Scoring", "as_scores"]

_SAVED_EVERY_SECONDS = 1.0
"""What is lost at most where a run is broken off, in seconds of work."""


def as_scores(given: Any) -> list[Score]:
    """Return one score or several as a list.

    Raises
    ------
    ValueError, TypeError
        As `checked_scores`.
    """
    several = [given] if callable(given) or not isinstance(given, Iterable) else list(given)
    return list(checked_scores(several).values())


class Scoring:
    """Runs scores on replies, and keeps in the log what they say."""

    def __init__(self, log: SessionLog) -> None:
        self._log = log
        self._store = ScoreStore(log)
        self._scores: dict[str, Score] = {}
        self._keys: dict[str, str] = {}
        self._contents: dict[int, str] = {}
        self._said: dict[ScoredBy, Said] = {}
        self._loaded: set[tuple[str, str]] = set()

    def add(self, scores: Sequence[Score]) -> None:
        """Add scores; each takes the place of an earlier one of its name."""
        named = checked_scores(scores)
        self._scores |= named
        self._keys |= {name: score_key(score) for name, score in named.items()}

    def run(self, results: Sequence[tuple[Cell, CellResult]], *, quiet: bool) -> list[str]:
        """Run what has not been run yet, or failed, on the replies of cells; return which failed, and why.

        Cells that failed have no reply to be scored. An interrupt keeps what is done.

        Parameters
        ----------
        quiet
            Whether not to show how far it is.

        Raises
        ------
        RuntimeError
            Called on the loop of conversations.
        """
        missing = self._missing(results)
        failures: list[str] = []
        unsaved: dict[ScoredBy, Said] = {}
        saved = time.monotonic()
        line: StatusLine | None = None
        try:
            for done, ((cell, result), names) in enumerate(missing, start=1):
                exchange = self._log.exchange(*result.key)
                for name in names:
                    said = run_scores([self._scores[name]], exchange, cell.question.known_case)
                    by = self._by(cell, result, name)
                    unsaved[by] = self._said[by] = said
                    failures += [f"{name} ({reason})" for reason in _reasons(said)]
                if time.monotonic() - saved > _SAVED_EVERY_SECONDS:
                    self._store.save(unsaved)
                    unsaved, saved = {}, time.monotonic()
                    line = line or StatusLine(quiet=quiet)
                    line.show(f"{done:,} of {len(missing):,} replies scored")
        finally:
            if unsaved:
                self._store.save(unsaved)
            if line is not None:
                line.clear()
        return failures

    def said(self, results: Sequence[tuple[Cell, CellResult]]) -> dict[str, list[Said | None]]:
        """Return by the names of the scores what each said of each cell; `None` where it was not run."""
        known = self._known(results)
        return {
            name: [known.get(self._by(cell, result, name)) for cell, result in results]
            for name in self._scores
        }

    def _missing(
        self, results: Sequence[tuple[Cell, CellResult]]
    ) -> list[tuple[tuple[Cell, CellResult], list[str]]]:
        """Return the results on which scores are to be run, and which; what cells share is run once."""
        known = self._known(results)
        seen = {by for by, said in known.items() if not _reasons(said)}
        missing = []
        for cell, result in results:
            wanted = {name: self._by(cell, result, name) for name in self._scores if not result.failed}
            names = [name for name, by in wanted.items() if by not in seen]
            seen.update(wanted.values())
            if names:
                missing.append(((cell, result), names))
        return missing

    def _known(self, results: Iterable[tuple[Cell, CellResult]]) -> dict[ScoredBy, Said]:
        """Return what is known of scores, the log's share read once for each session and score."""
        sessions = dict.fromkeys(result.key[0] for _, result in results)
        wanted = {(session, key) for session in sessions for key in self._keys.values()} - self._loaded
        if wanted:
            keys = {key for _, key in wanted}
            loaded = self._store.load({session for session, _ in wanted}, keys)
            self._said = loaded | self._said
            self._loaded |= wanted
        return self._said

    def _by(self, cell: Cell, result: CellResult, name: str) -> ScoredBy:
        case = cell.question.known_case
        content = self._contents.get(id(case))  # the cells keep the case alive
        if content is None:
            content = self._contents[id(case)] = case_content(case)
        return ScoredBy(result.key, content, self._keys[name])


def _reasons(said: Said) -> list[str]:
    """Return why a score failed; nothing if it did not."""
    return [value.reason for value in said.values() if isinstance(value, ScoreFailure)]
