"""Node, which runs the page's scripts without a browser."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

__all__ = ["OLDEST", "run_node"]

OLDEST = 20


def run_node(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    """Run Node; where there is none, skip the test, or fail it in CI."""
    node = shutil.which("node")
    version = _version(node) if node is not None else 0
    if node is None or version < OLDEST:
        reason = f"Node {OLDEST} or newer is not installed" + (f", but {version}" if version else "")
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    command = [node, "--no-warnings", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False, timeout=60)


def _version(node: str) -> int:
    shown = subprocess.run([node, "--version"], capture_output=True, text=True, check=True)
    return int(shown.stdout.lstrip("v").split(".")[0])
