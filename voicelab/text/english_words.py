"""English words that have another form: abbreviations, contractions, and spellings of one word."""

from __future__ import annotations

import re
from collections.abc import Iterator

__all__ = ["MONTHS", "other_forms"]

_MONTHS = "january february march april may june july august september october november december"
_ABBREVIATIONS = {
    "apt": "apartment", "approx": "approximately", "assoc": "associate", "ave": "avenue",
    "blvd": "boulevard", "capt": "captain", "corp": "corporation",
    "dept": "department", "etc": "etcetera", "ext": "extension", "ft": "feet",
    "gen": "general", "gov": "governor", "hwy": "highway", "inc": "incorporated", "jr": "junior",
    "ln": "lane", "lt": "lieutenant", "ltd": "limited", "mr": "mister", "mt": "mount", "prof": "professor",
    "rd": "road", "rep": "representative", "rev": "reverend", "sen": "senator", "sgt": "sergeant",
    "sr": "senior", "vs": "versus", "no": "number",
}  # fmt: skip
_SHORT_MONTHS = {month[:3]: month for month in _MONTHS.split() if len(month) > 3} | {"sept": "september"}
MONTHS = (*_MONTHS.split(), *_SHORT_MONTHS)
"""Names of the months, then their abbreviations."""
_SPELLINGS = {
    "alright": "allright", "cause": "because", "centre": "center", "colour": "color", "doughnut": "donut",
    "favourite": "favorite", "gonna": "goingto", "gotta": "gotto", "grey": "gray", "its": "it's",
    "litre": "liter", "litres": "liters", "metre": "meter", "metres": "meters", "kilometre": "kilometer",
    "kilometres": "kilometers", "centimetre": "centimeter", "centimetres": "centimeters",
    "o'clock": "oclock", "ok": "okay", "programme": "program", "theatre": "theater", "wanna": "wantto",
}  # fmt: skip
_SEVERAL = {
    "dr": ("doctor", "drive"), "mrs": ("missus", "misses", "mistress"), "ms": ("miss",),
    "st": ("saint", "street"),
}  # fmt: skip
_FORMS = {
    **{word: (other,) for word, other in (_ABBREVIATIONS | _SHORT_MONTHS | _SPELLINGS).items()},
    **_SEVERAL,
    "can't": ("cannot",), "won't": ("willnot",), "shan't": ("shallnot",), "let's": ("letus",),
    "ain't": (), "y'all": ("youall",),
}  # fmt: skip
_ENDS = {
    "n't": ("not",), "'m": ("am",), "'re": ("are",), "'ve": ("have",), "'ll": ("will",),
    "'d": ("would", "had"), "'s": ("is", "has"),
}  # fmt: skip
_CONTRACTED = re.compile(r"(\w+?)(n't|'(?:m|re|ve|ll|d|s))")
_BRITISH = (
    (re.compile(r"(\w{3,})([iy])s(ation|ations|e|ed|er|ers|es|ing)"), r"\1\2z\3"),
    (re.compile(r"(arm|behavi|col|endeav|fav|flav|harb|hon|hum|lab|neighb|rum|sav|vap)our(\w*)"), r"\1or\2"),
    (re.compile(r"(cance|counse|due|fue|labe|leve|mode|signa|tota|trave)ll(ed|er|ers|ing)"), r"\1l\2"),
)
"""Spellings that America writes otherwise. Of other words that fit, what comes of them is no word."""
_SUBJECTS = frozenset({
    "i", "you", "he", "she", "it", "we", "they", "that", "this", "there", "here", "who", "what", "where",
    "when", "how", "why", "everything", "something",
})  # fmt: skip
"""Words whose ``'s`` is no possessive."""


def other_forms(word: str, is_before_number: bool = False) -> Iterator[str]:
    """Yield the other forms of a word in lower case, without spaces.

    Parameters
    ----------
    is_before_number
        Whether a number follows: ``no`` is 'number' there only.

    Examples
    --------
    >>> list(other_forms("it's")), list(other_forms("john's")), list(other_forms("organised"))
    (['itis', 'ithas'], [], ['organized'])
    """
    if word == "no" and not is_before_number:
        return
    if word in _FORMS:
        yield from _FORMS[word]
        return
    for pattern, american in _BRITISH:
        if (spelt := pattern.fullmatch(word)) is not None:
            yield spelt.expand(american)
    if (found := _CONTRACTED.fullmatch(word)) and (found[2] != "'s" or found[1] in _SUBJECTS):
        yield from (f"{found[1]}{end}" for end in _ENDS[found[2]])
