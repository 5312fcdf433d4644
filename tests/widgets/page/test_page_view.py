"""What a new page is sent first, and what changes meanwhile."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Mapping
from typing import Any

from tests.widgets.panel.panel_without_page import wait_until
from voicelab.widgets.panel.captions import Captions


class SlowCaptions(Captions):
    """Captions of which a turn changes while their snapshot is made."""

    def __init__(self) -> None:
        self.sent: list[dict[str, Any]] = []
        super().__init__(
            on_typed=lambda _text: None,
            on_new=lambda: None,
            on_page=lambda: None,
            watch=lambda _name: contextlib.nullcontext(),
        )

    def snapshot(self) -> list[Mapping[str, object]]:
        """Return the state before the turn changed."""
        before = super().snapshot()
        change = threading.Thread(target=lambda: self.add_reply(1, "Me."))
        change.start()
        change.join(0.1)  # it may not come first, however long this takes
        return before

    def send(self, content: Mapping[str, object], buffers: list[bytes] | None = None) -> None:
        """Keep what the page would get."""
        self.sent.append(dict(content))


def test_what_changes_while_a_page_is_brought_up_to_date_is_sent_behind_it() -> None:
    captions = SlowCaptions()
    captions.begin_turn(1, "Who?")
    captions.sent.clear()
    captions._handle_custom_msg({"type": "hello"}, [])
    wait_until(lambda: len([each for each in captions.sent if each["type"] == "turn"]) == 2)
    assert [each["reply"] for each in captions.sent if each["type"] == "turn"] == ["", "Me."]
