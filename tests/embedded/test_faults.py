"""Faults on order."""

from __future__ import annotations

import threading
from typing import Any

import pytest

from voicelab import testing
from voicelab.embedded.fault_kinds import Fault
from voicelab.testing import Close, Delay, Drop, Faults, LimitContext, Refuse, RejectParameter


def test_a_fault_takes_effect_as_often_as_it_says() -> None:
    faults = Faults()
    faults.add("synthesis", Refuse(times=2))
    assert [faults.pop("synthesis", Refuse) is not None for _ in range(3)] == [True, True, False]


def test_a_lasting_fault_is_there_until_it_is_cleared() -> None:
    faults = Faults()
    faults.add("synthesis", Refuse(times=None))
    assert all(faults.pop("synthesis", Refuse) for _ in range(5))
    faults.clear()
    assert faults.pop("synthesis", Refuse) is None


def test_faults_of_a_kind_come_in_order_and_other_kinds_wait() -> None:
    faults = Faults()
    faults.add("completion", Refuse(status=500), Delay(), Refuse(status=429))
    first, second = faults.pop("completion", Refuse), faults.pop("completion", Refuse)
    assert first is not None
    assert second is not None
    assert (first.status, second.status) == (500, 429)
    assert faults.pending("completion") == (Delay(),)


def test_stages_do_not_share_faults() -> None:
    faults = Faults()
    faults.add("synthesis", Close())
    assert faults.pop("recognition", Close) is None


def test_a_rejected_parameter_waits_for_a_request_that_has_it() -> None:
    faults = Faults()
    faults.add("completion", RejectParameter(parameter="max_tokens", times=1))
    assert faults.pop("completion", RejectParameter, request={"temperature": 1}) is None
    assert faults.pop("completion", RejectParameter, request={"max_tokens": 1}) is not None


@pytest.mark.parametrize("name", ["prompt", "input", "messages"])
def test_a_small_context_waits_for_a_request_that_is_longer(name: str) -> None:
    faults = Faults()
    faults.add("completion", LimitContext(characters=10))

    def request(text: str) -> dict[str, object]:
        return {name: [{"role": "user", "content": text}] if name == "messages" else text}

    assert faults.pop("completion", LimitContext, request=request("ten letter")) is None
    assert faults.pop("completion", LimitContext, request=request("eleven more")) is not None
    assert faults.pop("completion", LimitContext, request=request("三个字")) is not None


@pytest.mark.parametrize(
    "messages", [["eleven more"], "eleven more", 12_345_678_901, {"content": "eleven more"}]
)
def test_a_request_that_is_none_has_a_length_as_well(messages: object) -> None:
    assert LimitContext.count({"messages": messages}) == 11


def test_plain_values_make_a_fault() -> None:
    faults = Faults()
    faults.add_from_dict({"stage": "recognition", "fault": "Drop", "after_audio_seconds": 1.5})
    assert faults.pending("recognition") == (Drop(after_audio_seconds=1.5),)


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"stage": "hearing", "fault": "Drop"}, "recognition, synthesis"),
        ({"stage": "recognition", "fault": "Fault"}, "Close, CutStream"),
        ({"stage": "recognition", "fault": "Drop", "seconds": 1}, "after_audio_seconds"),
        ({"stage": "recognition", "fault": "Drop", "times": 0}, "from 1 to"),
    ],
)
def test_what_makes_no_fault_is_refused_with_what_would(values: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        Faults().add_from_dict(values)


def test_many_threads_take_a_fault_no_more_often_than_it_says() -> None:
    faults, taken = Faults(), []
    faults.add("synthesis", Refuse(times=50))

    def take_faults() -> None:
        while faults.pop("synthesis", Refuse) is not None:
            taken.append(1)

    threads = [threading.Thread(target=take_faults) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(taken) == 50


def test_every_fault_is_queued_by_its_name() -> None:
    kinds = [name for name in testing.__all__ if is_fault(getattr(testing, name))]
    faults = Faults()
    for name in kinds:
        faults.add_from_dict({"stage": "realtime", "fault": name})
    assert [type(fault).__name__ for fault in faults.pending("realtime")] == kinds
    assert len(kinds) > 15


def is_fault(thing: object) -> bool:
    return isinstance(thing, type) and issubclass(thing, Fault)
