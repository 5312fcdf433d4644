"""Processors, memory and disk that this process may use: containers often have less than their machine."""

from __future__ import annotations

import errno
import os
import shutil
import time
from pathlib import Path

__all__ = ["FULL_DISK", "free_disk_bytes", "is_busy", "memory_bytes", "processor_count"]

FULL_DISK = frozenset({errno.ENOSPC, errno.EFBIG, getattr(errno, "EDQUOT", errno.ENOSPC)})
"""Errors of the system: no space left, the largest size of a file, a quota that is used up."""

_CONTROL_GROUP = Path("/sys/fs/cgroup")
_PROCESSOR_TIMES = Path("/proc/stat")
_BUSY_SHARE = 0.3
"""Of the processors' time, as much as others may use."""
_LOOK_SECONDS = 0.25


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
    """Say whether others use the processors: what is measured now would not hold later.

    Linux tells what they do now, in a quarter of a second; others the mean of a minute, or nothing.
    """
    before = _idle_and_all()
    if before is not None:
        time.sleep(_LOOK_SECONDS)
        after = _idle_and_all()
        if after is not None and after[1] > before[1]:
            return 1 - (after[0] - before[0]) / (after[1] - before[1]) > _BUSY_SHARE
    return hasattr(os, "getloadavg") and os.getloadavg()[0] > _BUSY_SHARE * processor_count()


def _idle_and_all() -> tuple[int, int] | None:
    """Return how long the processors of a Linux machine were idle since its start, and in all."""
    try:
        times = [int(word) for word in _PROCESSOR_TIMES.read_text().splitlines()[0].split()[1:9]]
        return times[3] + times[4], sum(times)
    except (OSError, ValueError, IndexError):
        return None


def _limit(name: str) -> str:
    try:
        return (_CONTROL_GROUP / name).read_text().strip()
    except OSError:
        return ""
