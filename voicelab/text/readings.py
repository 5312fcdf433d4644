"""Readings: the manners in which a written text may be said, as steps from one place of it to the next."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterator

from voicelab.text.currency_names import AMOUNT, CURRENCY_SIGNS
from voicelab.text.english_readings import ENGLISH_SIGNS, english_readings
from voicelab.text.english_words import other_forms
from voicelab.text.fillers import fillers
from voicelab.text.languages import UNSPACED
from voicelab.text.letters import HYPHENS, LETTER, SPOKEN_SIGNS
from voicelab.text.number_gaps import LONGEST_WORD, NUMBER_BREAK, gap_readings
from voicelab.text.number_parts import number_parts
from voicelab.text.other_readings import other_readings, signs_of
from voicelab.text.profane_words import may_be_masked
from voicelab.text.unified_letters import unified_letters
from voicelab.text.words import folded, without_accents

__all__ = ["Readings"]

_WORD = re.compile(rf"{LETTER}+(?:'{LETTER}+)*")
_DIGITS = re.compile(r"(?<!\d)\d+")
_LAST_WORD = re.compile(rf"({_WORD.pattern})[ ,]+$")
_MASKED = re.compile(rf"(?:{LETTER}|\*)*\*(?:{LETTER}|\*)*")
_NUMBER = rf"{AMOUNT}|\.\d+"
_MAGNITUDE = r"(?: ?(?:hundred|thousand|k|bn?|m|t|(?:mill|bill|trill)\w+)(?!\w)| ?[千万億亿])?"
_AMOUNT = re.compile(
    rf"(?<![\w.,])(?<!\d )((?:r|us|ca|c|au|a|nz|hk)?[{CURRENCY_SIGNS}]) ?"
    rf"((?:{_NUMBER}){_MAGNITUDE}(?: ?[-–] ?(?:{_NUMBER}){_MAGNITUDE})?)"
)
_AMOUNT_BEHIND = re.compile(rf"(?<=\d)([{CURRENCY_SIGNS}])")
_MEASURE = re.compile(r"\d ?[a-z]{1,3}$")
"""What a slash is 'per' behind: 'm/s' is not 'ms'."""
_LONGEST_MEASURE = 5
_CLOCK = re.compile(r"\D?\d{1,2}:[0-5]\d(?![\d:])")
_RAISED = re.compile(r"(?<=\w)[⁰¹²³⁴-⁹]+")
_VULGAR = re.compile(r"(?<=\d)(?=[¼-¾⅐-⅞])")
_SPOKEN = re.compile(f"[{SPOKEN_SIGNS}*°§]")
_AMOUNT_END = re.compile(rf"[\d%{CURRENCY_SIGNS}]")
_SIGNED = re.compile(rf"[.{CURRENCY_SIGNS}]?\d")
_MAGNITUDES = frozenset(["hundred", "thousand", "million", "billion", "trillion"])
_COUNTED = _MAGNITUDES | frozenset(
    ["dollar", "half", "quarter", "third", "dozen", "percent", "couple", "pound", "euro"]
)
_COUNTED_BEHIND = re.compile(rf"[ {HYPHENS}](?:{'|'.join(sorted(_COUNTED))})(?!\w)")
_PARTED_SOUND = re.compile(rf"uh[ {HYPHENS}](?:huh|oh|uh)(?!\w)")
_BEFORE_AND = _MAGNITUDES | frozenset(["dollar", "dollars", "pound", "pounds", "euro", "euros"])


class Readings:
    """The ways to say a text, each a row of steps from its beginning to its end.

    Parameters
    ----------
    language
        Code of its language, such as ``de``.
    heard
        Words of another transcript of the same sound: they show what a mask stands for.
    marks_part
        Whether commas and colons part numbers for certain: a recognizer guesses them.
    """

    def __init__(
        self, text: str, language: str, heard: Collection[str] = (), *, marks_part: bool = False
    ) -> None:
        self.text = _plain(text, language)
        self.is_spaced = language not in UNSPACED
        """Whether its words are parted by spaces; it is said letter by letter where they are not."""
        self._language = language
        self._heard = heard
        self._marks_part = marks_part
        self._signs = ENGLISH_SIGNS if language == "en" else signs_of(language)
        self._steps: dict[int, list[tuple[str, int]]] = {}

    def counts(self, at: int) -> bool:
        """Say whether what ends at a place is the number of what is behind it: 'a' of 'a half'."""
        return self._language == "en" and _COUNTED_BEHIND.match(self.text, at) is not None

    def is_parted_sound(self, at: int) -> bool:
        """Say whether a sound that means something begins at a place, in two parts: 'uh huh', 'uh-oh'."""
        return _PARTED_SOUND.match(self.text, at) is not None

    def steps(self, at: int) -> list[tuple[str, int]]:
        """Return what may be said at a place, in letters without spaces, and where each of it leads."""
        if at not in self._steps:
            self._steps[at] = list(dict.fromkeys(self._found(at)))
        return self._steps[at]

    def _found(self, at: int) -> Iterator[tuple[str, int]]:
        text = self.text
        if (mask := _MASKED.match(text, at)) and len(mask[0]) > 1:
            yield from ((word, mask.end()) for word in (mask[0], *self._unmasked(mask[0])))
            return
        if self._language == "en":
            yield from english_readings(text, at)
        else:
            found = other_readings(text, at, self._language)
            yield from ((unified_letters(said, self._language), end) for said, end in found)
        if not self.is_spaced and unicodedata.category(text[at])[0] in "LM":
            yield text[at], at + 1
            yield from (("", at + len(each)) for each in fillers(self._language) if text.startswith(each, at))
        elif (word := _WORD.match(text, at)) is not None:
            yield from ((said, word.end()) for said in self._said(word))
        elif text[at].isdecimal():
            # As it stands, too: both may write it. Its ends are marked: '20 5' is not '205'.
            if (digits := _DIGITS.match(text, at)) is not None:
                yield f"<{digits[0]}>", digits.end()
        else:
            said = list(self._sign(at))
            is_silent = "" in said or NUMBER_BREAK in said
            yield from ((each, at + 1) for each in (said if is_silent else [*said, text[at]]))

    def _unmasked(self, mask: str) -> list[str]:
        pattern = re.compile(re.escape(mask).replace(r"\*", LETTER))
        return [
            word for word in self._heard if pattern.fullmatch(word) and may_be_masked(word, self._language)
        ]

    def _said(self, found: re.Match[str]) -> Iterator[str]:
        """Yield how a word may be said; nothing at all where it is a filler, or only said twice."""
        word, before = found[0], self._before(found.start())
        after = self.text[found.end() : found.end() + LONGEST_WORD].lstrip(" ,.-")
        if self._language != "en":
            yield word.replace("'", "")
        else:
            yield from dict.fromkeys((word, without_accents(word)))
            yield from other_forms(word, after[:1].isdecimal())
            if word in ("oh", "o"):
                yield "zero"
            if word == "a" and self.counts(found.end()):
                yield "one"
            if word == "and" and before in _BEFORE_AND:
                yield ""
        if word in fillers(self._language) and not self.is_parted_sound(found.start()):
            yield ""
        if word == before and word not in number_parts(self._language).words:
            yield ""

    def _before(self, at: int) -> str:
        """Return the word ahead of a place, if only spaces and commas stand between."""
        found = _LAST_WORD.search(self.text[max(0, at - LONGEST_WORD) : at])
        return found[1] if found else ""

    def _sign(self, at: int) -> Iterator[str]:
        """Yield how a sign is said; marks of punctuation are not, except those within numbers and names."""
        text = self.text
        sign, before, after = text[at], text[max(0, at - 1) : at], text[at + 1 : at + 2]
        kind = "-" if sign in HYPHENS else sign
        if sign in self._signs or _SPOKEN.match(sign):
            yield from self._signs.get(sign, ())
        elif kind == "-" and self._is_minus(at):
            yield from self._signs.get("-0", ())
        elif _AMOUNT_END.match(before) and after.isdecimal():
            yield from self._signs.get(f"0{kind}0", ())
            if (
                kind == ":" and not self._marks_part and _CLOCK.match(text, max(0, at - 2))
            ):  # recognizers write '1030', too
                yield ""
            elif kind == ":" or (kind == "," and self._language == "en"):
                yield NUMBER_BREAK
            elif kind not in ".," and unicodedata.category(sign)[0] in "PZC":
                yield from self._gap(at)
        elif kind == "." and after.isdecimal():
            yield from self._signs.get(".0", ())
        elif kind == "^" and before.isalpha():  # 'm2'
            yield ""
        elif kind == "." and self._is_in_address(at):
            yield from self._signs.get("a.a", ())
        elif unicodedata.category(sign)[0] in "PZC":
            is_per = sign == "/" and _MEASURE.search(text[max(0, at - _LONGEST_MEASURE) : at])
            yield from () if is_per else self._gap(at)
            yield from self._signs.get(f"a{kind}a", ()) if before and after.isalnum() else ()

    @property
    def minus(self) -> tuple[str, ...]:
        """What is said ahead of a negative number."""
        return self._signs.get("-0", ())

    def _gap(self, at: int) -> tuple[str, ...]:
        parts = number_parts(self._language)
        return gap_readings(self.text, at, parts, is_spaced=self.is_spaced, marks_part=self._marks_part)

    def _is_minus(self, at: int) -> bool:
        """Whether a hyphen is a number's sign: neither within a word nor between numbers."""
        before = self.text[max(0, at - 1) : at]
        is_apart = not before.isalnum() or (not self.is_spaced and not before.isdecimal())
        is_signed = _SIGNED.match(self.text, at + 1) is not None
        return is_signed and is_apart and not _AMOUNT_END.match(before)

    def _is_in_address(self, at: int) -> bool:
        """Whether a place is within an address of electronic mail, where each dot is said."""
        text = self.text
        start, end = text.rfind(" ", 0, at) + 1, text.find(" ", at)
        return "@" in text[start : end if end >= 0 else None] and text[at + 1 : at + 2].isalnum()


def _plain(text: str, language: str) -> str:
    """Return a text folded, each sign of a currency behind its amount."""
    raised = _RAISED.sub(lambda found: f"^{unicodedata.normalize('NFKC', found[0])}", text)
    spaced = re.sub(r"\s+", " ", _VULGAR.sub(" ", raised))
    plain = unified_letters(folded(spaced), language)
    plain = "".join(str(unicodedata.decimal(each)) if each.isdecimal() else each for each in plain)
    return _AMOUNT_BEHIND.sub(r" \1", _AMOUNT.sub(r"\2 \1", plain))
