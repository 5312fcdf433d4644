"""Runs the benchmarks and writes docs/performance.md: python -m benchmarks [NAME …] [--turns N]."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path

from benchmarks import (
    answers,
    barge_in,
    browser,
    chat,
    compare,
    conditions,
    embedded,
    end_of_turn,
    imports,
    judge,
    log,
    realtime,
    recognition,
    replies,
    speculation,
    turn_taking,
    voices,
)
from benchmarks.document import ROOT
from benchmarks.pausing_speech import RECORDINGS

PEERS = ROOT / ".venv-peers"


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("names", nargs="*", help="which benchmarks; all by default")
    parser.add_argument("--turns", type=int, default=30, help="turns of each client (default: 30)")
    parser.add_argument(
        "--peers", type=Path, default=PEERS, help="the peers' environment (default: .venv-peers)"
    )
    parser.add_argument(
        "--pauses",
        type=Path,
        default=RECORDINGS,
        help="recordings for end-of-turn, as `voicelab end-of-turn` takes them (default: recordings)",
    )
    chosen = parser.parse_args()
    benchmarks: dict[str, Callable[[], None]] = {
        "imports": imports.main,
        "log": log.main,
        "compare": compare.main,
        "judge": judge.main,
        "browser": lambda: browser.main(chosen.turns),
        "barge-in": lambda: barge_in.main(chosen.turns),
        "embedded": embedded.main,
        "voices": voices.main,
        "chat": chat.main,
        "answers": answers.main,
        "recognition": recognition.main,
        "conditions": conditions.main,
        "end-of-turn": lambda: end_of_turn.main(chosen.pauses),
        "speculation": lambda: speculation.main(chosen.turns // 2),
        "turn-taking": lambda: turn_taking.main(chosen.turns // 2, chosen.peers),
        "realtime": lambda: realtime.main(chosen.turns, chosen.peers),
        "replies": lambda: replies.main(chosen.turns, chosen.peers),
    }
    for name in chosen.names or benchmarks:
        if name not in benchmarks:
            parser.error(f"no benchmark {name!r}; there are: {', '.join(benchmarks)}")
        print(f"== {name}", flush=True)
        benchmarks[name]()


if __name__ == "__main__":
    main()
