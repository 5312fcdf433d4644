"""The turns ahead of a case: messages of a chat that it brings along, as the exchanges that they were."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from datetime import datetime, timezone
from typing import TYPE_CHECKING

from voicelab.cases.earlier_messages import MESSAGES, EarlierPair, earlier_replies, latest_pairs
from voicelab.exchange.exchange import Exchange
from voicelab.scores.judges.judge_prompt import MOST_BEFORE
from voicelab.settings import Settings

if TYPE_CHECKING:
    from voicelab.cases.case import Case

__all__ = ["earlier_turns", "with_earlier_turns"]

_NO_TIME = datetime.fromtimestamp(0, timezone.utc)
"""Nobody knows when a message was written."""


def earlier_turns(case: Case) -> tuple[Exchange, ...]:
    """Return what the further column ``messages`` of a case has of user and assistant, turn by turn."""
    return tuple(
        Exchange(
            session="before",
            turn=number,
            started_utc=_NO_TIME,
            input_mode="text",
            transcript=pair.asked,
            reply=pair.replied,
            tool_calls=tool_calls,
            settings=Settings(),
            outcome="completed",
        )
        for number, (pair, tool_calls) in enumerate(earlier_replies(case), start=1)
    )


def with_earlier_turns(case: Case, before: Sequence[Exchange]) -> Case:
    """Return a case with the turns before it as messages, for scores, as far as judges are shown them.

    A case that has messages is returned as it is.
    """
    if not before or MESSAGES in case.fields:
        return case
    pairs = [
        EarlierPair(each.transcript, each.reply if each.heard_text is None else each.heard_text)
        for each in before
    ]
    messages = [
        {"role": role, "content": content}
        for pair in latest_pairs(pairs, MOST_BEFORE)
        for role, content in zip(("user", "assistant"), pair, strict=True)
    ]
    return dataclasses.replace(case, fields={**case.fields, MESSAGES: messages})
