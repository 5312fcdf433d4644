"""Cases of a log: what was asked in real talks, with what people say of it."""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from voicelab.cases.case import Case
from voicelab.cases.cases import Cases
from voicelab.cases.earlier_messages import MESSAGES
from voicelab.conversation.history import History
from voicelab.settings import Settings

if TYPE_CHECKING:
    from voicelab.audio.clip import Audio
    from voicelab.completion.messages import Message
    from voicelab.exchange.exchange import Exchange
    from voicelab.log.label import Label
    from voicelab.log.rows import ExchangeKey

__all__ = ["RECOGNISED", "logged_cases"]

RECOGNISED = "recognised"
"""The further column with what recognition made of a recording."""

_MOST_TURNS = 1_000
"""Turns of a talk that are looked at for what was said before."""


def logged_cases(
    exchanges: Iterable[Exchange],
    labels: Mapping[ExchangeKey, Label],
    is_wanted: Callable[[Exchange], bool],
) -> Cases:
    """Return exchanges as cases, each with the messages that the model saw before it.

    Parameters
    ----------
    exchanges
        In the order of their turns, also those that are not wanted: others followed them.
    labels
        What is known of the right answers.
    is_wanted
        Whether an exchange is to be a case. Dialogues of comparisons are none: nobody asked all at once.
    """
    talks: dict[str, deque[Exchange]] = {}
    messages: dict[str, Message] = {}  # each once, however many cases it stands before
    cases = []
    for exchange in exchanges:
        earlier = talks.setdefault(exchange.session, deque(maxlen=_MOST_TURNS))
        if exchange.cell_kind != "dialogue" and is_wanted(exchange):
            label = labels.get((exchange.session, exchange.turn))
            asked = _asked(exchange, label)
            if asked is not None:
                seen = [] if exchange.cell_kind else _before(earlier, exchange)
                before = [messages.setdefault(json.dumps(each), each) for each in seen]
                cases.append(_case(exchange, asked, label, before))
        earlier.append(exchange)
    return Cases(cases)


def _asked(exchange: Exchange, label: Label | None) -> str | Audio | None:
    """Return the sound, else the words; `None` where nothing was said.

    What was said people know better than recognition, and what was typed nobody does.
    """
    heard = exchange.heard
    if heard is not None and heard.duration_seconds:
        return heard
    said = label.transcript if label is not None and exchange.input_mode == "speech" else None
    return (exchange.transcript if said is None else said).strip() or None


def _case(exchange: Exchange, asked: str | Audio, label: Label | None, before: Sequence[Message]) -> Case:
    is_text = isinstance(asked, str)
    told: dict[str, Any] = {"session": exchange.session, "turn": exchange.turn, "reply": exchange.reply}
    if not is_text:
        told[RECOGNISED] = exchange.transcript
    if before:
        told[MESSAGES] = list(before)
    known: dict[str, Any] = {}
    if label is not None:
        told |= {"thumbs_up": label.thumbs_up, "rater": label.rater}
        known = {"expected": label.expected, "tags": label.tags, "notes": label.notes}
        known["transcript"] = label.transcript
    return Case(
        id=f"{exchange.session}-turn-{exchange.turn}",
        input=asked,
        recording=None if is_text else exchange.heard_path,
        language=_language(exchange),
        fields=told,
        **known,
    )


def _language(exchange: Exchange) -> str | None:
    """Return the locale of what was said, where it is known to be another than the usual one."""
    locales = exchange.settings.locales_of(exchange.detected_language)
    is_usual = len(locales) > 1 or locales == Settings().languages
    return None if is_usual else locales[0]


def _before(earlier: Sequence[Exchange], exchange: Exchange) -> list[Message]:
    """Return what was said before, as far as the model sees it."""
    rest = exchange.settings.history_characters
    fitting: list[Exchange] = []
    for each in reversed(earlier):  # not all of a long talk for each of its turns
        rest -= len(each.transcript) + len(each.reply)
        if rest < 0:
            break
        fitting.append(each)
    history = History()
    history.begin_with(reversed(fitting))
    seen = history.messages(exchange.settings, exchange.transcript)[:-1]
    return [message for message in seen if message["role"] != "system"]
