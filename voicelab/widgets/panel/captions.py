"""Live captions: what the user and the assistant say, word by word."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any, TypedDict

from voicelab.exchange.exchange import Exchange
from voicelab.exchange.fields import Word
from voicelab.exchange.missing_sides import nothing_said
from voicelab.exchange.tool_use import ToolUse
from voicelab.exchange.wait_parts import WaitPart, wait_parts
from voicelab.widgets.page.es_modules import joined_modules
from voicelab.widgets.page.page_view import PageView
from voicelab.widgets.panel.heard_words import HeardWords, length_in

__all__ = ["Captions", "tool_line"]

_HERE = Path(__file__).parent
_TURNS_KEPT = 20
_NOTICES_KEPT = 20
_WAITING = "waiting"
"""In place of the outcome of a turn that has not begun."""
_UNSEEN_SECONDS = 0.005


class _Stage(TypedDict):
    name: WaitPart
    seconds: float


class _Caption(TypedDict):
    turn: int
    you: str
    nothing: str
    is_final: bool
    reply: str
    heard: int
    outcome: str
    error: str
    tools: list[str]
    latency: float | None
    cut_in: bool
    stages: list[_Stage]


class _Notice(TypedDict):
    notice: int
    after: int
    text: str


class Captions(PageView):
    """The conversation's latest turns and notices, live, with a field for typed turns.

    Parameters
    ----------
    on_typed
        Called with what the user typed, on the thread that handles the page's messages.
    on_new
        Called there when the user wants a new conversation.
    on_page
        Called there when a page has come.
    watch
        See `PageView`.
    """

    _esm = joined_modules(_HERE / "captions.js")
    _css = (_HERE / "captions.css").read_text("utf-8")

    def __init__(
        self,
        *,
        on_typed: Callable[[str], None],
        on_new: Callable[[], None],
        on_page: Callable[[], None],
        watch: Callable[[str], AbstractContextManager[None]],
    ) -> None:
        self._on_typed = on_typed
        self._on_new = on_new
        self._on_page = on_page
        self._hypothesis = ""
        self._is_closed = False
        self._turns: dict[int, _Caption] = {}
        self._notices: deque[_Notice] = deque(maxlen=_NOTICES_KEPT)
        self._notices_shown = 0
        self._words = HeardWords()
        super().__init__(watch)

    def on_page(self) -> None:
        """Pass on that a page has come."""
        self._on_page()

    def show_hypothesis(self, text: str) -> None:
        """Show what the user seems to be saying."""
        with self._lock:
            self._hypothesis = text
            self.send({"type": "hypothesis", "text": text})

    def show_notice(self, text: str) -> None:
        """Show something that ends nothing, where it came up in the conversation."""
        with self._lock:
            self._notices_shown += 1
            begun = (turn for turn, caption in self._turns.items() if caption["outcome"] != _WAITING)
            after = max(begun, default=0)
            self._notices.append(_Notice(notice=self._notices_shown, after=after, text=text))
            self.send({"type": "notice", **self._notices[-1]})

    def begin_anew(self) -> None:
        """Remove all turns and notices, for the model has forgotten them; what waits is still to come."""
        with self._lock:
            waiting = {turn: each for turn, each in self._turns.items() if each["outcome"] == _WAITING}
            self._turns = waiting
            self._notices.clear()
            self.send({"type": "anew"})
            for turn in waiting:
                self._send_turn(turn)

    def shut(self) -> None:
        """Take no more typed turns: the session is closed."""
        with self._lock:
            self._is_closed = True
            self.send({"type": "shut", "is_shut": True})

    def show_waiting(self, number: int, text: str) -> None:
        """Show what the user said while something else runs."""
        self._show_utterance(number, text, outcome=_WAITING)

    def begin_turn(self, number: int, text: str, *, is_final: bool = True) -> None:
        """Show what the user said, and that it is being answered; called again, with the final words."""
        with self._lock:
            turn = self._turns.get(number)
            if turn is not None and not turn["outcome"]:
                turn["you"], turn["is_final"] = text, is_final
                self._send_turn(number)
                return
            self._words = HeardWords()
            self._show_utterance(number, text, outcome="", is_final=is_final)

    def withdraw_turn(self, number: int) -> None:
        """Remove a turn that is none: its words are still being said."""
        with self._lock:
            turn = self._turns.pop(number, None)
            if turn is not None:
                self.show_hypothesis(turn["you"])
                self.send({"type": "withdrawn", "turn": number})

    def add_reply(self, number: int, text: str) -> None:
        """Show the next piece of the reply."""
        with self._lock:
            if number in self._turns:
                self._turns[number]["reply"] += text
                self._send_turn(number)

    def retract_reply(self, number: int) -> None:
        """Remove what is shown of a reply, which begins anew."""
        with self._lock:
            if number in self._turns:
                self._words = HeardWords()
                self._turns[number]["reply"], self._turns[number]["heard"] = "", 0
                self._send_turn(number)

    def show_tool(self, number: int, call: int, text: str) -> None:
        """Show a call of a tool, by its number in the turn from 1; called again when it is over."""
        with self._lock:
            if number in self._turns:
                tools = self._turns[number]["tools"]
                self._turns[number]["tools"] = [*tools[: call - 1], text, *tools[call:]]
                self._send_turn(number)

    def add_words(self, number: int, words: Sequence[Word]) -> None:
        """Note when the reply's next words sound."""
        with self._lock:
            if number in self._turns:
                self._words.add(words, self._turns[number]["reply"])

    def resume_reply(self, from_seconds: float) -> None:
        """Note that the speaker begins anew, at so many seconds of the running reply."""
        with self._lock:
            self._words.begins_at_seconds = from_seconds

    def show_heard(self, seconds: float) -> None:
        """Darken the running reply as far as it was heard."""
        with self._lock:
            running = [turn for turn in self._turns.values() if not turn["outcome"]]
            if running:
                heard = self._words.length(seconds, running[-1]["reply"])
                if heard > running[-1]["heard"]:
                    running[-1]["heard"] = heard
                    self._send_turn(running[-1]["turn"])

    def end_turn(self, exchange: Exchange) -> None:
        """Show how a turn ended, and how long it took."""
        with self._lock:
            if exchange.turn not in self._turns:
                self.begin_turn(exchange.turn, exchange.transcript)
            heard = exchange.reply if exchange.heard_text is None else exchange.heard_text
            self._turns[exchange.turn] = _Caption(
                turn=exchange.turn,
                you=exchange.transcript,
                nothing="" if exchange.transcript else nothing_said(exchange).lower(),
                is_final=True,
                reply=exchange.reply,
                heard=length_in(exchange.reply, heard),
                outcome=exchange.outcome,
                error=exchange.error_message or "",
                tools=[tool_line(use) for use in exchange.tool_calls],
                latency=exchange.latency.heard_seconds,
                cut_in=exchange.cut_in,
                stages=_stages(exchange),
            )
            self._send_turn(exchange.turn)

    def snapshot(self) -> list[Mapping[str, object]]:
        """Return the present state."""
        with self._lock:
            turns: list[Mapping[str, object]] = [{"type": "turn", **turn} for turn in self._turns.values()]
            notices: list[Mapping[str, object]] = [
                {"type": "notice", **each, "is_past": True} for each in self._notices
            ]
        state: list[Mapping[str, object]] = [{"type": "hypothesis", "text": self._hypothesis}]
        return [*turns, *notices, *state, {"type": "shut", "is_shut": self._is_closed}]

    def receive(self, message: dict[str, Any]) -> None:
        """Pass on what the user typed, or that a new conversation is wanted."""
        if message["type"] == "typed":
            self._on_typed(str(message["text"]))
        elif message["type"] == "new":
            self._on_new()

    def _show_utterance(self, number: int, text: str, *, outcome: str, is_final: bool = True) -> None:
        self.show_hypothesis("")
        with self._lock:
            self._turns[number] = _Caption(
                turn=number,
                you=text,
                nothing="",
                is_final=is_final,
                reply="",
                heard=0,
                outcome=outcome,
                error="",
                tools=[],
                latency=None,
                cut_in=False,
                stages=[],
            )
            while len(self._turns) > _TURNS_KEPT:
                del self._turns[next(iter(self._turns))]
            self._send_turn(number)

    def _send_turn(self, number: int) -> None:
        self.send({"type": "turn", **self._turns[number]})


def tool_line(use: ToolUse, *, is_running: bool = False) -> str:
    """Return a call of a tool as its line shows it, and how it went."""
    if is_running:
        return f"{use.call_line} …"
    line = f"{use.call_line} → {use.came_to_line}"
    return line if use.seconds is None else f"{line} · {use.seconds:.2f} s"


def _stages(exchange: Exchange) -> list[_Stage]:
    """Return what the wait for the reply's first sound was made of."""
    parts = wait_parts(exchange)
    return [
        _Stage(name=name, seconds=seconds) for name, seconds in parts.items() if seconds >= _UNSEEN_SECONDS
    ]
