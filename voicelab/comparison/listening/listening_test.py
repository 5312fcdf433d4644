"""A blind listening test in the notebook: replies to be judged by ear."""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import anywidget
import traitlets

from voicelab.audio.clip import Audio
from voicelab.comparison.listening.anchors import stimulus_sound
from voicelab.comparison.listening.judgement_store import RatedTrial
from voicelab.comparison.listening.methods import ListeningMethod
from voicelab.comparison.listening.trials import REFERENCE, Trial
from voicelab.comparison.store import ExchangeKey
from voicelab.errors import LogError
from voicelab.exchange.exchange import now_utc
from voicelab.log.rows import utc_text
from voicelab.widgets.page.box import BOX
from voicelab.widgets.page.es_modules import joined_modules
from voicelab.widgets.page.sounds import send_sound

__all__ = ["ListeningTest"]

_HERE = Path(__file__).parent
_SUMS_UP = {"pairs": "ranking()", "opinion": "opinions()", "mushra": "opinions(method='mushra')"}


class ListeningTest(anywidget.AnyWidget):
    """Replies to judge by ear; made by `Comparison.listen`.

    The page learns what was asked, and nothing of what made the replies. All are made equally loud, since a
    louder one would be preferred.

    Keys: letters play, ``r`` the reference, the space bar the last one again. Of pairs, ``1`` and ``2``
    prefer A or B, and ``0`` sees no difference; ``5`` to ``1`` are opinions; arrows move the slider of what
    played.

    Parameters
    ----------
    trials
        What is judged, in this order.
    method
        How.
    rater
        Who listens.
    judged
        How many of them, from the first on, were judged before.
    sound
        Returns the sound of a reply.
    keep
        Keeps what was rated.
    """

    _esm = joined_modules(_HERE / "listening_test.js")
    _css = BOX + (_HERE / "trial_view.css").read_text("utf-8")
    _trial = traitlets.Dict().tag(sync=True)

    judged = traitlets.Int(0, read_only=True)
    """Trials that were judged, those before this test was shown included."""

    def __init__(
        self,
        trials: Sequence[Trial],
        method: ListeningMethod,
        *,
        rater: str,
        judged: int,
        sound: Callable[[ExchangeKey], Audio | None],
        keep: Callable[[Sequence[RatedTrial]], None],
    ) -> None:
        self._trials = trials
        self._method = method
        self._rater = rater
        self._sound = sound
        self._keep_rated = keep
        self._heard = functools.lru_cache(maxsize=32)(self._make_sound)
        super().__init__(_trial=self._describe(judged))
        self.set_trait("judged", judged)
        self.on_msg(self._handle)

    def _handle(self, _widget: object, message: dict[str, Any], _buffers: list[memoryview]) -> None:
        if message["type"] == "sound":
            send_sound(self, message, self._heard)
        elif message["type"] == "judge":
            self._judge(int(message["trial"]), message["ratings"])

    def _judge(self, number: int, ratings: Sequence[Any]) -> None:
        """Keep ratings, and go on; those that come twice, from two views of the test, count once."""
        if number != self.judged or number >= len(self._trials):
            return
        try:
            self._method.check(ratings)
            rated = RatedTrial(
                judged_utc=utc_text(now_utc()),
                rater=self._rater,
                method=self._method.name,
                ratings=tuple(zip(self._trials[number].stimuli, ratings, strict=True)),
            )
            self._keep_rated([rated])
        except (LogError, ValueError) as error:
            self._trial = self._describe(number)  # the same problem again would not reach the page
            self._trial = {**self._trial, "problem": f"This could not be kept: {error}"}
            return
        self.set_trait("judged", number + 1)
        self._trial = self._describe(number + 1)

    def _describe(self, number: int) -> dict[str, Any]:
        """Return what the page may know of a trial."""
        total = len(self._trials)
        trial = self._trials[number] if number < total else Trial("", ())
        return {
            "number": number,
            "total": total,
            "method": self._method.name,
            "question": trial.question,
            "stimuli": len(trial.stimuli),
            "hasReference": trial.reference is not None,
            "whenDone": f"Done: all is in the log. {_SUMS_UP[self._method.name]} sums it up, and "
            "rater='…' asks somebody else.",
            "problem": "",
        }

    def _make_sound(self, name: str) -> Audio | None:
        """Return the sound of a stimulus by the trial's number and its place there, or of the reference."""
        number, _, place = name.partition("-")
        trial = self._trials[int(number)]
        stimulus = trial.reference if place == REFERENCE else trial.stimuli[int(place)]
        return None if stimulus is None else stimulus_sound(stimulus, self._sound)
