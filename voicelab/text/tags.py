"""Angle brackets: the tags of HTML and SSML are marks, all else within brackets is words."""

from __future__ import annotations

import re

__all__ = ["LEFT_OUT", "LONGEST_TAG", "autolink", "read_angle"]


def _listed(text: str) -> list[str]:
    return text.split()


LONGEST_TAG = 400
"""Characters that a tag may have; what is longer is taken as it stands."""

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
_FLAGS = "checked|disabled|hidden|open|controls|autoplay|loop|muted|required|selected|async|defer|readonly"
_ATTRIBUTES = rf"""(?:\s+(?:[\w:.-]+\s*=\s*(?:"[^"<>]*"|'[^'<>]*'|[^\s"'<>=]+)|{_FLAGS}))"""
_TAG = re.compile(rf"<(?P<end>/?)(?P<name>[A-Za-z][\w:-]*)(?P<more>{_ATTRIBUTES}*)\s*(?P<empty>/?)>")
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
        The character ahead of it.
    """
    closed = held.endswith(">")
    if closed and _CONTROL.fullmatch(held):
        return LEFT_OUT, len(held)
    if closed and _COMMENT.fullmatch(held):
        return LEFT_OUT, len(held)
    tag = _TAG.fullmatch(held) if closed else None
    if tag is not None and _is_markup(tag, before):
        return (" " if tag["name"].lower() in _PARTING else ""), len(held)
    words = _WORDS.fullmatch(held) if closed else None
    if words is not None and not before.isalnum():
        return (f" {words[1]}" if before == ">" else words[1]), len(held)  # as in <Enter>
    if words is not None and _TYPES.fullmatch(words[1]):
        return f" {words[1]} {LEFT_OUT}", len(held)  # as in Map<String, Integer>
    is_short = len(held) < _LONGEST_WORDS and _WORDS_BEGUN.fullmatch(held) is not None
    is_begun = len(held) < LONGEST_TAG and _BEGUN.fullmatch(held) is not None
    return None if (is_short or is_begun) and not is_over else ("<", 1)


def autolink(held: str) -> str | None:
    """Return the address in angle brackets; `None` if it is none."""
    link = _AUTOLINK.fullmatch(held)
    return link[1] if link else None


def _is_markup(tag: re.Match[str], before: str) -> bool:
    name = tag["name"]
    if tag["end"] or tag["empty"] or tag["more"]:
        return True
    if before.isalnum() and not name.islower():
        return False  # as in Map<K>
    return name.lower() in _NAMES and (name.islower() or name.isupper())
