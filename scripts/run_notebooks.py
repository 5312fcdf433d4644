"""Run every notebook from top to bottom, on copies in folders of their own.

Without arguments all of notebooks/, else the files named. Uses the services that the environment names; of
the local models the quickest, unless VOICELAB_COMPLETION_MODEL and VOICELAB_SYNTHESIS_MODEL name others.
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
import time
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError

ROOT = Path(__file__).parent.parent
CELL_SECONDS = 300


def run(path: Path) -> None:
    """Execute one notebook; raise if a cell does."""
    with tempfile.TemporaryDirectory(prefix="notebook") as folder:
        copy = Path(shutil.copy(path, folder))
        notebook = nbformat.read(copy, as_version=4)  # type: ignore[no-untyped-call]
        client = NotebookClient(
            notebook, timeout=CELL_SECONDS, kernel_name="python3", resources={"metadata": {"path": folder}}
        )
        client.execute()


def main() -> int:
    """Run them; return the exit code."""
    paths = [Path(name) for name in sys.argv[1:]] or sorted((ROOT / "notebooks").glob("*.ipynb"))
    os.environ.setdefault("VOICELAB_COMPLETION_MODEL", "tiny")
    os.environ.setdefault("VOICELAB_SYNTHESIS_MODEL", "built-in")
    failed = 0
    for path in paths:
        started = time.monotonic()
        try:
            run(path)
        except CellExecutionError as error:
            failed += 1
            print(f"{path.name}: failed\n{error}")
        else:
            print(f"{path.name}: ran in {time.monotonic() - started:.0f} s", flush=True)
    print(f"{len(paths) - failed} notebooks ran, {failed} failed")
    return 1 if failed or not paths else 0


if __name__ == "__main__":
    sys.exit(main())
