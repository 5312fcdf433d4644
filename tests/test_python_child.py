"""Another process of the same Python."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from voicelab.python_child import python_command


def test_modules_in_the_working_folder_are_passed_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "colorsys.py").write_text("raise SystemExit('the wrong module')")
    monkeypatch.delenv("PYTHONSAFEPATH", raising=False)
    command = python_command("import colorsys; print(colorsys.rgb_to_hsv.__name__)")
    child = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True)
    assert (child.stdout.strip(), child.stderr) == ("rgb_to_hsv", "")
