"""What several scores ask of a turn: whether it came to a reply, in which language, in what words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from voicelab.text.plain_speech import plain_speech

if TYPE_CHECKING:
    from voicelab.cases.case import Case
    from voicelab.exchange.exchange import Exchange

__all__ = ["has_failed", "locales_of", "spoken_reply"]


def has_failed(exchange: Exchange) -> bool:
    """Whether there is no reply to judge: a service failed, or the turn was stopped before it was asked.

    A reply that the content filter stopped, or that nothing was understood for, is one to judge.
    """
    return exchange.outcome in ("failed", "dropped")


def locales_of(exchange: Exchange, case: Case) -> tuple[str, ...]:
    """Return the locales that words may be of: the case's, else what was heard, else the settings'."""
    return (case.language,) if case.language else exchange.settings.locales_of(exchange.detected_language)


def spoken_reply(exchange: Exchange) -> str:
    """Return the reply as a voice says it, without Markdown's marks."""
    return plain_speech(exchange.reply)
