"""How quick each model was measured to be on this machine; kept beside the models."""

from __future__ import annotations

import contextlib
import dataclasses
import json
from dataclasses import dataclass
from pathlib import Path

from voicelab.embedded.local.model_files.folders import models_folder
from voicelab.file_target import replacing
from voicelab.resources import processor_count

__all__ = ["MeasuredSpeed", "keep_speed", "kept_speed"]


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasuredSpeed:
    """What was measured of a model, with the processors that could be used then."""

    processors: int
    threads: int | None = None
    """Of those tried, the number of threads with which it replies soonest."""
    first_token_seconds: float | None = None
    """Until a reply begins: the median of a talk's turns."""
    tokens_per_second: float | None = None
    """Of the reply's, once it has begun; `None` where each comes in one piece."""
    real_time_factor: float | None = None
    """Seconds of work for a second of speech."""
    texts_per_second: float | None = None
    """Texts of a sentence that are embedded in a second."""

    def __str__(self) -> str:
        if self.first_token_seconds is not None:
            wait = f"{self.first_token_seconds * 1_000:.0f} ms to the first token"
            if self.tokens_per_second is None:
                return f"{wait}, tokens/s unknown (each reply comes in one piece)"
            return f"{wait}, {self.tokens_per_second:.0f} tokens/s"
        if self.real_time_factor is not None:
            return f"{self.real_time_factor:.2f} s for a second of speech"
        if self.texts_per_second is not None:
            return f"{self.texts_per_second:.0f} texts/s"
        return f"{self.threads} threads are best" if self.threads else ""


def kept_speed(model: Path) -> MeasuredSpeed | None:
    """Return what was measured of a model; `None` if nothing was, or with another number of processors."""
    speed = _read().get(_key(model))
    return speed if speed is not None and speed.processors == processor_count() else None


def keep_speed(model: Path, speed: MeasuredSpeed) -> None:
    """Keep what was measured; where the folder cannot be written, it is measured again next time."""
    rows = {name: dataclasses.asdict(kept) for name, kept in {**_read(), _key(model): speed}.items()}
    place = _place()
    with contextlib.suppress(OSError):
        place.parent.mkdir(parents=True, exist_ok=True)
        with replacing(place) as part:
            part.write_text(json.dumps(rows, indent=1))


def _key(model: Path) -> str:
    return "/".join(model.parts[-2:])


def _place() -> Path:
    return models_folder() / "speeds.json"


def _read() -> dict[str, MeasuredSpeed]:
    """Return all that is kept; what cannot be read counts as not measured."""
    try:
        rows = json.loads(_place().read_text())
        return {name: MeasuredSpeed(**row) for name, row in rows.items()}
    except (OSError, ValueError, TypeError, AttributeError):
        return {}
