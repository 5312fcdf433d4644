"""HTML for a notebook's cell, whose text stays text: what costs $5, or $10 for two, is no formula."""

from __future__ import annotations

from markupsafe import Markup

__all__ = ["notebook_html"]

_NO_MATHEMATICS = "mathjax_ignore tex2jax_ignore"
"""Classes whose element is left alone by MathJax from version 3 on, as in JupyterLab 4, and by version 2."""


def notebook_html(*parts: str, name: str = "") -> Markup:
    """Return parts in one element, in which front ends set nothing as mathematics; plain strings are escaped.

    Parameters
    ----------
    name
        A class for the styles of the element.
    """
    classes = f"{name} {_NO_MATHEMATICS}".strip()
    return Markup("<div class='{}'>{}</div>").format(classes, Markup().join(parts))
