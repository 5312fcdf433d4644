"""A script: what the engines hear, reply and say, and how long each takes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from voicelab.embedded.engines import Engines
from voicelab.embedded.scripted.completion import Reply
from voicelab.embedded.scripted.embedding import ScriptedEmbedding
from voicelab.embedded.scripted.end_of_turn import ScriptedEndOfTurn
from voicelab.embedded.scripted.engines import (
    ScriptedRecognition,
    ScriptedSpeakers,
    ScriptedSynthesis,
    Transcripts,
)

__all__ = ["ScriptedEngines", "scripted_engines"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ScriptedEngines:
    """A script: transcripts and replies of the services, and their delays.

    By default everything happens at once.
    """

    transcripts: Transcripts = ("Hello.",)
    """The utterances in order, whoever asks; the last repeats, an empty one is no match. Or a
    function that is given each utterance's `Audio`."""

    transcript_seconds: float = 0.0
    """How long the final transcript takes after the endpoint, in seconds."""

    hypothesis_seconds: float | None = 0.3
    """Speech between hypotheses, each one word longer, in seconds; `None` for no hypotheses."""

    end_silence_seconds: float | None = None
    """Silence that ends an utterance, in seconds; `None` is what the client asks for. The SDK sends sound in
    pieces of 0.1 s, so only whole tenths are exact: 0.1 here and 0.05 in `transcript_seconds` give a final
    transcript 0.15 s after the end of speech."""

    confidence: float = 0.95
    """Confidence in each transcript; 0 to 1."""

    alternatives: Sequence[str] = ()
    """Less likely readings of each utterance."""

    heard_language: str | None = None
    """Locale that is identified among candidates; `None` is the first of them."""

    reply: Reply = "Hello there. How can I help you today?"
    """The completion's text, or a `ToolCall` where the request has tools; several, one a request, the last
    repeats; or a function of the messages."""

    first_token_seconds: float = 0.0
    """How long the first token takes, in seconds."""

    tokens_per_second: float = 10_000.0
    """Pace of the tokens after the first; a token is a word."""

    finish_reason: str = "stop"
    """Why replies end that the client's most tokens do not cut."""

    first_audio_seconds: float = 0.0
    """How long the first audio of each sentence takes, in seconds."""

    synthesis_pace: float = 1_000.0
    """Pace of the audio after the first, as a multiple of real time."""

    end_of_turn: float | Callable[[str], float] | None = None
    """How probable it is that the user's turn is over, 0 to 1, in each pause; or a function of the user's
    words so far, which are empty where the sound is to decide. `None` is an error."""

    embedding: Callable[[str], Sequence[float]] | None = None
    """A text as a vector, whose length does not count. `None`: no model embeds texts."""

    custom_models: bool = True
    """Whether any custom model or voice may be named, and semantic segmentation asked for; otherwise they are
    refused, as by the local models."""

    eager_text: bool = False
    """Whether a text stream is spoken from its first piece on, in place of whole sentences."""

    model: str = "scripted"
    """Name that the model goes by."""


def scripted_engines(script: ScriptedEngines, completion_url: str) -> Engines:
    """Return the engines that follow a script; a server at this address replies."""
    return Engines(
        recognition=ScriptedRecognition(
            script.transcripts,
            delay_seconds=script.transcript_seconds,
            hypothesis_seconds=script.hypothesis_seconds,
            end_silence_seconds=script.end_silence_seconds,
            confidence=script.confidence,
            alternatives=script.alternatives,
            heard_language=script.heard_language,
        ),
        synthesis=ScriptedSynthesis(
            first_audio_seconds=script.first_audio_seconds, pace=script.synthesis_pace
        ),
        completion_url=completion_url,
        speakers=ScriptedSpeakers(),
        end_of_turn=None if script.end_of_turn is None else ScriptedEndOfTurn(script.end_of_turn),
        embedding=None if script.embedding is None else ScriptedEmbedding(script.embedding),
    )
