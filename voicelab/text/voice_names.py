"""Short names of Azure's voices: which locale each speaks, and what the voice is called there."""

from __future__ import annotations

import re

__all__ = ["locale_of_voice", "parts_of_voice_name"]

_LOCALE = r"(?P<language>[a-z]{2,3})(?:-(?P<script>[a-z]{4}))?-(?P<region>[a-z]{2}|\d{3})"
_SHAPE = re.compile(
    rf"{_LOCALE}(?:-(?P<dialect>[a-z]{{3,}}))?-(?P<name>[a-z0-9:]+)neural", re.IGNORECASE | re.ASCII
)
_BEGINNING = re.compile(rf"{_LOCALE}(?=-)", re.IGNORECASE | re.ASCII)


def parts_of_voice_name(name: str) -> tuple[str, str] | None:
    """Return the locale of a voice's short name, and its name there; `None` of what is no such name.

    Examples
    --------
    >>> parts_of_voice_name("en-us-Ava:DragonHDLatestNeural")
    ('en-US', 'Ava:DragonHDLatest')
    """
    shape = _SHAPE.fullmatch(name)
    return (_locale(shape), shape["name"]) if shape else None


def locale_of_voice(name: str) -> str | None:
    """Return the locale that a voice's short name begins with; `None` if it begins with none.

    Examples
    --------
    >>> locale_of_voice("sr-Latn-RS-NicholasNeural")
    'sr-Latn-RS'
    """
    beginning = _BEGINNING.match(name)
    return _locale(beginning) if beginning else None


def _locale(found: re.Match[str]) -> str:
    """Return a locale as Azure writes it: ``zh-CN``, ``sr-Latn-RS``, ``zh-CN-liaoning``."""
    parts = found.groupdict()
    script, dialect = parts["script"], parts.get("dialect")
    written = [parts["language"].lower(), script and script.capitalize(), parts["region"].upper(), dialect]
    return "-".join(part for part in written if part)
