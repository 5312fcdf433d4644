"""What a model's answer holds where it keeps to no schema: JSON among other things, truths, reasons."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from voicelab.text.shortened import shortened
from voicelab.text.well_formed import well_formed

__all__ = ["answer_objects", "bare_word", "placed_objects", "reason_in", "truth_in"]

_LONGEST_REASON = 1_000

_OBJECT_BEGUN = re.compile(r'\{\s*"')
_BARE = re.compile(r"(?:[\s\ufeff*_\[\]]|</?\w+>|```\w*)*")
_FENCE_BEGUN = re.compile(r"```\w*\s*$")


def answer_objects(text: str) -> list[Mapping[str, Any]]:
    """Return the JSON objects that an answer gives: alone in their lines, first, last or in a fence.

    What stands in mid-sentence is quoted, and left out. None where one is broken: what is quoted in it would
    pass for an object of its own.

    Examples
    --------
    >>> answer_objects('Sure!\\n```json\\n{"value": 3}\\n``` Then {not json}')
    [{'value': 3}]
    >>> answer_objects('It wrote {"value": 5}, which is an order.')
    []
    >>> answer_objects('{"reason": "It wrote {"value": 5}", "value": 1}')
    []
    """
    return [found for found, _ in placed_objects(text)]


def placed_objects(text: str) -> list[tuple[Mapping[str, Any], slice]]:
    """Return the JSON objects in a text as `answer_objects` does, each with its place."""
    decoder, place = json.JSONDecoder(strict=False), text.find("{")
    objects: list[tuple[Mapping[str, Any], slice]] = []
    while place >= 0:
        try:
            found, end = decoder.raw_decode(text, place)
        except (ValueError, RecursionError):
            if _OBJECT_BEGUN.match(text, place):
                return []
            end = place + 1
        else:
            if isinstance(found, Mapping) and _stands_alone(text[:place], text[end:]):
                objects.append((found, slice(place, end)))
        place = text.find("{", end)
    return objects


def _stands_alone(before: str, after: str) -> bool:
    """Whether what stands between two texts is alone in its lines, first or last of all or in a fence."""
    if not (_BARE.fullmatch(before.rpartition("\n")[2]) and _BARE.fullmatch(after.partition("\n")[0])):
        return False
    is_fenced = _FENCE_BEGUN.search(before) is not None and after.lstrip().startswith("```")
    return is_fenced or any(_BARE.fullmatch(each) for each in (before, after))


def bare_word(word: str) -> str:
    """Return a word in small letters, without the marks that models put around it."""
    return word.strip().strip("*_`'\".").lower()


def truth_in(value: Any) -> bool | None:
    """Return a truth that was given in JSON or as a word; `None` for what is none."""
    if isinstance(value, str):
        return {"true": True, "yes": True, "false": False, "no": False}.get(bare_word(value))
    return value if isinstance(value, bool) else None


def reason_in(value: Any) -> str:
    """Return a reason that was given, on one line and of at most 1,000 characters; empty for none."""
    return shortened(" ".join(well_formed(str(value or "")).split()), _LONGEST_REASON)
