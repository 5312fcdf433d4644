"""The marks that models write into their text: of thoughts, of tool calls, and of their chat templates.

A server that knows its model takes them out; others send them as they are. One table for all of them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

__all__ = ["LONGEST_MARK", "MARK", "MARK_BEGUN", "STRIPPED_BEGIN", "STRIPPED_END", "Mark", "read_mark"]

STRIPPED_BEGIN, STRIPPED_END = "analysis", "assistantfinal"
"""What is left of a thought's marks in OpenAI's harmony format where the special tokens were thrown away."""

_THOUGHT = r"(?:seed:)?(?:think|thinking|thoughts?|reasoning|antthinking)"
_ASIDE = r"reflection|scratchpad|analysis|(?:inner|internal)_(?:monologue|thoughts?)|thinking_process|cot"
_CALL = r"(?:\w+:)?tool_?calls?|function_?calls?|function|invoke|tool_use"

MARK = re.compile(
    rf"""(?P<open><\s?{_THOUGHT}(?:\s[^<>\n]{{0,80}})?>|\[THINK\]|◁think▷|<\|channel>thought\b
        |<\|(?:begin_of_thought|start_thinking|thinking|think)\|>)
    | (?P<close><\s?/\s?{_THOUGHT}\s?>|\[/THINK\]|◁/think▷|<channel\|>
        |<\|(?:end_of_thought|end_thinking|/thinking|/think)\|>)
    | <(?P<aside>{_ASIDE}|details(?=\s[^<>]*\breasoning\b))(?:\s[^<>\n]{{0,100}})?>
    | </(?P<aside_end>{_ASIDE}|details)\s?>
    | <(?P<call>{_CALL})(?:[\s=][^<>\n]{{0,100}})?> | </(?P<call_end>{_CALL})\s?>
    | (?P<calls><\|python_tag\|>|\[TOOL_CALLS\]|<\|tool_calls?(?:_section)?_begin\|>
        |<\|(?:tool|function)_call(?:\|>|>)
        |<\|(?:python_start|start_action|action_start)\|>
        |<[|｜]tool▁calls?▁begin[|｜]>|<｜DSML｜function_calls>)
    | (?P<calls_end><\|tool_calls?(?:_section)?_end\|>|<tool_call\|>|<\|/tool_call\|>
        |<\|(?:python_end|end_action|action_end)\|>|<[|｜]tool▁calls▁end[|｜]>
        |</｜DSML｜function_calls>)
    | (?P<stripped>(?<!\S)(?-i:{STRIPPED_BEGIN}(?=[^\W\d_a-z]))) | (?P<stripped_end>{STRIPPED_END})
    | (?P<box><\|(?:begin|end)_of_box\|>)
    | <[|｜](?P<token>/?[\w▁.:-]{{1,40}})[|｜]>
    | (?P<word><think<\|message\|>|</?s>|<(?:end|start)_of_turn>|<[be]os>
        |<\|turn>|<turn\|>|\[/?INST\]|</?(?:answer|response)>)
    """,
    re.VERBOSE | re.IGNORECASE,
)
MARK_BEGUN = re.compile(
    r"(?:<[|｜]?/?[\w▁.:-]*[|｜]?|<\s?/?\s?(?:[a-z][\w:]*\s?)?|<think<\|?\w*\|?|</?｜DSML｜\w*|<\|channel>\w*"
    r"|<(?:think|thinking|details|reasoning|\w*_calls?|function|invoke)[\s=][^<>\n]*"
    r"|\[/?\w*|◁/?\w*)\Z",
    re.IGNORECASE,
)
"""The beginning of a mark at a text's end."""

LONGEST_MARK = 130

_ROLES: dict[str, Literal["open", "close", "box", "token"]] = {
    **dict.fromkeys(("open", "aside", "call", "calls", "stripped"), "open"),
    **dict.fromkeys(("close", "aside_end", "call_end", "calls_end", "stripped_end"), "close"),
    **dict.fromkeys(("token", "word"), "token"),
    "box": "box",
}


@dataclass(frozen=True, slots=True)
class Mark:
    """A mark in a model's text."""

    text: str
    role: Literal["open", "close", "box", "token"]
    """What it does: opens or closes a stretch, sets off a result (`box`), or is a special token."""
    kind: str
    """Of what: ``thought``, ``stripped``, ``aside``, ``call``, ``calls`` (special tokens); a token's name."""
    name: str = ""
    """A tag's, which the closing one has, too."""

    @property
    def is_call(self) -> bool:
        """Whether it is of a tool call."""
        return self.kind in ("call", "calls")


def read_mark(match: re.Match[str]) -> Mark:
    """Return what a match of `MARK` is."""
    group = match.lastgroup or ""
    if group in ("token", "word"):
        return Mark(match[0], "token", match[group].lower())
    kind = group.removesuffix("_end")
    name = match[group].lower() if kind in ("aside", "call") else ""
    if kind == "calls":  # each comes as a begin and an end
        name = re.sub(r"[\W_▁]|begin|start|end", "", match[0].lower())
    return Mark(match[0], _ROLES[group], "thought" if kind in ("open", "close") else kind, name)
