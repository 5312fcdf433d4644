"""Calls of tools, put together from the pieces in which a model's answer has them."""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from voicelab.completion.messages import ToolRequest
from voicelab.text.well_formed import well_formed

__all__ = ["ToolCallAssembler", "ToolCallPiece", "arguments_json", "is_json_object"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ToolCallPiece:
    """A piece of a call: its name and the beginning of its arguments, more of them, or all at once."""

    call_id: str = ""
    index: int | None = None
    """Which call of the reply; many servers give none, or 0 for each."""
    name: str = ""
    arguments: str = ""
    beside: Mapping[str, Any] = field(default_factory=dict)
    """As in `ToolRequest`."""
    is_whole: bool = False
    """Whether it is the whole call, which may have come in pieces before."""


@dataclass(slots=True)
class _Call:
    call_id: str
    index: int | None
    name: str
    arguments: str
    beside: Mapping[str, Any]

    def is_same(self, whole: ToolCallPiece) -> bool:
        """Say whether a whole call is this one, once more."""
        if whole.call_id and self.call_id:
            return whole.call_id == self.call_id
        return whole.name == self.name and self.arguments in ("", whole.arguments)

    def continues(self, piece: ToolCallPiece) -> bool:
        """Say whether a piece is more of this call."""
        if piece.index is not None and self.index is not None and piece.index != self.index:
            return False  # whatever the id: some servers give each call the same
        if piece.call_id and piece.call_id == self.call_id:
            is_other = piece.arguments not in ("", self.arguments) and is_json_object(self.arguments)
            return not (piece.name and is_other)
        if not piece.name:  # some servers give each piece an id of its own
            return True
        has_ids = bool(piece.call_id and self.call_id)
        return piece.name == self.name and not has_ids and not is_json_object(self.arguments)


class ToolCallAssembler:
    """Takes the pieces of a reply's calls as they come."""

    def __init__(self) -> None:
        self._calls: list[_Call] = []

    def add(self, pieces: Sequence[ToolCallPiece]) -> None:
        """Take the next pieces."""
        begun = list(self._calls)
        for piece in pieces:
            if piece.is_whole:
                call = next((each for each in begun if each.is_same(piece)), None)
                begun = [each for each in begun if each is not call]
                self._add_whole(piece, call)
            else:
                self._add(piece)

    def _add(self, piece: ToolCallPiece) -> None:
        call = next((each for each in reversed(self._calls) if each.continues(piece)), None)
        if call is None:
            self._begin(piece)
        elif not (piece.name and piece.arguments == call.arguments and is_json_object(call.arguments)):
            call.name = call.name or piece.name
            call.arguments += piece.arguments
            call.beside = piece.beside or call.beside

    def _add_whole(self, piece: ToolCallPiece, call: _Call | None) -> None:
        if call is None:
            self._begin(piece)
        else:
            call.name, call.arguments = piece.name or call.name, piece.arguments or call.arguments
            call.beside = piece.beside or call.beside

    def _begin(self, piece: ToolCallPiece) -> None:
        self._calls.append(_Call(piece.call_id, piece.index, piece.name, piece.arguments, piece.beside))

    def requests(self, thought: str = "", *, is_cut: bool = False) -> list[ToolRequest]:
        """Return the calls; those that name no function are none.

        Parameters
        ----------
        thought
            What the model thought ahead of them, where the server wants that back.
        is_cut
            Whether the reply was cut at its most tokens: a call whose arguments are no JSON then is none.
        """
        requests: list[ToolRequest] = []
        for call in self._calls:
            if call.name and not (is_cut and not is_json_object(call.arguments)):
                is_given = any(call.call_id == each.call_id for each in requests)
                call_id = _new_id() if is_given or not call.call_id else call.call_id
                name, arguments = well_formed(call.name), well_formed(call.arguments)
                requests.append(ToolRequest(call_id, name, arguments, call.beside, thought))
        return requests


def arguments_json(value: Any) -> str:
    """Return arguments as JSON, also where a server gives the object itself."""
    if value is None:
        return ""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def is_json_object(text: str) -> bool:
    """Return whether a text is a JSON object."""
    try:
        return isinstance(json.loads(text), Mapping)
    except (ValueError, RecursionError):
        return False


def _new_id() -> str:
    """Return an id as all services take it: nine letters and digits, for Mistral's sake."""
    return uuid.uuid4().hex[:9]
