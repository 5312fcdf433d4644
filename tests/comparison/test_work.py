"""What workers are given."""

from __future__ import annotations

import pytest

from tests.exchanges import an_exchange
from voicelab.comparison.plan import plan
from voicelab.comparison.questions import as_inputs
from voicelab.comparison.work import ReplyWork, model_of
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


def test_cells_ask_one_model_where_their_engine_and_its_own_deployment_are_one() -> None:
    questions, _ = as_inputs("What is it?")
    settings = [
        Settings(engine="realtime", realtime_deployment="one", deployment="a"),
        Settings(engine="realtime", realtime_deployment="one", deployment="b"),
        Settings(engine="realtime", realtime_deployment="other"),
        Settings(deployment="one"),
    ]
    first, *others = map(model_of, plan(questions, settings, 1, lambda settings: ""))
    assert [each == first for each in others] == [True, False, False]
