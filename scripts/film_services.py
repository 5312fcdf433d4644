"""The services of the film: a recording's own transcript, a reply from a script, a local voice."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from typing import TYPE_CHECKING

from voicelab.embedded.engines import Engines, OnTimes
from voicelab.embedded.local.voices.synthesis import LocalSynthesis
from voicelab.embedded.scripted.completion import ScriptedCompletion
from voicelab.embedded.scripted.engines import ScriptedRecognition
from voicelab.event_loop import submit
from voicelab.recordings import transcripts
from voicelab.services.services import Services
from voicelab.settings import Settings
from voicelab.testing import embedded_services

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["QUESTION", "film_services"]

QUESTION = "capital"
"""The recording that is heard."""
_REPLY = "Paris, on the Seine, in the north of the country."


class SpokenAhead(LocalSynthesis):
    """A local voice that has spoken the reply before: the film's pace is the script's, on any machine."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self._text = text
        self._spoken = list(super().synthesize(text, voice=Settings().voice, rate=1.0, pitch=1.0))

    def synthesize(
        self, text: str, *, voice: str, rate: float, pitch: float, on_times: OnTimes | None = None
    ) -> Iterator[NDArray[np.int16]]:
        """Yield what was spoken ahead, or speak."""
        if text.strip() == self._text:
            return iter(self._spoken)
        return super().synthesize(text, voice=voice, rate=rate, pitch=pitch, on_times=on_times)


def film_services() -> Services:
    """Start them, for as long as the process lives, and return where they are."""
    completion = ScriptedCompletion(
        _REPLY, first_token_seconds=0.2, tokens_per_second=18.0, finish_reason="stop", model="script"
    )
    recognition = ScriptedRecognition(
        [transcripts[QUESTION]],
        delay_seconds=0.1,
        hypothesis_seconds=0.3,
        end_silence_seconds=None,
        confidence=0.95,
    )
    engines = Engines(recognition, SpokenAhead(_REPLY), submit(completion.start()).result())
    return _running.enter_context(embedded_services(engines)).services


_running = ExitStack()
