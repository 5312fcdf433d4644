"""A turn's row begins when its utterance ended, however late the transcript comes."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest

from tests.conversation.event_recorder import utterances
from voicelab import Session
from voicelab.audio.sources import PushSource
from voicelab.testing import ScriptedEngines, embedded_services


@pytest.mark.parametrize("transcript", ["What is it?", ""])
def test_a_turn_starts_when_its_utterance_ended(transcript: str) -> None:
    script = ScriptedEngines(transcripts=[transcript], transcript_seconds=0.6)
    with embedded_services(script) as embedded, Session(services=embedded.services, log=False) as session:
        source = PushSource()
        source.push(utterances(1).to_pcm())
        source.end()
        session.talk(source)
        over = datetime.now(timezone.utc)
        row = session.log.df.iloc[0]

    milliseconds = row["transcript_ms"]
    assert milliseconds > 500
    assert row["started_utc"] + timedelta(milliseconds=milliseconds) <= over
