"""Sources that give nothing where nobody speaks, as telephone lines do."""

from __future__ import annotations

import pytest

from tests.conversation.service_talks import service_talk
from voicelab.audio.sinks import NullSink
from voicelab.conversation import source_gaps
from voicelab.testing import speech


@pytest.mark.parametrize("engine", ["cascade", "realtime"])
def test_an_utterance_ends_where_its_source_gives_nothing_more(
    engine: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(source_gaps, "_GAP_SECONDS", 0.1)
    with service_talk("What is it?", "And then?", engine=engine, reply="Well.", sink=NullSink()) as talk:
        talk.say(speech(seconds=0.6).to_pcm())
        talk.exchanges(1)
        talk.say(speech(seconds=0.6).to_pcm())
        exchanges = talk.exchanges(2)

    assert [each.transcript for each in exchanges] == ["What is it?", "And then?"]
    assert talk.notices == []
    seconds = [each.heard.duration_seconds for each in exchanges if each.heard is not None]
    assert seconds == pytest.approx([0.8, 0.8], abs=0.3), seconds
