"""JudgementStore: what a log keeps of listening tests: every trial that was rated, and the tests on pages."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from voicelab.comparison.listening.trials import Stimulus
from voicelab.comparison.store import batches, placeholders
from voicelab.exchange.exchange import now_utc
from voicelab.log.rows import utc_text
from voicelab.log.verified_rows import verify
from voicelab.text.well_formed import well_formed

if TYPE_CHECKING:
    from voicelab.log.session_log import SessionLog

__all__ = ["JudgementStore", "PublishedTest", "RatedTrial"]


@dataclass(frozen=True, slots=True, kw_only=True)
class RatedTrial:
    """What a rater makes of the stimuli of a trial."""

    judged_utc: str
    """When, as the log writes times."""
    rater: str
    method: str
    ratings: tuple[tuple[Stimulus, int], ...]
    """In the order in which the stimuli were shown."""

    @property
    def stimuli(self) -> frozenset[Stimulus]:
        """What was heard: a trial is known by it."""
        return frozenset(stimulus for stimulus, _ in self.ratings)


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishedTest:
    """A listening test on a page: for what its opaque names stand."""

    test: str
    """The name of the test itself."""
    seal_key: str
    """By which the page seals its answers."""
    method: str
    trials: Mapping[str, Mapping[str, Stimulus]]
    """The stimuli of each trial."""


class JudgementStore:
    """The listening tests' tables of a log."""

    def __init__(self, log: SessionLog) -> None:
        self._store = log._store

    def keep(self, rated: Iterable[RatedTrial]) -> None:
        """Keep what was rated: all of it or, if that fails, nothing."""
        with self._store.transaction() as connection:
            for trial in rated:
                made = connection.execute(
                    "INSERT INTO judgements (judged_utc, rater, method) VALUES (?, ?, ?)",
                    (trial.judged_utc, well_formed(trial.rater), trial.method),
                )
                connection.executemany(
                    "INSERT INTO ratings (judgement, place, stimulus, session, turn, rating) "
                    "VALUES (?, ?, ?, ?, ?, ?)",
                    [
                        (made.lastrowid, place, stimulus.kind, *stimulus.reply, rating)
                        for place, (stimulus, rating) in enumerate(trial.ratings)
                    ],
                )

    def rated(self, sessions: Iterable[str]) -> list[RatedTrial]:
        """Return the trials with replies of some sessions, each whole, in the order of their keeping."""
        heads: dict[int, tuple[str, str, str]] = {}
        ratings: dict[int, dict[int, tuple[Stimulus, int]]] = {}
        for batch in batches(sessions):
            of = f"SELECT judgement FROM ratings WHERE session IN ({placeholders(batch)})"  # noqa: S608
            verify(self._store, "judgements", f"id IN ({of})", batch)
            verify(self._store, "ratings", f"judgement IN ({of})", batch)
            for number, judged_utc, rater, method, place, kind, session, turn, rating in self._store.query(
                "SELECT id, judged_utc, rater, method, place, stimulus, session, turn, rating "  # noqa: S608
                f"FROM ratings JOIN judgements ON id = judgement WHERE judgement IN ({of})",
                batch,
            ):
                heads[number] = (judged_utc, rater, method)
                ratings.setdefault(number, {})[place] = (Stimulus((session, turn), kind), rating)
        return [
            RatedTrial(
                judged_utc=judged_utc,
                rater=rater,
                method=method,
                ratings=tuple(rating for _, rating in sorted(ratings[number].items())),
            )
            for number, (judged_utc, rater, method) in sorted(heads.items())
        ]

    def publish(self, test: PublishedTest) -> None:
        """Keep a test that is put on a page."""
        trials = {
            trial: {name: [stimulus.kind, *stimulus.reply] for name, stimulus in stimuli.items()}
            for trial, stimuli in test.trials.items()
        }
        with self._store.transaction() as connection:
            connection.execute(
                "INSERT INTO published_tests (test, published_utc, seal_key, method, trials) "
                "VALUES (?, ?, ?, ?, ?)",
                (test.test, utc_text(now_utc()), test.seal_key, test.method, json.dumps(trials)),
            )

    def published(self, test: str) -> PublishedTest | None:
        """Return the test of a name; `None` if the log has none of that name."""
        verify(self._store, "published_tests", "test = ?", [well_formed(test)])
        rows = self._store.query(
            "SELECT seal_key, method, trials FROM published_tests WHERE test = ?", [well_formed(test)]
        )
        for seal_key, method, trials in rows:
            known: dict[str, dict[str, list[Any]]] = json.loads(trials)
            return PublishedTest(
                test=test,
                seal_key=seal_key,
                method=method,
                trials={
                    trial: {
                        name: Stimulus((session, turn), kind)
                        for name, (kind, session, turn) in stimuli.items()
                    }
                    for trial, stimuli in known.items()
                },
            )
        return None
