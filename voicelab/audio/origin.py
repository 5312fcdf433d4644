"""Whose code a source or a sink is."""

from __future__ import annotations

__all__ = ["is_own"]


def is_own(thing: object) -> bool:
    """Whether an object is of a class of this package; anybody else's may block whatever runs it."""
    return type(thing).__module__.partition(".")[0] == __name__.partition(".")[0]
