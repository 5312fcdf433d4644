"""How good probabilities are for taking turns: what they cost in waiting, and in people who are cut off.

The method is that of livekit's eot-bench (https://github.com/livekit/eot-bench), so that figures can stand
beside those published there. At each pause a detector says how likely it is that the turn is over. A policy
takes the turn after the action delay, if that is above the threshold, and otherwise after the timeout. What
counts is how many pauses in mid-turn a policy would cut off, and how long it would wait at true ends, on
average; the time that the detector itself takes is left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

__all__ = [
    "JUDGED_AFTER_SECONDS",
    "JudgedPause",
    "OperatingPoint",
    "TradeOff",
    "judged_trade_off",
    "silence_trade_off",
]

JUDGED_AFTER_SECONDS = 0.2
"""How far into a pause it is judged, in seconds."""

_THRESHOLDS = np.linspace(0.0, 1.0, 101)
_ACTION_DELAYS_SECONDS = np.linspace(JUDGED_AFTER_SECONDS, 1.0, 9)
_TIMEOUTS_SECONDS = np.linspace(1.0, 3.5, 6)
_SILENCES_SECONDS = np.linspace(0.2, 5.0, 481)
_HOLDS_SECONDS = (0.2, 5.0)
"""How long a pause in mid-turn is that counts; shorter ones end before anybody decides."""
_EPSILON = 1e-9


@dataclass(frozen=True, slots=True)
class JudgedPause:
    """A pause, and how likely its turn was taken to be over 0.2 s into it."""

    probability: float
    """0.0 to 1.0."""
    seconds: float
    """How long the pause is."""
    is_end: bool
    """Whether the turn ends with it; otherwise the user goes on afterwards."""


@dataclass(frozen=True, slots=True)
class OperatingPoint:
    """A policy and what comes of it."""

    threshold: float
    """Probability above which the turn is taken; ``NaN`` where silence alone decides."""
    action_delay_seconds: float
    """The least silence after which it is taken."""
    timeout_seconds: float
    """The silence after which it is taken in any case."""
    false_cutoff_rate: float
    """Share of the pauses in mid-turn at which the user is cut off, 0.0 to 1.0."""
    mean_wait_seconds: float
    """Silence at the true ends before the turn is taken, on average."""


@dataclass(frozen=True, slots=True)
class TradeOff:
    """The best policies: none waits less without cutting off more."""

    curve: tuple[OperatingPoint, ...]
    """From the shortest wait to the longest."""
    auc: float
    """Area under the curve of true against false positives: the probability that a true end is judged higher
    than a pause in mid-turn; 0.5 is chance."""
    holds: int
    """How many pauses in mid-turn count."""
    ends: int
    """How many true ends."""

    def false_cutoff_rate_within(self, wait_seconds: float) -> float | None:
        """Return the least share that is cut off within a mean wait; `None` if no policy is as quick."""
        rates = [
            point.false_cutoff_rate
            for point in self.curve
            if point.mean_wait_seconds <= wait_seconds + _EPSILON
        ]
        return min(rates, default=None)

    def mean_wait_within(self, false_cutoff_rate: float) -> float | None:
        """Return the least mean wait, in seconds, that cuts off no larger share; `None` if there is none."""
        waits = [
            point.mean_wait_seconds
            for point in self.curve
            if point.false_cutoff_rate <= false_cutoff_rate + _EPSILON
        ]
        return min(waits, default=None)


def judged_trade_off(pauses: Iterable[JudgedPause]) -> TradeOff:
    """Return what a detector's probabilities are worth.

    Raises
    ------
    ValueError
        No pause in mid-turn of 0.2 to 5.0 s is among them, or no true end.
    """
    holds, ends = _parted(pauses)
    held = np.array([pause.probability for pause in holds])
    ended = np.array([pause.probability for pause in ends])
    lengths = np.array([pause.seconds for pause in holds])
    points = []
    for threshold in _THRESHOLDS:
        for delay in _ACTION_DELAYS_SECONDS:
            is_cut_early = (held > threshold) & (lengths > delay + _EPSILON)
            for timeout in _TIMEOUTS_SECONDS:
                is_cut = is_cut_early | (lengths > timeout + _EPSILON)
                waits = np.where(ended > threshold, delay, timeout)
                points.append(_point(threshold, delay, timeout, is_cut, float(waits.mean())))
    return TradeOff(_best(points), _auc(held, ended), len(holds), len(ends))


def silence_trade_off(pauses: Iterable[JudgedPause]) -> TradeOff:
    """Return what silence alone is worth: the turn is taken after so much of it, whatever was judged.

    Raises
    ------
    ValueError
        As `judged_trade_off` does.
    """
    holds, ends = _parted(pauses)
    lengths = np.array([pause.seconds for pause in holds])
    points = [
        _point(np.nan, seconds, seconds, lengths > seconds + _EPSILON, float(seconds))
        for seconds in _SILENCES_SECONDS
    ]
    return TradeOff(_best(points), 0.5, len(holds), len(ends))


def _parted(pauses: Iterable[JudgedPause]) -> tuple[list[JudgedPause], list[JudgedPause]]:
    """Return the pauses in mid-turn that count, and the true ends."""
    every = list(pauses)
    least, most = _HOLDS_SECONDS
    holds = [
        pause for pause in every if not pause.is_end and least - _EPSILON <= pause.seconds <= most + _EPSILON
    ]
    ends = [pause for pause in every if pause.is_end]
    if not holds or not ends:
        missing = "ends a turn" if holds else f"lies within a turn and is {least} to {most} s long"
        several = "" if len(every) == 1 else "s"
        raise ValueError(f"of {len(every)} pause{several}, none {missing}: both kinds are needed")
    return holds, ends


def _point(
    threshold: float, delay: float, timeout: float, is_cut: NDArray[np.bool_], wait: float
) -> OperatingPoint:
    return OperatingPoint(
        round(float(threshold), 6),
        round(float(delay), 6),
        round(float(timeout), 6),
        float(is_cut.mean()),
        round(wait, 6),
    )


def _best(points: Sequence[OperatingPoint]) -> tuple[OperatingPoint, ...]:
    """Return the points that no other beats in both; of equal ones that with the highest threshold."""
    ordered = sorted(
        points, key=lambda point: (point.mean_wait_seconds, point.false_cutoff_rate, -point.threshold)
    )
    best: list[OperatingPoint] = []
    for point in ordered:
        if not best or point.false_cutoff_rate < best[-1].false_cutoff_rate - _EPSILON:
            best.append(point)
    return tuple(best)


def _auc(held: NDArray[np.float64], ended: NDArray[np.float64]) -> float:
    ordered = np.sort(held)
    below = np.searchsorted(ordered, ended, side="left")
    up_to = np.searchsorted(ordered, ended, side="right")
    return float((below + up_to).mean() / (2 * len(held)))
