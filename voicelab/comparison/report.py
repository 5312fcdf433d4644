"""A comparison as HTML: in a notebook's cell, and as a report of one file."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd
from markupsafe import Markup

from voicelab.audio.player import player_html
from voicelab.comparison.cell_facts import facts, failure
from voicelab.comparison.condition_axes import CONDITION_AXES
from voicelab.comparison.labels import Labels, plain
from voicelab.comparison.means_table import head, interval, means, means_table, table
from voicelab.comparison.report_chart import chart
from voicelab.exchange.exchange import now_utc
from voicelab.file_target import check_ending
from voicelab.log.whole_file import FileKind, whole_file
from voicelab.settings import Settings
from voicelab.text.direction import isolated

if TYPE_CHECKING:
    from voicelab.audio.clip import Audio
    from voicelab.comparison.score_columns import ScoreColumn
    from voicelab.comparison.store import ExchangeKey

__all__ = ["REPORT", "Report", "write_report"]

_GENERATOR = Markup('<meta name="generator" content="voicelab comparison">')
"""By which a report is known that may be written over."""

_REPORT_HEAD = (
    Markup("""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy"
  content="default-src 'none'; media-src data:; style-src 'unsafe-inline'">
""")
    + _GENERATOR
    + Markup("""
<title>Comparison</title>
<style>
:root { color-scheme: light dark; }
body { max-width: 72em; margin: 2em auto; padding: 0 1em; font: 15px/1.5 system-ui, sans-serif; }
table { border-collapse: collapse; margin: 1em 0; }
th, td { padding: 0.35em 1em 0.35em 0; text-align: start; vertical-align: top; max-width: 30em;
  overflow-wrap: break-word; font-variant-numeric: tabular-nums;
  border-bottom: 1px solid rgba(128, 128, 128, 0.45); }
td.reply { white-space: pre-wrap; }
small { opacity: 0.8; white-space: nowrap; }
small.facts { white-space: normal; }
svg { width: 100%; max-width: 52em; font-size: 13px; }
audio { display: block; height: 2.2em; width: 18em; margin-top: 0.3em; }
.error { padding-left: 0.6em; border-left: 3px solid #d9534f; }
</style>
</head>
<body>
""")
)


_ENDINGS = (".html", ".htm")
REPORT = FileKind("report of a comparison", lambda file: _GENERATOR.encode() in file.read(2_000), _ENDINGS)


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
    scores: Sequence[ScoreColumn] = ()
    """Columns that scores make."""
    services: str = ""
    """Which they are, in a sentence."""


def write_report(path: Path, report: Report, sound: Callable[[ExchangeKey], Audio | None] | None) -> None:
    """Write a report of one file, piece by piece: its sound may be large.

    Parameters
    ----------
    sound
        Returns the sound of a reply; `None` leaves sound out.

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
            file.writelines(_report(report, sound))


def _report(report: Report, sound: Callable[[ExchangeKey], Audio | None] | None) -> Iterator[Markup]:
    varied = report.varied
    yield _REPORT_HEAD
    yield Markup("<h1>Comparison of {}</h1>\n").format(", ".join(varied) or "repeats")
    yield Markup("<p>{:,} of {:,} cells have a result. Written {:%Y-%m-%d %H:%M} UTC.</p>\n").format(
        len(report.cells), report.total, now_utc()
    )
    yield _made_with(report)
    yield Markup("<h2>Means</h2>\n<p>With 95 % intervals over inputs and repeats.</p>\n")
    yield means_table(report.summary, varied, report.scores)
    for name, (title, scale, _) in means(report.scores).items():
        if len(report.summary) > 1 and report.summary[name].notna().any():
            yield chart(report.summary, varied, name, title, scale)
    if report.rankings:
        yield Markup(
            "<h2>Preferences</h2>\n<p>Share: how often it would be preferred to an average other.</p>\n"
        )
        for name, ranking in report.rankings.items():
            yield _ranking(ranking, name)
    yield Markup("<h2>Cells</h2>\n")
    yield Markup("<table>{}<tbody>\n").format(head(["#", "Input", "With", "Reply", "Measures"]))
    labels = Labels(report.cells, varied) if len(report.cells) else None
    for record in report.cells.to_dict("records"):
        yield _row(record, labels.of(record) if labels else "", report, sound)
    yield Markup("</tbody></table>\n</body>\n</html>\n")


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
        values = list(dict.fromkeys(plain(value, name) for value in cells[name]))
        if values != ["default"]:
            rows.append([name, ", ".join(map(isolated, values))])
    return Markup("<h2>Made with</h2>\n") + table(["What all cells have", ""], rows)


def _ranking(ranking: pd.DataFrame, by: str) -> Markup:
    if not ranking["judgements"].any():
        return Markup()
    rows = [
        [
            plain(row[by], by),
            row["judgements"],
            row["wins"],
            row["ties"],
            interval(row, "share", 1.0, "{:.0%}"),
        ]
        for row in ranking.to_dict("records")
    ]
    return table([by, "judgements", "wins", "ties", "share"], rows)


def _row(
    record: Mapping[Any, Any],
    which: str,
    report: Report,
    sound: Callable[[ExchangeKey], Audio | None] | None,
) -> Markup:
    error = failure(record)
    audio = sound((record["session"], record["turn"])) if sound is not None else None
    return Markup(
        "<tr><td>{}</td><td dir='auto'>{}</td><td>{}</td><td class='reply'><div dir='auto'>{}</div>{}{}</td>"
        "<td><small class='facts'>{}</small></td></tr>\n"
    ).format(
        record["cell"],
        record["input"],
        which,
        record["reply"],
        Markup("<div class='error'>{}</div>").format(error) if error else "",
        "" if audio is None else player_html(audio.to_wav(), label="The reply", preload="none"),
        facts(record, report.currency, report.scores),
    )
