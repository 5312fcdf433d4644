"""Cases as other programs write them, by the names of our columns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from voicelab.cases.earlier_messages import message_text
from voicelab.cases.other_names import renamed_columns
from voicelab.cases.promptfoo_tests import as_columns, is_promptfoos, lone

__all__ = ["user_messages", "with_own_names"]


def with_own_names(values: Mapping[str, Any], said: Mapping[str, str | None]) -> dict[str, Any]:
    """Return a row with what is known of other programs' shapes under the names that it has here.

    Parameters
    ----------
    said
        Our columns of which it was said which they are there; these are left alone, and so are those.

    Raises
    ------
    ValueError
        One of promptfoo's prompts cannot be filled in.
    """
    if len(values) == 1 and isinstance(item := values.get("item"), Mapping):  # of OpenAI's evals
        values = _by_text(item)
    if is_promptfoos(values):
        own, renamed = as_columns(values, is_filled_in="input" not in said)
    elif isinstance(values.get("inputs"), Mapping) and "input" not in values:
        own, renamed = _of_langsmith(values)
    else:
        own, renamed = dict(values), renamed_columns(values)
    named = {name.casefold() for name in said.values() if name is not None}
    for name, column in renamed.items():
        is_free = name in own and name.casefold() not in named and column not in said
        if is_free and column not in map(str.casefold, own):
            own[column] = own.pop(name)
    return own


def user_messages(messages: Sequence[Any]) -> tuple[list[Any], Sequence[Any]] | None:
    """Return what the user says last in a chat, and the messages ahead of that; `None` of what is no chat.

    Raises
    ------
    ValueError
        It does not end with what the user says.
    """
    if not messages or not all(isinstance(each, Mapping) and "role" in each for each in messages):
        return None
    if messages[-1]["role"] != "user":
        raise ValueError(
            f"a conversation of {len(messages)} messages that ends with one of {messages[-1]['role']!r}, and "
            "not of 'user': nothing is asked. A right answer at its end belongs into 'expected'"
        )
    others = [place for place, each in enumerate(messages[:-1]) if each["role"] != "user"]
    first = others[-1] + 1 if others else 0
    return [_content(each) for each in messages[first:]], messages[:first]


def _content(message: Mapping[str, Any]) -> Any:
    """Return the text of a chat's message.

    Raises
    ------
    ValueError
        It is more than text.
    """
    content = message.get("content")
    if not isinstance(content, list):
        return content
    if (text := message_text(content)) is None:
        raise ValueError("the message holds more than text")
    return text


def _of_langsmith(values: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, str]]:
    """Return an example of LangSmith's data sets, its several inputs and outputs as columns."""
    asked, replied = _by_text(values["inputs"]), values.get("outputs")
    rest = {name: value for name, value in values.items() if name not in ("inputs", "outputs")}
    if not isinstance(replied, Mapping):
        answers = {} if replied is None else {"expected": replied}
    elif len(replied) == 1:
        answers = {"expected": _last_reply(next(iter(replied.values())))}
    else:
        answers = _by_text(replied)
    return rest | answers | asked, {**lone(asked), **renamed_columns(answers)}


def _last_reply(value: Any) -> Any:
    """Return the text of a chat's last message, and anything else as it is."""
    is_chat = isinstance(value, list) and value and isinstance(value[-1], Mapping) and "role" in value[-1]
    return _content(value[-1]) if is_chat else value


def _by_text(values: Mapping[Any, Any]) -> dict[str, Any]:
    return {str(name): value for name, value in values.items()}
