"""ListeningDesign: what a listening test is to judge, and which trials that makes."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any, NamedTuple

import pandas as pd

from voicelab.comparison.idle_settings import PLACE, matched_cells
from voicelab.comparison.labels import known, plain
from voicelab.comparison.listening.anchors import ANCHORS
from voicelab.comparison.listening.methods import ListeningMethod, method_named
from voicelab.comparison.listening.trials import REFERENCE, REPLY, Stimulus, Trial
from voicelab.comparison.spoken_cells import spoken_cells
from voicelab.comparison.store import ExchangeKey
from voicelab.exchange.plain_values import plain_whole
from voicelab.nearest import nearest_first

__all__ = ["MOST_STIMULI", "ListeningDesign"]

_USUAL_ANCHORS = ("low-pass", "noise")
MOST_STIMULI = 12
"""In a trial, by ITU-R BS.1534."""
_SPOKEN = ("completed", "filtered")


class _SpokenReply(NamedTuple):
    value: Any
    question: str
    key: ExchangeKey
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ListeningDesign:
    """What is judged, and how. The trials are the same for every rater, so that raters can be compared.

    Raises
    ------
    ValueError
        There is no such method or anchor, or less than one trial is wanted.
    """

    by: str
    """The column whose values are judged; in a trial all others that vary are the same."""
    method: str = "pairs"
    max_trials: int = 30
    """The most trials; 1 or more."""
    reference: Any = None
    """The value of `by` that the others are compared with; `None` for no reference. Of MUSHRA alone."""
    anchors: Sequence[str] | None = None
    """Which anchors are judged beside the replies; by default ``low-pass`` and ``noise``. Of MUSHRA alone."""

    def __post_init__(self) -> None:
        if plain_whole("max_trials", self.max_trials) < 1:
            raise ValueError(f"max_trials must be 1 or more, not {self.max_trials!r}")
        if self.rules.name != "mushra" and (self.reference is not None or self.anchors is not None):
            raise ValueError(f"reference and anchors are of method='mushra', not of {self.method!r}")
        given = _USUAL_ANCHORS if self.anchors is None else self.anchors
        names = (given,) if isinstance(given, str) else tuple(given)
        for name in names:
            if not isinstance(name, str) or name not in ANCHORS:
                raise ValueError(f"anchors are {', '.join(nearest_first(str(name), ANCHORS))}, not {name!r}")
        object.__setattr__(self, "anchors", tuple(dict.fromkeys(names)))

    @property
    def rules(self) -> ListeningMethod:
        """The method."""
        return method_named(self.method)

    def trials(self, frame: pd.DataFrame, varied: Sequence[str]) -> list[Trial]:
        """Draw trials of the spoken replies of a comparison, in random order.

        Parameters
        ----------
        frame
            As `Comparison.df`.
        varied
            What varies in it.

        Raises
        ------
        ValueError
            There is nothing to judge, or too much in one trial.
        """
        random = Random(0)  # noqa: S311  # no secret
        same = ["input", "repeat", *(name for name in varied if name != self.by)]
        groups = _groups(frame, self.by, same)
        random.shuffle(groups)
        draw = {"pairs": self._pairs, "opinion": self._opinions, "mushra": self._side_by_side}[self.method]
        if not (trials := draw(groups, random)):
            two = f"two spoken replies that differ in {self.by!r} and in nothing else"
            raise ValueError(f"there are no {'spoken replies' if self.method == 'opinion' else two}")
        return trials[: int(self.max_trials)]

    def _pairs(self, groups: list[list[_SpokenReply]], random: Random) -> list[Trial]:
        """Return pairs of which every two values have about equally many, however many are drawn."""
        drawn: dict[tuple[object, object], list[Trial]] = {}
        seen: set[frozenset[ExchangeKey]] = set()
        for group in groups:
            for a, b in itertools.combinations(group, 2):
                both = frozenset((a.key, b.key))
                if a.value == b.value or len(both) == 1 or both in seen:
                    continue
                seen.add(both)
                stimuli = (Stimulus(a.key), Stimulus(b.key))
                pair = Trial(a.question, stimuli, has_other_words=a.text != b.text)
                drawn.setdefault((a.value, b.value), []).append(pair)
        in_turn = itertools.chain.from_iterable(itertools.zip_longest(*drawn.values()))
        return [pair for pair in in_turn if pair is not None]

    def _opinions(self, groups: list[list[_SpokenReply]], random: Random) -> list[Trial]:
        """Return each reply alone; all values of an input, before another input."""
        replies = {reply.key: reply for group in groups for reply in group}
        return [Trial(reply.question, (Stimulus(key),)) for key, reply in replies.items()]

    def _side_by_side(self, groups: list[list[_SpokenReply]], random: Random) -> list[Trial]:
        """Return the replies of each input, with anchors made of the reference or, without one, of any."""
        trials: list[Trial] = []
        seen: set[frozenset[Stimulus]] = set()
        for group in groups:
            replies = list({reply.key: reply for reply in group}.values())
            references = [reply for reply in replies if self._is_reference(reply)]
            if len(replies) < 2 or (self.reference is not None and not references):
                continue
            made_of = references[0] if references else random.choice(replies)
            stimuli = [
                *(Stimulus(each.key, REFERENCE if each in references[:1] else REPLY) for each in replies),
                *(Stimulus(made_of.key, anchor) for anchor in self.anchors or ()),
            ]
            if len(stimuli) > MOST_STIMULI:
                raise ValueError(
                    f"{len(stimuli)} sounds are too many to be rated side by side, {MOST_STIMULI} are the "
                    f"most: compare fewer values of {self.by!r}, or method='opinion'"
                )
            if frozenset(stimuli) not in seen:
                seen.add(frozenset(stimuli))
                has_other_words = len({reply.text for reply in replies}) > 1
                reference = Stimulus(made_of.key, REFERENCE) if references else None
                trials.append(Trial(made_of.question, tuple(stimuli), reference, has_other_words))
        if not trials and self.reference is not None:
            values = dict.fromkeys(plain(reply.value, self.by) for group in groups for reply in group)
            raise ValueError(
                f"no input has a spoken reply with {self.by} {plain(self.reference, self.by)!r} and another "
                f"one beside it; there are: {', '.join(values) or 'none'}"
            )
        return trials

    def _is_reference(self, reply: _SpokenReply) -> bool:
        return self.reference is not None and plain(reply.value, self.by) == plain(self.reference, self.by)


def _groups(frame: pd.DataFrame, by: str, same: Sequence[str]) -> list[list[_SpokenReply]]:
    """Return the spoken replies that differ in nothing but `by`, one group for each of all else.

    One whose engine does not have a setting of that is in the groups of all its values.
    """
    spoken = frame[frame["outcome"].isin(_SPOKEN) & spoken_cells(frame)]
    matched = matched_cells(spoken, [by], same)
    spoken = spoken.iloc[matched[PLACE]]
    columns = [by, "transcript", "session", "turn", "reply"]
    groups: dict[tuple[Any, ...], list[_SpokenReply]] = {}
    alike: Iterable[tuple[Any, ...]] = zip(*(matched[name] for name in same), strict=True)
    replies: Iterable[tuple[Any, ...]] = zip(*(spoken[name] for name in columns), strict=True)
    for values, (value, question, session, turn, text) in zip(alike, replies, strict=True):
        reply = _SpokenReply(known(value), str(question), (str(session), int(turn)), str(text))
        groups.setdefault(tuple(map(known, values)), []).append(reply)
    return list(groups.values())
