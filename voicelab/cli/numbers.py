"""Numbers that options take."""

from __future__ import annotations

import argparse

__all__ = ["port_number"]


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
