"""SIGTERM, which interrupts commands as Ctrl-C does."""

from __future__ import annotations

import argparse
import signal

import pytest

from voicelab.cli.interruption import TERMINATED, terminable


def test_a_signal_to_end_interrupts_also_where_interrupts_are_ignored(
    capsys: pytest.CaptureFixture[str],
) -> None:
    def run(args: argparse.Namespace) -> int:
        signal.raise_signal(signal.SIGTERM)
        return 0

    before = signal.getsignal(signal.SIGINT), signal.getsignal(signal.SIGTERM)
    try:
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # as of what shells run in the background
        assert terminable(run)(argparse.Namespace()) == TERMINATED
    finally:
        signal.signal(signal.SIGINT, before[0])
    assert capsys.readouterr().err.endswith("Interrupted.\n")
    assert signal.getsignal(signal.SIGTERM) == before[1]
