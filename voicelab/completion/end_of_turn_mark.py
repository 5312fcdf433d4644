"""The mark at the head of a reply by which the model itself says whether the user is done.

One request asks for both: the mark costs a token and no request of its own. pipecat does alike
(``filter_incomplete_user_turns``).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from voicelab.completion.mark_forms import (
    DONE,
    DONES,
    MORE,
    behind_mark,
    head_of,
    is_head_begun,
    is_settled,
    line_begun,
    line_mark,
    reply_in_json,
)
from voicelab.completion.messages import CompletionNotice, Message
from voicelab.completion.notices import no_turn_mark

__all__ = ["EndOfTurnMarkFilter", "MarkAloneError", "MarkGivers", "ask_for_mark", "most_tokens_with_mark"]

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
nothing. So begin with a mark, {DONE} or {MORE}:
{DONE} and your reply, if the user has said something that can be replied to, however short.
{MORE} and nothing else, if the words break off in mid-sentence, or the user asks for time to think.
In any language, for example:
"what is the capital of" → {MORE}
"what is the capital of france" → {DONE} Paris.
"i would like to go there because" → {MORE}
"yes" → {DONE} Good.
"let me think" → {MORE}"""

_MOST_HELD = 40
"""Characters that are held for a mark; what is longer is none."""


def ask_for_mark(messages: Sequence[Message]) -> list[Message]:
    """Return a request's messages with the instruction to begin with the mark.

    The replies of before bear it, too: models follow their own example rather than an instruction, and a
    server finds the replies in its cache as they were written.
    """
    asking: list[Message] = [
        {**each, "content": f"{DONE} {each['content']}"} if each["role"] == "assistant" else each
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


class MarkAloneError(Exception):
    """A model said that the user is done, and nothing else."""


class MarkGivers:
    """Which models begin with the mark, told from what each has done."""

    def __init__(self) -> None:
        self._misses: dict[tuple[str, str], int] = {}

    def are_asked(self, api: str, deployment: str) -> bool:
        """Whether a model is asked for the mark; legacy completions follow no instruction."""
        return api != "completions" and self._misses.get((api, deployment), 0) < _MOST_MISSES

    def note(self, api: str, deployment: str, *, is_given: bool) -> CompletionNotice | None:
        """Take in whether a model that was asked for the mark gave it; return what the user should know.

        The mark of a user who is done is only given ahead of a reply.
        """
        model = api, deployment
        self._misses[model] = 0 if is_given else self._misses.get(model, 0) + 1
        return self.give_up(api, deployment) if self._misses[model] == _MOST_MISSES else None

    def give_up(self, api: str, deployment: str) -> CompletionNotice:
        """Ask a model for the mark no more; return what the user should know."""
        self._misses[api, deployment] = _MOST_MISSES
        return no_turn_mark(deployment)


class EndOfTurnMarkFilter:
    """Takes a reply's text in pieces, and gives it without its mark.

    The mark may be written twice, in quotes, brackets or bold, behind a label, a bullet or an arrow, which go
    with it, or in JSON, whose text is then given as one; at the head of a later line it is left out, too.
    What can be told from a mark stays: '@NASA', and a line that begins with '& Sons'.

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
        self._place: Literal["head", "behind", "json", "lines"] = "head"
        self._sign = ""
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
            head = head_of(text, is_cut=may_hold)
            if head is not None:
                signs = head.groupdict()
                self.is_over, self._sign = head["mark"] in DONES, head["mark"]
                self._around = signs.get("around") or ""
                self._place = "json" if signs.get("json") else "behind"
                text = text if self._place == "json" else text[head.end() :]
            elif may_hold and is_head_begun(text):
                self._held = text
                return ""
            else:
                self._place = "lines"
        if self.is_over is False:
            return ""
        if self._place == "json":
            if not is_end:
                self._held = text
                return ""
            self._place, text = "lines", reply_in_json(text)
        if self._place == "behind":
            if may_hold and not is_settled(text):
                self._held = text
                return ""
            text, self._around = behind_mark(text, self._sign, self._around)
            self._place = "lines"
        return self._read_lines(text, is_end=is_end)

    def _read_lines(self, text: str, *, is_end: bool) -> str:
        """Return text without the marks at the heads of its lines."""
        text = "\n" * self._begins_line + text
        begun = len(text) if is_end else line_begun(text)
        ready, self._held = text[:begun], text[begun:]
        began_line, self._begins_line = self._begins_line, ready.endswith("\n")
        return line_mark(self._around).sub(r"\g<bullet>", ready)[began_line:]
