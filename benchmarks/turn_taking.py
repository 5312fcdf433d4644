"""Whose turn it is: how soon each client replies to people who are done, and how often to those who think."""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from benchmarks.clients.client import Result
from benchmarks.document import milliseconds, put, table
from benchmarks.entrants import Entrant, EntrantProcess, present, voicelab
from benchmarks.pausing_speech import THINKING_SECONDS, SpokenTurn, spoken_turns
from benchmarks.summary import Summary
from voicelab.embedded.local.model_files.known_models import MODELS, SMART_TURN
from voicelab.embedded.options import BUILT_IN, EmbeddedOptions
from voicelab.services.services import Services

PEERS = (
    Entrant("pipecat, defaults", "pipecat_pipeline", ("default",), peer=True),
    Entrant("livekit-agents, defaults", "livekit_session", ("default",), peer=True),
)

_LEAD_SECONDS = 0.3
_SETTLE_SECONDS = 2.0
"""Silence after a reply, in which it may be followed by another: the client took a part for the whole."""
_PATIENCE_SECONDS = 15.0
"""Silence after which a client is taken not to reply."""


@dataclass
class Tally:
    """What one client did."""

    turns: int = 0
    pauses: int = 0
    cut_ins: int = 0
    """Pauses in or after which it began to reply although the user went on, or to what came before them."""
    seconds: list[float] = field(default_factory=list)
    """From the end of each turn to the first sound of the reply, where there was one."""
    tokens: int = 0
    discarded_tokens: int = 0
    """As far as the client counts them."""

    def add(self, turn: SpokenTurn, result: Result) -> None:
        """Count a turn."""
        self.turns += 1
        self.pauses += len(turn.pauses_seconds)
        self.cut_ins += len({turn.pause_before(moment) for moment in result.cut_in_seconds})
        self.tokens += result.tokens
        self.discarded_tokens += result.discarded_tokens
        if result.first_audio_seconds is not None:
            self.seconds.append(result.first_audio_seconds)

    def row(self) -> list[str]:
        """Return what stands in the table."""
        times = Summary.of(self.seconds) if self.seconds else None
        shown = [milliseconds(times.median), milliseconds(times.p95)] if times is not None else ["–", "–"]
        tokens = f"{(self.tokens + self.discarded_tokens) / self.tokens:.2f}" if self.tokens else "–"
        return [f"{self.cut_ins}/{self.pauses}", *shown, f"{len(self.seconds)}/{self.turns}", tokens]


def main(turns: int, peers: Path) -> None:
    """Measure, and put the table into the docs; peers that are not installed are left out."""
    entrants = (*ours(), *present(PEERS, peers))
    head = ["", "cut-ins", "end to first sound, median ms", "p95", "replies", "tokens for one of a reply"]
    texts = []
    for name, spoken in {
        "With their pauses as they are": spoken_turns()[:turns],
        f"With each pause drawn out to {THINKING_SECONDS:g} s": [
            turn for turn in spoken_turns(least_pause_seconds=THINKING_SECONDS) if turn.pauses_seconds
        ][: max(1, turns // 2)],
    }.items():
        tallies = measure(entrants, spoken, peers)
        texts.append(
            f"{name}:\n\n{table(head, [[entrant, *tally.row()] for entrant, tally in tallies.items()])}"
        )
        print(texts[-1], flush=True)
    put("turn-taking", "\n\n".join(texts))


def ours() -> list[Entrant]:
    """Return voicelab with each way to end turns; smart-turn is left out where its model is not installed."""
    kinds = ["silence", "words", "model"]
    if MODELS[SMART_TURN].is_installed:
        kinds.append("smart-turn")
    else:
        print("smart-turn is left out; `voicelab models add smart-turn` fetches its model.")
    return [voicelab(f'voicelab, `end_of_turn="{kind}"`', end_of_turn=kind, barge_in=True) for kind in kinds]


def measure(entrants: Sequence[Entrant], turns: Sequence[SpokenTurn], peers: Path) -> dict[str, Tally]:
    """Say every turn to every client, A B C A B C …"""
    tallies = {entrant.name: Tally() for entrant in entrants}
    services = Services.embedded(EmbeddedOptions(synthesis_model=BUILT_IN))
    assert services.completion.key is not None
    place = {
        "port": urlsplit(services.speech.host or "").port,
        "key": services.completion.key.reveal(),
        "deployment": services.completion.deployment,
    }
    with contextlib.ExitStack() as stack:
        clients = {
            entrant.name: stack.enter_context(EntrantProcess(entrant, place, peers)) for entrant in entrants
        }
        # The first turn of each waits for the models to be loaded and to run for the first time.
        for client in clients.values():
            _say(client, turns[-1])
        for turn in turns:
            print(turn.words, flush=True)
            for name, client in clients.items():
                result = _say(client, turn)
                tallies[name].add(turn, result)
                print(f"    {name:30} {_shown(result)}", flush=True)
    return tallies


def _say(client: EntrantProcess, turn: SpokenTurn) -> Result:
    return client.take_turn(
        turn.sound.to_pcm(),
        lead_seconds=_LEAD_SECONDS,
        settle_seconds=_SETTLE_SECONDS,
        patience_seconds=_PATIENCE_SECONDS,
    )


def _shown(result: Result) -> str:
    seconds = result.first_audio_seconds
    reply = f"{seconds:6.3f} s" if seconds is not None else "no reply"
    cut_ins = "".join(f", cut in at {moment:.1f} s" for moment in result.cut_in_seconds)
    return f"{reply}   ({result.reply_seconds:.1f} s of sound{cut_ins})"
