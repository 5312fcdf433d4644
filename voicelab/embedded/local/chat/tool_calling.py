"""Calls of functions by a local model: whether it calls any, and which, by what it finds most probable.

Small models that are told of functions call too readily, also functions that there are not, and none once
a message was answered in words. So the model is asked about the user's last message alone: how probable it
is that the call of one of the functions comes first. Arguments are held to the function's schema.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from voicelab.embedded.completion.plain_messages import with_plain_text
from voicelab.embedded.engines import ChosenCalls, FunctionCall
from voicelab.errors import ModelError

if TYPE_CHECKING:
    from voicelab.embedded.local.chat.chat_server import ChatServer

__all__ = ["LocalToolCalling"]

_HOW_TO_CALL = """# Tools

You may call one or more functions to assist with the user query.

You are provided with function signatures within <tools></tools> XML tags:
<tools>
{functions}
</tools>

For each function call, return a json object with function name and arguments:
{{"name": <function-name>, "arguments": <args-json-object>}}"""
"""Qwen's own words, but for the tags around a call, which its models for code leave out."""
_HEAD, _BODY, _END, _NEXT = '{"name": "', '", "arguments":', "}", "\n"
_NAME_END = '",'
"""As the model's own tokens have it: the quotation mark alone is improbable there."""
_OPENINGS = ("{", "```")
"""How a call begins: the models for code put some into a block of code."""
_LEAST_PROBABILITY = 0.3
"""Of the call of a function, for it to be called; measured, see docs/tools.md."""
_LLGUIDANCE = "%llguidance {}\nstart: "
"""How a grammar begins that holds a text to whole tokens, as the model itself would write it."""
_MOST_CALLS = 4
_NAME_TOKENS, _ARGUMENT_TOKENS = 64, 256
_KEPT = {"whitespace_flexible": False, "item_separator": ", ", "key_separator": ": ", "lenient": True}
"""How arguments are written; what the grammar cannot hold them to, it passes over."""


class LocalToolCalling:
    """Asks a model for calls; may be asked by several threads.

    Parameters
    ----------
    chat
        The model.
    """

    def __init__(self, chat: ChatServer) -> None:
        self._chat = chat

    def choose(
        self,
        messages: Sequence[Mapping[str, str]],
        functions: Sequence[Mapping[str, Any]],
        must_call: bool,
        may_call_several: bool,
    ) -> ChosenCalls:
        """Return the calls that answer the messages; none where words do.

        Raises
        ------
        ModelError
            The model's context has no room for the functions.
        """
        prompt, written = self._prompt(messages, functions), ""
        read = total = 0
        calls: dict[FunctionCall, None] = {}
        while len(calls) < (_MOST_CALLS if may_call_several else 1):
            is_needed = must_call and not calls
            opening = self._opening(prompt + written, _NEXT if calls else _OPENINGS)
            if opening < _LEAST_PROBABILITY and not is_needed:
                break
            head = written + (_NEXT if calls else "") + _HEAD
            name, probability = self._name(prompt + head, functions)
            if opening * probability < _LEAST_PROBABILITY and not is_needed:
                break
            head += name + _BODY
            grammar = _grammar(next(each for each in functions if each["name"] == name))
            likeliest = self._chat.completion(prompt + head, grammar, _ARGUMENT_TOKENS)
            call = FunctionCall(name, likeliest.text.removesuffix(_END).strip())
            if call in calls or not _is_object(call.arguments):
                break
            calls[call] = None
            read = read or likeliest.prompt_tokens
            total = likeliest.prompt_tokens + likeliest.completion_tokens
            written = head + likeliest.text
        return ChosenCalls(tuple(calls), read, total - read)

    def _prompt(self, messages: Sequence[Mapping[str, str]], functions: Sequence[Mapping[str, Any]]) -> str:
        signatures = "\n".join(_signature(each) for each in functions)
        told = [message["content"] for message in messages if message["role"] == "system"]
        system = "\n\n".join([*told, _HOW_TO_CALL.format(functions=signatures)])
        said = [message for message in messages if message["role"] != "system"]
        prompt = self._chat.prompt_of(
            with_plain_text([{"role": "system", "content": system}, *said], self._chat.control_tokens)
        )
        if prompt is None:
            raise ModelError(
                "The model's chat template cannot be used for tools.",
                code="model",
                hint="Name another version of the model.",
            )
        return prompt

    def _opening(self, prompt: str, openings: str | tuple[str, ...]) -> float:
        """Return how probable it is that a call comes next."""
        tokens = self._chat.next_tokens(prompt, for_tools=True)
        return sum(chance for token, chance in tokens if token.startswith(openings))

    def _name(self, prompt: str, functions: Sequence[Mapping[str, Any]]) -> tuple[str, float]:
        """Return the function that a call is most probably of, and how probable that is."""
        names = {}
        for each in functions:
            grammar = _LLGUIDANCE + json.dumps(each["name"] + _NAME_END)
            names[each["name"]] = self._chat.completion(prompt, grammar, _NAME_TOKENS).probability
        name = max(names, key=lambda each: names[each])
        return name, names[name]


def _signature(function: Mapping[str, Any]) -> str:
    return json.dumps({"type": "function", "function": function}, ensure_ascii=False)


def _grammar(function: Mapping[str, Any]) -> str:
    """Return the grammar of a function's arguments to the end of the call, as llguidance reads it.

    The blank ahead and the brace behind belong to the model's own tokens: without them it writes others.
    """
    schema = {"type": "object", "additionalProperties": False, **(function.get("parameters") or {})}
    return f'{_LLGUIDANCE}" " %json {json.dumps({**schema, "x-guidance": _KEPT})} "{_END}"'


def _is_object(arguments: str) -> bool:
    """Say whether arguments came to their end."""
    try:
        return isinstance(json.loads(arguments), dict)
    except ValueError:
        return False
