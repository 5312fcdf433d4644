"""How long `import voicelab` takes, in a fresh process each time."""

from __future__ import annotations

import subprocess
import sys

from benchmarks.document import milliseconds, put, table
from benchmarks.summary import Summary

_TIMED = "import time; started = time.perf_counter(); {}; print(time.perf_counter() - started)"


def import_times(code: str, runs: int) -> list[float]:
    """Return the seconds that an import takes, run by run."""
    command = [sys.executable, "-c", _TIMED.format(code)]
    return [
        float(subprocess.run(command, capture_output=True, check=True, text=True).stdout) for _ in range(runs)
    ]


def main(runs: int = 20) -> None:
    rows = []
    for code in ("import voicelab", "from voicelab import Session"):
        summary = Summary.of(import_times(code, runs))
        rows.append([f"`{code}`", milliseconds(summary.median), milliseconds(summary.p95)])
        print(code, f"median {1000 * summary.median:.0f} ms, p95 {1000 * summary.p95:.0f} ms")
    put("imports", table(["", "median, ms", "p95, ms"], rows))


if __name__ == "__main__":
    main()
