"""Which addresses are of this machine itself."""

from __future__ import annotations

import pytest

from voicelab.loopback import is_loopback


@pytest.mark.parametrize(
    ("host", "is_here"),
    [
        ("127.0.0.1:1", True),
        ("127.8.9.1", True),
        ("LOCALHOST:11434", True),
        ("localhost.", True),
        ("ollama.localhost", True),
        ("0.0.0.0:8000", True),
        ("[::1]:8000", True),
        ("[::ffff:127.0.0.1]", True),
        ("localhost.example.com", False),
        ("127.0.0.1.example.com", False),
        ("192.168.0.2", False),
        ("gpu", False),
    ],
)
def test_an_address_of_this_machine_itself_is_known(host: str, is_here: bool) -> None:
    assert is_loopback(f"http://{host}/v1") is is_here
    assert is_loopback(f"wss://{host}") is is_here
