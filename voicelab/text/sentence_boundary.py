"""Whether a mark ends a sentence: Unicode's rules (UAX 29), and what abbreviations add to them."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from voicelab.text.language_rules import LanguageRules
from voicelab.text.likely_language import ANY_LANGUAGE, has_german_ordinal, rules_for
from voicelab.text.numerals import ITEM_NUMBER, is_roman
from voicelab.text.sentence_marks import CLAUSE_MARKS, SPACED_MARKS, UNSPACED_MARKS

__all__ = ["LOOK_AHEAD", "Boundary", "ends_sentence", "is_closing"]

LOOK_AHEAD = 40
"""How many characters behind a mark, and behind its white space, may decide."""

_QUOTES = "\"'"
_OPENING = "¿¡"
_DASHES = "-‐‑‒"
_SIGNS = ("=", "+", "×", "·", "*", "/", "<", ">", "≈", "≤", "≥")
_LONGEST_WORD = 24
_LONGEST_UNLISTED = 4
"""Letters of abbreviations that no list has; a small letter or a number after their full stop shows them."""
_DATE = re.compile(r"\d{1,2}\. ?\d|\d{4}(?!\d)")
_DATE_BEGUN = re.compile(r"\d{1,4}|\d{1,2}\. ?")
_LETTERS = re.compile(r"[^\W\d_]+")
_NUMBER_AHEAD = re.compile(
    r"\d|(?=[IVXL]{2}|[VXL])L?X{0,3}(?:IX|IV|V?I{0,3})\b|[B-HJ-Z]\b(?!['’])|[AI](?=[,;:.)]|$)"
)
"""A number in figures or in Roman numerals, or a letter that counts, as in ``App. B``."""
_AHEAD_OF_WORD = re.compile(
    r".*(?:[：、，；]|\.–|–(?=[^\W\d])|(?-i:-(?=[A-Z][a-z]{1,2}$)))|^(?:l|un|d|(?:de|da|a|ne|su|co)ll)['’](?=\w)",
    re.IGNORECASE,
)
_SYLLABLE = re.compile(r"[\u0904-\u0d39](?:[\u0900-\u0dff]{0,2})")
_SYLLABLE_AHEAD = re.compile(r"[\u0904-\u0d39][\u0900-\u0dff]{0,2}\.")
_UNIT = re.compile(
    r"(?:°\s?[CFK]|\b\d{1,3}(?:[.,]\d+)?\s?(?:[Llmght]|[cm][mgl]|k[mgW]|mins?|secs?|hrs?|ft|lbs?|oz|tb?sp"
    r"|[kMG]?Hz|[kMGT]?Wh|[kKMGT]?B|[kMGT]?bps|mph|ppm|dB|px|ms))$"
)
"""A unit behind its number; a capital behind the full stop of one shows that a sentence ended."""
_NUMBER = rf"(?:{ITEM_NUMBER}|\d{{1,2}}(?:\.\d{{1,2}}){{1,3}}|[^\W\d_]{{3,12}} (?:\d{{1,2}}|[IVXL]{{1,5}}))"
_COUNTED = re.compile(rf"\s*[*_(（\"']*{_NUMBER}|.*(?::\s+|：\s*)\d{{1,3}}", re.DOTALL)
"""Nothing but the number of an item, such as ``1`` and ``Step 1``, or a number behind a colon."""
_COUNT_MARKS = (".", "．", "।", "۔")
_FIRST_ITEM = re.compile(r"1[.)]\s")
_FIRST_ITEM_BEGUN = re.compile(r"1[.)]?")
_ANY_ITEM = re.compile(r"\d{1,2}[.)]\s")
_ANY_ITEM_BEGUN = re.compile(r"\d{1,2}[.)]?")
_ROMAN_AHEAD = re.compile(r"[IVXL]{2,7}\b")
_ROMAN_BEGUN = re.compile(r"[IVXL]{1,7}")
_VOWELS = frozenset("aeiouyæœøıəаеёиоуыэюяіїєўъαεηιουω")
_SYLLABIC = frozenset({"cs", "sk", "hr"})
"""Languages in which r and l stand for vowels."""
_ITEM = re.compile(r"(?:^\s*|[:：]\s?)(\d{1,2})\. ")
"""The number of a list's item that a sentence begins with."""
_FACTORIAL = re.compile(r"(?<![\w.,'’])(?:[a-z]|\d{1,3}|\([^()]{1,20}\))$")
"""What its mark makes no exclamation, where a small letter or a sign follows, as in ``n! = 2``."""
_WEEKDAY = re.compile(
    r"Mo|Di|Mi|Do|Fr|Sa|So|Mon|Wed|Fri|Sat|Sun|lun|gio|jeu|ven|sab|sam|dim|dom|Lun|Gio|Jeu|Ven|Sab|Dim"
)
"""They end no sentence where an hour or a date follows; others are words, too."""
_VERBS = frozenset({"है", "हैं", "था", "थे", "थी", "हूँ", "हो", "छ"})
"""Words of one syllable that sentences of India end with."""


@dataclass(frozen=True, slots=True)
class Boundary:
    """A place where a sentence may end."""

    before: str
    """The sentence up to its marks."""
    marks: str
    is_quoted: bool
    """Whether quotes or brackets are closed behind the marks."""
    space: str
    following: str
    """What comes behind the white space, as far as it may decide."""
    is_whole: bool
    """Whether no more will follow."""


def is_closing(character: str, mark: str) -> bool:
    """Say whether a character behind a mark closes what was quoted or put in brackets.

    A quote such as “ closes in German, and opens where marks have no space behind them.
    """
    category = unicodedata.category(character)
    return character in _QUOTES or category in ("Pe", "Pf") or (category == "Pi" and mark in SPACED_MARKS)


def ends_sentence(boundary: Boundary, language: str | None) -> bool | None:
    """Say whether a sentence ends at a boundary; `None` if that depends on what is still to come."""
    is_number = boundary.marks in _COUNT_MARKS and _COUNTED.fullmatch(boundary.before) is not None
    if boundary.space and not is_number and _is_plain(boundary, language):
        return True
    following = boundary.following
    if not following:
        return True if boundary.is_whole else None
    if "\n" in boundary.space:
        return True
    if is_number or (not boundary.space and boundary.marks[-1] not in UNSPACED_MARKS):
        return False
    if following[0] in SPACED_MARKS + UNSPACED_MARKS + CLAUSE_MARKS + _DASHES + "&":
        return False
    if boundary.is_quoted and not boundary.space and following[0].isalpha():
        return False  # as in 「はい。」と言った。
    opened = _skip_opening(following)
    if not opened and not boundary.is_whole and len(following) < LOOK_AHEAD:
        return None
    goes_on = opened[:1].islower()
    if boundary.marks == "!" and _FACTORIAL.search(boundary.before):
        return not (goes_on or opened[:1] in _SIGNS)
    if any(mark not in ".…" for mark in boundary.marks):
        return not (goes_on and boundary.is_quoted)
    if goes_on and _begins_with_capital(boundary.before):
        return False
    return boundary.marks != "." or _is_full_stop(boundary, opened, language)


def _is_plain(boundary: Boundary, language: str | None) -> bool:
    """Whether marks before white space end a sentence whatever follows, so that nobody waits for that."""
    if boundary.marks != ".":
        if boundary.marks == "!" and _FACTORIAL.search(boundary.before):
            return False
        return not boundary.is_quoted and all(mark in "!?" for mark in boundary.marks)
    word = _last_word(boundary.before)
    if len(word) <= _LONGEST_UNLISTED or word[-1].isdigit() or is_roman(word) or _is_initial(word):
        return False
    if not ANY_LANGUAGE.has_abbreviation(word.lower()):
        return True
    return not _rules(boundary, word, language).has_abbreviation(word.lower())


def _rules(boundary: Boundary, word: str, language: str | None) -> LanguageRules:
    """Return what holds in the language, which the words ahead of the last one may show."""
    return rules_for(language, boundary.before.removesuffix(word))


def _is_full_stop(boundary: Boundary, opened: str, language: str | None) -> bool | None:
    """Distinguish the full stop of a sentence from that of an abbreviation or a number."""
    word = _last_word(boundary.before)
    rules = _rules(boundary, word, language)
    folded, is_known = word.lower(), language is not None
    is_before_numbers = folded in rules.before_numbers or rules.has_suffix(folded)
    item = _ITEM.search(boundary.before) if opened[:1].isdigit() else None
    if item is not None:
        next_item = f"{int(item[1]) + 1}. "
        if opened.startswith(next_item):
            return True
        if not boundary.is_whole and next_item.startswith(opened):
            return None
    if opened[:1].isupper() and _UNIT.search(boundary.before[-_LONGEST_WORD:]):
        return True
    if folded in rules.before_names or (opened[:1].isdigit() and _WEEKDAY.fullmatch(word)):
        return False
    if is_before_numbers:
        if not boundary.is_whole and 0 < len(opened) < 8 and opened.isalpha() and opened.isupper():
            return None
        if _NUMBER_AHEAD.match(opened):
            return False
    if word.isdigit():
        if len(word) > 2:
            return True
        if opened[:1].isdigit():
            return _is_full_stop_of_date(boundary, opened, rules)
        return _is_full_stop_of_ordinal(boundary, opened, rules, is_language_known=is_known)
    if len(word) > 1 and is_roman(word) and opened[:1].isalpha():
        return _is_full_stop_of_ordinal(boundary, opened, rules, is_language_known=is_known)
    if _SYLLABLE.fullmatch(word) and word not in _VERBS:
        return _is_full_stop_of_syllable(boundary, word, opened)
    is_listed = folded in rules.abbreviations or rules.has_suffix(folded)
    if is_listed or _is_initial(word) or _has_no_vowel(word, language):
        return False if opened[:1].islower() else _begins_sentence(boundary, opened, rules)
    return folded in rules.openers or _is_full_stop_of_unlisted(boundary, word, opened)


def _is_full_stop_of_unlisted(boundary: Boundary, word: str, opened: str) -> bool | None:
    """Distinguish a short word from an abbreviation that no list has, ahead of a number."""
    if len(word) > _LONGEST_UNLISTED or not word.isalpha() or word.lower() == word.upper():
        return True
    is_within_item = _ITEM.search(boundary.before) is not None
    begun = _ANY_ITEM_BEGUN if is_within_item else _FIRST_ITEM_BEGUN
    if not boundary.is_whole and (_ROMAN_BEGUN.fullmatch(opened) or begun.fullmatch(opened)):
        return None
    if (_ANY_ITEM if is_within_item else _FIRST_ITEM).match(opened):
        return True
    return not (opened[:1].isdecimal() or _ROMAN_AHEAD.match(opened))


def _has_no_vowel(word: str, language: str | None) -> bool:
    """Whether a word can only be an abbreviation, such as ``Bd``, and is none of capitals, such as ``TV``."""
    if not 2 <= len(word) <= _LONGEST_UNLISTED or not word.isalpha() or word.lower() == word.upper():
        return False
    if sum(letter.isupper() for letter in word) > 1 or (language in _SYLLABIC and set("rl") & set(word)):
        return False
    return _VOWELS.isdisjoint(unicodedata.normalize("NFD", word.lower()))


def _is_full_stop_of_ordinal(
    boundary: Boundary, opened: str, rules: LanguageRules, *, is_language_known: bool
) -> bool | None:
    if rules.has_ordinals:
        return _begins_sentence(boundary, opened, rules)
    if is_language_known:
        return True
    word = _first_word(boundary, opened)
    return None if word is None else not has_german_ordinal(word)


def _is_full_stop_of_syllable(boundary: Boundary, syllable: str, opened: str) -> bool | None:
    """Distinguish a word from an initial in the scripts of India, which stands first or with others."""
    ahead = boundary.before[: -len(syllable)].rstrip()
    if not ahead or ahead.endswith("."):
        return False
    if not boundary.is_whole and len(opened) < 4 and (not opened or _SYLLABLE.fullmatch(opened)):
        return None
    return _SYLLABLE_AHEAD.match(opened) is None


def _is_full_stop_of_date(boundary: Boundary, opened: str, rules: LanguageRules) -> bool | None:
    """Distinguish the end of a sentence, with a number behind it, from a date such as ``3. 10. 2020``."""
    if not boundary.is_whole and len(opened) < 6 and _DATE_BEGUN.fullmatch(opened):
        return None
    return _DATE.match(opened) is None and not (rules.has_ordinals and opened[:4].isdecimal())


def _begins_sentence(boundary: Boundary, opened: str, rules: LanguageRules) -> bool | None:
    word = _first_word(boundary, opened)
    if word is None or (len(word) == 1 and len(opened) == 1 and not boundary.is_whole):
        return None
    if len(word) == 1 and opened[1:2] == ".":
        return False  # another initial, as in A. A. Milne
    return word in rules.openers


def _first_word(boundary: Boundary, opened: str) -> str | None:
    found = _LETTERS.match(opened)
    if found is None:
        return ""
    may_grow = found.end() == len(opened) and not boundary.is_whole and len(boundary.following) < LOOK_AHEAD
    return None if may_grow else found[0].lower()


def _last_word(before: str) -> str:
    """Return what stands right before the mark, without what was opened ahead of it."""
    end = before[-_LONGEST_WORD:]
    word = "" if end[-1:].isspace() else "".join(end.split()[-1:])
    while word and (unicodedata.category(word[0])[0] in "PSZ"):
        word = word[1:]
    # As in Dipl.-Ing., J.-C., l'art., and behind a colon that has no space.
    return _AHEAD_OF_WORD.sub("", word.rpartition(".-")[2])


def _is_initial(word: str) -> bool:
    """Whether a word is a single letter, or letters with points between, such as ``p.m`` or ``z.B``."""
    parts = word.split(".")
    if any(not 0 < len(part) <= 2 or not part.isalpha() for part in parts):
        return False
    return len(parts) > 1 or (len(word) == 1 and word.lower() != word.upper())


def _begins_with_capital(sentence: str) -> bool:
    """Whether capitals mean anything: not where the sentence itself begins with a small letter."""
    first = next((letter for letter in sentence if letter.isalpha()), "")
    return not first.islower()


def _skip_opening(text: str) -> str:
    position = 0
    while position < len(text) and (
        text[position] in _QUOTES + _OPENING or unicodedata.category(text[position]) in ("Ps", "Pi", "Pf")
    ):
        position += 1
    return text[position:]
