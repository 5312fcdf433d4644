"""Conditions in a comparison: every combination once, heard and kept so, told in the table."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import voicelab as vl
from tests.comparison.conftest import compared
from voicelab.comparison.condition_axes import condition_choices, under_conditions
from voicelab.comparison.labels import known
from voicelab.comparison.questions import as_inputs
from voicelab.testing import EmbeddedServices, silence, speech

SPOKEN = speech(1.0)


def test_cells_hear_and_keep_the_changed_sound(embedded: EmbeddedServices) -> None:
    grid = compared(embedded, SPOKEN, noise_db=[None, 10], max_tokens=[16, 64], telephone=[False, True])
    assert grid.varied == ("noise_db", "max_tokens", "telephone")
    frame = grid.df
    assert frame.groupby(["noise_db", "telephone", "max_tokens"], dropna=False).size().tolist() == [1] * 8
    for row in frame.to_dict("records"):
        noise_db = known(row["noise_db"])
        conditions = vl.Conditions(noise_db=noise_db, telephone=row["telephone"])
        assert grid.exchange(row["cell"]).heard == conditions.apply(SPOKEN)
    assert grid.summary(["noise_db", "telephone"])["cells"].tolist() == [2] * 4
    assert "noise_db none" in str(grid.show(columns=["max_tokens"])._page["rows"])
    assert grid.plot("length") is not None


def test_conditions_that_change_nothing_cost_nothing(embedded: EmbeddedServices, tmp_path: Path) -> None:
    log = tmp_path / "log.sqlite"
    compared(embedded, SPOKEN, log=log)
    grid = compared(embedded, SPOKEN, log=log, condition_seed=[0, 1], telephone=[False, True])
    assert len(embedded.request_log.chat_requests) == 2
    assert len(grid.df) == 4
    assert not grid.missing


def test_two_replies_to_one_recording_under_other_conditions_are_a_pair_to_listen_to(
    embedded: EmbeddedServices,
) -> None:
    grid = compared(embedded, SPOKEN, telephone=[False, True])
    assert len(grid.listen()._trials) == 1


def test_texts_are_refused_before_anything_is_asked(embedded: EmbeddedServices) -> None:
    with pytest.raises(ValueError, match="noise_db can be set for what is spoken, and 'Why' is typed"):
        compared(embedded, [SPOKEN, "Why"], noise_db=10)
    assert not embedded.request_log.requests


def test_what_conditions_a_spoken_dialogue_is_held_under_tells_its_cell_where_they_change_the_sound(
    tmp_path: Path,
) -> None:
    speech(0.5).save(tmp_path / "car.wav")
    choices, _ = condition_choices({"noise_db": [None, 5], "noise": tmp_path / "car.wav"})
    (question,), _ = as_inputs(vl.Dialogue((vl.CallerTurn(says="Why?"),), "en-GB-RyanNeural"))
    clean, noisy = under_conditions([question], choices)
    assert clean.content(history=False) == question.content(history=False) != noisy.content(history=False)
    assert noisy.conditions.noise == speech(0.5)  # a worker elsewhere has no such file
    with pytest.raises(ValueError, match="silent"):
        under_conditions([question], condition_choices({"noise_db": 5, "noise": silence(0.5)})[0])


def test_a_typed_dialogue_is_refused_and_says_what_it_lacks() -> None:
    questions, _ = as_inputs(vl.Dialogue((vl.CallerTurn(says="Why?"),)))
    with pytest.raises(ValueError, match="and 'Why\\?' is typed; give it a voice"):
        under_conditions(questions, condition_choices({"noise_db": 5})[0])


@pytest.mark.parametrize(
    ("choices", "said"),
    [
        ({"noise_db": [10, 10.0]}, "noise_db has 10.0 twice"),
        ({"gain_db": [float("nan")]}, "gain_db must be from .*, not nan"),
        ({"noise_db": 100}, "noise_db must be"),
        ({"telephone": []}, "telephone has no values"),
        ({"noise": [SPOKEN, SPOKEN]}, "noise has 'recorded noise .*' twice"),
    ],
)
def test_conditions_that_cannot_be_are_refused_by_name(choices: dict[str, Any], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        condition_choices(choices)


def test_noises_of_ones_own_are_told_apart(tmp_path: Path) -> None:
    speech(0.5).save(tmp_path / "car.wav")
    noises = [SPOKEN, speech(0.7), tmp_path / "car.wav", "hum"]
    choices, varied = condition_choices({"noise": noises, "noise_db": 5, "condition_seed": 3})
    changed = under_conditions(as_inputs(SPOKEN)[0], choices)
    assert varied == ("noise",)
    assert len({question.condition_values["noise"] for question in changed}) == len(noises)
    assert {choice.conditions.seed for choice in choices} == {3}
