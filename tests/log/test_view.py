"""What a log shows: one session of it, and itself in a notebook."""

from __future__ import annotations

from datetime import timezone

import pytest

from tests.exchanges import STARTED, an_exchange
from voicelab.log.session_log import SessionLog


def test_a_view_of_one_session_shows_it_alone(log: SessionLog) -> None:
    first, second = log.begin(""), log.begin("")
    for turn in (1, 2, 3):
        log.append(an_exchange(first, turn))
    log.append(an_exchange(second, 1))
    view = log.session(first)
    assert len(view) == len(view.df) == 3
    assert [exchange.turn for exchange in view.exchanges()] == [1, 2, 3]
    assert list(view.sessions["session"]) == [first]
    assert set(view.words["session"]) == {first}
    view.append(an_exchange(first, 4))
    assert len(view) == 4
    assert len(log) == 5


def test_a_session_that_is_not_there_is_named_with_the_nearest_that_are(log: SessionLog) -> None:
    session = log.begin("")
    wrong = f"{session[:-1]}x"
    with pytest.raises(ValueError, match=f"{wrong}.*{session}"):
        log.session(wrong)
    with pytest.raises(ValueError, match="no turn 3"):
        log.exchange(session, 3)


def test_the_notebook_shows_the_last_exchanges_escaped(log: SessionLog) -> None:
    assert "No exchanges yet" in log._repr_html_()
    for turn in range(1, 14):
        log.append(an_exchange(turn=turn, transcript=f"<script>{turn}</script>"))
    html = log._repr_html_()
    assert "<script>" not in html
    assert "&lt;script&gt;13&lt;/script&gt;" in html
    assert "&lt;script&gt;3&lt;" not in html
    assert "The last 10 of 13." in html


def test_the_log_shows_where_it_is_and_how_much_it_holds(log: SessionLog) -> None:
    log.append(an_exchange())
    assert str(log.path or "in memory") in repr(log)
    assert "exchanges: 1" in repr(log)
    assert STARTED.tzinfo is timezone.utc
