"""Numbers in brackets: marks of citations, which no voice should say, and numbers that are meant.

A citation hangs on a finished word or sentence, as in ``It is high [1].`` or ``It is high[1], so``. What
stands at the beginning of a line, behind a colon, a sign or a word that wants more (``is``, ``press``), or
ahead of words, is meant: ``Press [1] for sales.`` Where both may be, it is spoken: too much is better than a
word that is lost.
"""

from __future__ import annotations

import itertools
import re
import unicodedata

from voicelab.text.tags import LEFT_OUT

__all__ = ["is_citation", "read_citations", "read_source"]

_NUMBERS = r"[1-9]\d{0,2}(?:\s?[,–-]\s?[1-9]\d{0,2})*"
_NAMED = r"\^[^\[\]\s]{1,40}|doc\d{1,3}"
_CITATION = re.compile(rf"{_NAMED}|{_NUMBERS}")
_MARK = rf"\[(?:{_NAMED}|{_NUMBERS})\](?!\()"
_CHAIN = re.compile(rf"{_MARK}(?:(?:,? ?|,? (?:and|or|und|oder|et|ou|y|e|o) ){_MARK}){{0,7}}")
_AHEAD = re.compile(r"[*_]{0,3}(?:\.|(?:[,\s] ?)?(?:[^\W\d_]{1,8},? ?)?(?:\[[^\[\]]{0,40}\]?)?)?")
"""What must be read further, to know what stands behind a mark."""

_MARKUP = re.compile(r"<[^<>]*>|[*_~`]")
_WANTS_MORE = re.compile(
    r"""(?:^|[^\w])(?:
    is|are|was|were|be|of|to|and|or|in|on|at|from|by|for|with|than|then|the|a|an|as|that|see|cf|fig|no|eq|step
    |about|between|like|my|your|its|their|our|his|her|i|you|we|they|he|she|have|has|had|got|get
    |ist|sind|war|waren|sie|von|zu|zum|zur|und|oder|im|mit|auf|bis|als|der|die|das|den|dem|siehe|vgl|nr|abb|bei
    |est|sont|sur|de|du|et|ou|le|la|les|un|une|par|dans|voir|vaut
    |es|son|del|y|o|el|los|las|con|por|para|en|al|ver|véase
    |è|sono|di|e|il|lo|da|per|vedi|é|são|do|em|os
    |(?:press|roll|score|choose|select|pick|enter|type|dial|push|return|print|output|input|give|yield|equal
    |contain|become|guess|rate|option|number|digit|key|button|question|chapter|array|vector|tuple|interval|coordinate
    |page|source|reference|ref|section|note|footnote|level|line|psalm|element|value|sequence|list|set|range|scale)(?:s|d|es|ed)?
    |also|chose|chosen|typing|hit|hits|gave|became|drew|threw|win|wins|won|rating|age|ages|aged|answer|index|shape|matrix
    |drücken|drücke|wählen|wähle|ergibt|lautet|taste|appuyez|tapez|choisissez|pulse|marque|elija|premi|prema
    |scegli|digite|digita|show|shows|earn|earned|earns
    |это|равно|равен|равна|нажмите|и|или|на|هو|هي|اضغط
    )[.]?$""",
    re.IGNORECASE | re.VERBOSE,
)
"""Words that a sentence goes on behind: a number is a part of it."""

_NAME = re.compile(
    r"\w_\w*$|(?:^|\W)(?:[A-Za-z]|arr|array|num|nums|list|lst|data|args|argv|row|col|items?|dp|vec|matrix)$"
)
"""What has elements, as in ``x[1]``."""
_WANTS_MORE_WIDE = frozenset("是为為有按选選第于於到出返は をがの는은을를이")
_ENDS_SENTENCE = re.compile(r"""[.!。！…．][)"'”’»」』]?$""")
_FOLLOWS_LINK = re.compile(r"\)[,;]?$")
_BEGINS = re.compile(r"(?:^|\n)\s*\w{1,4}[.)]$|(?:^|[\s(])[\"'“„«‹「『]$")
"""The number of an item, or a quotation mark that opens."""
_JOINED = re.compile(r"\] \w")
_SPOKEN = re.compile(rf"(?<!{LEFT_OUT})\[\d[^\[\]]*\](?!\()[^.!?。\n]*$|(?<!{LEFT_OUT})\[[^\[\]]*\]$")
"""Numbers in brackets earlier in the sentence, which were spoken."""
_OPENS = frozenset(":：=([{<>+-*/|?？–—,，;、")
_OPERATOR = re.compile(r" ?(?:[-+*/<>!]?=|[+*<>×÷^]|\.\w)")
_GOES_ON = re.compile(
    r",|\s(?:[-–—] |(?:and|or|but|while|which|who|where|as|because|since|although"
    r"|und|oder|aber|et|mais|y|pero|e|ma|mas)\b)"
)
"""What goes on behind a citation within a sentence."""
_SOURCE = re.compile(r"【[^【】]*(?:†|\d:\d)[^【】]*】|\ue200[^\ue201]*\ue201")
_LONGEST_SOURCE = 400

Found = tuple[str, int] | None
"""What to say, and for how many characters; `None` where more must be read first."""


def read_citations(held: str, is_over: bool, before: str) -> Found:
    """Read numbers in brackets, one or several in a row; says no word where it is something else.

    Parameters
    ----------
    before
        The characters ahead of them, some forty, with a sign ahead of what was left out.
    """
    chain = _CHAIN.match(held)
    if chain is None:
        return "", 0
    behind = held[chain.end() :]
    if not is_over and "\n" not in behind and len(behind) < 60 and _AHEAD.fullmatch(behind):
        return None
    return (LEFT_OUT if is_citation(chain[0], before, behind) else chain[0]), chain.end()


def is_citation(marks: str, before: str, behind: str, *, is_linked: bool = False) -> bool:
    """Say whether numbers in brackets are the marks of citations, and not a part of what is said.

    Parameters
    ----------
    marks
        The brackets, or what is in them.
    before, behind
        What stands beside them, as it is written.
    is_linked
        Whether they lead to an address, as citations do.
    """
    if before.endswith("<sup>"):
        return True
    numbers = re.sub(rf"\[?(?:{_NAMED})\]?", "", marks)
    if not re.search(r"\d", numbers):
        return True
    plain = _MARKUP.sub("", before)
    words = plain.rstrip(" \t")
    is_attached = words == plain
    if not words or words[-1].isspace() or _BEGINS.search(words):
        return False
    if not is_linked and (_JOINED.search(marks) or _SPOKEN.search(plain)):
        return False  # what is said of one of them is said of all
    if is_linked and _FOLLOWS_LINK.search(words):
        return True
    is_note = is_attached and words[-1] in ",，;" and words[-2:-1].isalpha()
    if (words[-1] in _OPENS or unicodedata.category(words[-1]) == "Sm") and not is_note:
        return False
    if _OPERATOR.match(behind.lstrip("*_")) or not _are_sources(numbers, is_attached=is_attached):
        return False
    if is_attached and not is_note:
        is_element = _NAME.search(before) is not None and words[-1].isascii()
        return not is_element and (words[-1] not in _WANTS_MORE_WIDE or is_linked)
    if is_note:
        return True
    if _WANTS_MORE.search(words) or words[-1] in _WANTS_MORE_WIDE:
        return False
    if is_linked or _ENDS_SENTENCE.search(words):
        return True
    following = _MARKUP.sub("", behind).partition("\n")[0]
    if not following.strip() or _GOES_ON.match(following):
        return True
    return not (following[0].isspace() or following[0].isalnum())


def _are_sources(numbers: str, *, is_attached: bool) -> bool:
    """Whether numbers may be those of sources: a few in their order."""
    for group in re.split(r"\][^\[]*\[?", numbers):
        found = [int(number) for number in re.findall(r"\d+", group)]
        is_range = "-" in group or "–" in group
        if any(first >= second for first, second in itertools.pairwise(found)):
            return False
        if len(found) > (6 if is_attached else 2) or (is_range and found[-1] - found[0] > 9):
            return False
        if is_range and not is_attached and found[-1] > 15:
            return False
    return True


def read_source(held: str, is_over: bool, before: str) -> Found:
    """Read a citation mark of an assistant, such as ``【4:0†source】``; other brackets of its kind stay."""
    if _SOURCE.fullmatch(held):
        return LEFT_OUT, len(held)
    closed = held[-1] in "】\ue201" or len(held) >= _LONGEST_SOURCE
    return (held[0], 1) if closed or is_over else None
