"""ConversationItems: what a service's conversation holds, and how it is made to hold the history."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from voicelab.exchange.tool_use import ToolUse

if TYPE_CHECKING:
    from voicelab.realtime.connection import RealtimeConnection

__all__ = ["ConversationItems", "EarlierTurn", "words_of_call"]

_BEGINNING = "root"
"""What the services call the place ahead of the first item."""


@dataclass(frozen=True, slots=True)
class EarlierTurn:
    """A turn of the history: what was asked and replied, as far as it was heard."""

    key: Hashable
    """Which turn it is; a reply to a `ReplyRequest` of this key holds the same."""
    asked: str
    replied: str
    tool_calls: tuple[ToolUse, ...] = ()
    """The calls of tools that came to an end."""

    @property
    def asked_with_tools(self) -> str:
        """What was asked, and what tools returned, as text."""
        calls = (words_of_call(use.name, use.arguments_json, use.output) for use in self.tool_calls)
        return "\n".join(filter(None, (self.asked, *calls)))

    @property
    def text(self) -> str:
        """All that a model sees of it."""
        return self.asked_with_tools + self.replied


def words_of_call(name: str, arguments: str, output: str) -> str:
    """Return a call of a tool and its result as text, which a model of any service reads."""
    return f"(The tool {name} was called with {arguments or '{}'}, and returned: {output})"


class ConversationItems:
    """The items of one connection's conversation, by the turns that they are of."""

    def __init__(self) -> None:
        self._turns: dict[Hashable, list[str]] = {}
        self._loose: dict[str, None] = {}

    def __len__(self) -> int:
        return len(self._loose) + sum(map(len, self._turns.values()))

    def __contains__(self, item_id: str) -> bool:
        """Whether it is there, and of no turn."""
        return item_id in self._loose

    @property
    def of_no_turn(self) -> list[str]:
        """Those that are of no turn."""
        return list(self._loose)

    def add(self, item_id: str) -> None:
        """Note an item that is of no turn, such as what the user says, before it is replied to."""
        self._loose[item_id] = None

    def forget(self, item_id: str) -> None:
        """Note that an item of no turn is not to be there any more."""
        self._loose.pop(item_id, None)

    def add_turn(self, key: Hashable, item_ids: Iterable[str]) -> None:
        """Note which items a turn made, in their order."""
        self._turns[key] = list(item_ids)
        for item_id in self._turns[key]:
            self._loose.pop(item_id, None)

    def reopen_turn(self, key: Hashable) -> None:
        """Note that a turn came to nothing: what the user said in it is to be replied to once more."""
        for item_id in self._turns.pop(key, ()):
            self.add(item_id)

    async def hand_on(
        self, connection: RealtimeConnection, earlier: Sequence[EarlierTurn], user_item: str | None
    ) -> None:
        """Have the conversation hold these turns, the user's item, and nothing else.

        Turns that it holds stay as they are, with their sound. Others that ought to be there are added as
        text; whatever else there is, such as a turn that failed or that the user wants forgotten, is deleted.
        So is what was said since: it is given again when its own turn comes.

        Parameters
        ----------
        user_item
            What is to be replied to, where it is an item already.
        """
        wanted = [turn.key for turn in earlier]
        among_wanted = frozenset(wanted)
        held = [key for key in self._turns if key in among_wanted]
        kept = 0
        while kept < min(len(held), len(wanted)) and held[kept] == wanted[kept]:
            kept += 1
        for key in self._turns.keys() - set(held[:kept]):
            for item_id in self._turns.pop(key):
                await connection.delete(item_id)
        for item_id in [item_id for item_id in self._loose if item_id != user_item]:
            del self._loose[item_id]
            await connection.delete(item_id)
        after = next((ids[-1] for ids in reversed(self._turns.values()) if ids), _BEGINNING)
        for turn in earlier[kept:]:
            ids = self._turns[turn.key] = []
            if asked := turn.asked_with_tools.strip():
                ids.append(after := await connection.add_message("user", asked, after=after))
            if turn.replied.strip():
                ids.append(after := await connection.add_message("assistant", turn.replied, after=after))
