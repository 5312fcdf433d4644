"""Judges of pairs: both orders are asked, and where they differ it is a tie."""

from __future__ import annotations

import json
from typing import Any

import pytest

import voicelab as vl
from tests.exchanges import an_exchange
from tests.scores.judges.conftest import Judging
from voicelab.cases.case import Case
from voicelab.scores.judges.judge_prompt import SINGLE_PROMPT
from voicelab.testing import Refuse

CASE = Case(input="What is the tallest mountain?")
LONG, SHORT, BLAND = (an_exchange(reply=text) for text in ("Everest, at 8,849 metres.", "Everest.", "Hm."))
NEVER_AGAIN = vl.Timeouts(retry=vl.RetryPolicy(retries=0))


def said(value: str) -> str:
    return json.dumps({"reason": f"{value} it is.", "value": value})


def by_length(messages: list[dict[str, Any]]) -> str:
    """Prefer the longer reply, but the first one where the other is bland."""
    replies = [line for line in str(messages[-1]["content"]).splitlines() if line.startswith("Reply ")]
    if any('"Hm."' in line for line in replies):
        return said("A")
    return said("tie" if len(replies[0]) == len(replies[1]) else "AB"[len(replies[1]) > len(replies[0])])


def test_the_better_of_two_is_told_and_a_verdict_that_follows_the_order_is_a_tie(judging: Judging) -> None:
    embedded = judging(by_length)
    better = vl.scores.judge_pair("Which reply is more helpful?", services=embedded.services)

    found = better.judge_all(
        [(LONG, SHORT, CASE), (SHORT, LONG, CASE), (LONG, LONG, CASE), (LONG, BLAND, CASE)]
    )

    assert [(each.winner, each.order_decided) for each in found] == [
        ("first", False), ("second", False), ("tie", False), ("tie", True),
    ]  # fmt: skip
    assert found[0].reasons == ("A it is.", "B it is.")
    assert found[0].tokens is not None
    assert (found.order_decided.value, found.order_decided.count) == (0.25, 4)
    assert str(found) == (
        "4 pairs: the first is better in 1, the second in 1; 2 ties, 1 as the order decided"
    )
    assert len(embedded.request_log.chat_requests) == 8


async def test_one_pair_is_judged_from_any_loop(judging: Judging) -> None:
    better = vl.scores.judge_pair("Which is better?", services=judging(by_length).services)

    assert (await better(SHORT, LONG, CASE)).winner == "second"


def test_a_pair_without_a_verdict_says_why_and_the_others_are_judged(judging: Judging) -> None:
    embedded = judging("Both are fine.")
    better = vl.scores.judge_pair("Which?", services=embedded.services, timeouts=NEVER_AGAIN)
    embedded.faults.add("completion", Refuse(status=500, times=2))
    pairs = [(LONG, SHORT, CASE)]

    refused, unread = (better.judge_all(pairs)[0] for _ in range(2))
    failed = better.judge_all([(LONG, an_exchange(outcome="failed"), CASE)])

    assert (refused.winner, unread.winner) == (None, None)
    assert refused.error.startswith("The model 'scripted'")
    assert unread.error.endswith("Both are fine.")
    assert str(failed).endswith("1 without a verdict")


def test_a_prompt_of_one_reply_is_none_of_two() -> None:
    with pytest.raises(ValueError, match="it is for judge"):
        vl.scores.judge_pair("Which?", prompt=SINGLE_PROMPT)


@pytest.mark.parametrize(
    ("pair", "found"),
    [
        ((LONG, SHORT), "Exchange, Exchange"),
        ((LONG, None, CASE), "Exchange, NoneType, Case"),
        (LONG, "Exchange"),
    ],
)
def test_what_is_no_pair_is_refused_before_anything_is_asked(pair: Any, found: str) -> None:
    better = vl.scores.judge_pair("Which is better?")
    with pytest.raises(TypeError, match=rf"pair 2 must be two exchanges and their case, .* not \({found}\)"):
        better.judge_all([(LONG, SHORT, CASE), pair])
