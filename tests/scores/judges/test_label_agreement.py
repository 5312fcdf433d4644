"""Whether a judge and people agree: judges by the openai SDK, people by their labels."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from typing import Any

import pytest

import voicelab as vl
from tests.exchanges import an_exchange
from tests.scores.judges.conftest import Judging
from voicelab.log.session_log import SessionLog
from voicelab.scores import agreement_with_labels, declare

REPLIES = ["Good one.", "Good two.", "Bad one.", "Bad two.", "Good three."]
THUMBS = [True, True, False, True, None]


@pytest.fixture
def log() -> Iterator[SessionLog]:
    with SessionLog(None) as log:
        for turn, (reply, thumb) in enumerate(zip(REPLIES, THUMBS, strict=True), start=1):
            exchange = log.append(an_exchange(f"of-turn-{turn}", reply=reply))
            log.add_label(exchange, thumbs_up=thumb, notes="secret", expected="Good", rater="Ann")
        yield log


@declare(higher_is_better=True)
def is_good(exchange: vl.Exchange, case: vl.Case) -> bool:
    return exchange.reply.startswith("Good")


def test_a_judge_and_people_agree_beyond_chance(judging: Judging, log: SessionLog) -> None:
    def judged(messages: list[dict[str, Any]]) -> str:
        is_good = "Good one" in str(messages[-1]) or "Good two" in str(messages[-1])
        return json.dumps({"reason": "So it is.", "value": is_good})

    embedded = judging(judged)
    judge = vl.scores.judge("Is it good?", services=embedded.services, name="good")

    found = agreement_with_labels(judge, log)

    assert (found.agreed.value, found.agreed.count) == (0.75, 4)
    assert found.alpha == pytest.approx(1 - 7 * 2 / (2 * 5 * 3))  # by hand: 2 of 8 ratings in discord
    assert (found.wrongly_passed, found.wrongly_failed) == (0, 1)
    assert set(found.df["reason"]) == {"So it is."}
    assert "agrees with people in 3 of 4 replies (75 %, " in str(found)
    assert "Krippendorff's alpha 0.53" in str(found)


def test_a_score_sees_the_answers_and_not_how_people_judged(log: SessionLog) -> None:
    seen: list[vl.Case] = []

    def looks(exchange: vl.Exchange, case: vl.Case) -> bool:
        seen.append(case)
        return True

    found = agreement_with_labels(looks, log)

    assert {case.expected for case in seen} == {("Good",)}
    assert not any("thumbs_up" in case.fields or case.notes for case in seen)
    assert (found.wrongly_passed, found.agreed.value) == (1, 0.75)


def test_numbers_are_good_from_where_it_is_said(log: SessionLog) -> None:
    def warmth(exchange: vl.Exchange, case: vl.Case) -> int:
        return 5 if exchange.reply.startswith("Good") else 1

    with pytest.raises(ValueError, match="no truth: say which values are good"):
        agreement_with_labels(warmth, log)
    assert agreement_with_labels(warmth, log, passes=lambda value: value >= 4).agreed.value == 0.75


def test_where_lower_is_better_a_truth_is_no_good_one(log: SessionLog) -> None:
    @declare(higher_is_better=False)
    def is_bad(exchange: vl.Exchange, case: vl.Case) -> bool:
        return exchange.reply.startswith("Bad")

    assert agreement_with_labels(is_bad, log).agreed.value == agreement_with_labels(is_good, log).agreed.value


def test_what_fails_is_missing_with_its_reason(log: SessionLog) -> None:
    def fails(exchange: vl.Exchange, case: vl.Case) -> bool:
        raise RuntimeError("no luck")

    found = agreement_with_labels(fails, log)

    assert found.agreed.count == 0
    assert set(found.df["reason"]) == {"RuntimeError: no luck"}
    assert "cannot be compared" in str(found)


def test_people_agree_with_each_other_by_all_their_thumbs(log: SessionLog) -> None:
    assert math.isnan(agreement_with_labels(is_good, log).raters_alpha)
    for exchange, thumb in zip(log.exchanges(), [True, True, False, True, False], strict=True):
        log.add_label(exchange, thumbs_up=thumb, rater="Bob")
    assert agreement_with_labels(is_good, log).raters_alpha == 1.0


def test_a_log_without_labels_says_so() -> None:
    with SessionLog(None) as log:
        log.append(an_exchange())
        assert "cannot be compared" in str(agreement_with_labels(is_good, log))


def test_only_dialogues_are_left_out_as_such() -> None:
    with SessionLog(None) as log:
        silent, whole = (
            log.append(an_exchange(turn=turn, transcript=said, heard_audio=None))
            for turn, said in enumerate(("", "Who?"), start=1)
        )
        log.add_label(silent, thumbs_up=True)
        assert agreement_with_labels(is_good, log).left_out == 0

        with log._store.transaction() as connection:
            key = (whole.session, whole.turn)
            connection.execute("INSERT INTO cells (session, turn, key) VALUES (?, ?, 'k')", key)
            connection.execute("INSERT INTO dialogue_turns VALUES (?, ?, 1, '{}', 0, 0, NULL)", key)
        log.add_label(log.exchange(*key), thumbs_up=True)

        found = agreement_with_labels(is_good, log)

    assert found.left_out == 1
    assert "Without 1 labelled as a whole: dialogues." in str(found)
