"""Special tokens of chat templates in a model's text: dropped at a message's edges, spoken of elsewhere."""

from __future__ import annotations

import re

__all__ = ["SENTENCE_ENDS", "SpecialTokens"]

SENTENCE_ENDS = ".!?…。！？\"')»”\n"

_OPENERS = ("start", "channel", "im_start", "start_header_id", "<start_of_turn>", "<|turn>", "constrain")
"""What begins a message's header: who speaks, and on which channel."""
_HEADER_ENDS = ("message", "end_header_id", "im_sep")
_BARE_HEADERS = {
    "assistant": "assistant", "user": "user", "system": "system", "<think<|message|>": "thought"
}  # fmt: skip
"""Tokens that are a header by themselves."""
_REPLY = ("final", "assistant", "model", "response")
"""Who speaks, or the channel, where what follows is the reply."""
_HEADER = re.compile(r"(?:\w{1,20}(?: [\w.=]{0,80}(?: \w{0,20})?)?)?")
_WITH_BLANK = ("inst]", "<s>", "<bos>")
"""Behind which templates have a blank."""
_END = re.compile(r"end|eo[tms]|return|call|</s>|/inst|turn\|>", re.IGNORECASE)


class SpecialTokens:
    """Takes a message's text and its special tokens in turn, and gives the text.

    A run of tokens is held until it is known what follows: a header that is whole begins a message, at the
    reply's start or behind one that ended. What stands amid prose is prose.
    """

    def __init__(self) -> None:
        self.is_at_edge = True
        """Whether nothing of the message's text came yet."""
        self.is_other_channel = False
        """Whether what is written is no reply: a thought, a call, or another's turn made up."""
        self.calls_tool = False
        """Whether a message was addressed to a tool."""
        self._run = ""
        self._header: str | None = None
        self._is_line_header = False
        self._has_ended = False
        self._is_over = False
        self._separator = ""
        self._last, self._has_blank = "", False

    def feed_text(self, text: str) -> str:
        """Take text; return what is ready, of what channel it may be."""
        if not text:
            return ""
        if not self._run or self._is_over:
            return self._give(text)
        if self._header is not None and self._may_begin:
            words, line_end, rest = text.partition("\n") if self._is_line_header else (text, "", "")
            if _HEADER.fullmatch(self._header + words):
                self._header, self._run = self._header + words, self._run + words
                if line_end:
                    self._begin(self._header)
                    return self.feed_text(rest)
                return ""
        if text.isspace():
            self._run += text
            return ""
        run, self._run, self._header, self._has_ended = self._run, "", None, False
        gap = run[len(run.rstrip()) :] + text[: len(text) - len(text.lstrip())]
        is_spoken_of = not self.is_at_edge or (
            gap and "\n" not in gap and not run.rstrip().lower().endswith(_WITH_BLANK)
        )
        return self._give(run + text if is_spoken_of else text)

    def feed_token(self, token: str, name: str) -> str:
        """Take a special token; return what of the text is ready."""
        begins = name in _OPENERS
        if self._is_over:
            return ""
        if name in _HEADER_ENDS and self._header is not None and self._may_begin:
            self._begin(self._header)
            return ""
        if self.is_other_channel:
            if not begins and not _END.search(name):
                return token
            self.is_other_channel, self.is_at_edge, self._has_ended = False, True, True
        self._run += token
        if name == "constrain" and self._header is not None:
            return ""
        self._header = "" if begins else None
        self._is_line_header = name in ("im_start", "<start_of_turn>", "<|turn>")
        self._has_ended = self._has_ended or bool(_END.search(name))
        is_behind_sentence = self._last in SENTENCE_ENDS and not self._has_blank
        if name in _BARE_HEADERS and (self._may_begin or is_behind_sentence):
            self._begin(_BARE_HEADERS[name])
        return ""

    def finish(self) -> str:
        """Take the end; return the tokens that were prose."""
        run, self._run = self._run, ""
        is_header = bool(self._header) and not self._has_ended
        is_spoken_of = is_header or (self._has_blank and self._last not in SENTENCE_ENDS)
        return run if is_spoken_of and not self.is_at_edge else ""

    @property
    def _may_begin(self) -> bool:
        """Whether a message can begin here."""
        return self.is_at_edge or self._has_ended

    def _begin(self, header: str) -> None:
        words = header.split()
        self.is_other_channel = bool(words) and words[0] not in _REPLY
        self._is_over = words[:1] == ["user"] and bool(self._last.strip())
        self.calls_tool = self.calls_tool or "to=" in header
        self._separator = "\n" if self._last.strip() and not self.is_other_channel else self._separator
        self._run, self._header, self._has_ended, self.is_at_edge = "", None, False, True

    def _give(self, text: str) -> str:
        if self.is_other_channel:
            return text
        bare = text.rstrip(" \t")
        self._last, self._has_blank = bare[-1:] or self._last, bare != text
        if not text.strip():
            return text
        self.is_at_edge, separator, self._separator = False, self._separator, ""
        return separator + text
