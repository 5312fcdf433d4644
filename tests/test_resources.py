"""What this process may use of the machine."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from voicelab import resources
from voicelab.resources import free_disk_bytes, is_busy, memory_bytes, processor_count


@pytest.fixture
def control_group(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(resources, "_CONTROL_GROUP", tmp_path)
    return tmp_path


def test_a_containers_quota_of_processors_counts(control_group: Path) -> None:
    (control_group / "cpu.max").write_text("100000 100000\n")

    assert processor_count() == 1


def test_a_quota_of_less_than_one_processor_is_one(control_group: Path) -> None:
    (control_group / "cpu.max").write_text("20000 100000\n")

    assert processor_count() == 1


@pytest.mark.parametrize("written", ["max 100000", "", "odd"])
def test_without_a_quota_all_processors_of_the_process_count(control_group: Path, written: str) -> None:
    (control_group / "cpu.max").write_text(written)

    assert processor_count() == len(os.sched_getaffinity(0))


def test_a_containers_limit_of_memory_counts(control_group: Path) -> None:
    (control_group / "memory.max").write_text("1000000000\n")

    assert memory_bytes() == 1_000_000_000


def test_without_a_limit_the_machines_memory_counts(control_group: Path) -> None:
    (control_group / "memory.max").write_text("max\n")

    assert memory_bytes() == os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")


def test_the_disk_of_a_folder_that_is_not_there_yet_is_that_of_its_parent(tmp_path: Path) -> None:
    assert free_disk_bytes(tmp_path / "models" / "later") > 0


@pytest.mark.parametrize(("idle", "expected"), [(90, False), (10, True)])
def test_a_machine_whose_processors_work_is_busy(
    monkeypatch: pytest.MonkeyPatch, idle: int, expected: bool
) -> None:
    times = iter([(1_000, 5_000), (1_000 + idle, 5_100)])
    monkeypatch.setattr(resources, "_idle_and_all", lambda: next(times))

    assert is_busy() is expected


@pytest.mark.parametrize(("waiting", "expected"), [(0.1, False), (64.0, True)])
def test_where_that_is_not_told_a_machine_with_much_waiting_is_busy(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, waiting: float, expected: bool
) -> None:
    monkeypatch.setattr(resources, "_PROCESSOR_TIMES", tmp_path / "none")
    monkeypatch.setattr(os, "getloadavg", lambda: (waiting, 0.0, 0.0))

    assert is_busy() is expected
