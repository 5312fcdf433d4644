"""English as Azure writes it: numbers, times, dates and amounts in digits, whatever words a model chose.

A model writes 'four' or '4', 'ten percent' or '10%', as it happens. Azure's documentation has them in digits.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from voicelab.embedded.forms.english_entities import first_found
from voicelab.embedded.forms.english_telephone import telephone
from voicelab.embedded.forms.english_times import HALF_DAY
from voicelab.embedded.forms.spelled_numbers import number_run
from voicelab.embedded.forms.spoken_words import Found, SpokenWord

__all__ = ["Written", "written_english"]

_TOKEN = re.compile(r"(?P<ahead>[^\w$€£+-]*)(?P<core>.*?)(?P<behind>[^\w%]*)$", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Written:
    """A word as it is written now, and the words in its place before."""

    text: str
    first: int
    end: int
    """The place behind the last of them."""


def written_english(shown: Sequence[str]) -> list[Written]:
    """Return words as Azure writes them, each with the places of those that it stands for.

    Examples
    --------
    >>> [each.text for each in written_english("The meeting is at three thirty p.m. on May fifth.".split())]
    ['The', 'meeting', 'is', 'at', '3:30', 'PM', 'on', 'May', '5th.']
    """
    tokens = [_TOKEN.match(word) for word in shown]
    written: list[Written] = []
    token = 0
    while token < len(shown):
        words = _phrase(shown, tokens, token)
        before = _core(tokens[token - 1]) if token else ""
        found = first_found(words, before.lower().strip("."), is_first=token == 0)
        longer = _phrase(shown, tokens, token, over_commas=True)
        if (number := _telephone(longer, tokens)) is not None:
            words, found = longer, number
        if found is None or not words:
            run = number_run([word.low for word in words], 0)
            end = words[run - 1].token + 1 if run else token + 1
            written += [Written(shown[place], place, place + 1) for place in range(token, end)]
            token = end
            continue
        last = words[found.end - 1].token
        ahead, behind = _part(tokens[token], "ahead"), _part(tokens[last], "behind")
        if HALF_DAY.fullmatch(words[found.end - 1].text) or re.search(
            r"(?:^|\.)m$", words[found.end - 1].low
        ):
            behind = _behind_half_day(shown, last)
        pieces = found.text.split(" ")
        for place, piece in enumerate(pieces):
            is_last = place == len(pieces) - 1
            first = min(token + place, last)
            written.append(
                Written(
                    f"{ahead if not place else ''}{piece}{behind if is_last else ''}",
                    first,
                    last + 1 if is_last else min(first + 1, last + 1),
                )
            )
        token = last + 1
    return written


def _telephone(words: Sequence[SpokenWord], tokens: Sequence[re.Match[str] | None]) -> Found | None:
    pauses = [
        place
        for place, (word, ahead) in enumerate(zip(words[1:], words, strict=False), start=1)
        if word.token != ahead.token and _part(tokens[ahead.token], "behind")
    ]
    found = telephone([word.low for word in words], pauses)
    if found is None or (found[1] < len(words) and words[found[1]].token == words[found[1] - 1].token):
        return None
    return Found(*found)


def _phrase(
    shown: Sequence[str],
    tokens: Sequence[re.Match[str] | None],
    token: int,
    *,
    over_commas: bool = False,
) -> list[SpokenWord]:
    """Return the words from a token on, up to the first punctuation; hyphens part ``twenty-five``."""
    words: list[SpokenWord] = []
    for place in range(token, len(shown)):
        core, ahead, behind = (
            _core(tokens[place]),
            _part(tokens[place], "ahead"),
            _part(tokens[place], "behind"),
        )
        if not core or (ahead and words):
            break
        if HALF_DAY.fullmatch(core + behind.rstrip(",;:!?")):
            core, behind = core + behind.rstrip(",;:!?"), ""
        parts = core.split("-") if re.fullmatch(r"[^\W\d_]+(-[^\W\d_]+)+", core) else [core]
        words += [SpokenWord(part.lower(), place, part) for part in parts]
        if behind and not (over_commas and behind == ","):
            break
    return words


def _core(match: re.Match[str] | None) -> str:
    return _part(match, "core")


def _part(match: re.Match[str] | None, name: str) -> str:
    return match[name] if match is not None else ""


def _behind_half_day(shown: Sequence[str], last: int) -> str:
    """Return the punctuation behind ``p.m.``, whose own full stop may also end the sentence."""
    mark = re.search(r"[,;:!?]+$", shown[last])
    if mark is not None:
        return mark[0]
    ends = last + 1 == len(shown) or (shown[last].endswith(".") and shown[last + 1][:1].isupper())
    return "." if ends and shown[last].endswith(".") else ""
