"""Where a line within a paragraph ends what it says, and where it goes on in the next.

Writers break lines at a width, too, so a line ends a sentence only where that is clear: a missing pause is
better than a sentence that is cut. In scripts without capitals its length shows it; Chinese and Japanese
have no blanks to break lines at, so there a line's end is meant.
"""

from __future__ import annotations

import re
import unicodedata

from voicelab.text.line_marks import ITEM, LETTERED, SPACELESS
from voicelab.text.numerals import places_of
from voicelab.text.sentence_marks import CLAUSE_MARKS, SPACED_MARKS, UNSPACED_MARKS
from voicelab.text.spoken_text import APART, CLAUSE, MAYBE_APART

__all__ = ["SHORT", "Paragraph", "columns"]

SHORT = 45
"""Columns that a line of a poem or a list may have; a longer one was broken to fit a width."""

_BOLD = re.compile(r"(\*\*\*?|__)(?![\s*_])(?:(?!\1).)+(?<!\s)\1[:：]?")
_LABELLED = re.compile(rf"[\w-]+(?: \w+)?: (?:.*[{re.escape(SPACED_MARKS)}]|\S+(?: \S+){{0,2}})")
"""As in ``Time: 3 p.m.`` and ``City: New York``."""
_EMPHASIS = re.compile(r"[*_`]+")
_LEADING = " \t*_~`\"'([“«„¿¡"
_MARKS = " \t*_~`"
_ENDS = SPACED_MARKS + UNSPACED_MARKS
_MID_SENTENCE = re.compile(r"(?:\b[^\W\d_A-Z]\w*[.…]|[!?])[\"'”’)]? +\S")
"""The end of a sentence, and no ``Dr. Lee``."""
_HEADED = re.compile(r"\[[A-Z][^\[\]]*\]")
"""As in ``[Chorus]``."""
_OPEN_ENDS = "([{“«„（「『【-‐‑–—/&+=<×÷·"
_SPACELESS = re.compile(SPACELESS)
_WIDE_MARK = re.compile("[\u3001-\u303f\uff01-\uff0f\uff1a-\uff20]")
_ROUND = re.compile(r"\\[()]")
_REMARK = re.compile(r" *\([^()]*\)$")
_END_WITHIN = re.compile(rf"[{re.escape(_ENDS)}] +\S")
_LABEL = re.compile(r"[^=:：]{1,30}[:：] +")
_EQUATION = re.compile(r"[^=≈≠≤≥≡]*(?:[^=≈≠≤≥≡<>-][=≈≠≤≥≡]+| [<>] )[^=>].*")
_COMMAND = re.compile(r"\\[A-Za-z]+")
_FUNCTIONS = "sin|cos|tan|cot|log|exp|lim|max|min|mod|det|arcsin|arccos|arctan|sqrt"
_PROSE = re.compile(rf"\b(?!(?:{_FUNCTIONS})\b)[^\W\d_]{{3,}} +\w|\w +(?!(?:{_FUNCTIONS})\b)[^\W\d_]{{3,}}\b")
"""A word beside another or a number, which equations do not have: there a sign stands between."""
_SMALL_WORDS = frozenset(
    word
    for line in (
        "a an and are as at be before but by for from has have he her his i if in into is it its most my",
        "near no nor not of on or our she so than that the their they this to until via was we were when",
        "each where which while who will with you your see by between after over under about",
        "through around",
        "der die das dem den des ein eine einen einem einer und oder von vom zu zum zur im am an auf aus",
        "bei mit nach seit für über unter vor ist sind war wir ich er sie es nicht als wie dass",
        "el la los las un una unos unas de del al y o e u en con por para sin sobre que se su es son",
        "le les des du et ou dans avec pour sur par à au aux ce cette qui est il elle",
        "lo gli i di da e per con su nel nella che è o os as do da no na em com para",
        "в во на с со и к ко о об от по за из у для не что или",
    )
    for word in line.split()
)
"""Words that a line which stands for itself does not end with."""


class Paragraph:
    """The lines of a paragraph so far."""

    def __init__(self) -> None:
        self._line: list[str] = []
        self._count = 0
        self._is_title = False
        self._is_list = True
        self._is_small = False
        self._is_broken = False
        self._kind = ""
        self._is_spaceless = False
        self._places: frozenset[int] = frozenset()
        self._dashes = 0
        self.last = ""

    def add(self, character: str) -> None:
        """Take the next character of a line."""
        self._line.append(character)

    def end_line(self, *, is_formula: bool) -> None:
        """Take the end of a line; a formula on lines of its own may end a sentence."""
        raw = "".join(self._line)
        self._line.clear()
        item = ITEM.match(raw)
        line = raw[item.end() :].strip() if item else raw.strip()
        bold = _BOLD.fullmatch(line) or _BOLD.fullmatch(raw.strip())
        self._is_title = self._count == 0 and bold is not None
        self._is_broken = is_formula or raw.endswith("  ")
        self._is_small = self._is_small or (self._count == 0 and line[:1].islower())
        self._count += 1
        self._kind = _kind(line)
        self._is_spaceless = self._is_spaceless or _SPACELESS.match(line.lstrip(_LEADING)) is not None
        lettered = LETTERED.match(line)
        if lettered is not None:
            self._places = places_of(lettered["count"]) & {1, *self._next_places}
        self._dashes += line.count(" - ") + line.startswith("- ")
        self._is_list = (
            self._is_list
            and bool(self._kind)
            and len(line) < SHORT
            and not _MID_SENTENCE.search(line)
            and not _is_open(line)
        )
        self.last = line

    @property
    def is_open(self) -> bool:
        """Whether its last line leaves its sentence open."""
        return bool(self.last) and self.last.rstrip("*_\"'”’)")[-1:] not in (*_ENDS, *CLAUSE_MARKS)

    @property
    def is_small(self) -> bool:
        """Whether it begins with a small letter, so that one says nothing about the next."""
        return self._is_small

    @property
    def is_title(self) -> bool:
        """Whether it is bold from end to end."""
        return self._is_title and self._count == 1

    @property
    def _next_places(self) -> set[int]:
        return {place + 1 for place in self._places}

    def has_dash_open(self) -> bool:
        """Say whether a dash between spaces waits for its second."""
        return self._dashes % 2 == 1

    def parting(self, head: str) -> str:
        """Return what parts its last line from the one that begins so: nothing where the sentence goes on."""
        begins = head.lstrip(_MARKS)[:1]
        if self._count == 1 and begins.isupper() and _HEADED.fullmatch(self.last):
            return APART
        lettered = LETTERED.match(head)
        if lettered is not None and places_of(lettered["count"]) & self._next_places:
            return APART
        if self.is_title and begins and not begins.islower():
            return APART
        if begins and (_is_whole(self.last, begins) or (self._is_spaceless and _SPACELESS.match(begins))):
            return APART
        if _is_equation(self.last):
            return CLAUSE
        if self._is_broken and not _is_open(self.last):
            return MAYBE_APART
        if not self._is_list:
            return ""
        is_counted = self._kind == "1" and _kind(head) == "1"
        is_labelled = _LABELLED.fullmatch(_EMPHASIS.sub("", self.last)) is not None
        return MAYBE_APART if self._count > 1 or is_counted or is_labelled else ""


def _kind(line: str) -> str:
    if LETTERED.match(line):
        return "a"
    first = line.lstrip(_LEADING)[:1]
    return "1" if first.isnumeric() else "A" if first.isupper() else ""


def _is_whole(line: str, begins: str) -> bool:
    """Whether a line in a script without capitals was ended on purpose, where the next one begins so."""
    letters = [character for character in line if character.isalpha()]
    if not letters or line.rstrip()[-1:] in _OPEN_ENDS:
        return False
    if _SPACELESS.match(letters[0]) or _WIDE_MARK.search(line):
        return True
    if _is_cased(begins) and begins.islower():
        return False
    cased = sum(map(_is_cased, letters))
    is_short = 2 * cased < columns("".join(letters)) and columns(line) < SHORT
    return _SPACELESS.match(letters[-1]) is not None or (is_short and not _END_WITHIN.search(line))


def _is_cased(letter: str) -> bool:
    """Whether a letter may be a capital; Georgian's are no use in sentences."""
    return letter.lower() != letter.upper() and not "\u10d0" <= letter <= "\u10ff"


def columns(line: str) -> int:
    """Return how wide a line is: East Asian letters take two columns, marks on letters none."""
    return sum(
        2
        if unicodedata.east_asian_width(each) in "WF"
        else unicodedata.category(each) not in ("Mn", "Me", "Cf")
        for each in line
    )


def _is_equation(line: str) -> bool:
    """Whether a line is an equation and nothing else."""
    plain = _COMMAND.sub(
        "·", _LABEL.sub("", _REMARK.sub("", _ROUND.sub("", line)).strip("$*_`\\() "), count=1)
    )
    return _EQUATION.fullmatch(plain) is not None and not _PROSE.search(plain) and not _is_open(plain)


def _is_open(line: str) -> bool:
    """Whether a line must go on: it ends with a small word, or with what opens or joins."""
    end = line.rstrip("*_~` ")
    word = re.split(r"[\s'’(]", end)[-1]
    return (end != "" and end[-1] in _OPEN_ENDS) or word.lower() in _SMALL_WORDS
