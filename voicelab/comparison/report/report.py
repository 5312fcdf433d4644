"""A comparison as a report of one file."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd
from markupsafe import Markup

from voicelab.comparison.checks.check_results import HEADS
from voicelab.comparison.condition_axes import CONDITION_AXES
from voicelab.comparison.failing_cells import failed
from voicelab.comparison.labels import plain
from voicelab.comparison.means_table import means_table, table
from voicelab.comparison.report.cell_rows import cell_rows, cells_with_sound
from voicelab.comparison.report.chart_sections import (
    distribution_charts,
    heat_maps,
    mean_charts,
    tradeoff_charts,
)
from voicelab.comparison.report.judgement_tables import opinion_tables, preference_tables
from voicelab.comparison.report.page import GENERATOR, PAGE_END, PAGE_HEAD
from voicelab.comparison.report.which_is_better import which_is_better
from voicelab.comparison.spoken_cells import spoken_cells
from voicelab.exchange.exchange import now_utc
from voicelab.file_target import check_ending
from voicelab.log.whole_file import FileKind, whole_file
from voicelab.settings import Settings
from voicelab.text.direction import isolated
from voicelab.text.xml_characters import UNKNOWN, xml_characters

if TYPE_CHECKING:
    from voicelab.audio.clip import Audio
    from voicelab.comparison.checks.check_results import CheckResults
    from voicelab.comparison.score_columns import ScoreColumn
    from voicelab.comparison.store import ExchangeKey

__all__ = ["REPORT", "Report", "write_report"]

_ENDINGS = (".html", ".htm")
REPORT = FileKind("report of a comparison", lambda file: GENERATOR.encode() in file.read(2_000), _ENDINGS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What a report shows."""

    cells: pd.DataFrame
    """One row for each cell that has a result, as `Comparison.df`."""
    total: int
    """How many cells there are, with a result or without."""
    varied: Sequence[str]
    """Settings that vary."""
    summary: pd.DataFrame
    """Means by the settings that vary, as `Comparison.summary`."""
    rankings: Mapping[str, pd.DataFrame]
    """How a setting's values were judged, as `Comparison.ranking`, by the setting's name."""
    currency: str
    """Of the costs."""
    ratings: pd.DataFrame | None = None
    """How good replies sounded to raters, as `Comparison.ratings`."""
    scores: Sequence[ScoreColumn] = ()
    """Columns that scores make."""
    services: str = ""
    """Which they are, in a sentence."""
    checks: CheckResults | None = None
    """What the cells had to come up to, where something was checked."""
    most_sounds: int | None = 0
    """How many cells have a player at most; `None` for all that have sound."""


def write_report(path: Path, report: Report, sound: Callable[[ExchangeKey], Audio | None]) -> None:
    """Write a report of one file, piece by piece: its sound may be large.

    Parameters
    ----------
    sound
        Returns the sound of a reply.

    Raises
    ------
    LogError
        The file cannot be written, or another one is there that is no report.
    ValueError
        Its name does not end like that of an HTML file.
    """
    with whole_file(path, REPORT) as part:
        check_ending(path, "a report", _ENDINGS)
        with part.open("w", encoding="utf-8", newline="\n") as file:
            file.writelines(_page(report, sound))


def _page(report: Report, sound: Callable[[ExchangeKey], Audio | None]) -> Iterator[Markup]:
    cells, varied, scores = report.cells, report.varied, report.scores
    count = int(failed(cells).sum()) if len(cells) else 0
    yield PAGE_HEAD
    yield Markup("<h1>Comparison of {}</h1>\n").format(", ".join(varied) or "repeats")
    yield Markup("<p>{:,} of {:,} cells have a result{}. Written {:%Y-%m-%d %H:%M} UTC.</p>\n").format(
        len(cells), report.total, f", {count:,} of them failed" if count else "", now_utc()
    )
    sections = {"Made with": _made_with(report), "Checks": _checks(report.checks)}
    sections["Means"] = (
        Markup("<p>With 95 % intervals over inputs and repeats.</p>\n")
        + _WIDE.format(means_table(report.summary, varied, scores))
        + mean_charts(report.summary, varied, scores)
    )
    if len(cells):
        sections["Which is better"] = which_is_better(cells, varied, scores, report.currency)
        sections["Distributions"] = distribution_charts(cells, varied, scores)
        sections["Trade-offs"] = tradeoff_charts(report.summary, varied, scores)
        sections["Heat maps"] = heat_maps(cells, varied, scores)
    sections["Preferences"] = preference_tables(report.rankings)
    if report.ratings is not None:
        sections["Opinions"] = opinion_tables(report.ratings, varied)
    shown = {heading: content for heading, content in sections.items() if content}
    yield _contents([*shown, "Cells"])
    for heading, content in shown.items():
        yield Markup(xml_characters(_heading(heading) + content, UNKNOWN))  # noqa: S704  # as it was
    yield _heading("Cells")
    if len(cells):
        chosen = cells_with_sound(cells, varied, report.most_sounds)
        yield _on_sound(cells, len(chosen))
        yield from cell_rows(cells, varied, report.currency, scores, chosen, sound)
    yield PAGE_END


_WIDE = Markup("<div class='wide' role='region' aria-label='Table of means' tabindex='0'>{}</div>\n")
"""What scrolls by itself, also by keys, where it is wider than the page."""


def _contents(headings: Sequence[str]) -> Markup:
    link = Markup("<a href='#{}'>{}</a>\n").format
    return Markup("<nav aria-label='Sections'>{}</nav>\n").format(
        Markup().join(link(_anchor(heading), heading) for heading in headings)
    )


def _heading(heading: str) -> Markup:
    return Markup("<h2 id='{}'>{}</h2>\n").format(_anchor(heading), heading)


def _anchor(heading: str) -> str:
    return heading.lower().replace(" ", "-")


def _made_with(report: Report) -> Markup:
    """Return what all cells have in common: services, models, and the settings that do not vary."""
    cells = report.cells
    if not len(cells):
        return Markup()
    models = ", ".join(isolated(str(model)) for model in cells["model"].dropna().unique())
    services = re.sub(r"\w+://", "", report.services)  # mail programs make links of addresses
    rows = [["services", services], ["models that replied", models or "none"]]
    for name in (*CONDITION_AXES, *(field.name for field in dataclasses.fields(Settings))):
        if name in report.varied or name not in cells:
            continue
        values = list(dict.fromkeys(plain(value, name) for value in cells[name].drop_duplicates()))
        if values != ["default"]:
            rows.append([name, ", ".join(map(isolated, values))])
    return table(["what all cells have", "value"], rows)


def _checks(results: CheckResults | None) -> Markup:
    if results is None:
        return Markup()
    return Markup("<p>{}.</p>\n").format(results.title) + table(HEADS, results.rows())


def _on_sound(cells: pd.DataFrame, sounds: int) -> Markup:
    """Return how many cells have a player, where that is not all of those that have sound."""
    spoken = int(spoken_cells(cells).sum())
    if sounds >= spoken:
        return Markup()
    return Markup("<p>{:,} of the {:,} replies with sound can be played here.</p>\n").format(sounds, spoken)
