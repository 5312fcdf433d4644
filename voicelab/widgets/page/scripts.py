"""The page's scripts that several widgets share."""

from __future__ import annotations

from pathlib import Path

__all__ = ["scripts"]


def scripts(here: Path, *names: str) -> str:
    """Return JavaScript files one after the other, each from the folder `here`, or from this one."""
    shared = Path(__file__).parent
    paths = (here / name if (here / name).exists() else shared / name for name in names)
    return "\n".join(path.read_text("utf-8") for path in paths)
