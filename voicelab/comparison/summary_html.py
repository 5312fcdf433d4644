"""A comparison as a notebook's cell shows it: the means of what varies."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import pandas as pd
from markupsafe import Markup

from voicelab.comparison.means_table import means_table
from voicelab.notebook_html import notebook_html

if TYPE_CHECKING:
    from voicelab.comparison.score_columns import ScoreColumn

__all__ = ["notebook_tables", "summary_html"]

_STYLE = Markup("""<style>
.voicelab-means table { border-collapse: collapse; color: inherit; margin: 0.3em 0; }
.voicelab-means table th, .voicelab-means table td { padding: 0.2em 1em 0.2em 0;
  text-align: start; background: none;
  border-bottom: 1px solid var(--jp-border-color2, rgba(128, 128, 128, 0.45));
  font-variant-numeric: tabular-nums; }
.voicelab-means small { opacity: 0.8; white-space: nowrap; }
</style>""")


def summary_html(
    summary: pd.DataFrame, varied: Sequence[str], state: str, scores: Sequence[ScoreColumn] = ()
) -> str:
    """Return means as HTML.

    Parameters
    ----------
    state
        How many cells there are, and how many have a result.
    """
    small = Markup("<small>{}</small>").format
    hint = "show(), plot() and listen() show more; df has a row for each cell."
    parts = (small(state), means_table(summary, varied, scores), small(hint))
    return notebook_tables(*parts)


def notebook_tables(*parts: str) -> str:
    """Return tables and what stands beside them as a notebook's cell shows them; strings are escaped."""
    return str(_STYLE + notebook_html(*parts, name="voicelab-means"))
