"""What workers are given."""

from __future__ import annotations

import pytest

from tests.exchanges import an_exchange
from voicelab.comparison.work import ReplyWork
from voicelab.settings import Settings


@pytest.mark.parametrize(
    ("engine", "spoken_voice", "language"),
    [
        ("cascade", None, "en-US"),
        ("cascade", "de-DE-KatjaNeural", "de-DE"),
        ("realtime", "marin", "fr-FR"),  # which speaks whatever is spoken to it
    ],
)
def test_a_reply_is_recognised_in_the_language_of_the_voice_that_spoke(
    engine: str, spoken_voice: str | None, language: str
) -> None:
    settings = Settings(engine=engine, language="fr-FR")
    exchange = an_exchange(settings=settings, spoken_voice=spoken_voice)
    recognised_with, _ = ReplyWork((exchange.session, exchange.turn), exchange).task()
    assert recognised_with.language == language
