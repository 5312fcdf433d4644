"""OwedAnswers: when a recognition service that says nothing is overdue."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from voicelab.services.watchdog import Watchdog

if TYPE_CHECKING:
    from voicelab.recognition.fed_audio import FedAudio
    from voicelab.services.timeouts import Timeouts
    from voicelab.settings import Settings

__all__ = ["OwedAnswers"]


class OwedAnswers:
    """Waits for what a service owes: within an utterance, at the end of the input, and for possible speech.

    Belongs to the event loop that runs where it is told something.

    Parameters
    ----------
    fed
        What the service was given.
    settings
        After how much silence it says that nobody spoke.
    timeouts
        How long it may say nothing while it owes something.
    on_overdue
        Called once when nothing came in time, with how long that was, in seconds.
    """

    def __init__(
        self, fed: FedAudio, settings: Settings, timeouts: Timeouts, on_overdue: Callable[[float], None]
    ) -> None:
        self._fed = fed
        self._silent_seconds = timeouts.recognition_seconds
        self._initial_silence_seconds = settings.initial_silence_seconds
        self._watchdog = Watchdog(on_overdue)
        self.is_for_speech = False
        """Whether what is owed, or was last, is for what may be speech: a service may hear none."""

    @property
    def is_expecting(self) -> bool:
        """Whether something is owed."""
        return self._watchdog.is_expecting

    @property
    def is_unwatched(self) -> bool:
        """Whether something is owed for what may be speech, and nobody waits for it; safe on any thread."""
        return not self._watchdog.is_expecting and self._fed.has_speech

    def expect(self, *, is_recorded: bool) -> None:
        """Wait from now on; recorded sound goes to the service at twice its pace, as the SDK does it."""
        backlog = self._fed.unanswered_seconds / 2 if is_recorded else 0.0
        self._watchdog.expect(self._silent_seconds + backlog)
        self.is_for_speech = False

    def expect_for_speech(self) -> None:
        """Wait where there may be speech: a service that hears none says so after its silence."""
        if self.is_unwatched:
            self._watchdog.expect(self._initial_silence_seconds + self._silent_seconds)
            self.is_for_speech = True

    def settle(self) -> None:
        """Note an answer that leaves nothing owed, but for what may be speech behind it."""
        self.relax()
        self.expect_for_speech()

    def relax(self) -> None:
        """Wait for nothing."""
        self._watchdog.relax()
