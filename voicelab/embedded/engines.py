"""What the embedded services need from a model, stage by stage.

The server knows only these protocols; the local models, a remote server and the scripted engines
of `voicelab.testing` all fit them. Engines are called from worker threads, several at once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from voicelab.end_of_turn import DetectorKind

__all__ = [
    "ChosenCalls",
    "EmbeddingEngine",
    "EndOfTurnEngine",
    "Engines",
    "FunctionCall",
    "OnTimes",
    "Reading",
    "RecognitionEngine",
    "RecognitionStream",
    "SpeakerEngine",
    "SynthesisEngine",
    "TimedWord",
    "ToolCallingEngine",
    "Transcript",
    "VoiceEntry",
]


@dataclass(frozen=True, slots=True)
class TimedWord:
    """A recognised word as it is shown; times count from the first sample of the stream."""

    text: str
    start_seconds: float
    end_seconds: float
    confidence: float | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """What may have been said instead."""

    text: str
    confidence: float | None = None
    words: tuple[TimedWord, ...] = ()


@dataclass(frozen=True, slots=True)
class Transcript:
    """A piece of recognised speech; times count from the first sample of the stream."""

    text: str
    start_seconds: float
    end_seconds: float
    final: bool
    """Whether the utterance is over; otherwise a hypothesis that the next one replaces."""
    confidence: float | None = None
    language: str | None = None
    alternatives: tuple[Reading, ...] = ()
    """Less likely readings, the likeliest first."""
    words: tuple[TimedWord, ...] = ()
    """The words of the text with their times, where they are known."""


class RecognitionStream(Protocol):
    """One conversation's speech, recognised as it comes."""

    def feed(self, samples: NDArray[np.int16]) -> Sequence[Transcript]:
        """Process the next samples (shape (n,), 16 kHz); return the transcripts that they complete.

        Blocks while a model runs. A hypothesis with no text means that speech has begun, so that silence is
        no longer counted; a final transcript with no text is speech in which no words were recognised.
        """
        ...

    def finish(self) -> Sequence[Transcript]:
        """End the stream; return the transcripts that were pending, all of them final."""
        ...


class RecognitionEngine(Protocol):
    """Speech to text."""

    def stream(
        self,
        *,
        language: str,
        end_silence_seconds: float,
        phrases: Sequence[str] = (),
        candidate_languages: Sequence[str] = (),
        detailed: bool = False,
    ) -> RecognitionStream:
        """Start on a new stream of speech in a language (a locale).

        `detailed` says that alternatives and the times of words are wanted.
        """
        ...


class SpeakerEngine(Protocol):
    """Tells speakers apart."""

    same_above: float
    """Cosine similarity from which two voiceprints are one speaker's."""

    def voiceprint(self, samples: NDArray[np.int16]) -> NDArray[np.float32] | None:
        """Return how the voice in some speech (16 kHz) sounds, as a vector of length 1.

        `None` if there is too little to tell. May fetch a model at its first use.
        """
        ...


@dataclass(frozen=True, slots=True)
class VoiceEntry:
    """A voice of the catalogue, by Azure's name for it."""

    short_name: str
    display_name: str
    locale: str
    gender: str
    """``Female`` or ``Male``, as Azure writes it."""
    local_voice: str
    """What really speaks."""
    exact: bool
    """Whether the local voice has this locale's language and this gender; otherwise it stands in."""
    styles: tuple[str, ...] = ()
    secondary_locales: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()
    any_name: bool = False
    """Whether the engine speaks other names of Azure's shape in its language as well, listed or not."""


OnTimes = Callable[[Sequence[tuple[int, float]]], None]
"""Called with positions in a text, each with its time from the beginning of the speech, in seconds."""


class SynthesisEngine(Protocol):
    """Text to speech."""

    sample_rate_hz: int

    def voices(self) -> Sequence[VoiceEntry]:
        """List the voices that can be asked for."""
        ...

    def find(self, short_name: str) -> VoiceEntry | None:
        """Return the voice of a short name, in any case; it need not be listed. `None` if there is none."""
        ...

    def synthesize(
        self, text: str, *, voice: str, rate: float, pitch: float, on_times: OnTimes | None = None
    ) -> Iterator[NDArray[np.int16]]:
        """Yield the speech for a piece of plain text, as it is made, at `sample_rate_hz`.

        `rate` and `pitch` are factors of the voice's own; 1.0 is normal. `on_times` is told when which
        characters are spoken, ahead of the samples, by voices that know.
        """
        ...


class EndOfTurnEngine(Protocol):
    """Tells how probable it is that a user's turn is over, in a pause of it.

    Its models may be fetched and loaded at their first use.
    """

    def load(self, kind: DetectorKind) -> None:
        """Load what a kind of question needs, ahead of the first."""
        ...

    def by_words(self, words: str, before: str) -> float:
        """Return the probability, 0 to 1, by what the user said so far and the assistant's message before."""
        ...

    def by_sound(self, samples: NDArray[np.int16]) -> float:
        """Return the probability, 0 to 1, by the sound of the turn so far (shape (n,), 16 kHz)."""
        ...


class EmbeddingEngine(Protocol):
    """Texts to vectors that are near one another where the texts mean alike."""

    def embed(self, texts: Sequence[str]) -> tuple[Sequence[NDArray[np.float32]], int]:
        """Return a vector for each text, none of which is empty, and how many tokens the texts have."""
        ...


@dataclass(frozen=True, slots=True)
class FunctionCall:
    """A function that a model calls."""

    name: str
    arguments: str
    """A JSON object."""


@dataclass(frozen=True, slots=True)
class ChosenCalls:
    """The calls that a model chose; none where it answers in words."""

    calls: tuple[FunctionCall, ...] = ()
    prompt_tokens: int = 0
    completion_tokens: int = 0


class ToolCallingEngine(Protocol):
    """Chooses functions to call, for models whose server does not."""

    def choose(
        self,
        messages: Sequence[Mapping[str, str]],
        functions: Sequence[Mapping[str, Any]],
        must_call: bool,
        may_call_several: bool,
    ) -> ChosenCalls:
        """Return the calls that answer the messages.

        Each function has a ``name``, and perhaps a ``description`` and ``parameters``, a JSON schema.
        """
        ...


@dataclass(frozen=True, slots=True)
class Engines:
    """The stages of the embedded services."""

    recognition: RecognitionEngine
    synthesis: SynthesisEngine
    completion_url: str
    """Base URL of an OpenAI-compatible server, ending in ``/v1``."""
    completion_key: str = field(default="none", repr=False)
    completion_model: str | None = None
    """Model's name to ask that server for; `None` passes on the name that the client gave."""
    completion_is_own: bool = False
    """Whether a model of our own replies: it is held to what it can do. A user's server knows for itself."""
    completion_slots: int = 0
    """How many slots llama.cpp has for conversations; 0 if the server that replies has none to choose."""
    completion_control_tokens: tuple[str, ...] = ()
    """What the model would read within a text as the end of a message, or the beginning of another."""
    at_once: int = 64
    """How many requests of a stage may be under way at once; whoever asks for more is told to come later."""
    speakers: SpeakerEngine | None = None
    """What tells speakers apart; without it nobody can."""
    end_of_turn: EndOfTurnEngine | None = None
    """What tells whether a turn is over; without it nobody can."""
    embedding: EmbeddingEngine | None = None
    """What embeds texts; without it the server that replies is asked, if that is the user's."""
    tool_calling: ToolCallingEngine | None = None
    """What chooses calls of functions for a model of our own; without it that model calls none."""
