"""Percentiles of a comparison's latencies: the mean hides those who waited long."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from typing import Any

import pandas as pd

from voicelab.comparison.grouped_cells import REPLY, grouped_cells
from voicelab.comparison.score_columns import case_cluster
from voicelab.comparison.summary_columns import LIVE_MEASURES
from voicelab.exchange.fields import Latency
from voicelab.statistics.percentiles import percentile_interval

__all__ = ["LATENCIES", "PERCENTS", "latencies_frame"]

LATENCIES = tuple(field.name.removesuffix("_seconds") + "_ms" for field in dataclasses.fields(Latency))
"""The columns of latencies, in milliseconds."""

PERCENTS = (50, 95, 99)


def latencies_frame(cells: pd.DataFrame, by: Sequence[str]) -> pd.DataFrame:
    """Return a row for each combination of `by` and latency; see `Comparison.latencies`."""
    rows: list[dict[str, Any]] = []
    for values, _, good in grouped_cells(cells, by, (*LATENCIES, "turns")):
        # Cells that ask the same share a reply, which is measured once.
        replies = good.drop_duplicates(REPLY)
        for latency in LATENCIES:
            known = replies[replies[latency].notna()]
            if latency in LIVE_MEASURES:
                known = known[known["turns"].notna()]
            if not len(known):
                continue
            row = {**dict(zip(by, values, strict=True)), "latency": latency, "replies": len(known)}
            measured, cluster = known[latency].to_numpy(), case_cluster(known)
            for percent in PERCENTS:
                found = percentile_interval(measured, percent, cluster=cluster)
                row[f"p{percent}"] = found.value
                row[f"p{percent}_low"], row[f"p{percent}_high"] = found.low, found.high
            rows.append(row)
    columns = [f"p{percent}{end}" for percent in PERCENTS for end in ("", "_low", "_high")]
    frame: pd.DataFrame = pd.DataFrame(rows, columns=[*by, "latency", "replies", *columns])
    return frame
