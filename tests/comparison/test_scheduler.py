"""How cells are scheduled: retries, throttling, budgets, interrupts."""

from __future__ import annotations

import os
import signal
import threading
import time
from pathlib import Path
from typing import Any

import pytest

import voicelab as vl
from tests.comparison.conftest import compared
from voicelab.errors import ConfigurationError
from voicelab.testing import (
    CutStream,
    EmbeddedServices,
    Refuse,
    ScriptedEngines,
    embedded_services,
)


def test_a_failure_is_a_row_and_is_tried_again_later(embedded: EmbeddedServices, tmp_path: Path) -> None:
    embedded.faults.add("completion", Refuse(status=400, message="odd"))
    grid = compared(embedded, log=tmp_path / "log.sqlite", repeats=2, limits=vl.Limits(concurrency=1))
    assert list(grid.failures["error_code"]) == ["bad-request"]
    assert grid.missing == 1
    embedded.request_log.clear()
    again = compared(embedded, log=tmp_path / "log.sqlite", repeats=2)
    assert len(embedded.request_log.chat_requests) == 1
    assert list(again.df["cached"]) == [grid.df["outcome"].iloc[n] == "completed" for n in range(4)]
    assert again.failures.empty
    assert len(again.df) == 4


def with_policy(**numbers: Any) -> vl.Timeouts:
    return vl.Timeouts(retry=vl.RetryPolicy(**numbers))


def test_a_passing_failure_is_tried_again_as_often_as_the_policy_says(embedded: EmbeddedServices) -> None:
    embedded.faults.add("completion", CutStream(after_messages=1, times=3))
    grid = compared(embedded, "What is it?", timeouts=with_policy(retries=3, first_pause_seconds=0.01))
    assert list(grid.df["outcome"]) == ["completed"]
    assert list(grid.df["attempts"]) == [4]


def test_a_passing_failure_is_tried_again_after_the_pause_of_the_policy(embedded: EmbeddedServices) -> None:
    embedded.faults.add("completion", CutStream(after_messages=1))
    began = time.monotonic()
    grid = compared(embedded, "What is it?", timeouts=with_policy(first_pause_seconds=2.0))
    assert time.monotonic() - began >= 2.0
    assert list(grid.df["attempts"]) == [2]


def test_other_cells_run_while_one_pauses(embedded: EmbeddedServices) -> None:
    embedded.faults.add("completion", CutStream(after_messages=1))
    limits = vl.Limits(concurrency=1)
    grid = compared(embedded, repeats=3, limits=limits, timeouts=with_policy(first_pause_seconds=2.0))
    assert set(grid.df["outcome"]) == {"completed"}
    latest = grid.df.sort_values("started_utc").iloc[-1]
    assert latest["attempts"] == 2


@pytest.mark.parametrize(
    "fault", [CutStream(after_messages=1), Refuse(status=429, times=2)], ids=["cut", "throttled"]
)
def test_no_cell_is_tried_again_without_retries(embedded: EmbeddedServices, fault: Any) -> None:
    embedded.faults.add("completion", fault)
    grid = compared(embedded, "What is it?", timeouts=with_policy(retries=0))
    assert list(grid.df["outcome"]) == ["failed"]
    assert list(grid.df["attempts"]) == [1]


def test_throttling_is_waited_out_by_all_cells_as_long_as_the_service_asks(
    embedded: EmbeddedServices,
) -> None:
    embedded.faults.add("completion", Refuse(status=429, retry_after_seconds=1.0, times=7))
    grid = compared(embedded, repeats=6, limits=vl.Limits(concurrency=4))
    assert set(grid.df["outcome"]) == {"completed"}
    assert 12 < grid.df["attempts"].sum() <= 12 + 7
    # What waiting cost is no latency of the model's.
    assert grid.df["first_token_ms"].max() < 900


def test_throttling_that_lasts_is_a_row_in_the_end(embedded: EmbeddedServices) -> None:
    embedded.faults.add("completion", Refuse(status=429, retry_after_seconds=30.0, times=None))
    grid = compared(embedded, "What is it?", limits=vl.Limits(throttled_seconds=5.0))
    assert list(grid.df["error_code"]) == ["throttled"]
    assert "wait 30 s" in grid.df["error_message"].iloc[0]


@pytest.mark.parametrize(
    ("status", "code", "variable"),
    [(401, "authentication", "AZURE_OPENAI_API_KEY"), (404, "not-found", "AZURE_OPENAI_ENDPOINT")],
)
def test_a_set_up_error_stops_all_with_one_message(
    embedded: EmbeddedServices, tmp_path: Path, status: int, code: str, variable: str
) -> None:
    embedded.faults.add("completion", Refuse(status=status, times=None))
    with pytest.raises(ConfigurationError) as caught:
        compared(embedded, log=tmp_path / "log.sqlite", repeats=20, limits=vl.Limits(concurrency=2))
    assert caught.value.code == code
    assert variable in str(caught.value)
    assert "kept" in caught.value.hint
    assert len(embedded.request_log.chat_requests) <= 4
    with vl.SessionLog(tmp_path / "log.sqlite") as log:
        assert list(log.sessions["end_reason"]) == ["failed"]


def test_a_budget_in_tokens_is_never_exceeded(embedded: EmbeddedServices) -> None:
    limit = compared(embedded, repeats=10, max_tokens=16, run=False).estimate.tokens // 4
    grid = compared(embedded, repeats=10, max_tokens=16, limits=vl.Limits(tokens=limit))
    used = grid.df["prompt_tokens"].sum() + grid.df["completion_tokens"].sum()
    assert grid.ending == "budget"
    assert 0 < grid.missing < 20
    assert 0.3 * limit < used <= limit


def test_a_budget_in_money_is_never_exceeded(embedded: EmbeddedServices) -> None:
    prices = vl.Prices().put(
        vl.Price("prompt-tokens", "scripted", 1.0, 1000), vl.Price("completion-tokens", "scripted", 1.0, 1000)
    )
    grid = compared(embedded, repeats=10, max_tokens=16, prices=prices, limits=vl.Limits(money=0.2))
    assert grid.ending == "budget"
    assert 0.06 < grid.df["cost"].sum() <= 0.2


def test_a_budget_in_money_needs_prices(embedded: EmbeddedServices) -> None:
    with pytest.raises(ValueError, match="price of every model"):
        compared(embedded, limits=vl.Limits(money=1.0))
    assert not embedded.request_log.requests


def test_an_interrupt_keeps_what_ran_and_the_rest_can_follow(tmp_path: Path) -> None:
    script = ScriptedEngines(first_token_seconds=0.3)
    with embedded_services(script) as embedded:
        arguments: dict[str, Any] = {"log": tmp_path / "log.sqlite", "limits": vl.Limits(concurrency=2)}
        interrupt_after(embedded, requests=4)
        grid = compared(embedded, repeats=10, **arguments)
        done = len(grid.df)
        assert grid.ending == "interrupted"
        assert 4 <= done < 20
        assert len(embedded.request_log.chat_requests) == done, "what was asked was kept"
        assert not grid.run().missing
        assert len(embedded.request_log.chat_requests) == 20
        assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def interrupt_after(embedded: EmbeddedServices, *, requests: int) -> None:
    """Interrupt this process's main thread, as Ctrl-C does, after so many requests."""

    def wait() -> None:
        if embedded.request_log.wait_for(
            lambda log: sum(r.body is not None for r in log.requests) >= requests
        ):
            os.kill(os.getpid(), signal.SIGINT)

    threading.Thread(target=wait, daemon=True).start()


def test_an_account_without_quota_ends_the_comparison(embedded: EmbeddedServices) -> None:
    embedded.faults.add("completion", Refuse(status=429, code="insufficient_quota", times=None))
    with pytest.raises(ConfigurationError, match="has no quota left") as caught:
        compared(embedded, limits=vl.Limits(concurrency=1))
    assert caught.value.code == "quota"
    assert len(embedded.request_log.chat_requests) == 1
