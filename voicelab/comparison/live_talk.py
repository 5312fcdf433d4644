"""Live talks: which settings only they can compare, how long they last, how often they are replied to."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from voicelab.audio.clip import Audio
from voicelab.audio.pause_clock import PAUSE_SECONDS, PauseClock
from voicelab.audio.sources import CHUNK_BYTES
from voicelab.settings import DECLARATIONS, Settings
from voicelab.settings.engines import turn_detection

__all__ = ["LIVE_SETTINGS", "LiveTalk", "quiet_end_seconds", "silence_seconds", "wants_live_talks"]

LIVE_SETTINGS = tuple(name for name, declared in DECLARATIONS.items() if declared.turn_taking)
"""Settings of taking turns, which change nothing where a recording is recognised as one utterance."""

_TRANSCRIPT_SECONDS = 1.0
"""How long recognition is given for the last transcript, in seconds: with the end of the sound it hurries."""

_SEMANTIC_SECONDS = {"auto": 4.0, "low": 8.0, "medium": 4.0, "high": 2.0}
"""How long OpenAI's semantic_vad waits for more words at most, by its eagerness, in seconds:
https://developers.openai.com/api/docs/guides/realtime-vad."""


def wants_live_talks(varied: Collection[str]) -> bool:
    """Say whether recordings are to be given to live conversations, by the settings that vary."""
    return any(name in LIVE_SETTINGS for name in varied)


def silence_seconds(settings: Settings) -> float:
    """Return how long silence follows on what is said, in seconds: until the turn is over for sure."""
    longest = settings.end_silence_seconds
    if settings.is_speech_to_speech:
        if turn_detection(settings) == "semantic_vad":
            longest = _SEMANTIC_SECONDS[settings.eagerness]
    elif settings.end_of_turn != "silence":
        longest = max(longest, settings.longest_pause_seconds)
    return longest + _TRANSCRIPT_SECONDS


def quiet_end_seconds(recording: Audio) -> float:
    """Return how long a recording at 16 kHz is quiet at its end, in seconds."""
    *_, quiet_seconds = 0.0, *_quiet(recording)
    return quiet_seconds


def _quiet(recording: Audio) -> Iterator[float]:
    """Yield for how long it has been quiet, in seconds, behind each chunk; 0 while somebody speaks."""
    clock, pcm = PauseClock(), recording.to_pcm()
    for position in range(0, len(pcm), CHUNK_BYTES):
        clock.feed(pcm[position : position + CHUNK_BYTES])
        yield clock.quiet_seconds


@dataclass(frozen=True, slots=True, kw_only=True)
class LiveTalk:
    """A recording that is given to a live conversation at the pace of speech."""

    recording_seconds: float
    pause_seconds: tuple[float, ...] = ()
    """Lengths of the pauses in its speech, in seconds."""

    @classmethod
    def of(cls, recording: Audio) -> LiveTalk:
        """Return the talk of a recording at 16 kHz."""
        pauses, has_begun, before_seconds = list[float](), False, 0.0
        for quiet_seconds in _quiet(recording):
            if not quiet_seconds:
                if has_begun and before_seconds >= PAUSE_SECONDS:
                    pauses.append(before_seconds)
                has_begun = True
            before_seconds = quiet_seconds
        return cls(recording_seconds=recording.duration_seconds, pause_seconds=tuple(pauses))

    def seconds(self, settings: Settings) -> float:
        """Return how long is listened in all, in seconds; the last reply may take longer."""
        return self.recording_seconds + silence_seconds(settings)

    def most_replies(self, settings: Settings) -> int:
        """Return the most replies that are likely to be begun: one a pause that may end a turn, and one."""
        by_silence = not settings.judges_pauses and settings.segmentation == "silence"
        if settings.is_speech_to_speech:
            by_silence = turn_detection(settings) == "server_vad"
        if by_silence:
            return 1 + sum(seconds >= settings.end_silence_seconds for seconds in self.pause_seconds)
        return 1 + len(self.pause_seconds)
