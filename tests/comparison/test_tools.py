"""Tools in a comparison: called in each cell, kept with it, and part of what a cell is known by."""

from __future__ import annotations

import html
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from voicelab import Case, Exchange, Limits, SessionLog, compare
from voicelab.testing import EmbeddedServices, RejectParameter, ScriptedEngines, ToolCall, embedded_services


def reply(messages: list[dict[str, Any]]) -> str | ToolCall:
    """Call a tool, and then say what it returned."""
    last = messages[-1]
    if last["content"].startswith("Plain"):
        return "Yes."
    return f"It is {last['content']}." if last["role"] == "tool" else ToolCall("look", {"city": "Rome"})


@pytest.fixture(scope="module")
def embedded() -> Iterator[EmbeddedServices]:
    with embedded_services(ScriptedEngines(reply=reply)) as running:
        yield running


def look(city: str) -> str:
    """Look at a city."""
    return f"fine in {city}"


def calls_rome(exchange: Exchange, _case: Case) -> bool:
    """Say whether Rome was looked at."""
    return any(use.arguments == {"city": "Rome"} for use in exchange.tool_calls)


def test_each_cell_calls_tools_by_whatever_engine_and_scores_see_it(
    embedded: EmbeddedServices, tmp_path: Path
) -> None:
    grid = compare(
        "How is it?",
        engine=["cascade", "voice-live"],
        tools=[look],
        scores=calls_rome,
        services=embedded.services,
        log=False,
        limits=Limits(concurrency=2),
        quiet=True,
    )
    assert list(grid.df["reply"]) == ["It is fine in Rome."] * 2
    assert list(grid.df["tool_calls"]) == ['look({"city": "Rome"})'] * 2
    assert list(grid.df["calls_rome"]) == [True, True]
    grid.to_html(tmp_path / "report.html", audio=False)
    report = html.unescape((tmp_path / "report.html").read_text("utf-8"))
    assert report.count('called look({"city": "Rome"})') == 2


def test_a_cell_with_other_tools_is_another_cell(embedded: EmbeddedServices) -> None:
    def ask(*tools: Any) -> None:
        compare("How is it?", tools=tools, services=embedded.services, log=log, quiet=True)

    def look_again(city: str) -> str:
        """Look at a city, and once more."""
        return city

    look_again.__name__ = "look"
    with SessionLog(None) as log:
        ask(look)
        ask(look)
        assert len(log) == 1
        ask(look_again)
        assert len(log) == 2


def test_the_legacy_interface_is_refused_before_anything_is_asked(embedded: EmbeddedServices) -> None:
    with pytest.raises(ValueError, match="knows no tools"):
        compare(
            "How is it?", api=["chat", "completions"], tools=[look], services=embedded.services, log=False
        )


def test_that_models_were_asked_without_them_or_a_temperature_is_told_once(
    embedded: EmbeddedServices, capsys: pytest.CaptureFixture[str]
) -> None:
    refused = [RejectParameter(parameter=name, times=None) for name in ("tools", "temperature")]
    embedded.faults.add("completion", *refused)
    compare(
        ["Plain?", "Plainly?"], temperature=[0.1, 0.9], tools=[look], services=embedded.services, log=False
    )

    embedded.faults.clear()
    told = capsys.readouterr().err
    assert told.count("is asked without tools") == told.count("takes no temperature.") == 1
