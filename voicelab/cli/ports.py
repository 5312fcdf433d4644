"""Ports that options name."""

from __future__ import annotations

import argparse
import socket

__all__ = ["port_number", "why_refused"]


def port_number(text: str) -> int:
    """Return the port that a text names.

    Raises
    ------
    argparse.ArgumentTypeError
        It is no number from 0 to 65535; 0 is a free one.
    """
    if not text.strip().isascii() or not text.strip().isdigit() or not int(text) <= 65_535:
        raise argparse.ArgumentTypeError(f"{text!r} is no port: give a number from 0 to 65535")
    return int(text)


def why_refused(port: int) -> str:
    """Return why nothing can listen on a port of the loopback address, in a sentence; empty if it can."""
    try:
        socket.create_server(("127.0.0.1", port)).close()
    except OSError as error:
        return f"Cannot listen on port {port}: {error.strerror or error}."
    return ""
