"""Puts measured tables between the markers of a page, docs/performance.md by default."""

from __future__ import annotations

import os
import platform
import re
from collections.abc import Iterable, Sequence
from datetime import datetime, timezone
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
DOCS = ROOT / "docs"
PAGE = DOCS / "performance.md"
EMBEDDED_PAGE = DOCS / "embedded-services.md"


def put(name: str, text: str, place: Path = PAGE) -> None:
    """Replace what stands between ``<!-- NAME -->`` and ``<!-- /NAME -->``, and say when and where it ran.

    Raises
    ------
    ValueError
        The page has no such markers.
    """
    page = place.read_text(encoding="utf-8")
    pattern = re.compile(rf"(<!-- {name} -->\n).*?(<!-- /{name} -->)", re.DOTALL)
    if not pattern.search(page):
        raise ValueError(f"{place.name} has no markers named {name!r}")
    body = f"{text.strip()}\n\n{_circumstances()}\n"
    place.write_text(pattern.sub(lambda found: found[1] + body + found[2], page), encoding="utf-8")


def table(head: Sequence[str], rows: Iterable[Sequence[str]], *, numbers: bool = True) -> str:
    """Return a Markdown table, numbers to the right."""
    lines = [head, ["---", *["---:" if numbers else "---"] * (len(head) - 1)], *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def milliseconds(seconds: float) -> str:
    """Return a time in whole milliseconds."""
    return f"{1000 * seconds:,.0f}"


def _circumstances() -> str:
    today = datetime.now(timezone.utc).strftime("%Y-%m-%d")
    return (
        f"*{today}; Python {platform.python_version()}, {platform.system()} {platform.machine()}, "
        f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f} at the end.*"
    )
