"""Files of judgements that raters send back: read, checked, and turned into what the log keeps."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import Any

from voicelab.comparison.listening.judgement_store import JudgementStore, PublishedTest, RatedTrial
from voicelab.comparison.listening.methods import METHODS
from voicelab.comparison.listening.trials import Stimulus
from voicelab.comparison.store import ExchangeKey
from voicelab.exchange.plain_values import plain_text
from voicelab.expanded_path import expanded_path
from voicelab.log.rows import utc_moment, utc_text
from voicelab.text.rater_name import rater_name

__all__ = ["LONGEST_NAME", "new_judgements"]

_FORMAT, _VERSION = "voicelab listening judgements", 1
"""As `rater_answers.js` writes them."""
_MOST_BYTES = 10_000_000
LONGEST_NAME = 100
"""Of a rater, in characters; the script of the page (`rater_answers.js`) cuts what is longer."""


def new_judgements(
    paths: Sequence[Any],
    store: JudgementStore,
    replies: Collection[ExchangeKey],
    known: Sequence[RatedTrial],
    rater: str | None = None,
) -> list[RatedTrial]:
    """Return what files of judgements have that is not known yet.

    Parameters
    ----------
    replies
        The replies of the comparison to which they have to belong.
    known
        What was judged already. A file that is read twice counts once.
    rater
        What to call who answered; by default as the file does.

    Raises
    ------
    OSError
        A file cannot be read.
    ValueError
        One is no file of judgements, belongs to another comparison or was changed since the page wrote it, or
        its rater has judged the same otherwise; the message says which.
    """
    if rater is not None and not rater_name(plain_text("rater", rater)):
        raise ValueError("rater is blank; leave it out, and the files say who answered")
    seen = {(trial.rater, trial.method, trial.stimuli): dict(trial.ratings) for trial in known}
    new: list[RatedTrial] = []
    for given in paths:
        path = expanded_path(given)
        try:
            for trial in _rated(_content(path), store, replies, rater):
                ratings = dict(trial.ratings)
                before = seen.setdefault((trial.rater, trial.method, trial.stimuli), ratings)
                if before is ratings:
                    new.append(trial)
                elif before != ratings:
                    raise ValueError(
                        f"{trial.rater!r} has judged the same otherwise before; if that was somebody else, "
                        "give this one another name with rater=…"
                    )
        except ValueError as error:
            raise ValueError(f"{path.name}: {error}") from None
    return new


def _content(path: Path) -> Mapping[str, Any]:
    """Return what a file of judgements holds."""
    with path.open("rb") as file:
        data = file.read(_MOST_BYTES + 1)
    try:
        content = json.loads(data) if len(data) <= _MOST_BYTES else None
    except (ValueError, RecursionError):
        content = None
    if not isinstance(content, dict) or content.get("format") != _FORMAT:
        raise ValueError("it is no file of judgements, as the page for raters saves it")
    if content.get("version") != _VERSION:
        raise ValueError("another release of voicelab has made its page; read it with that")
    return content


def _rated(
    content: Mapping[str, Any], store: JudgementStore, replies: Collection[ExchangeKey], name: str | None
) -> list[RatedTrial]:
    """Return the judgements of a file."""
    test, rater, judgements = (content.get(key) for key in ("test", "rater", "judgements"))
    published = store.published(test) if isinstance(test, str) else None
    if published is None or not _is_of(published, replies):
        raise ValueError("it belongs to another comparison, or to another log")
    if content.get("seal") != _seal(published.seal_key, [test, rater, judgements]):
        raise ValueError("it was changed since the page saved it; ask for the file as it was")
    if not isinstance(rater, str) or not rater_name(rater) or len(rater) > LONGEST_NAME:
        raise ValueError("it does not say who the rater is")
    if not isinstance(judgements, list):
        raise ValueError("it has no list of judgements")
    rater = rater_name(rater if name is None else plain_text("rater", name))
    rated = [
        _trial(judgement, published, rater)
        for judgement in judgements
        if not _is_deleted(judgement, published)
    ]
    if len({trial.stimuli for trial in rated}) < len(rated):
        raise ValueError("it has a trial twice")
    return rated


def _is_deleted(judgement: Any, published: PublishedTest) -> bool:
    """Say whether a judgement is of replies that were deleted from the log since the page was made."""
    trial = judgement.get("trial") if isinstance(judgement, dict) else None
    return isinstance(trial, str) and published.trials.get(trial) == {}


def _trial(judgement: Any, published: PublishedTest, rater: str) -> RatedTrial:
    """Return the judgement of one trial."""
    if not isinstance(judgement, dict):
        raise ValueError("a judgement in it is none")
    trial, ratings = judgement.get("trial"), judgement.get("ratings")
    stimuli: Mapping[str, Stimulus] = published.trials.get(trial, {}) if isinstance(trial, str) else {}
    if not stimuli or not isinstance(ratings, dict) or ratings.keys() != stimuli.keys():
        raise ValueError("it judges what is not in the test")
    METHODS[published.method].check(list(ratings.values()))
    return RatedTrial(
        judged_utc=_time(judgement.get("judged_utc")),
        rater=rater,
        method=published.method,
        ratings=tuple((stimuli[stimulus], rating) for stimulus, rating in ratings.items()),
    )


def _time(given: Any) -> str:
    """Return a time as the log writes it."""
    try:
        return utc_text(utc_moment(str(given)))
    except (ValueError, OverflowError):
        raise ValueError(f"{given!r} is no time") from None


def _is_of(published: PublishedTest, replies: Collection[ExchangeKey]) -> bool:
    return all(
        stimulus.reply in replies for stimuli in published.trials.values() for stimulus in stimuli.values()
    )


def _seal(key: str, content: Any) -> str:
    """Return the digest by which a page seals its answers; who reads the page's source can make one, too."""
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(f"{key}\n{text}".encode("utf-8", "surrogatepass")).hexdigest()
