"""Filler words: sounds of somebody who thinks, which recognizers write once and once leave out."""

from __future__ import annotations

import functools
import itertools
import re
from collections.abc import Collection, Iterable

from voicelab.text.languages import language_of, written_language
from voicelab.text.refusal_sounds import is_refusal_sound
from voicelab.text.words import is_unspaced

__all__ = ["ends_in_filler", "fillers"]

_FILLERS = {
    "bg": ("ъъ", "ъм", "ъъъ"),
    "ca": ("eh", "em", "ehm"),
    "cs": ("ehm", "eee"),
    "da": ("øh", "øhm"),
    "de": ("äh", "ähm", "öh", "öhm", "ähh", "ehm"),
    "el": ("εε", "εμ", "εεε"),
    "en": ("um", "umm", "uhm", "uhmm", "uh", "uhh", "er", "erm"),
    "es": ("em", "ehm", "eeh"),
    "fi": ("öö", "ööm", "öh"),
    "fr": ("euh", "heu"),
    "he": ("אה", "אהה", "אממ"),
    "hr": ("ehm", "eee"),
    "hu": ("öö", "ööö", "ööm"),
    "id": ("em", "ehm"),
    "it": ("ehm", "eeh"),
    "ja": ("えーと", "えーっと", "えっと", "ええと", "あのー", "えー"),
    "ko": ("음",),
    "nb": ("øh", "ehm", "eh"),
    "nl": ("uh", "uhm", "eh", "ehm"),
    "pl": ("yyy", "yy", "eee"),
    "pt": ("hã", "ehm", "hum"),
    "ro": ("ăă", "ăăă", "îî"),
    "ru": ("э", "ээ", "эээ", "эм"),
    "sk": ("ehm", "eee"),
    "sv": ("öh", "öhm", "eh", "ehm"),
    "th": ("เอ่อ",),
    "tr": ("ııı", "eee"),
    "uk": ("ем", "еее"),
    "vi": ("ờm",),
    "zh": ("呃",),
}
_HUM = "hm"
"""Somebody who thinks hums in all languages; recognition leaves it out or not, and it may be an answer."""
_HESITATIONS = {"es": ("eh",)}
"""Further ones, which are words elsewhere in a sentence."""
_TRAILING = {"es": ("este",), "zh": ("那个", "那個")}
"""Words that are hesitations only where the sentence trails off: '我想要那个' is one that is whole."""
_LONGEST_END = 60
"""How much of a text is looked at, in characters."""
_MARKS = re.compile(r"(?<![\W_])[\W_]+$")
_TRAILING_OFF = re.compile(r"…|\.{2,}|。{2,}")
_ASKING = frozenset("?？؟")
_CLAUSES = re.compile(r"[,，、;；:.!?…。]")
_HYPHEN = re.compile(r"[^\W_][-‐‑]$")
_HUMMED = re.compile("h+m+", re.IGNORECASE)
_AGREEING = re.compile(r"\bm+\s*$", re.IGNORECASE)
"""Behind it, a hum is a yes: 'mm hmm'."""
_ARTICLE = re.compile(r"\b(?:the|an)\s+$", re.IGNORECASE)
"""Behind it, 'er' is an emergency room."""


def fillers(language: str) -> tuple[str, ...]:
    """Return the filler words of a language, those that are never meant otherwise; none where none is known.

    Parameters
    ----------
    language
        Its code, as Azure's locales begin: ``de``.
    """
    return _FILLERS.get(written_language(language), ())


def ends_in_filler(text: str, locales: Iterable[str]) -> bool:
    """Say whether somebody who is quiet now seems to look for a word.

    Examples
    --------
    >>> ends_in_filler("set a timer for, um...", ["en-US"])
    True
    >>> [ends_in_filler(text, ["en-US"]) for text in ("open the drum", "Take me to the ER.", "Uh-uh.")]
    [False, False, False]
    """
    end = text[-_LONGEST_END:]
    marks = _MARKS.search(end)
    bare = end[: marks.start()] if marks else end
    is_asked = marks is not None and not _ASKING.isdisjoint(marks[0])
    trails_off = marks is not None and _TRAILING_OFF.search(marks[0]) is not None
    if is_asked or (not trails_off and is_refusal_sound(_CLAUSES.split(bare)[-1])):
        return False
    languages = {language_of(locale) for locale in locales}
    found = (_sounds(language, trails_off).search(bare) for language in languages)
    return any(each is not None and _is_hesitation(each, text, languages) for each in found)


def _is_hesitation(found: re.Match[str], text: str, languages: Collection[str]) -> bool:
    """Say whether a sound at the end is a word by itself, and no name, article's noun or agreement."""
    before, word = found.string[: found.start()], found[0]
    if before[-1:].isalnum() and not is_unspaced(before[-1]):
        return False
    is_name = word[1:].isupper() and (not text.isupper() or not before.strip())
    is_compound = _HYPHEN.search(before) is not None
    is_agreement = _HUMMED.fullmatch(word) is not None and _AGREEING.search(before) is not None
    is_noun = "en" in languages and word.lower() == "er" and _ARTICLE.search(before) is not None
    return not (is_name or is_compound or is_agreement or is_noun)


@functools.lru_cache(maxsize=128)
def _sounds(language: str, trails_off: bool) -> re.Pattern[str]:
    """Return what a hesitation is at the end of a text, each of its letters as long as one likes."""
    written = written_language(language)
    known = (*fillers(language), *_HESITATIONS.get(written, ()), _HUM)
    several = (*known, *_TRAILING.get(written, ())) if trails_off else known
    return re.compile(f"(?:{'|'.join(map(_stretched, several))})$", re.IGNORECASE)


def _stretched(word: str) -> str:
    runs = ((letter, len(list(run))) for letter, run in itertools.groupby(word))
    return "".join(f"{re.escape(letter)}{{{count},}}" for letter, count in runs)
