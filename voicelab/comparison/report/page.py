"""The page around a report: its style, its script, and what it may load, which is nothing."""

from __future__ import annotations

from pathlib import Path

from markupsafe import Markup

from voicelab.comparison.page_policy import page_policy
from voicelab.widgets.page.es_modules import joined_modules

__all__ = ["GENERATOR", "PAGE_END", "PAGE_HEAD"]

_HERE = Path(__file__).parent
_STYLE = (_HERE / "report.css").read_text("utf-8")
_SCRIPT = joined_modules(_HERE / "report.js")

GENERATOR = Markup('<meta name="generator" content="voicelab comparison">')
"""By which a report is known that may be written over."""


PAGE_HEAD = Markup("""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="{}">
{}
<title>Comparison</title>
<style>{}</style>
<script>{}</script>
</head>
<body>
<main>
""").format(
    Markup(page_policy(_STYLE, _SCRIPT)),  # noqa: S704  # of ours
    GENERATOR,
    Markup(_STYLE),  # noqa: S704  # a file of this package
    Markup(_SCRIPT),  # noqa: S704  # likewise
)
PAGE_END = Markup("</main>\n</body>\n</html>\n")
