"""Processors, memory and disk that this process may use: containers often have less than their machine."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

__all__ = ["free_disk_bytes", "is_busy", "memory_bytes", "processor_count"]

_CONTROL_GROUP = Path("/sys/fs/cgroup")
_BUSY_SHARE = 0.75
"""Of the processors: a program that waits for them all the time counts as one, in the mean of a minute."""


def processor_count() -> int:
    """Return how many processors may be used at once; at least 1.

    Those of the machine, of the process's affinity, or of a Linux control group's quota: the least of them.
    """
    usable = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    quota, _, period = _limit("cpu.max").partition(" ")
    if quota.isdecimal() and period.isdecimal() and int(period):
        usable = min(usable, round(int(quota) / int(period)))
    return max(1, usable)


def memory_bytes() -> int | None:
    """Return the machine's memory, or a Linux control group's limit if that is less; `None` if unknown."""
    known = []
    if "SC_PHYS_PAGES" in getattr(os, "sysconf_names", {}):
        known.append(os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE"))
    limit = _limit("memory.max")
    if limit.isdecimal():
        known.append(int(limit))
    return min(known, default=None)


def free_disk_bytes(folder: Path) -> int:
    """Return how much may still be written in a folder, or where it is going to be."""
    there = next(parent for parent in (folder, *folder.parents) if parent.is_dir())
    return shutil.disk_usage(there).free


def is_busy() -> bool:
    """Say whether others use the processors: what is measured now would not hold later."""
    return hasattr(os, "getloadavg") and os.getloadavg()[0] > _BUSY_SHARE * processor_count()


def _limit(name: str) -> str:
    try:
        return (_CONTROL_GROUP / name).read_text().strip()
    except OSError:
        return ""
