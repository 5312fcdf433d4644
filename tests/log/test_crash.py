"""What is left of a log when its process is killed."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="kills forked processes")


def test_no_exchange_is_lost_when_the_process_is_killed(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.log.kill_appends", str(tmp_path), "60", "20261125"],
        cwd=Path(__file__).parents[2],
        check=True,
        capture_output=True,
    )
    found = json.loads(done.stdout)
    assert found["wrong"] == []
    assert found["kills"] == 60
    assert found["reported"] > 60
    assert found["kept"] >= found["reported"]
    assert 10 <= found["within"] <= 60, "kills must fall into appends, too"
