"""What the notebooks of the tests import of labels: a log of three exchanges, one of them typed."""

from __future__ import annotations

import json

from tests.exchanges import an_exchange
from voicelab.log.session_log import SessionLog
from voicelab.testing import speech


def a_log() -> SessionLog:
    """Return a log in memory, with sound."""
    log = SessionLog(None)
    for turn, asked in enumerate(["<b>Where</b> is it?", "\u05de\u05d4 \u05d2\u05d5\u05d1\u05d4?"], start=1):
        log.append(
            an_exchange(turn=turn, transcript=asked, heard_audio=speech(0.3), spoken_audio=speech(2.0))
        )
    typed = an_exchange(turn=3, input_mode="text", heard_audio=None, spoken_audio=None, outcome="failed")
    log.append(typed.replace(error_code="throttled", error_message="Too many requests."))
    return log


def said(log: SessionLog) -> list[list[object]]:
    """Return what labels say, `None` where they say nothing."""
    labels = log.labels[["turn", "thumbs_up", "transcript", "notes"]].astype(object)
    rows: list[list[object]] = labels.where(labels.notna(), None).to_numpy().tolist()
    return rows


def emit(value: object) -> None:
    """Print a value for the test."""
    print("result:" + json.dumps(value))  # noqa: T201
