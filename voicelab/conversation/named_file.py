"""Which file a text names, if any: what is typed may be a question, or a path as people paste them."""

from __future__ import annotations

import os
import re
from pathlib import Path

from voicelab.audio.file_kinds import SOUND_SUFFIXES
from voicelab.audio.paths import address_of_sound, is_file_address, is_there, path_of
from voicelab.audio.sound_as_text import refused_base64
from voicelab.expanded_path import shown_path
from voicelab.file_target import (
    COMPRESSED,
    CSV_ENDINGS,
    JSON_ENDINGS,
    PARQUET_ENDINGS,
    WORKBOOK_ENDINGS,
    YAML_ENDINGS,
)
from voicelab.working_folder import working_folder

__all__ = ["as_words", "check_no_data", "named_file"]

_DATA_SUFFIXES = (
    *(*CSV_ENDINGS, *JSON_ENDINGS, *PARQUET_ENDINGS, *YAML_ENDINGS, *WORKBOOK_ENDINGS),
    ".toml",
)
"""How the names of files end that hold cases, or might: their name alone is no question."""

_QUOTES = {'"': '"', "'": "'", "“": "”", "‘": "’", "<": ">"}
_BEGINS_LIKE_A_PATH = re.compile(r"~[/\\]|/|\.{1,2}[/\\]|\\\\|[a-z]:[/\\]", re.IGNORECASE)
_IN_A_FOLDER = re.compile(r".*[/\\](?!.*\.\w+$).*")
"""A folder, and the beginning of a name in it; a whole path of its own has an ending."""
_LONGEST_PATH = 1_000
_AS_TEXT = "To ask it as text, end it with a question mark or a full stop"
_MOST_WORDS = 3
"""Words of a name with blanks in it; more of them that end like a file are a sentence."""
_ASKING = re.compile(
    "what|what's|who|why|how|when|where|which|is|does|tell|explain|describe|define|compare|convert|translate|"
    "summari[sz]e|transcribe|was|wer|wie|warum|welche[rs]?|erkläre?|beschreibe?|übersetze?|comment|pourquoi|"
    "quels?|quelles?|explique[rz]?|décris|traduis|qué|quién|cómo|cuál|explica|perché|spiega|qual|wat|waarom|"
    "hoe|vad|hur|что|как|почему|объясни",
    re.IGNORECASE,
)
"""What a question or a request begins with, and hardly any name of several words."""
_ASKING_HAN = re.compile(
    "什么|什麼|怎么|怎麼|如何|为什么|請|请|解释|解釋|とは|何|どう|教えて|무엇|뭐|어떻게|설명"
)
"""The same for scripts without blanks, wherever it stands."""


def named_file(text: str, folder: Path | None = None) -> Path | None:
    """Return the file or folder that a text names; `None` for text that is to be asked.

    Parameters
    ----------
    folder
        Where relative paths begin; by default the working folder.

    Raises
    ------
    FileNotFoundError
        There is no such file.
    ValueError
        It is the address of a sound on the web, or the bytes of one in base64.
    """
    text = text.strip()
    if reason := refused_base64(text):
        raise ValueError(reason)
    if "\n" in text or "\0" in text or len(text) > _LONGEST_PATH:
        return None
    bare = _bare(text)
    if reason := address_of_sound(bare):
        raise ValueError(reason)
    path = path_of(bare) if folder is None else folder / path_of(bare)
    is_address = is_file_address(bare)
    ends_like_sound = bare.lower().endswith(SOUND_SUFFIXES)
    begins_like_path = is_address or _BEGINS_LIKE_A_PATH.match(bare) is not None
    if is_there(path):
        has_folder = "/" in bare or "\\" in bare
        return path if ends_like_sound or begins_like_path or (has_folder and path.is_dir()) else None
    if is_address or (ends_like_sound and (begins_like_path or bare != text or _is_name(bare))):
        raise FileNotFoundError(
            f"there is no file {shown_path(bare)!r}, looked for from {folder or working_folder()}. {_AS_TEXT}"
        )
    return None


def check_no_data(given: str | os.PathLike[str]) -> None:
    """Check that what is to be asked is no file of cases or other data, which are read ahead.

    Raises
    ------
    FileNotFoundError
        It is the name of one that is not there.
    ValueError
        It is one.
    """
    bare = _bare(os.fsdecode(given).strip())
    name = bare.lower()
    for ending in COMPRESSED:
        name = name.removesuffix(ending)
    if not name.endswith(_DATA_SUFFIXES) or "\n" in bare or "://" in bare or len(bare) > _LONGEST_PATH:
        return
    shown = shown_path(bare)
    if is_there(path_of(bare)):
        raise ValueError(
            f"{shown!r} is a file of data, and neither sound nor text: read its cases by "
            f"vl.Cases.read({shown!r}), and give these to vl.compare. {_AS_TEXT}"
        )
    if not isinstance(given, str) or _BEGINS_LIKE_A_PATH.match(bare) or (" " not in bare and _is_name(bare)):
        raise FileNotFoundError(f"there is no file {shown!r}, looked for from {working_folder()}. {_AS_TEXT}")


def as_words(text: str) -> str:
    """Return words of a model's so that they are asked as such: what would name a file ends as a sentence."""
    return next((asked for asked in (text, f"{text}.") if _is_asked(asked)), f'"{text}".')


def _is_asked(text: str) -> bool:
    """Say whether a text is asked as it is."""
    try:
        check_no_data(text)
        return named_file(text) is None
    except (ValueError, FileNotFoundError):
        return False


def _bare(text: str) -> str:
    """Return a text without the quotation marks around all of it."""
    return text[1:-1].strip() if len(text) > 2 and _QUOTES.get(text[0]) == text[-1] else text


def _is_name(text: str) -> bool:
    """Say whether a text that ends like a sound file is most likely a path, not a sentence."""
    *before, last = text.split()
    if _ASKING_HAN.search(text) or (before and _ASKING.fullmatch(before[0])):
        return False
    if before and last.lower() in SOUND_SUFFIXES:
        return False  # "a .mov" names a kind of file
    if len(before) < _MOST_WORDS or any(_IN_A_FOLDER.fullmatch(word) for word in before):
        return True
    return not re.search(r"[^\W\d_]", last.rpartition(".")[0])  # "WhatsApp Audio at 10.30.00.ogg"
