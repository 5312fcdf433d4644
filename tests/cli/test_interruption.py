"""SIGTERM and SIGHUP, which interrupt commands as Ctrl-C does."""

from __future__ import annotations

import argparse
import signal
import sys
from typing import Any

import pytest

from voicelab.cli.interruption import terminable


def test_a_signal_to_end_interrupts_also_where_interrupts_are_ignored(
    capsys: pytest.CaptureFixture[str],
) -> None:
    def run(args: argparse.Namespace) -> int:
        signal.raise_signal(signal.SIGTERM)
        return 0

    before = signal.getsignal(signal.SIGINT), signal.getsignal(signal.SIGTERM)
    try:
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # as of what shells run in the background
        assert terminable(run)(argparse.Namespace()) == 143
    finally:
        signal.signal(signal.SIGINT, before[0])
    assert capsys.readouterr().err.endswith("Interrupted.\n")
    assert signal.getsignal(signal.SIGTERM) == before[1]


def test_a_handler_that_is_none_of_pythons_gives_way_to_that_of_the_system(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    before, set_handler = signal.getsignal(signal.SIGTERM), signal.signal

    def set_by_another(number: int, handler: Any) -> None:
        """Set a handler, and return what Python does in place of one that C set."""
        set_handler(number, handler)

    monkeypatch.setattr(signal, "signal", set_by_another)
    try:
        assert terminable(lambda args: 0)(argparse.Namespace()) == 0
        assert signal.getsignal(signal.SIGTERM) == signal.SIG_DFL
    finally:
        set_handler(signal.SIGTERM, before)


@pytest.mark.skipif(sys.platform == "win32", reason="no terminal hangs up there")
def test_a_terminal_that_is_closed_interrupts_but_not_behind_nohup() -> None:
    def run(args: argparse.Namespace) -> int:
        signal.raise_signal(signal.SIGHUP)
        return 0

    before = signal.getsignal(signal.SIGINT), signal.getsignal(signal.SIGHUP)
    try:
        signal.signal(signal.SIGHUP, signal.SIG_DFL)
        assert terminable(run)(argparse.Namespace()) == 129
        signal.signal(signal.SIGHUP, signal.SIG_IGN)
        assert terminable(run)(argparse.Namespace()) == 0
    finally:
        signal.signal(signal.SIGINT, before[0])
        signal.signal(signal.SIGHUP, before[1])
