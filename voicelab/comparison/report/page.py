"""The page around a report: its style, its script, and what it may load, which is nothing."""

from __future__ import annotations

import base64
import hashlib
from pathlib import Path

from markupsafe import Markup

from voicelab.widgets.page.es_modules import joined_modules

__all__ = ["GENERATOR", "PAGE_END", "PAGE_HEAD"]

_HERE = Path(__file__).parent
_STYLE = (_HERE / "report.css").read_text("utf-8")
_SCRIPT = joined_modules(_HERE / "report.js")

GENERATOR = Markup('<meta name="generator" content="voicelab comparison">')
"""By which a report is known that may be written over."""


def _source(text: str) -> str:
    """Return how the page's policy names a style or a script: no other one is applied or run."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


PAGE_HEAD = Markup("""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; media-src data:; style-src {};
  script-src {}; base-uri 'none'; form-action 'none'">
{}
<title>Comparison</title>
<style>{}</style>
<script>{}</script>
</head>
<body>
<main>
""").format(
    _source(_STYLE),
    _source(_SCRIPT),
    GENERATOR,
    Markup(_STYLE),  # noqa: S704  # a file of this package
    Markup(_SCRIPT),  # noqa: S704  # likewise
)
PAGE_END = Markup("</main>\n</body>\n</html>\n")
