"""The mark at the head of a reply by which the model itself says whether the user is done.

One request asks for both: the mark costs a token and no request of its own. pipecat does alike
(``filter_incomplete_user_turns``).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal

from voicelab.completion.messages import CompletionNotice, Delta, EndOfTurnMark, Message
from voicelab.completion.notices import no_turn_mark

__all__ = ["EndOfTurnMarkFilter", "MarkGivers", "ask_for_mark", "most_tokens_with_mark", "without_marks"]

_DONE, _MORE = "@", "&"
"""One token in every tokenizer, no sign of Markdown's, and nothing that a spoken reply begins with."""
_MARK_TOKENS = 2
"""What a mark takes: a token of its own, and in some tokenizers one for the blank behind it."""
_MANY_TOKENS = 1_000
_MOST_MISSES = 3
"""Replies without the mark, one after the other, after which a model is not asked for it any more.

A model that forgets it in one reply of twenty leaves it out twice in a row in two of five talks of 200
replies, three times in one of forty; with a model that never gives it, three turns end as all others will.
"""
_INSTRUCTION = f"""\
The user's words come from a speech recognizer, perhaps while the user still speaks; its punctuation means \
nothing. So begin with a mark, {_DONE} or {_MORE}:
{_DONE} and your reply, if the user has said something that can be replied to, however short.
{_MORE} and nothing else, if the words break off in mid-sentence, or the user asks for time to think.
In any language, for example:
"what is the capital of" → {_MORE}
"what is the capital of france" → {_DONE} Paris.
"i would like to go there because" → {_MORE}
"yes" → {_DONE} Good.
"let me think" → {_MORE}"""

_DONES = f"{_DONE}\uff20\ufe6b"
_MARKS = f"[{_DONES}{_MORE}\uff06\ufe60]"
_BLANKS = r"[\s\u200b\ufe0e\ufe0f\ufeff]*"
_CLOSING = dict(zip("([{<“‘«„「『【", ")]}>”’»“」』】", strict=True))
_AROUND = rf"[*_`~\"'{re.escape(''.join(_CLOSING))}]{{0,6}}"
_HEAD = re.compile(rf"{_BLANKS}(?P<around>{_AROUND}){_BLANKS}(?P<mark>{_MARKS})")
_HEAD_BEGUN = re.compile(rf"{_BLANKS}{_AROUND}{_BLANKS}")
_LINE_BEGUN = re.compile(rf"(?<=\n)[ \t]*{_AROUND}{_MARKS}?{_AROUND}[ \t]*\Z")
_WORD = re.compile(r"\w")
_MOST_HELD = 40
"""Characters that are held for a mark; what is longer is none."""


def ask_for_mark(messages: Sequence[Message]) -> list[Message]:
    """Return a request's messages with the instruction to begin with the mark.

    The replies of before bear it, too: models follow their own example rather than an instruction, and a
    server finds the replies in its cache as they were written.
    """
    asking: list[Message] = [
        {**each, "content": f"{_DONE} {each['content']}"} if each["role"] == "assistant" else each
        for each in messages
    ]
    place = next((place for place, each in enumerate(asking) if each["role"] == "system"), None)
    if place is None:
        return [{"role": "system", "content": _INSTRUCTION}, *asking]
    asking[place] = {**asking[place], "content": f"{asking[place]['content']}\n\n{_INSTRUCTION}"}
    return asking


def most_tokens_with_mark(most_tokens: int) -> int:
    """Return how many tokens to ask for, so that the mark's do not cut the reply short.

    A long reply is not cut short by two, and as many may be the most that its model takes.
    """
    return most_tokens + (_MARK_TOKENS if most_tokens < _MANY_TOKENS else 0)


def without_marks(text: str) -> str:
    """Return a text without the marks at its head and, by themselves, at the heads of its lines."""
    return re.sub(rf"(?m)\A\s*{_MARKS}\s*|^[ \t]*{_MARKS}(?:[ \t]+|$)", "", text)


class MarkGivers:
    """Which models begin with the mark, told from what each has done."""

    def __init__(self) -> None:
        self._misses: dict[tuple[str, str], int] = {}

    def are_asked(self, api: str, deployment: str) -> bool:
        """Whether a model is asked for the mark; legacy completions follow no instruction."""
        return api != "completions" and self._misses.get((api, deployment), 0) < _MOST_MISSES

    def note(self, api: str, deployment: str, first: Delta | EndOfTurnMark) -> CompletionNotice | None:
        """Take in what a model that was asked for the mark began with; return what the user should know."""
        model = api, deployment
        self._misses[model] = 0 if isinstance(first, EndOfTurnMark) else self._misses.get(model, 0) + 1
        return self.give_up(api, deployment) if self._misses[model] == _MOST_MISSES else None

    def give_up(self, api: str, deployment: str) -> CompletionNotice:
        """Ask a model for the mark no more; return what the user should know."""
        self._misses[api, deployment] = _MOST_MISSES
        return no_turn_mark(deployment)


class EndOfTurnMarkFilter:
    """Takes a reply's text in pieces, and gives it without its mark.

    The mark may be written twice, or in quotes, brackets or bold, which go with it; at the head of a later
    line it is left out, too.

    Examples
    --------
    >>> mark = EndOfTurnMarkFilter()
    >>> mark.feed("**@*") + mark.feed("* It is") + mark.feed(" so.") + mark.finish()
    'It is so.'
    >>> mark.is_over
    True
    """

    def __init__(self) -> None:
        self.is_over: bool | None = None
        """Whether the user is done; `None` where the reply does not say so."""
        self._place: Literal["head", "behind", "lines"] = "head"
        self._around = ""
        self._held = ""
        self._begins_line = False

    def feed(self, piece: str) -> str:
        """Take the next piece; return what of the reply is ready."""
        return self._read(piece, is_end=False)

    def finish(self) -> str:
        """Take the end; return what of the reply was still held."""
        return self._read("", is_end=True)

    def _read(self, piece: str, *, is_end: bool) -> str:
        text, self._held = self._held + piece, ""
        may_hold = not is_end and len(text) <= _MOST_HELD
        if self._place == "head":
            head = _HEAD.match(text)
            if head is not None:
                self.is_over, self._around = head["mark"] in _DONES, head["around"]
                self._place, text = "behind", text[head.end() :]
            elif may_hold and _HEAD_BEGUN.fullmatch(text):
                self._held = text
                return ""
            else:
                self._place = "lines"
        if self.is_over is False:
            return ""
        if self._place == "behind":
            if may_hold and not _WORD.search(text):
                self._held = text
                return ""
            self._place, text = "lines", self._behind_mark(text)
        return self._read_lines(text, is_end=is_end)

    def _behind_mark(self, text: str) -> str:
        """Return a reply's beginning, without what belongs to the mark ahead of it."""
        around, closing = self._around, _closing(self._around)
        if not re.match(_BLANKS + re.escape(closing), text):
            self._around = ""  # it is the reply that stands in quotes
            return around + re.sub(rf"\A(?:{_BLANKS}{_MARKS})*{_BLANKS}", "", text)
        opening, closing = re.escape(around), re.escape(closing)
        again = rf"(?:{_BLANKS}{opening}{_MARKS}{closing})*"
        return re.sub(rf"\A{_BLANKS}{closing}{again}[:：]?{_BLANKS}", "", text)

    def _read_lines(self, text: str, *, is_end: bool) -> str:
        """Return text without the marks at the heads of its lines."""
        text = "\n" * self._begins_line + text
        begun = None if is_end else _LINE_BEGUN.search(text)
        ready, self._held = (text, "") if begun is None else (text[: begun.start()], text[begun.start() :])
        began_line, self._begins_line = self._begins_line, ready.endswith("\n")
        opening, closing = re.escape(self._around), re.escape(_closing(self._around))
        mark = rf"(?<=\n)[ \t]*{opening}{_MARKS}{closing}(?:[ \t]+|(?=\n)|\Z)"
        return re.sub(mark, "", ready)[began_line:]


def _closing(opening: str) -> str:
    return "".join(_CLOSING.get(each, each) for each in reversed(opening))
