"""Texts of other people in a terminal."""

from __future__ import annotations

from voicelab.printable import printable


def test_nothing_that_was_said_commands_the_terminal() -> None:
    assert printable("a\x1b[31mb\x07\x08\r\x9b2J\u202ec\td\ne") == "a�[31mb���\ufffd2J\ufffdc\td\ne"
