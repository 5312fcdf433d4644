"""Which of a comparison's settings are better, from asking to putting them into a session."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import voicelab as vl
from tests.comparison.conftest import compared
from voicelab.testing import EmbeddedServices, ScriptedEngines, embedded_services

CASES = vl.Cases.read(
    [
        {"input": f"What is {number} times one?", "expected": str(number), "language": "de-DE"}
        for number in range(8)
    ]
)
KNOWS, GUESSES = "You know.", "You guess."


def reply(messages: list[dict[str, Any]]) -> str:
    knows = KNOWS in str(messages[0]["content"])
    return str(messages[-1]["content"]).split()[2] if knows else "A hundred."


@pytest.fixture(scope="module")
def scripted() -> Iterator[EmbeddedServices]:
    with embedded_services(ScriptedEngines(reply=reply)) as running:
        yield running


def asked(scripted: EmbeddedServices, prompts: list[str]) -> vl.Comparison:
    return compared(
        scripted,
        CASES,
        system_prompt=prompts,
        max_tokens=[16, 64],
        settings=vl.Settings(language="en-GB"),
        scores=[vl.scores.contains_expected, vl.scores.word_errors],
    )


@pytest.fixture(scope="module")
def prompts(scripted: EmbeddedServices) -> vl.Comparison:
    return asked(scripted, [GUESSES, KNOWS])


def test_which_prompt_is_better_and_by_how_much_is_told(prompts: vl.Comparison) -> None:
    (row,) = prompts.differences("contains_expected", "system_prompt").to_dict("records")
    assert row["verdict"] == (
        "system_prompt You know. is better than system_prompt You guess. by 100 points (43 to 100)"
    )
    assert row["cases"] == 8


def test_the_best_settings_go_into_a_session_as_they_are(
    prompts: vl.Comparison, scripted: EmbeddedServices
) -> None:
    best = prompts.best("contains_expected", then=["first_audio_ms", "failed"])
    assert best.values["system_prompt"] == KNOWS
    assert best.settings.language == "en-GB", "and not that of the cases"
    assert best.settings.max_tokens == best.values["max_tokens"]
    with vl.Session(services=scripted.services, log=False) as session:
        session.settings = best.settings
        assert session.ask("What is 5 times one?").reply == "5"
    assert repr(best).startswith("<Best: system_prompt='You know.', max_tokens=")
    assert "<b>system_prompt</b> = &#39;You know.&#39;" in best._repr_html_()
    alone = prompts.best("contains_expected", by="system_prompt")
    assert dict(alone.values) == {"system_prompt": KNOWS}
    assert alone.settings.max_tokens == 16


def test_a_prompt_that_was_rewritten_is_held_against_what_was_kept_of_the_last(
    prompts: vl.Comparison, scripted: EmbeddedServices, tmp_path: Path
) -> None:
    prompts.to_parquet(tmp_path / "yesterday.parquet")
    prompts.to_csv(tmp_path / "yesterday.csv")
    today = asked(scripted, ["You know. Be brief."])
    found = [today.against(path, "contains_expected") for path in sorted(tmp_path.iterdir())]
    assert repr(found[0]) == repr(found[1])
    (row,) = found[0].df.to_dict("records")
    assert (row["before"], row["now"], row["cases"]) == (0.5, 1.0, 8)
    assert len(found[0].mended) == 16, "with either limit, for half of the replies were right"
    assert "set otherwise, system_prompt: You guess., You know. before" in found[0].notes[0]
    every = today.against(prompts)
    assert {"failed", "first_audio_ms", "contains_expected"} <= set(every.df["measure"])


def test_the_words_of_a_reference_are_no_errors(prompts: vl.Comparison) -> None:
    columns = {each.name: each.higher_is_better for each in prompts._score_columns}
    assert columns["contains_expected"] is True
    said = vl.scores.higher_is_better
    assert (said(vl.scores.word_errors, "deletions"), said(vl.scores.word_errors, "words")) == (False, None)
    polite = vl.scores.judge("Is it polite?")
    assert (said(polite, "value"), said(polite, "tokens")) == (True, None)


def test_repeats_do_not_make_a_mean_surer_than_its_cases(scripted: EmbeddedServices) -> None:
    grid = compared(scripted, list(CASES)[:3], system_prompt=KNOWS, repeats=4)
    (row,) = grid.summary().to_dict("records")
    means = grid.df.groupby("case")["first_audio_ms"].mean()
    assert row["first_audio_ms"] == pytest.approx(means.mean())
    half = 4.302653 * means.std() / 3**0.5  # Student's, of three cases
    assert row["first_audio_ms_high"] - row["first_audio_ms"] == pytest.approx(half, rel=1e-4)


def test_before_anything_is_asked_there_is_nothing_to_say(scripted: EmbeddedServices) -> None:
    grid = compared(scripted, CASES, max_tokens=[16, 64], run=False)
    for ask in (lambda: grid.differences("cost"), lambda: grid.best("cost"), lambda: grid.against(grid)):
        with pytest.raises(ValueError, match="no cell"):
            ask()


def test_values_without_a_result_are_none_of_the_best(scripted: EmbeddedServices, tmp_path: Path) -> None:
    arguments: dict[str, Any] = {"log": tmp_path / "log.sqlite", "scores": [vl.scores.contains_expected]}
    compared(scripted, CASES[:2], max_tokens=[16], **arguments)
    with pytest.raises(ValueError, match="no two values of what varies that have a result"):
        compared(scripted, CASES[:2], max_tokens=[16, 64], run=False, **arguments).best("contains_expected")
    compared(scripted, CASES[:2], max_tokens=[64], **arguments)
    grid = compared(scripted, CASES[:2], max_tokens=[16, 64, 99], run=False, **arguments)
    assert grid.best("contains_expected").why[-1] == (
        "max_tokens=99 has no result yet, and is out: run() asks for it"
    )


def test_a_score_called_like_a_count_of_the_summary_has_a_column_of_its_own(
    scripted: EmbeddedServices, tmp_path: Path
) -> None:
    @vl.scores.declare(higher_is_better=False)
    def failed(exchange: vl.Exchange, case: vl.Case) -> bool:
        return True

    grid = compared(scripted, CASES[:2], max_tokens=[16, 64], scores=[failed])
    assert grid.summary()[["failed", "score_failed"]].to_numpy().tolist() == [[0, 1.0], [0, 1.0]]
    assert grid.plot("scores") is not None
    grid.to_html(tmp_path / "grid.html")
