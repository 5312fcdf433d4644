"""What the content filter stops, in the reply and in the log."""

from __future__ import annotations

import pytest

from tests.completion.answers import APIS
from voicelab import Session
from voicelab.testing import (
    EmbeddedServices,
    FilterPrompt,
    FilterReply,
)


@pytest.mark.parametrize("api", APIS)
def test_a_filtered_prompt_is_logged_with_category_and_severity(
    embedded: EmbeddedServices, session: Session, api: str
) -> None:
    embedded.faults.add("completion", FilterPrompt(category="self_harm"))
    session.settings = session.settings.replace(api=api)
    exchange = session.ask("Something bad")
    assert (exchange.outcome, exchange.error_code) == ("filtered", "content-filter")
    assert (exchange.filter_category, exchange.filter_severity) == ("self_harm", "medium")
    assert "self_harm, medium" in (exchange.error_message or "")
    row = session.log.df.iloc[0]
    assert (row["filter_category"], row["filter_severity"]) == ("self_harm", "medium")


@pytest.mark.parametrize("api", APIS)
def test_a_reply_cut_by_the_filter_is_spoken_as_far_as_it_came(
    embedded: EmbeddedServices, session: Session, api: str
) -> None:
    # Chat announces the speaker in an event of its own, and so does what becomes chat; responses in three.
    ahead = {"chat": 1, "responses": 3, "completions": 1}[api]
    embedded.faults.add("completion", FilterReply(after_messages=ahead + 3, category="hate"))
    session.settings = session.settings.replace(api=api)
    exchange = session.ask("Tell me.")
    assert (exchange.outcome, exchange.reply, exchange.spoken_text) == (
        "filtered",
        "It is this.",
        "It is this.",
    )
    assert (exchange.filter_category, exchange.error_code) == ("hate", "content-filter")
    assert exchange.spoken is not None
    assert session.ask("And now?").outcome == "completed"


def test_nothing_filtered_is_nothing_in_the_log(session: Session) -> None:
    exchange = session.ask("What is it?")
    assert exchange.filter_category is exchange.filter_severity is None
