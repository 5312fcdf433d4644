"""Exchanges for tests: a usual one, and all that there can be."""

from __future__ import annotations

import typing
from datetime import datetime, timedelta, timezone
from typing import Any

from hypothesis import strategies as st

from voicelab.audio.clip import Audio
from voicelab.exchange.exchange import Exchange
from voicelab.exchange.fields import Latency, Outcome, Usage, Word
from voicelab.exchange.tool_use import ToolUse
from voicelab.settings import Settings

STARTED = datetime(2026, 11, 25, 14, 3, 12, 345678, tzinfo=timezone.utc)


def an_exchange(session: str = "20261125-140312-7f3a", turn: int = 1, **changes: Any) -> Exchange:
    """Return an exchange with something in every field but the error's, and audio of both sides."""
    return Exchange(
        session=session,
        turn=turn,
        started_utc=STARTED + timedelta(seconds=10 * turn),
        input_mode="speech",
        transcript="What is the tallest mountain?",
        settings=Settings(
            deployment="chat",
            system_prompt="You are a helpful voice assistant. Answer in one or two short sentences.",
            temperature=None,
            end_silence_seconds=0.65,
            style="cheerful",
        ),
        outcome="completed",
        reply="Mount Everest, at **8,849** metres.",
        spoken_text="Mount Everest, at 8,849 metres.",
        model="gpt-4o-mini-2024-07-18",
        finish_reason="stop",
        usage=Usage(
            prompt_tokens=31,
            completion_tokens=12,
            recognised_seconds=1.9,
            spoken_characters=31,
            ssml_characters=207,
        ),
        latency=Latency(
            transcript_seconds=0.1503,
            first_token_seconds=0.4021,
            first_audio_seconds=0.5287,
            first_heard_seconds=0.57,
            completion_seconds=0.61,
            done_seconds=3.2,
        ),
        cold=True,
        words=(
            Word(text="Mount", start_seconds=0.05, duration_seconds=0.31),
            Word(text="Everest", start_seconds=0.36, duration_seconds=0.5),
        ),
        confidence=0.93,
        detected_language="en-US",
        heard_audio=Audio.silence(0.2, 16_000),
        spoken_audio=Audio.silence(0.3, 24_000),
    ).replace(**changes)


_TRAPS = [
    "",
    "'",
    "''x",
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "\n=1",
    "＝1",
    "a\0b",
    "\0",
    "NA",
    "null",
]
_TRAPS += ['"', 'a","b', "a\r\nb", "\ufeffx", "😀 مرحبا", "x" * 70_000]

TEXTS = st.text() | st.sampled_from(_TRAPS)
"""Text as people and models write it, spreadsheet formulas and control characters with it; UTF-8 holds it."""

_COUNTS = st.integers(0, 2**63 - 1)
_SECONDS = st.floats(0, 1e9)


def _measures(of: type[Usage | Latency]) -> st.SearchStrategy[Any]:
    """Return a strategy of measures, each of its fields a count or seconds, or missing."""
    hints = typing.get_type_hints(of)
    return st.builds(
        of,
        **{name: st.none() | (_COUNTS if kind == int | None else _SECONDS) for name, kind in hints.items()},
    )


SETTINGS = st.builds(
    Settings,
    deployment=st.none() | TEXTS.filter(str.strip),
    system_prompt=TEXTS,
    max_tokens=st.integers(1, 128_000),
    temperature=st.none() | st.floats(0, 2) | st.integers(0, 2),
    history=st.booleans(),
    api=st.sampled_from(["chat", "responses", "completions"]),
    language=st.sampled_from(["en-US", ("en-US", "de-DE", "es-ES")]),
    phrases=st.lists(TEXTS.filter(str.strip), max_size=3).map(tuple),
    voice=st.sampled_from(["en-US-JennyMultilingualNeural", "en-GB-RyanNeural"]),
    speaking_rate=st.floats(0.5, 2),
    style=st.none() | st.just("cheerful"),
    stop_phrase=TEXTS | st.lists(TEXTS.filter(str.strip), min_size=1, max_size=3).map(tuple),
    barge_in=st.booleans(),
)


def exchanges(texts: st.SearchStrategy[str] = TEXTS) -> st.SearchStrategy[Exchange]:
    """Return a strategy of exchanges with no audio, their texts of a strategy."""
    maybe = st.none() | texts
    return st.builds(
        Exchange,
        session=st.just("20261125-140312-7f3a"),
        turn=st.just(1),
        started_utc=st.datetimes(timezones=st.just(timezone.utc)),
        input_mode=st.sampled_from(["speech", "text"]),
        transcript=texts,
        settings=SETTINGS,
        outcome=st.sampled_from(typing.get_args(Outcome)),
        reply=texts,
        spoken_text=texts,
        heard_text=maybe,
        model=maybe,
        finish_reason=maybe,
        usage=_measures(Usage),
        latency=_measures(Latency),
        tool_calls=st.lists(
            st.builds(ToolUse, name=texts, arguments_json=texts, result=maybe, error=maybe, seconds=_SECONDS),
            max_size=2,
        ).map(tuple),
        cold=st.booleans(),
        words=st.lists(
            st.builds(Word, text=texts, start_seconds=_SECONDS, duration_seconds=_SECONDS), max_size=3
        ).map(tuple),
        heard_words=st.lists(
            st.builds(Word, text=texts, start_seconds=_SECONDS, duration_seconds=_SECONDS), max_size=2
        ).map(tuple),
        confidence=st.none() | st.floats(0, 1),
        alternatives=st.lists(texts, max_size=2).map(tuple),
        detected_language=maybe,
        reply_language=maybe,
        spoken_voice=maybe,
        filter_category=maybe,
        filter_severity=maybe,
        retries=st.integers(0, 9),
        error_code=maybe,
        error_message=maybe,
        request_id=maybe,
    )
