"""Turns of people who pause, out of the recordings: each up to where its speaker is done."""

from __future__ import annotations

import bisect
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.document import ROOT
from voicelab.audio.clip import Audio

RECORDINGS = ROOT / "benchmarks" / "recordings"
THINKING_SECONDS = 2.0
"""How long pauses within a turn last, in seconds, where somebody thinks."""

_LEAD_SECONDS = 0.3
"""Of the recording ahead of a turn's first word."""
_EDGE_SECONDS = 0.03
"""Left out at both ends of a pause: the last of a word dies away there, and the next is drawn in."""
_LONGEST_SECONDS = 10.2
"""Turns with pauses that take longer are left out, as they are recorded: they say no more, and take time."""
_LONGEST_WITHOUT_PAUSE_SECONDS = 3.3


@dataclass(frozen=True)
class SpokenTurn:
    """What somebody says before it is another's turn; ends with the last sound."""

    sound: Audio
    words: str
    pauses_seconds: tuple[float, ...] = ()
    """Where its pauses begin, in seconds."""

    def pause_before(self, moment: float) -> int | None:
        """Return which pause is the last to begin before a moment; `None` if it is ahead of the first."""
        place = bisect.bisect_right(self.pauses_seconds, moment) - 1
        return place if place >= 0 else None


def spoken_turns(folder: Path = RECORDINGS, *, least_pause_seconds: float = 0.0) -> list[SpokenTurn]:
    """Return turns with pauses and ones without, in turn as far as there are both.

    Parameters
    ----------
    least_pause_seconds
        To how much shorter pauses within a turn are drawn out.
    """
    turns = [
        turn
        for name, pauses in json.loads((folder / "pauses.json").read_text("utf-8")).items()
        for turn in _turns(Audio.from_file(folder / name), pauses, least_pause_seconds)
    ]
    with_pauses = [turn for turn in turns if turn.pauses_seconds]
    without = [turn for turn in turns if not turn.pauses_seconds]
    pairs = [[*pair] for pair in zip(with_pauses, without, strict=False)]
    count = len(pairs)
    return [turn for pair in pairs for turn in pair] + with_pauses[count:] + without[count:]


def _turns(
    recording: Audio, pauses: list[dict[str, Any]], least_pause_seconds: float
) -> Iterator[SpokenTurn]:
    rate, samples = recording.sample_rate_hz, recording.samples

    def cut(start: float, end: float) -> NDArray[np.int16]:
        return samples[round(start * rate) : round(end * rate)]

    within: list[dict[str, Any]] = []
    earliest = 0.0
    for pause in pauses:
        if not pause["finished"]:
            within.append(pause)
            continue
        end = pause["at_seconds"]
        position = start = max(earliest, pause["utterance_start_seconds"] - _LEAD_SECONDS)
        pieces, begun, seconds = [], [], 0.0
        for each in within:
            at, until = each["at_seconds"], each["at_seconds"] + each["pause_seconds"]
            pieces.append(cut(position, at))
            seconds += at - position
            begun.append(seconds)
            quiet = cut(at + _EDGE_SECONDS, until - _EDGE_SECONDS)
            pause_seconds = max(each["pause_seconds"], least_pause_seconds)
            drawn_out = np.resize(quiet, round((pause_seconds - 2 * _EDGE_SECONDS) * rate))
            pieces += [cut(at, at + _EDGE_SECONDS), drawn_out, cut(until - _EDGE_SECONDS, until)]
            seconds += pause_seconds
            position = until
        pieces.append(cut(position, end))
        longest = _LONGEST_SECONDS if within else _LONGEST_WITHOUT_PAUSE_SECONDS
        if end - start <= longest:
            yield SpokenTurn(Audio(np.concatenate(pieces), rate), pause["words"], tuple(begun))
        within, earliest = [], end
