"""Values that options take: a blank one, as of a variable that is not set, is refused by the name."""

from __future__ import annotations

import argparse
from pathlib import Path

from voicelab.expanded_path import expanded_path

__all__ = ["given_path", "given_text"]


def given_text(text: str) -> str:
    """Return a text that names something.

    Raises
    ------
    argparse.ArgumentTypeError
        It is blank.
    """
    if not text.strip():
        raise argparse.ArgumentTypeError("its value is blank; give one, or leave the option out")
    return text


def given_path(text: str) -> Path:
    """Return the path that a text means.

    Raises
    ------
    argparse.ArgumentTypeError
        It is blank.
    """
    return expanded_path(given_text(text))
