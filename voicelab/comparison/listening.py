"""A blind listening test in the notebook: which of two replies is better?"""

from __future__ import annotations

import functools
import math
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import anywidget
import numpy as np
import traitlets

from voicelab.audio.clip import Audio
from voicelab.comparison.preferences import Pair
from voicelab.comparison.store import Choice, ExchangeKey
from voicelab.errors import LogError
from voicelab.widgets.page.es_modules import joined_modules
from voicelab.widgets.page.sounds import send_sound

__all__ = ["ListeningTest"]

_HERE = Path(__file__).parent


class ListeningTest(anywidget.AnyWidget):
    """Pairs of replies to judge by ear; made by `Comparison.listen`.

    The page learns what was asked, and nothing of what made the replies. Both replies of a pair are made
    equally loud, since the louder one would be preferred.

    Keys: ``a`` and ``b`` play, ``1`` and ``2`` prefer A or B, ``0`` sees no difference, the space bar plays
    the last one again.

    Parameters
    ----------
    pairs
        What is judged, in this order.
    sound
        Returns the sound of a reply.
    keep
        Keeps a choice.
    """

    _esm = joined_modules(_HERE / "listening.js")
    _css = (_HERE / "listening.css").read_text("utf-8")
    _trial = traitlets.Dict().tag(sync=True)

    judged = traitlets.Int(0, read_only=True)
    """Pairs that were judged."""

    def __init__(
        self,
        pairs: Sequence[Pair],
        *,
        sound: Callable[[ExchangeKey], Audio | None],
        keep: Callable[[ExchangeKey, ExchangeKey, Choice], None],
    ) -> None:
        self._pairs = pairs
        self._sound = sound
        self._keep_choice = keep
        self._matched = functools.lru_cache(maxsize=8)(self._match)
        super().__init__(_trial=self._describe(0))
        self.on_msg(self._handle)

    def _handle(self, _widget: object, message: dict[str, Any], _buffers: list[memoryview]) -> None:
        if message["type"] == "sound":
            send_sound(self, message, self._find)
        elif message["type"] == "choose":
            self._choose(int(message["trial"]), message["choice"])

    def _choose(self, trial: int, choice: Choice) -> None:
        """Keep a choice, and go on; one that comes twice, from two views of the test, counts once."""
        if trial != self.judged or trial >= len(self._pairs):
            return
        pair = self._pairs[trial]
        try:
            self._keep_choice(pair.a, pair.b, choice)
        except LogError as error:
            self._trial = {**self._describe(trial), "problem": f"This choice could not be kept: {error}"}
            return
        self.set_trait("judged", trial + 1)
        self._trial = self._describe(trial + 1)

    def _describe(self, trial: int) -> dict[str, Any]:
        """Return what the page may know of a pair."""
        question = self._pairs[trial].question if trial < len(self._pairs) else ""
        return {"trial": trial, "total": len(self._pairs), "question": question, "problem": ""}

    def _find(self, name: str) -> Audio | None:
        trial, _, side = name.partition("-")
        return self._matched(int(trial))[side == "b"]

    def _match(self, trial: int) -> tuple[Audio | None, Audio | None]:
        """Return both sounds of a pair, the louder one as quiet as the other."""
        pair = self._pairs[trial]
        a, b = self._sound(pair.a), self._sound(pair.b)
        if a is None or b is None:
            return a, b
        quieter = min(a.rms_dbfs, b.rms_dbfs)
        return _quieter(a, quieter - a.rms_dbfs), _quieter(b, quieter - b.rms_dbfs)


def _quieter(audio: Audio, decibels: float) -> Audio:
    if not decibels < 0 or math.isinf(decibels):
        return audio
    samples = np.rint(audio.samples * 10.0 ** (decibels / 20.0)).astype(np.int16)
    return Audio(samples, audio.sample_rate_hz)
