"""What a page of one file may do: run its own script, apply its own style, play what it holds; no more."""

from __future__ import annotations

import base64
import hashlib

__all__ = ["page_policy"]


def page_policy(style: str, script: str) -> str:
    """Return the Content-Security-Policy of a page.

    Parameters
    ----------
    style, script
        The text between the tags; no other one is applied or run.
    """
    return (
        f"default-src 'none'; media-src data:; style-src {_source(style)}; script-src {_source(script)}; "
        "base-uri 'none'; form-action 'none'"
    )


def _source(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
