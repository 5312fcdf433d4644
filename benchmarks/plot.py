"""The pictures of the benchmarks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from voicelab.end_of_turn import Judge
    from voicelab.turn_detection.policy_sweep import TradeOff

_LONGEST_WAIT = 2.1
"""Where the pictures of waits end, in seconds."""


def plot_replies(times: Mapping[str, Sequence[float]], floor_seconds: float, path: Path) -> None:
    """Draw each client's turns and their median, and the services' own path as a line, into a PNG."""
    import matplotlib

    matplotlib.use("Agg")
    import matplotlib.pyplot as plt

    names = list(times)[::-1]
    figure, axes = plt.subplots(figsize=(8.0, 0.5 * len(names) + 1.2), dpi=150, layout="constrained")
    for row, name in enumerate(names):
        ours = name.startswith("voicelab")
        middle = sorted(times[name])[len(times[name]) // 2]
        axes.plot(
            times[name], [row] * len(times[name]), "o", color="C0" if ours else "0.55", alpha=0.35, ms=5
        )
        axes.plot([middle], [row], "|", color="C0" if ours else "0.2", ms=18, mew=2)
        axes.annotate(
            f"{1000 * middle:,.0f} ms",
            (middle, row),
            xytext=(0, 9),
            textcoords="offset points",
            ha="center",
            fontsize=8,
        )
    axes.axvline(floor_seconds, color="C3", lw=1, ls="--")
    axes.annotate(
        f"the services' own path, {1000 * floor_seconds:.0f} ms",
        (floor_seconds, len(names) - 0.45),
        xytext=(4, 0),
        textcoords="offset points",
        color="C3",
        fontsize=8,
    )
    axes.set_yticks(range(len(names)), names)
    axes.set_ylim(-0.6, len(names) - 0.1)
    axes.set_xlim(left=0.0)
    axes.set_xlabel("end of speech to first audible sample of the reply, seconds")
    axes.spines[["top", "right"]].set_visible(False)
    figure.savefig(path)
    plt.close(figure)


def plot_trade_offs(panels: Mapping[str, Mapping[Judge, TradeOff]], path: Path) -> None:
    """Draw for each detector which share is cut off within which mean wait, panel by panel, into a PNG."""
    import matplotlib

    matplotlib.use("Agg")
    import matplotlib.pyplot as plt

    size = (5.0 * len(panels), 4.0)
    figure, row = plt.subplots(1, len(panels), figsize=size, dpi=120, layout="constrained", sharey=True)
    for (title, trade_offs), axes in zip(panels.items(), row, strict=True):
        for name, trade_off in trade_offs.items():
            waits = [point.mean_wait_seconds for point in trade_off.curve]
            rates = [100 * point.false_cutoff_rate for point in trade_off.curve]
            axes.step([*waits, _LONGEST_WAIT], [*rates, rates[-1]], where="post", lw=1.6, label=name)
        axes.set_title(f"pauses {title}", fontsize=10)
        axes.set_xlim(0.2, _LONGEST_WAIT)
        axes.set_xlabel("mean wait at the ends of turns, seconds")
        axes.spines[["top", "right"]].set_visible(False)
    row[0].set_ylim(bottom=-2.0)
    row[0].set_ylabel("pauses in mid-turn that are cut off, %")
    row[-1].legend(frameon=False)
    figure.savefig(path)
    plt.close(figure)
