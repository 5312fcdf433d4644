"""Scoring: scores run on the cells of a comparison that have a result, each once."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

from voicelab.blocking_wait import wait_for
from voicelab.comparison.call_exchanges import with_call
from voicelab.comparison.case_content import case_content
from voicelab.comparison.dialogue_store import DialogueStore
from voicelab.comparison.earlier_turns import with_earlier_turns
from voicelab.comparison.score_store import Said, ScoredBy, ScoreStore, failure_reasons
from voicelab.event_loop import check_not_on_loop
from voicelab.scores.judges import Judge, SemanticLikeness
from voicelab.scores.run_scores import SCORES_AT_ONCE, run_scores
from voicelab.scores.score import Score, called_tool, checked_scores, is_asynchronous, score_name
from voicelab.scores.score_key import score_key
from voicelab.status_line import StatusLine

if TYPE_CHECKING:
    from voicelab.cases.case import Case
    from voicelab.comparison.plan import Cell
    from voicelab.comparison.store import CellResult
    from voicelab.exchange.exchange import Exchange
    from voicelab.log.session_log import SessionLog
    from voicelab.services.services import Services
    from voicelab.tools.toolbox import Toolbox

__all__ = ["Scoring", "as_scores", "check_scored_tools"]

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


def check_scored_tools(scores: Sequence[Score], toolbox: Toolbox) -> None:
    """Refuse scores of calls that no model can make.

    Raises
    ------
    ValueError
        The tool is not among those of the comparison.
    """
    for score in scores:
        name = called_tool(score)
        if name is not None:
            try:
                toolbox.check_known(name)
            except ValueError as error:
                raise ValueError(f"the score {score_name(score)}: {error}") from None


def _scored_case(cell: Cell) -> Case:
    """Return the case of a cell with the turns before it, which judges are shown."""
    return with_earlier_turns(cell.question.known_case, cell.question.before)


class Scoring:
    """Runs scores on replies, and keeps in the log what they say."""

    def __init__(self, log: SessionLog, services: Services) -> None:
        self._log = log
        self._services = services
        self._store = ScoreStore(log)
        self._dialogues = DialogueStore(log)
        self._scores: dict[str, Score] = {}
        self._keys: dict[str, str] = {}
        self._contents: dict[tuple[int, str], str] = {}
        self._said: dict[ScoredBy, Said] = {}
        self._loaded: set[tuple[str, str]] = set()

    def add(self, scores: Sequence[Score]) -> None:
        """Add scores; each takes the place of an earlier one of its name."""
        named = {
            name: score.at(self._services) if isinstance(score, Judge | SemanticLikeness) else score
            for name, score in checked_scores(scores).items()
        }
        self._scores |= named
        self._keys |= {name: score_key(score) for name, score in named.items()}

    @property
    def scores(self) -> Mapping[str, Score]:
        """The scores by their names."""
        return self._scores

    def run(self, results: Sequence[tuple[Cell, CellResult]], *, quiet: bool) -> list[str]:
        """Run what has not been run yet, or failed, on the replies of cells; return which failed, and why.

        Cells that failed have no reply to be scored. Asynchronous scores wait side by side, the others run
        here. An interrupt keeps what is done.

        Parameters
        ----------
        quiet
            Whether not to show how far it is.

        Raises
        ------
        RuntimeError
            Called on the loop of conversations.
        """
        check_not_on_loop()
        missing = self._missing(results)
        failures: list[str] = []
        unsaved: dict[ScoredBy, Said] = {}
        pending: deque[tuple[ScoredBy, str, Future[Said]]] = deque()
        pool = ThreadPoolExecutor(SCORES_AT_ONCE, "voicelab-score")
        saved = time.monotonic()
        line: StatusLine | None = None

        def take_first() -> None:
            by, name, future = pending.popleft()
            unsaved[by] = self._said[by] = said = wait_for(future)
            failures.extend(f"{name} ({reason})" for reason in failure_reasons(said))

        try:
            for done, ((cell, result), new) in enumerate(missing, start=1):
                exchange = self._reply(cell, result)
                for name, by in new.items():
                    pending.append((by, name, self._begin(pool, name, exchange, cell)))
                while pending and (
                    pending[0][2].done() or len(pending) > 2 * SCORES_AT_ONCE or done == len(missing)
                ):
                    take_first()
                if time.monotonic() - saved > _SAVED_EVERY_SECONDS:
                    self._store.save(unsaved)
                    unsaved, saved = {}, time.monotonic()
                    line = line or StatusLine(quiet=quiet)
                    line.show(f"{done:,} of {len(missing):,} replies scored")
        finally:
            pool.shutdown(wait=False, cancel_futures=True)
            for by, _, future in pending:
                if future.done() and not future.cancelled() and future.exception() is None:
                    unsaved[by] = self._said[by] = future.result()
            if unsaved:
                self._store.save(unsaved)
            if line is not None:
                line.clear()
        return failures

    def _reply(self, cell: Cell, result: CellResult) -> Exchange | Sequence[Exchange]:
        """Return what scores are run on: of a dialogue all its exchanges."""
        turns = self._dialogues.exchanges(result.key) if cell.question.caller is not None else ()
        if not turns and result.call is None:
            return self._log.exchange(*result.key)
        return with_call(turns or [self._log.exchange(*result.key)], result.call)

    def _begin(
        self, pool: ThreadPoolExecutor, name: str, exchange: Exchange | Sequence[Exchange], cell: Cell
    ) -> Future[Said]:
        """Run a score, or begin one that waits for others."""
        score, case = self._scores[name], _scored_case(cell)
        if is_asynchronous(score):
            return pool.submit(run_scores, [score], exchange, case)
        future: Future[Said] = Future()
        future.set_result(run_scores([score], exchange, case))
        return future

    def said(self, results: Sequence[tuple[Cell, CellResult]]) -> dict[str, list[Said | None]]:
        """Return by the names of the scores what each said of each cell; `None` where it was not run."""
        known = self._known(results)
        return {
            name: [known.get(self._by(cell, result, name)) for cell, result in results]
            for name in self._scores
        }

    def unfinished(self, results: Sequence[tuple[Cell, CellResult]]) -> int:
        """Return of how many cells a score was not run, though there is a reply."""
        known = self._known(results)
        return sum(
            any(self._by(cell, result, name) not in known for name in self._scores)
            for cell, result in results
            if not result.failed
        )

    def _missing(
        self, results: Sequence[tuple[Cell, CellResult]]
    ) -> list[tuple[tuple[Cell, CellResult], dict[str, ScoredBy]]]:
        """Return the results on which scores are to be run, and which; what cells share is run once."""
        known = self._known(results)
        seen = {by for by, said in known.items() if not failure_reasons(said)}
        missing = []
        for cell, result in results:
            wanted = {name: self._by(cell, result, name) for name in self._scores if not result.failed}
            new = {name: by for name, by in wanted.items() if by not in seen}
            seen.update(wanted.values())
            if new:
                missing.append(((cell, result), new))
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
        case, score = cell.question.known_case, self._scores[name]
        shown = score.case_shown if isinstance(score, Judge) else None
        by = (id(case), self._keys[name] if shown else "")  # the cells keep the case alive
        content = self._contents.get(by)
        if content is None:
            scored = _scored_case(cell)
            content = self._contents[by] = case_content(shown(scored) if shown else scored)
        return ScoredBy(result.key, content, self._keys[name])
