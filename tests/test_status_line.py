"""Where notices go."""

from __future__ import annotations

import subprocess
import sys

_PROGRAM = """
import ipykernel.kernelapp
from voicelab.status_line import notice_stream

notice_stream().write("A notice.")
"""


def test_a_program_that_imports_the_kernel_is_no_notebook() -> None:
    done = subprocess.run([sys.executable, "-c", _PROGRAM], capture_output=True, text=True, check=True)
    assert (done.stdout, done.stderr) == ("", "A notice.")
