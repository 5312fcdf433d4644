"""What axe-core finds of a part of a page."""

from __future__ import annotations

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

__all__ = ["broken_rules"]


def broken_rules(page: Page, part: str) -> list[str]:
    """Return the rules of axe-core that a part breaks, by its selector, and where."""
    results = Axe().run(page, context=part)
    return [
        f"{rule['id']}: {node['html'][:200]}"
        for rule in results.response["violations"]
        for node in rule["nodes"]
    ]
