"""Progress of a fetch, for people: a line that moves where it can, otherwise one sentence."""

from __future__ import annotations

import sys

from tqdm import tqdm

from voicelab.embedded.local.model_files.known_models import ENGLISH
from voicelab.embedded.local.model_files.sizes import part_words, size_words
from voicelab.embedded.options import CHAT_MODELS
from voicelab.status_line import in_notebook, notice_stream

__all__ = ["arrival_words", "show_progress"]

_ROLES = {ENGLISH: "recognition model", **dict.fromkeys(CHAT_MODELS, "chat model")}

_announced: set[str] = set()
_bars: dict[str, tqdm] = {}


def arrival_words(name: str, done_bytes: int, total_bytes: int) -> str:
    """Say how far the fetch of a model is, in a few words."""
    role = _ROLES.get(name, f"model {name}")
    return f"the {role} is arriving: {part_words(done_bytes, total_bytes)}"


def show_progress(name: str, done_bytes: int, total_bytes: int) -> None:
    """Write how far the fetch of a model is: into a notebook's cell, otherwise to ``sys.stderr``."""
    if in_notebook():
        _show_in_cell(name, done_bytes, total_bytes)
    elif sys.stderr.isatty():
        _show_bar(name, done_bytes, total_bytes)
    elif name not in _announced:
        _announced.add(name)
        sys.stderr.write(f"Fetching the model {name} ({size_words(total_bytes)}, once).\n")
        sys.stderr.flush()


def _show_in_cell(name: str, done_bytes: int, total_bytes: int) -> None:
    words = arrival_words(name, done_bytes, total_bytes)
    end = ".\n" if done_bytes >= total_bytes else ""
    stream = notice_stream()
    stream.write(f"\r{words[0].upper()}{words[1:]}{end}")
    stream.flush()


def _show_bar(name: str, done_bytes: int, total_bytes: int) -> None:
    if name not in _bars:
        title = f"Fetching {name}"
        _bars[name] = tqdm(desc=title, total=total_bytes, unit="B", unit_scale=True, file=sys.stderr)
    _bars[name].update(done_bytes - _bars[name].n)
    if done_bytes >= total_bytes:
        _bars.pop(name).close()
