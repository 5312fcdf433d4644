"""``voicelab serve``."""

from __future__ import annotations

import re
import signal
import socket
import subprocess
import sys

import openai
import pytest

pytestmark = [
    pytest.mark.models,
    pytest.mark.skipif(sys.platform == "win32", reason="a test cannot press Ctrl-C there"),
]

PROGRAM = [sys.executable, "-m", "voicelab", "serve"]


def test_it_says_where_it_listens_serves_and_ends_with_ctrl_c() -> None:
    with subprocess.Popen(PROGRAM, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as program:
        assert program.stdout is not None
        lines = [program.stdout.readline() for _ in range(15)]
        assert lines[-1] == "Ctrl-C ends them.\n"
        found = re.search(r"127\.0\.0\.1:(\d+); the key is (\w+)", lines[0])
        assert found is not None
        port, key = found.groups()
        with openai.OpenAI(
            base_url=f"http://127.0.0.1:{port}/openai/v1", api_key=key, max_retries=0
        ) as client:
            assert [model.id for model in client.models.list()] == ["smollm2-135m-instruct"]

        program.send_signal(signal.SIGINT)
        _, errors = program.communicate(timeout=30.0)

    assert (program.returncode, errors) == (0, "")


def test_a_port_that_is_taken_is_reported() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        ended = subprocess.run(
            [*PROGRAM, "--port", str(port)], capture_output=True, text=True, timeout=60.0, check=False
        )

    assert ended.returncode == 1
    assert ended.stderr.startswith(f"Cannot listen on port {port}: ")
