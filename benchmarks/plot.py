"""The picture of the replies: every turn of every client, on one scale."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path


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
