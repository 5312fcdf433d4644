"""How an exchange shows itself in a notebook's cell."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from tests.exchanges import an_exchange, exchanges
from voicelab.exchange.exchange import Exchange
from voicelab.exchange.fields import Latency, Usage
from voicelab.exchange.html import exchange_html, exchanges_html
from voicelab.exchange.tool_use import ToolUse
from voicelab.settings import Settings

HOSTILE = "</p><script>alert(1)</script><img src=x onerror='alert(1)'>\" ' &"


class Reader(HTMLParser):
    """Collects the elements and the text, and checks that what is opened is closed."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.names: set[str] = set()
        self.open: list[str] = []
        self.text = ""
        self.feed(html)
        assert not self.open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.open.append(tag)
        self.names |= {name for name, _ in attrs}

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data if self.open and self.open[-1] != "style" else ""


def test_calls_of_tools_stand_between_both_sides() -> None:
    uses = (
        ToolUse(name="look", arguments_json=json.dumps({"at": HOSTILE}), result=HOSTILE, seconds=0.25),
        ToolUse(name="look", arguments_json="{", error="no JSON"),
        ToolUse(name="wait"),
    )
    reader = Reader(an_exchange(tool_calls=uses)._repr_html_())
    assert f"look(at={HOSTILE!r})"[:60] in reader.text
    assert "0.25 s" in reader.text
    assert "failed: no JSON" in reader.text
    assert "cut short" in reader.text
    assert not {"script", "img"} & set(reader.tags)


def test_both_sides_their_players_and_the_latency_are_shown() -> None:
    exchange = an_exchange()
    reader = Reader(exchange._repr_html_())
    assert reader.tags.count("audio") == 2
    assert exchange.transcript in reader.text
    assert exchange.reply in reader.text
    for part in (
        "transcript 0.15 s",
        "first token 0.40 s",
        "first audio 0.53 s",
        "first heard 0.57 s",
        "done 3.20 s",
    ):
        assert part in reader.text
    for part in ("completed", "cold", "gpt-4o-mini-2024-07-18", "en-US-JennyMultilingualNeural", "12 used"):
        assert part in reader.text


def test_a_speech_to_speech_turn_names_its_engine_and_its_tokens_of_sound_and_cached_ones() -> None:
    usage = Usage(prompt_tokens=1_500, completion_tokens=120, completion_audio_tokens=90, cached_tokens=1_024)
    exchange = an_exchange(settings=Settings(engine="realtime"), usage=usage, spoken_voice="marin")
    text = Reader(exchange_html(exchange)).text
    assert "realtime · gpt" in text
    assert "120 used, 90 of them sound, 1,024 of the prompt's 1,500 cached" in text


def test_moments_stand_in_order_where_the_reply_began_ahead_of_the_transcript() -> None:
    latency = Latency(end_of_turn_seconds=0.2, first_audio_seconds=0.4, transcript_seconds=0.6)
    text = Reader(exchange_html(an_exchange(latency=latency))).text
    assert "end of turn 0.20 s first audio 0.40 s transcript 0.60 s" in text


def test_a_turn_that_ended_with_its_transcript_says_so_once() -> None:
    latency = Latency(end_of_turn_seconds=0.5, transcript_seconds=0.5)
    text = Reader(exchange_html(an_exchange(latency=latency))).text
    assert "transcript 0.50 s" in text
    assert "end of turn" not in text


def test_a_failed_turn_shows_its_error_and_the_services_name_for_the_request() -> None:
    exchange = an_exchange(
        outcome="failed",
        reply="",
        error_code="rate-limited",
        error_message="Too many requests. Wait 20 seconds.",
        request_id="4f1c",
        spoken_audio=None,
        latency=Latency(),
    )
    text = Reader(exchange_html(exchange)).text
    for part in ("failed", "rate-limited", "Too many requests. Wait 20 seconds.", "4f1c"):
        assert part in text
    assert "Reply" not in text
    assert "first audio" not in text


def test_an_interrupted_reply_shows_what_was_not_heard() -> None:
    html = exchange_html(an_exchange(outcome="interrupted", heard_text="Mount Everest, "))
    assert re.search(r"Mount Everest, <span [^>]*>at 8,849 metres\.</span>", html)


def test_a_turn_in_which_nothing_was_understood_says_so() -> None:
    assert "nothing was understood" in exchange_html(an_exchange(outcome="no-match", transcript=""))


def test_a_turn_that_was_answered_without_a_transcript_says_so() -> None:
    settings = Settings(engine="realtime")
    heard = an_exchange(transcript="", settings=settings, latency=Latency(end_of_turn_seconds=0.1))
    assert "(no transcript came)" in exchange_html(heard)


def test_where_there_was_no_microphone_nothing_is_said_to_be_misunderstood() -> None:
    html = exchange_html(an_exchange(outcome="failed", transcript="", error_code="browser-denied"))
    assert "(nothing was heard)" in html
    assert "nderstood" not in html


def test_a_typed_turn_counts_from_asking() -> None:
    assert "After asking" in exchange_html(an_exchange(input_mode="text"))
    assert "After the end of speech" in exchange_html(an_exchange())


def test_audio_that_cannot_be_read_is_named_and_the_rest_is_shown(tmp_path: Path) -> None:
    (tmp_path / "0001-heard.wav").write_bytes(b"RIFF")
    html = exchange_html(an_exchange(heard_audio=None, heard_path=tmp_path / "0001-heard.wav"))
    assert "What was heard cannot be played" in html
    assert Reader(html).tags.count("audio") == 1


_TEXTS = ["transcript", "reply", "heard_text", "spoken_text", "model", "finish_reason"]
_TEXTS += ["error_code", "error_message", "request_id", "session"]


@pytest.mark.parametrize("field", _TEXTS)
def test_every_text_is_escaped(field: str) -> None:
    interrupted = "" if field == "spoken_text" else None
    exchange = an_exchange(error_code="x", error_message="y", heard_text=interrupted)
    exchange = exchange.replace(**{field: HOSTILE})
    for html in (exchange_html(exchange), exchanges_html(HOSTILE, [exchange], 1)):
        reader = Reader(html)
        assert not {"script", "img"} & set(reader.tags)
        assert not {name for name in reader.names if name.startswith("on")}
        assert HOSTILE in reader.text


def test_what_a_file_has_in_place_of_a_number_is_in_no_exchange_to_be_shown() -> None:
    for name in ("turn", "retries", "confidence"):
        with pytest.raises(ValueError, match=f"{name} must be a"):
            an_exchange().replace(**{name: HOSTILE})


@given(exchange=exchanges())
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_any_exchange_is_well_formed(exchange: Exchange) -> None:
    Reader(exchange_html(exchange))
    Reader(exchanges_html("log", [exchange], 1))


def test_cells_of_one_notebook_do_not_collide_and_run_nothing() -> None:
    reader = Reader(exchange_html(an_exchange()) + exchange_html(an_exchange(turn=2)))
    assert "id" not in reader.names
    assert not {"script", "link", "iframe"} & set(reader.tags)


def test_colours_are_the_themes_with_one_that_reads_on_light_and_dark_in_its_place() -> None:
    style = re.findall(r"<style>(.*?)</style>", exchange_html(an_exchange()), re.DOTALL)[0]
    declarations = re.findall(r"(?:color|border[a-z-]*|background): ([^;]+);", style)
    assert len(declarations) > 5
    for declaration in declarations:
        assert not re.search(r"\b(white|black|#fff|#000)\b", declaration)
    assert all(", " in use for use in re.findall(r"var\([^)]*", style)), "every variable has a fallback"


def test_without_styles_the_wait_and_the_words_of_the_wave_stand_in_lines_of_their_own() -> None:
    html = exchange_html(an_exchange())
    assert re.search(r"</svg><div><span [^>]*>\w", html)


@pytest.mark.parametrize(
    ("changes", "limit"),
    [
        ({"max_tokens": 5_000}, "at most 5,000 tokens ·"),
        ({"engine": "realtime", "max_tokens": 64}, "at most 64 tokens of words ·"),
        ({"engine": "voice-live", "max_tokens": 64}, "at most 64 tokens ·"),
        ({"engine": "voice-live", "max_tokens": 5_000}, ""),
    ],
)
def test_the_limit_of_tokens_is_shown_as_the_engine_has_it(changes: dict[str, Any], limit: str) -> None:
    html = an_exchange(settings=Settings(**changes))._repr_html_()
    assert limit in html
    assert ("at most" in html) == bool(limit)
