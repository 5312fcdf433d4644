"""Files that a configuration of promptfoo names: found beside it, and never run or fetched."""

from __future__ import annotations

import itertools
import json
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from voicelab.audio.file_kinds import SOUND_SUFFIXES
from voicelab.cases.json_files import json_value, text_of
from voicelab.cases.yaml_files import yaml_value
from voicelab.file_target import YAML_ENDINGS

__all__ = ["named_content", "named_paths", "named_value"]

_MARK = "file://"
_SCRIPT = re.compile(r"\.(?:[cm]?[jt]s|py|rb|go|sh)(?::\w+)?$", re.IGNORECASE)
_PATTERN = re.compile(r"[*?\[]")
_ELSEWHERE = re.compile(r"(?!file:)[a-z][a-z0-9+.-]+://", re.IGNORECASE)


def named_paths(name: str, folders: Sequence[Path]) -> list[Path]:
    """Return the files of a name or a pattern, which begin at the first of some folders that has one.

    Raises
    ------
    FileNotFoundError
        There is none.
    ValueError
        It is a script, not on this machine, or outside of the first folder.
    """
    if _SCRIPT.search(name):
        raise ValueError(f"{name!r} is a script, which is not run: write what it makes to a file")
    if _ELSEWHERE.match(name):
        raise ValueError(f"{name!r} is not on this machine: save it as a file")
    bare = Path(name.removeprefix(_MARK))
    fixed = itertools.takewhile(lambda part: not _PATTERN.search(part), bare.parts)
    begin = Path(*fixed)
    for folder in folders:
        path = folder / bare
        if path.is_file():
            return _within(folders[0], [path])
        _within(folders[0], [folder / begin])  # ahead of looking through what is there
        root = Path(bare.anchor) if bare.is_absolute() else folder
        found = path.iterdir() if path.is_dir() else root.glob(str(bare.relative_to(bare.anchor)))
        if files := sorted(each for each in found if each.is_file()):
            return _within(folders[0], files)
    raise FileNotFoundError(f"there is no file {name!r}, looked for from {folders[0].absolute()}")


def _within(folder: Path, files: list[Path]) -> list[Path]:
    """Return files, all of which must be in the folder: a configuration of others reads nothing else."""
    for path in files:
        if not path.resolve().is_relative_to(folder.resolve()):
            raise ValueError(f"{path} is outside of {folder.absolute()}: put it beside what names it")
    return files


def named_value(name: str, folders: Sequence[Path]) -> Any:
    """Return what a file of YAML or JSON holds.

    Raises
    ------
    FileNotFoundError, ValueError
        As `named_paths`; or it is another file.
    """
    (path, *others) = named_paths(name, folders)
    if others or path.suffix.lower() not in (*YAML_ENDINGS, ".json"):
        raise ValueError(f"{name!r} is no one file of YAML or JSON")
    return _value(path)


def named_content(value: Any, folders: Sequence[Path]) -> Any:
    """Return a variable; where it names a file, the text in that, or the path of a sound; of several, a list.

    Raises
    ------
    FileNotFoundError, ValueError
        As `named_paths`; or a file is no text.
    """
    if not isinstance(value, str) or not value.startswith(_MARK):
        return value
    contents = [_content(path) for path in named_paths(value, folders)]
    return contents if len(contents) > 1 else contents[0]


def _content(path: Path) -> Any:
    ending = path.suffix.lower()
    if ending in SOUND_SUFFIXES:
        return str(path.absolute())
    if ending not in (*YAML_ENDINGS, ".json"):
        return text_of(path, None, "text").strip()
    held = _value(path)
    return held if isinstance(held, str | list) else json.dumps(held, ensure_ascii=False, default=str)


def _value(path: Path) -> Any:
    return yaml_value(path, None) if path.suffix.lower() in YAML_ENDINGS else json_value(path, None)
