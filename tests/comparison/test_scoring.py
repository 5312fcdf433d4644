"""Scores of a comparison: run once on each reply, again where something changed, without asking a service."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from pathlib import Path
from typing import Any, ClassVar

import pytest

import voicelab as vl
from tests.comparison.conftest import compared
from voicelab.cases.case import Case
from voicelab.embedded.fault_kinds import Refuse
from voicelab.exchange.exchange import Exchange
from voicelab.testing import EmbeddedServices, ScriptedEngines, embedded_services, speech

IT = Case(input="What is it?", expected=("this",))
WHO = Case(input="Who is there?", expected=("nobody",))
SAID = Case(input=speech(1.0), transcript="What is sad?", id="said")


class Asked:
    """Of which cases `length` was asked: no part of what it is known by."""

    ids: ClassVar[list[str]] = []


def length(exchange: Exchange, case: Case) -> int:
    Asked.ids.append(case.id)
    return len(exchange.reply)


def is_odd(exchange: Exchange, case: Case) -> bool:
    return exchange.turn % 2 == 1


def broken(exchange: Exchange, case: Case) -> float:
    if case.expected:
        raise LookupError("no such price")
    return 0.5


def parts(exchange: Exchange, case: Case) -> Mapping[str, Any]:
    return {"words": len(exchange.reply.split()), "first": exchange.reply[:2]}


async def awaited(exchange: Exchange, case: Case) -> float:
    await asyncio.sleep(0)
    return 0.25


def test_scores_are_columns_and_their_means_are_in_the_summary(embedded: EmbeddedServices) -> None:
    scores = [vl.scores.contains_expected, vl.scores.word_error_rate, vl.scores.reply_words, parts, awaited]
    grid = compared(embedded, [IT, WHO, SAID], max_tokens=[16, 64], scores=scores)
    frame = grid.df[grid.df["max_tokens"] == 16]
    assert frame["contains_expected"].tolist()[:2] == [True, False]
    assert frame["contains_expected"].isna().tolist() == [False, False, True]
    assert frame["word_error_rate"].tolist()[2] == pytest.approx(1 / 3)
    assert frame["score_reply_words"].tolist() == frame["reply_words"].tolist() == [7, 7, 7]
    assert frame["parts.words"].tolist() == [7, 7, 7]
    assert set(frame["parts.first"]) == {"It"}
    (row, _) = grid.summary().to_dict("records")
    assert row["contains_expected"] == 0.5
    assert 0.0 < row["contains_expected_low"] < 0.5 < row["contains_expected_high"] < 1.0
    assert (row["awaited"], row["parts.words"]) == (0.25, 7.0)
    assert "parts.first" not in row
    shown = grid.show()._page["rows"][0]["cells"][0][0]["scores"]
    assert [(score["name"], score["value"]) for score in shown] == [
        ("contains_expected", "yes"),
        ("score_reply_words", "7"),
        ("parts.words", "7"),
        ("parts.first", "It"),
        ("awaited", "0.25"),
    ]
    assert "contains_expected" in grid._repr_html_()
    assert grid.plot("scores") is not None


class Met:
    """Those of `meets` that have begun."""

    begun: ClassVar[list[str]] = []
    all_begun: ClassVar[asyncio.Event] = asyncio.Event()


async def meets(exchange: Exchange, case: Case) -> bool:
    Met.begun.append(case.id)
    if len(Met.begun) == 2:
        Met.all_begun.set()
    await asyncio.wait_for(Met.all_begun.wait(), 10.0)
    return True


def test_asynchronous_scores_wait_side_by_side(embedded: EmbeddedServices) -> None:
    assert compared(embedded, [IT, WHO], scores=[meets]).df["meets"].tolist() == [True, True]


def test_a_judge_is_the_model_of_the_comparison_and_asked_once_of_each_reply(tmp_path: Path) -> None:
    def reply(messages: list[dict[str, Any]]) -> str:
        is_judge = str(messages[0]["content"]).startswith("You judge")
        return '{"reason": "It is short.", "value": 4}' if is_judge else "It is this."

    short = vl.scores.judge("How short is it?", scale=(1, 5), name="short")
    with embedded_services(ScriptedEngines(reply=reply)) as embedded:
        for _ in range(2):
            grid = compared(embedded, [IT, WHO], scores=[short], log=tmp_path / "log.sqlite")
        assert len(embedded.request_log.chat_requests) == 4

    assert grid.df["short.value"].tolist() == [4, 4]
    assert grid.df["short.reason"].tolist() == ["It is short."] * 2


def test_a_score_runs_again_only_where_reply_case_or_score_changed(
    embedded: EmbeddedServices, tmp_path: Path
) -> None:
    Asked.ids.clear()
    log = tmp_path / "log.sqlite"
    first = compared(embedded, [IT, WHO], log=log, scores=length)
    requests = len(embedded.request_log.requests)
    assert Asked.ids == [IT.id, WHO.id]
    first.score(length, is_odd)
    again = compared(embedded, [IT, WHO], log=log, scores=[length, is_odd])
    assert len(Asked.ids) == 2
    assert again.df["length"].tolist() == first.df["length"].tolist() == [27, 27]
    assert again.df["is_odd"].tolist() == [True, False]
    corrected = Case(input="Who is there?", expected=("somebody",))
    compared(embedded, [IT, corrected], log=log, scores=[length])
    assert Asked.ids == [IT.id, WHO.id, WHO.id]
    assert len(embedded.request_log.requests) == requests


def test_a_failing_score_is_missing_with_its_reason_and_is_tried_again(
    embedded: EmbeddedServices, capsys: pytest.CaptureFixture[str]
) -> None:
    grid = compared(embedded, [IT, "Why?"], scores=[broken, is_odd], quiet=False)
    assert "a score failed: broken (LookupError: no such price)" in capsys.readouterr().err
    frame = grid.df
    assert frame["broken"].isna().tolist() == [True, False]
    assert frame["broken_error"].tolist()[0] == "LookupError: no such price"
    assert frame["is_odd"].notna().all()

    def mended(exchange: Exchange, case: Case) -> float:
        return 1.0

    mended.__name__ = "broken"
    assert "broken_error" not in grid.score(mended).df


def test_an_interrupt_keeps_what_scores_said_so_far(embedded: EmbeddedServices, tmp_path: Path) -> None:
    grid = compared(embedded, [IT, WHO], log=tmp_path / "log.sqlite")
    Asked.ids.clear()

    def interrupting(exchange: Exchange, case: Case) -> None:
        if case.id == WHO.id:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        grid.score(length, interrupting)
    assert grid.df["length"].tolist() == [27, 27]
    again = compared(embedded, [IT, WHO], log=tmp_path / "log.sqlite", scores=length)
    assert again.df["length"].tolist() == [27, 27]
    assert Asked.ids == [IT.id, WHO.id]


def test_cells_that_failed_have_no_scores(embedded: EmbeddedServices) -> None:
    embedded.faults.add("completion", Refuse(status=400, message="odd"))
    grid = compared(embedded, [IT, WHO], scores=[is_odd], limits=vl.Limits(concurrency=1))
    assert grid.df["is_odd"].isna().tolist() == [True, False]


def test_what_is_no_score_is_refused_before_anything_is_asked(embedded: EmbeddedServices) -> None:
    with pytest.raises(ValueError, match="use def"):
        compared(embedded, [IT], scores=[lambda exchange, case: 1])
    assert not embedded.request_log.requests


def test_repeats_of_a_case_count_as_one_where_there_are_others(embedded: EmbeddedServices) -> None:
    grid = compared(embedded, [IT, WHO], repeats=8, scores=[vl.scores.contains_expected])
    once = compared(embedded, [IT, WHO], scores=[vl.scores.contains_expected])
    (many,), (few,) = (each.summary().to_dict("records") for each in (grid, once))
    assert many["contains_expected"] == few["contains_expected"] == 0.5
    assert many["contains_expected_low"] <= few["contains_expected_low"]
    assert many["contains_expected_high"] >= few["contains_expected_high"]
    (alone, _) = grid.summary("case").to_dict("records")
    assert alone["contains_expected"] == 1.0
    assert alone["contains_expected_low"] > 0.6
