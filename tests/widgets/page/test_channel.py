"""Sending to the page from the context of its own messages."""

from __future__ import annotations

import contextvars
import queue
from collections.abc import Mapping

import pytest

from voicelab.widgets.page.channel import PageChannel

SENT_FROM: contextvars.ContextVar[str] = contextvars.ContextVar("SENT_FROM", default="nowhere")


def channel_and_sent() -> tuple[PageChannel, queue.Queue[tuple[str, Mapping[str, object], list[bytes]]]]:
    """Return a channel and what it sends, each with the context that it was sent from."""
    sent: queue.Queue[tuple[str, Mapping[str, object], list[bytes]]] = queue.Queue()
    return PageChannel(lambda message, buffers: sent.put((SENT_FROM.get(), message, buffers))), sent


def adopt_in(channel: PageChannel, name: str) -> None:
    """Adopt a context as the handler of a message does."""
    context = contextvars.copy_context()
    context.run(SENT_FROM.set, name)
    context.run(channel.adopt_context)


def test_what_a_cell_sends_goes_out_in_the_context_of_the_pages_latest_message() -> None:
    channel, sent = channel_and_sent()
    stop: Mapping[str, object] = {"type": "stop", "page": "p"}
    adopt_in(channel, "first message")
    channel.send(stop, b"1")
    adopt_in(channel, "second message")
    channel.send(stop, b"2", b"3")
    assert sent.get(timeout=5) == ("first message", stop, [b"1"])
    assert sent.get(timeout=5) == ("second message", stop, [b"2", b"3"])
    channel.close()


def test_what_is_sent_before_any_page_came_is_let_go() -> None:
    channel, sent = channel_and_sent()
    channel.send({"type": "stop", "page": ""})
    adopt_in(channel, "a message")
    channel.send({"type": "start", "page": "p"})
    assert sent.get(timeout=5)[1]["type"] == "start"
    channel.close()


def test_a_message_that_cannot_be_sent_does_not_hold_up_the_next(caplog: pytest.LogCaptureFixture) -> None:
    sent: queue.Queue[Mapping[str, object]] = queue.Queue()

    def publish(message: Mapping[str, object], _buffers: list[bytes]) -> None:
        if message["type"] == "begin":
            raise OSError("the socket is closed")
        sent.put(message)

    channel = PageChannel(publish)
    adopt_in(channel, "a message")
    channel.send({"type": "begin"})
    channel.send({"type": "stop"})
    assert sent.get(timeout=5) == {"type": "stop"}
    assert "the socket is closed" in caplog.text
    channel.close()
