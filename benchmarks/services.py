"""The services that all clients are measured on: the embedded server, with set delays, in its own process.

Run: python -m benchmarks.services KIND END_SILENCE_SECONDS HYPOTHESIS_SECONDS
(KIND is cascade or speech-to-speech; prints its port and key as JSON, ends with its standard input)
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping
from typing import Any, Literal

from benchmarks.document import ROOT
from voicelab.completion.end_of_turn_mark import ask_for_mark
from voicelab.testing import ScriptedEngines, embedded_services
from voicelab.text.words import words

END_SILENCE_SECONDS = 0.1
HYPOTHESIS_SECONDS = 0.25
"""The last of six words is in a hypothesis before the end of 1.6 s of speech."""

TRANSCRIPT_SECONDS = 0.05
FIRST_TOKEN_SECONDS = 0.25
TOKENS_PER_SECOND = 50.0
FIRST_AUDIO_SECONDS = 0.12
SYNTHESIS_PACE = 20.0

CRITICAL_PATH_SECONDS = END_SILENCE_SECONDS + TRANSCRIPT_SECONDS + FIRST_TOKEN_SECONDS + FIRST_AUDIO_SECONDS
"""What no client gets below that waits for the transcript: 0.15 + 0.25 + 0.12 s."""

SPEECH_TO_SPEECH_SECONDS = 0.3
"""From the end of speech to the first sound of a speech-to-speech reply: 0.1 s of silence, 0.05 s for what
was heard, 0.1 s of thought, 0.05 s for the voice."""

Kind = Literal["cascade", "speech-to-speech"]

FOUND_SECONDS: Mapping[Kind, float] = {"cascade": HYPOTHESIS_SECONDS, "speech-to-speech": 0.15}
"""From the beginning of speech to the service's word of it: a hypothesis with a word in it, or that somebody
speaks."""

_DELAYS = {"cascade": (FIRST_TOKEN_SECONDS, FIRST_AUDIO_SECONDS), "speech-to-speech": (0.1, 0.05)}

QUESTION = "What is the capital of France?"

REPLY = (
    "The capital of France is Paris, a city of about two million people on the Seine. "
    "It has been the seat of the country's kings, emperors and presidents for most of a thousand years, "
    "and it is known for its museums, its bridges and its bread. "
    "If you go there, leave a day for the Louvre, and another one for doing nothing at all by the river."
)
"""Sixty-seven words, sixteen of them in the first sentence."""


def kind_of(engine: str) -> Kind:
    """Return of which kind the services of an engine are."""
    return "cascade" if engine == "cascade" else "speech-to-speech"


class ServicesApart:
    """The services in a process of their own, for the length of a ``with`` block."""

    def __init__(
        self,
        end_silence_seconds: float = END_SILENCE_SECONDS,
        hypothesis_seconds: float = HYPOTHESIS_SECONDS,
        *,
        kind: Kind = "cascade",
    ) -> None:
        self._arguments = kind, str(end_silence_seconds), str(hypothesis_seconds)

    def __enter__(self) -> ServicesApart:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "benchmarks.services", *self._arguments],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self.place: dict[str, Any] = self._read()
        """Their port and key."""
        return self

    def __exit__(self, *_: object) -> None:
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait(timeout=10.0)

    def connections(self) -> dict[str, int]:
        """Return how many websockets were opened so far, by stage."""
        print(file=self._process.stdin, flush=True)
        return self._read()

    def _read(self) -> dict[str, Any]:
        assert self._process.stdout is not None
        reported: dict[str, Any] = json.loads(self._process.stdout.readline())
        return reported


_ASKS_FOR_MARK = ask_for_mark([])[0]["content"]


def _is_over(heard: str) -> bool:
    return words(heard) == words(QUESTION)


def _reply(messages: list[dict[str, Any]]) -> str:
    """Reply as a model that begins with the mark if it is told to, and says no more to half a question."""
    if not any(_ASKS_FOR_MARK in str(message["content"]) for message in messages):
        return REPLY
    return f"@ {REPLY}" if _is_over(str(messages[-1]["content"])) else "&"


def main() -> None:
    end_silence_seconds, hypothesis_seconds = (float(given) for given in sys.argv[2:])
    first_token_seconds, first_audio_seconds = _DELAYS[sys.argv[1]]
    script = ScriptedEngines(
        transcripts=[QUESTION],
        transcript_seconds=TRANSCRIPT_SECONDS,
        hypothesis_seconds=hypothesis_seconds,
        end_silence_seconds=end_silence_seconds,
        reply=_reply,
        first_token_seconds=first_token_seconds,
        tokens_per_second=TOKENS_PER_SECOND,
        first_audio_seconds=first_audio_seconds,
        synthesis_pace=SYNTHESIS_PACE,
        eager_text=True,
        end_of_turn=_is_over,
    )
    with embedded_services(script) as embedded:
        print(json.dumps({"port": embedded.port, "key": embedded.key}), flush=True)
        for _ in sys.stdin:
            print(json.dumps(embedded.request_log.connections), flush=True)


if __name__ == "__main__":
    main()
