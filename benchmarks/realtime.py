"""How soon each client of a speech-to-speech service is heard: all on the same one, turn about."""

from __future__ import annotations

from pathlib import Path

from benchmarks.document import put
from benchmarks.entrants import Entrant, present, voicelab
from benchmarks.replies import heard, measure, overheads
from benchmarks.services import SPEECH_TO_SPEECH_SECONDS, ServicesApart
from benchmarks.utterance import question

ENTRANTS = (
    Entrant("openai SDK alone", "realtime_sdks", ("openai",)),
    voicelab('voicelab, `engine="realtime"`', engine="realtime"),
    Entrant("pipecat, OpenAI Realtime", "pipecat_realtime", ("openai",), peer=True),
    Entrant("livekit-agents, OpenAI Realtime", "livekit_realtime", ("openai",), peer=True),
    Entrant("Voice Live SDK alone", "realtime_sdks", ("voice-live",)),
    voicelab('voicelab, `engine="voice-live"`', engine="voice-live"),
    Entrant("pipecat, Voice Live", "pipecat_realtime", ("voice-live",), peer=True),
    Entrant("livekit-agents, Voice Live", "livekit_realtime", ("voice-live",), peer=True),
)
"""Each as it comes: the service ends the turns of all, after the same silence."""


def main(turns: int, peers: Path) -> None:
    """Measure, and put the table into the docs; peers that are not installed are left out."""
    services = ServicesApart(kind="speech-to-speech")
    entrants = present(ENTRANTS, peers)
    results = measure(entrants, turns, peers=peers, utterance=question().to_pcm(), services=services)
    times = {name: heard(taken) for name, taken in results.items()}
    text = overheads(times, turns, SPEECH_TO_SPEECH_SECONDS)
    print(text)
    put("realtime", text)
