"""Angle brackets: the tags of HTML and SSML are marks, all else within brackets is words."""

from __future__ import annotations

import html
import re

from voicelab.text.formulas import subscript, superscript
from voicelab.text.long_values import PASSED_OVER
from voicelab.text.spoken_text import APART, MAYBE_APART

__all__ = ["LEFT_OUT", "LONGEST_TAG", "autolink", "read_angle"]


def _listed(text: str) -> list[str]:
    return text.split()


LONGEST_TAG = 2_000
"""Characters that a tag may have, but for those of long values; what is longer is taken as it stands."""

_LONGEST_WORDS = 40
"""Characters between angle brackets that may be words, such as ``<your name>``."""

_NAMES = frozenset(
    _listed(
        "a abbr address article aside audio b base bdi bdo blockquote body br button canvas caption "
        "center cite code col colgroup data datalist dd del details dfn dialog div dl dt em embed "
        "fieldset figcaption figure font footer form frame h1 h2 h3 h4 h5 h6 head header hgroup hr html i "
        "iframe img input ins kbd label legend li link main map mark math menu meta meter nav noscript "
        "object ol optgroup option output p param picture pre progress q rp rt ruby s samp script search "
        "section select slot small source span strike strong style sub summary sup svg table tbody td "
        "template textarea tfoot th thead time title tr track tt u ul var video wbr speak voice prosody "
        "break emphasis say-as phoneme"
    )
)
"""Elements of HTML, and those of SSML that models write."""

_PARTING = frozenset(
    _listed("br p div li ul ol dl dt dd tr td th table hr pre blockquote section article h1 h2 h3 h4 h5 h6")
)
_VOID = frozenset(_listed("br hr wbr img input"))
_RAISED = re.compile(r"<(su[pb])>([^<>\n]{1,20})</\1>")
_RAISED_BEGUN = re.compile(r"<su[pb]>(?:[^<>\n]{0,20}|[^<>\n]{1,20}<(?:/(?:s(?:u[pb]?)?)?)?)")
_INDEX = re.compile(r"[-+−]?\d[\d.,]*|[A-Za-z]|[-+−\dn]{1,6}|\d+[-+−]")
_NAMED = re.compile(r"<([A-Za-z][A-Za-z0-9]*)>(.?)", re.DOTALL)
_COMPARED = re.compile(r"<\w{1,3} (?:and|or|und|oder|et|ou|y|o|e) [^<>]*>")
_FLAGS = "checked|disabled|hidden|open|controls|autoplay|loop|muted|required|selected|async|defer|readonly"
_ATTRIBUTES = rf"""(?:\s+(?:[\w:.-]+\s*=\s*(?:"[^"<>]*"|'[^'<>]*'|[^\s"'<>=]+)|{_FLAGS}))"""
_TAG = re.compile(rf"<(?P<end>/?)(?P<name>[A-Za-z][\w:-]*)(?P<more>{_ATTRIBUTES}*)\s*(?P<empty>/?)>")
_ALTERNATIVE = re.compile(r"\salt\s*=\s*(?:\"([^\"]*)\"|'([^']*)')", re.IGNORECASE)
_COMMENT = re.compile(r"<!--.*?-->|<![A-Za-z][^<>]*>|<\?[^<>]*\?>")
_CONTROL = re.compile(r"<[|｜][\w▁ .:-]{1,40}[|｜]>")
"""What models are told by, and sometimes write out: ``<|im_end|>``."""
_AUTOLINK = re.compile(r"<((?:https?://|mailto:)?[^\s<>]+[/@.][^\s<>]+)>")
_WORDS = re.compile(r"<([^\W\d][\w ,'+&-]*)>")
_TYPES = re.compile(r"\w+(?:, ?\w+)*")

_BEGUN = re.compile(
    rf"""</?(?:[A-Za-z][\w:-]*)?
    | <[A-Za-z][\w:-]*{_ATTRIBUTES}*\s+[\w:.-]*(?:\s*=\s*(?:"[^"<>]*"?|'[^'<>]*'?|[^\s"'<>=]*))?
    | <[A-Za-z][\w:-]*{_ATTRIBUTES}*\s*/?
    | <!(?:-(?:-.*)?|[A-Za-z][^<>]*)? | <\?[^<>]* | <[|｜][\w▁ .:-]{{0,40}}[|｜]?
    | <(?:https?://|mailto:)?[^\s<>]*""",
    re.VERBOSE,
)
_WORDS_BEGUN = re.compile(r"<[^\W\d][\w ,'+&-]*")

LEFT_OUT = "\ufeff"
"""Stands where something was left out: white space ahead of it goes if a comma or a full stop follows."""


def read_angle(held: str, before: str, *, is_over: bool) -> tuple[str, int] | None:
    """Read what begins with an angle bracket; returns what to say, and for how many characters.

    `None` where more must be read first.

    Parameters
    ----------
    before
        The two characters ahead of it.
    """
    first, before = before[0], before[-1]
    raised = _RAISED.fullmatch(held)
    if raised is not None:
        if raised[2][0] == "[" and raised[2][-1] in "])":
            return LEFT_OUT, len(held)  # the mark of a note
        read = superscript if raised[1] == "sup" else subscript
        return (read(raised[2]) if _INDEX.fullmatch(raised[2]) else raised[2]), len(held)
    if _RAISED_BEGUN.fullmatch(held) and not is_over and before.isalnum():
        return None
    named = _NAMED.match(held)
    if named is not None and _may_be_named(named[1], first, before):
        if len(held) == len(named[1]) + 2 and not is_over:
            return None  # what follows decides
        if not named[2] or named[2].isspace() or named[2] in ".,;:!?)\"'”’":
            return named[1], len(named[1]) + 2
        return _parting(named[1]), len(named[1]) + 2
    if (
        named is not None
        and len(named[1]) == 1
        and before.isascii()
        and before.isalnum()
        and not first.isalnum()
    ):
        return "<", 1  # as in a<b>c
    if named is not None and named[2]:
        return _parting(named[1]), len(named[1]) + 2
    closed = held.endswith(">")
    if closed and _CONTROL.fullmatch(held):
        return LEFT_OUT, len(held)
    if closed and _COMMENT.fullmatch(held):
        return LEFT_OUT, len(held)
    tag = _TAG.fullmatch(held) if closed else None
    if tag is not None and _is_markup(tag, before):
        return _picture(tag) or _parting(tag["name"]), len(held)
    words = _WORDS.fullmatch(held) if closed and not _COMPARED.fullmatch(held) else None
    if words is not None and not before.isalnum():
        return (f" {words[1]}" if before == ">" else words[1]), len(held)  # as in <Enter>
    if words is not None and _TYPES.fullmatch(words[1]):
        return f" {words[1]} {LEFT_OUT}", len(held)  # as in Map<String, Integer>
    is_short = len(held) < _LONGEST_WORDS and _WORDS_BEGUN.fullmatch(held) is not None
    is_begun = len(held) < LONGEST_TAG and _BEGUN.fullmatch(held) is not None
    if (is_short or is_begun) and not is_over:
        return None
    if PASSED_OVER in held:
        return LEFT_OUT, held.rfind(PASSED_OVER) + 1  # a reply that was cut within a value
    return "<", 1


def autolink(held: str) -> str | None:
    """Return the address in angle brackets; `None` if it is none."""
    link = _AUTOLINK.fullmatch(held)
    return link[1] if link else None


def _may_be_named(name: str, first: str, before: str) -> bool:
    """Whether a tag may be spoken of, as in "the <b> tag", and not be used."""
    if name.lower() not in _NAMES - _VOID or not (name.islower() or name.isupper()):
        return False
    return before in "(\"'“‘" or (before == " " and first not in " >\n")


def _picture(tag: re.Match[str]) -> str:
    """Return what stands for a picture."""
    alternative = _ALTERNATIVE.search(tag["more"] or "") if tag["name"].lower() == "img" else None
    return html.unescape(alternative[1] or alternative[2] or "").strip() if alternative else ""


def _parting(name: str) -> str:
    """Return what a tag does to the sentence that it stands in."""
    if name.lower() == "br":
        return MAYBE_APART
    return APART if name.lower() in _PARTING else ""


def _is_markup(tag: re.Match[str], before: str) -> bool:
    name = tag["name"]
    if tag["end"] or tag["empty"] or tag["more"]:
        return True
    if before.isalnum() and not name.islower():
        return False  # as in Map<K>
    return name.lower() in _NAMES and (name.islower() or name.isupper())
