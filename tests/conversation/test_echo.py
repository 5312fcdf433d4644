from __future__ import annotations

import time
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.conversation.unused_log import UnusedLog
from tests.players import TimedSink
from voicelab import Settings, Timeouts
from voicelab.audio.sinks import Echo
from voicelab.conversation.context import SessionContext
from voicelab.conversation.echo import EchoGuard, is_echo
from voicelab.events import Notice
from voicelab.exchange.fields import Word
from voicelab.recognition.recognizer import Hypothesis
from voicelab.testing import EmbeddedServices

REPLY = "Mount Everest is the tallest mountain on Earth, in the Himalayas. It is 8,849 metres high."


@pytest.mark.parametrize(
    "heard",
    [
        "Mount Everest is the tallest mountain",
        "tallest mountain on earth in the Himalayas",
        "It is 8,849 metres high.",
        "Mount Everett is the tallest mountain on Earth",
    ],
)
def test_parts_of_the_reply_are_an_echo(heard: str) -> None:
    assert is_echo(heard, REPLY)


@pytest.mark.parametrize(
    "heard",
    [
        "",
        "Stop.",
        "Mount Everest",
        "Which is the second tallest?",
        "And what is the tallest tree on it?",
        "Thank you so much",
    ],
)
def test_what_people_say_over_a_reply_is_not(heard: str) -> None:
    assert not is_echo(heard, REPLY)


@given(st.lists(st.sampled_from(REPLY.split()), min_size=3, unique=True))
def test_a_run_of_the_reply_is_always_known(chosen: list[str]) -> None:
    start = REPLY.split().index(chosen[0])
    run = REPLY.split()[start : start + 4]
    assert is_echo(" ".join(run), REPLY) == (len(run) >= 3)


@pytest.fixture
def context(scripted: EmbeddedServices) -> SessionContext:
    """A session's context, barge-in on."""
    return SessionContext("test", scripted.services, UnusedLog(), Timeouts(), Settings(barge_in=True))


def said_now(text: str) -> Hypothesis:
    """Return what was heard of words that are said at this moment."""
    return Hypothesis(text, began_at=time.monotonic())


@pytest.mark.parametrize(
    ("echo", "barge_in", "is_muted"),
    [
        ("none", False, False),
        ("none", True, False),
        ("cancelled", False, True),
        ("cancelled", True, False),
        ("open", False, True),
        ("open", True, True),
    ],
)
def test_input_is_muted_while_the_reply_sounds_unless_none_of_it_comes_back(
    context: SessionContext, echo: Echo, barge_in: bool, is_muted: bool
) -> None:
    context.settings = Settings(barge_in=barge_in)
    guard = EchoGuard(context, TimedSink(echo))
    before = guard.mutes_input
    context.playback.begin(lambda: REPLY)
    assert guard.mutes_input == is_muted
    context.playback.end()
    assert (before, guard.mutes_input) == (False, False)


@pytest.mark.parametrize(("echo", "is_muted"), [("none", False), ("cancelled", True), ("open", True)])
def test_a_preview_that_comes_back_is_never_heard(
    context: SessionContext, echo: Echo, is_muted: bool
) -> None:
    context.playback.begin(str, is_preview=True)
    assert EchoGuard(context, TimedSink(echo)).mutes_input == is_muted


WORDS = [
    Word(text=word, start_seconds=place / 2, duration_seconds=0.4) for place, word in enumerate(REPLY.split())
]
"""Two a second."""


@pytest.fixture
def notices(context: SessionContext) -> list[str]:
    """The codes of notices, as they come."""
    codes: list[str] = []
    context.subscribe(lambda event: codes.append(event.code) if isinstance(event, Notice) else None)
    return codes


def test_who_hears_itself_in_its_own_time_mutes_its_input_and_says_so_once(
    context: SessionContext, notices: list[str]
) -> None:
    guard = EchoGuard(context, TimedSink("cancelled"))
    context.playback.begin(lambda: REPLY, lambda: WORDS, lambda: None)
    began_at = time.monotonic()
    assert guard.is_echo(Hypothesis("Mount Everest is the tallest", began_at))
    assert guard.is_echo(Hypothesis("Mount Everest is the tallest mountain", began_at))
    assert guard.mutes_input
    assert notices == ["self-hearing"]


def test_who_says_a_replys_words_after_it_is_no_echo(context: SessionContext, notices: list[str]) -> None:
    guard = EchoGuard(context, TimedSink("cancelled"))
    context.playback.begin(lambda: REPLY, lambda: WORDS, lambda: 5.0)
    repeated = said_now("Mount Everest is the tallest mountain")
    assert not guard.is_echo(repeated)
    assert not guard.may_be_echo(repeated)
    assert (guard.mutes_input, notices) == (False, [])


def test_the_same_words_alone_mute_nobody_before_they_come_back_from_another_reply(
    context: SessionContext, notices: list[str]
) -> None:
    guard = EchoGuard(context, TimedSink("cancelled"))
    is_muted = []
    for _ in range(2):
        context.playback.begin(lambda: REPLY)
        for _ in range(2):
            assert guard.is_echo(said_now("the tallest mountain on Earth"))
        is_muted.append(guard.mutes_input)
    assert is_muted == [False, True]
    assert notices == ["self-hearing"]


def test_who_heard_itself_listens_over_replies_again_after_a_while(
    context: SessionContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    guard = EchoGuard(context, TimedSink("cancelled"))
    for _ in range(2):
        context.playback.begin(lambda: REPLY)
        guard.is_echo(said_now("the tallest mountain on Earth"))
    was_muted, later = guard.mutes_input, time.monotonic() + 61.0
    monkeypatch.setattr("voicelab.conversation.echo.time", SimpleNamespace(monotonic=lambda: later))
    assert (was_muted, guard.mutes_input) == (True, False)


def test_who_repeats_a_reply_after_its_end_is_no_echo(context: SessionContext) -> None:
    guard = EchoGuard(context, TimedSink("cancelled"))
    context.playback.begin(lambda: REPLY)
    context.playback.end()
    assert not guard.is_echo(said_now("the tallest mountain on Earth"))
    assert not guard.may_be_echo(said_now("the tallest"))


def test_an_echo_is_known_though_its_reply_is_over_by_then(context: SessionContext) -> None:
    guard = EchoGuard(context, TimedSink("cancelled"))
    context.playback.begin(lambda: REPLY)
    heard = said_now("the tallest mountain on Earth")
    context.playback.end()
    context.playback.begin(lambda: "Something else.")
    assert guard.is_echo(heard)


def test_headphones_make_no_echo(context: SessionContext) -> None:
    context.playback.begin(lambda: REPLY)
    assert not EchoGuard(context, TimedSink("none")).is_echo(said_now("the tallest mountain on Earth"))


def test_first_words_that_stand_in_the_reply_may_be_echo(context: SessionContext) -> None:
    guard = EchoGuard(context, TimedSink("cancelled"))
    context.playback.begin(lambda: REPLY)
    assert guard.may_be_echo(said_now("tallest mountain"))
    assert not guard.may_be_echo(said_now("wait what"))
