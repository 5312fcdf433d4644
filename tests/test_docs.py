"""The generated parts of the documentation."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent


def test_the_generated_parts_of_the_documentation_are_current() -> None:
    check = subprocess.run(
        [sys.executable, ROOT / "scripts" / "make_docs.py", "--check"],
        capture_output=True,
        text=True,
        check=False,
    )

    assert (check.returncode, check.stdout, check.stderr) == (0, "All current\n", "")


def test_every_test_that_the_expectations_name_is_there() -> None:
    text = (ROOT / "docs" / "expectations.md").read_text("utf-8")
    named = re.findall(r"`([\w/]+\.py)::(test_\w+)`", text)
    assert len(named) > 40
    for file, test in named:
        assert re.search(rf"def {test}\(", (ROOT / "tests" / file).read_text("utf-8")), f"{file}::{test}"
