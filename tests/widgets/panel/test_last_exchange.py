"""What the panel sends the page of the last exchange; the page is played by the test."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterator
from typing import Any

import pytest

from tests.exchange.test_timeline import spoken
from tests.widgets.panel.panel_without_page import wait_until
from voicelab.audio.clip import Audio
from voicelab.exchange.exchange import Exchange
from voicelab.log.session_log import SessionLog
from voicelab.widgets.panel.last_exchange import LastExchange


class Shown:
    """The widget, and what it sent."""

    def __init__(self, log: SessionLog) -> None:
        self.sent: list[tuple[dict[str, Any], list[bytes]]] = []
        self.widget = LastExchange(log, lambda _name: contextlib.nullcontext())
        self.widget.send = lambda content, buffers=None: self.sent.append(  # type: ignore[method-assign]
            (dict(content), buffers or [])
        )

    def show(self, exchange: Exchange) -> dict[str, Any]:
        """Show an exchange; return the message."""
        before = len(self.sent)
        self.widget.show(exchange)
        wait_until(lambda: len(self.sent) > before)
        return self.sent[-1][0]

    def sound(self, name: str) -> dict[str, Any]:
        """Ask for a sound, and return the answer; its pieces go to `sent`."""
        before = len(self.sent)
        self.widget.receive({"type": "sound", "request": "1", "name": name})
        wait_until(lambda: len(self.sent) > before)
        wait_until(lambda: "problem" in self.sent[-1][0] or self.sent[-1][0]["last"])
        return self.sent[-1][0]


@pytest.fixture
def shown() -> Iterator[Shown]:
    """Show nothing yet, on a log in memory."""
    with SessionLog(None) as log:
        yield Shown(log)


def test_the_outline_is_sent_and_no_sound(shown: Shown) -> None:
    message = shown.show(spoken(spoken_audio=Audio.silence(300.0)))
    assert [strip["side"] for strip in message["strips"]] == ["heard", "spoken"]
    assert shown.sent[-1][1] == []
    assert len(json.dumps(message)) < 8_000


def test_peaks_words_wait_and_cut_are_sent(shown: Shown) -> None:
    message = shown.show(spoken(outcome="interrupted", heard_text="One two"))
    heard, reply = message["strips"]
    assert max(heard["peaks"]) == max(reply["peaks"]) == 100
    assert heard["words"][0] == ["Hello", 0.2, 0.825]
    assert [word[0] for word in reply["words"]] == ["One", "two", "three", "four"]
    assert message["gap"]["text"] == "0.50 s"
    assert message["cut"] == pytest.approx(2.7)


def test_each_side_is_played(shown: Shown) -> None:
    exchange = spoken()
    shown.show(exchange)
    for side, audio in (("heard", exchange.heard), ("spoken", exchange.spoken)):
        del shown.sent[:]
        shown.sound(f"1-{side}")
        wav = b"".join(piece for _, buffers in shown.sent for piece in buffers)
        assert Audio.from_wav(wav) == audio


def test_the_sound_of_an_exchange_before_is_not_played_in_place_of_another(shown: Shown) -> None:
    shown.show(spoken(turn=2))
    assert "no sound" in shown.sound("1-heard")["problem"]


def test_where_no_sound_is_to_be_kept_none_is_shown() -> None:
    with SessionLog(None, keep_audio=False) as log:
        shown = Shown(log)
        message = shown.show(spoken())
        assert message["strips"] == []
        assert message["missing"].startswith("The log kept no sound of this turn. ")
        assert "keep_audio=True" in message["missing"]
        assert "no sound" in shown.sound("1-spoken")["problem"]


def test_a_new_page_is_shown_what_the_log_has(shown: Shown) -> None:
    assert shown.widget.snapshot() == []
    shown.widget._log.append(spoken())
    shown.widget._log.append(spoken(turn=2))
    (message,) = shown.widget.snapshot()
    assert message["number"] == 2
