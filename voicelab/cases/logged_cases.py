"""Cases of a log: what was asked in real talks, with what people say of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any

from voicelab.cases.case import Case
from voicelab.cases.cases import Cases
from voicelab.conversation.history import History
from voicelab.settings import Settings

if TYPE_CHECKING:
    from voicelab.audio.clip import Audio
    from voicelab.exchange.exchange import Exchange
    from voicelab.log.label import Label
    from voicelab.log.rows import ExchangeKey

__all__ = ["logged_cases"]


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
        Whether an exchange is to be a case.
    """
    talks: dict[str, History] = {}
    cases = []
    for exchange in exchanges:
        history = talks.setdefault(exchange.session, History())
        if is_wanted(exchange):
            label = labels.get((exchange.session, exchange.turn))
            asked = _asked(exchange, label)
            if asked is not None:
                cases.append(_case(exchange, asked, label, _before(history, exchange)))
        history.add(exchange)
    return Cases(cases)


def _asked(exchange: Exchange, label: Label | None) -> str | Audio | None:
    """Return the sound, else the words, which people know better; `None` where nothing was said."""
    heard = exchange.heard
    if heard is not None and heard.duration_seconds:
        return heard
    said = label.transcript if label is not None else None
    return (exchange.transcript if said is None else said).strip() or None


def _case(exchange: Exchange, asked: str | Audio, label: Label | None, before: list[dict[str, str]]) -> Case:
    is_text = isinstance(asked, str)
    told: dict[str, Any] = {"session": exchange.session, "turn": exchange.turn, "reply": exchange.reply}
    if not is_text:
        told["recognised"] = exchange.transcript
    if before:
        told["messages"] = before
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


def _before(history: History, exchange: Exchange) -> list[dict[str, str]]:
    """Return what was said before, as the model saw it."""
    seen = history.messages(exchange.settings, exchange.transcript)[:-1]
    return [{"role": each["role"], "content": each["content"]} for each in seen if each["role"] != "system"]
