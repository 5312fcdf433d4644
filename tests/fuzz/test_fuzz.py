"""A few of the inputs that `make fuzz` gives; and that what it looks for would be found."""

from __future__ import annotations

import asyncio

import pytest

from tests.fuzz.findings import Tally
from tests.fuzz.mutation import Dice
from tests.fuzz.parsers import PARSERS, Parser, failure_of
from tests.fuzz.requests import fault_of
from tests.fuzz.run import ON_THE_WIRE, fuzz_parser, fuzz_server
from tests.fuzz.seeds import recorded_seeds
from tests.fuzz.served import Served
from tests.fuzz.wire import Answer


@pytest.mark.filterwarnings("ignore")  # aiohttp's, of each odd form
def test_no_odd_input_makes_the_server_fail_or_leaves_anything_behind() -> None:
    with Served() as served:
        counts = dict.fromkeys(ON_THE_WIRE, 60)
        tallies = list(fuzz_server(served, recorded_seeds(served), counts, seed=1))

    findings = [finding for tally in tallies for finding in tally.findings]
    assert [(finding.target, finding.what, finding.given) for finding in findings] == []
    assert sum(tally.inputs for tally in tallies) > 500


@pytest.mark.parametrize("name", PARSERS)
def test_parsers_raise_what_they_document(name: str) -> None:
    assert [finding.what for finding in fuzz_parser(name, 20, seed=1).findings] == []


def test_a_seed_makes_the_same_inputs_again() -> None:
    one, other = (Dice("1 requests 7").json({"a": [1, {"b": "c"}]}) for _ in range(2))

    assert one == other


def test_what_a_parser_does_not_document_is_a_finding() -> None:
    def read(data: bytes) -> None:
        raise LookupError(data)

    assert failure_of(Parser((b"",), read, (LookupError,)), b"x") is None
    assert "LookupError" in (failure_of(Parser((b"",), read), b"x") or "")


@pytest.mark.parametrize(
    ("status", "body", "is_fault"),
    [
        (200, b'{"a": 1}', False),
        (200, b'{"a": ', True),
        (400, b'{"error": {"message": "No."}}', False),
        (400, b'{"error": {"message": ""}}', True),
        (501, b'{"error": {"message": "No route."}}', False),
        (500, b'{"error": {"message": "No."}}', True),
    ],
)
def test_an_answer_is_a_finding_where_it_fails_or_gives_no_reason(
    status: int, body: bytes, is_fault: bool
) -> None:
    answer = Answer(status, {"content-type": "application/json"}, body, True)

    assert (fault_of(answer, "POST") is not None) is is_fault


def test_a_traceback_and_a_stall_of_the_server_are_findings() -> None:
    async def fail() -> None:
        asyncio.get_running_loop().call_exception_handler({"message": "lost", "exception": ValueError("odd")})

    with Served() as served:
        served.run(fail())
        served.run(_hold_up())
        failures, stall = served.take_failures(), served.take_stall()

    assert "ValueError: odd" in failures[0]
    assert stall > 0.2


async def _hold_up() -> None:
    import time

    time.sleep(0.4)
    await asyncio.sleep(0.1)


def test_findings_of_one_kind_are_told_once() -> None:
    tally = Tally("requests")
    for number in range(2):
        tally.add(f'Traceback\n  File "a.py", line 1, in f\nValueError: {number}', number)

    assert {finding.kind.partition(":")[0] for finding in tally.findings} == {
        'File "a.py", line 1, in f | ValueError'
    }
