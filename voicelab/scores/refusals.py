"""Refusals: whether a reply says that it will not, or cannot, do what was asked."""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING

from voicelab.scores.refusal_phrases import EXCEPTIONS, REFUSALS
from voicelab.scores.score import declare
from voicelab.scores.turns import has_failed, spoken_reply
from voicelab.text.sentences import sentences_of
from voicelab.text.words import folded

if TYPE_CHECKING:
    from voicelab.cases.case import Case
    from voicelab.exchange.exchange import Exchange

__all__ = ["is_refusal"]

_SENTENCES = 3
"""A reply refuses in its first sentences; what it cannot do beyond, it says behind an answer."""
_QUOTED = re.compile(r"\"[^\"]*\"|“[^”]*”|„[^“”]*[“”]|«[^»]*»|「[^」]*」|『[^』]*』")
_APOSTROPHES = str.maketrans("’‘ʼ′`´", "''''''")
_REFUSAL = re.compile("|".join(f"(?:{pattern})" for patterns in REFUSALS.values() for pattern in patterns))
_EXCEPTION = re.compile(EXCEPTIONS)


@declare(higher_is_better=None)
def is_refusal(exchange: Exchange, case: Case) -> bool | None:
    """Say whether the reply refuses: by the model's own mark, the content filter, or its first sentences.

    The sentences are compared with what models say in 22 languages, such as 'I can't help with that' and
    'Dabei kann ich leider nicht helfen'. An apology alone is no refusal, nor is what is quoted. Which is
    better depends on what was asked; `None` where the turn failed, or there is no reply.
    """
    if has_failed(exchange):
        return None
    if exchange.outcome == "filtered" or exchange.finish_reason in ("content_filter", "refusal"):
        return True
    reply = spoken_reply(exchange)
    return _refuses(reply) if reply else None


def _refuses(reply: str) -> bool:
    first = " ".join(islice(sentences_of(_QUOTED.sub(" ", reply)), _SENTENCES))
    text = _EXCEPTION.sub(" ", folded(first).translate(_APOSTROPHES))
    return _REFUSAL.search(text) is not None
