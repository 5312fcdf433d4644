"""Paths of sound files, as people write them."""

from __future__ import annotations

import os
import re
from pathlib import Path
from urllib.parse import unquote, urlsplit
from urllib.request import url2pathname

from voicelab.audio.file_kinds import SOUND_SUFFIXES
from voicelab.expanded_path import expanded_path, shown_path

__all__ = ["address_of_sound", "is_file_address", "is_there", "path_of"]

_ADDRESS = re.compile(r"(?!file:)[a-z][a-z0-9+.-]+://.+", re.IGNORECASE)
_OF_THIS_MACHINE = re.compile(r"file:/.+", re.IGNORECASE)
_IN_A_PAGE = re.compile(r"blob:.+", re.IGNORECASE)
_OF_STREAM = re.compile(r"(rtsps?|rtmps?|rtp|mms|srt|icy)://.+", re.IGNORECASE)
_PLAYLISTS = (".m3u", ".m3u8", ".pls", ".xspf", ".asx")


def path_of(given: str | os.PathLike[str]) -> Path:
    """Return the path that is meant, also by the address of a file of this machine."""
    text = os.fsdecode(given)
    if isinstance(given, str) and is_file_address(text):
        return Path(url2pathname(urlsplit(text).path))
    return expanded_path(text)


def is_file_address(text: str) -> bool:
    """Say whether a text is the address of a file of this machine, as ``file:///tmp/a.wav``."""
    return _OF_THIS_MACHINE.fullmatch(text) is not None


def is_there(path: Path) -> bool:
    """Say whether there is something at a path; names that no file could have are of none."""
    try:
        return path.exists()
    except (OSError, ValueError):
        return False


def address_of_sound(text: str) -> str:
    """Return why a text that is an address of sound cannot be read, in a sentence; empty for others."""
    if _IN_A_PAGE.fullmatch(text):
        shown = shown_path(text)
        return f"{shown} is an address within a page of a browser; save the sound there, and give its path"
    if " " in text or not _ADDRESS.fullmatch(text):
        return ""
    # A lone mark behind the path of a stream is what some players want.
    parts = [part.lower().rstrip(";/") for part in (unquote(urlsplit(text).path), unquote(text))]
    is_sound = any(part.endswith((*SOUND_SUFFIXES, *_PLAYLISTS)) for part in parts)
    if is_sound or _OF_STREAM.fullmatch(text):
        return f"{shown_path(text)} is an address; download the file, and give its path"
    return ""
