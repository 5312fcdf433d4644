"""Answers that are no reply of the interface that was asked: a complaint, or another interface's reply."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from voicelab.completion.answer_events import FailedAnswerError, MalformedAnswerError
from voicelab.text.server_words import server_words

__all__ = ["ForeignAnswerError", "ForeignEvents"]


class ForeignAnswerError(MalformedAnswerError):
    """A reply in the form of another interface.

    Parameters
    ----------
    event
        What it began with.
    """

    def __init__(self, event: Mapping[str, Any], request_id: str) -> None:
        shown = json.dumps(event, ensure_ascii=False, default=str)
        super().__init__(server_words(f"JSON {shown[:200]}"), request_id=request_id)
        kind = str(event.get("type") or event.get("object") or "")
        is_responses = kind.partition(".")[0] == "response"
        # The interface as `Settings.api` has it; empty if it is none of them.
        self.api = "chat" if "choices" in event else "responses" if is_responses else ""


class ForeignEvents:
    """Remembers what came that is no event of the interface, until the answer is over.

    A server that fails with a good status says so in fields of its own: what holds a sentence and no reply is
    a complaint, unless the reply goes on behind it.
    """

    def __init__(self) -> None:
        self._first: Mapping[str, Any] | None = None
        self._complaint: Mapping[str, Any] | None = None
        self.has_others = False
        """Whether anything of the interface came."""

    def note(self, event: Mapping[str, Any], *, is_known: bool) -> None:
        """Take the next event."""
        if is_known:
            self.has_others, self._complaint = True, None
            return
        self._first = self._first or event
        if server_words(event):
            self._complaint = event

    def check(self, *, is_whole: bool, request_id: str) -> None:
        """Say what it was, now that the answer is over and gave no reason for its end.

        Raises
        ------
        FailedAnswerError
            A complaint.
        ForeignAnswerError
            Nothing else came than another interface's reply.
        """
        self.check_complaint(is_whole=is_whole, request_id=request_id)
        if self._first and not self.has_others:
            raise ForeignAnswerError(self._first, request_id)

    def check_complaint(self, *, is_whole: bool, request_id: str) -> None:
        """Say what the server complained of last, if it did.

        Raises
        ------
        FailedAnswerError
            A complaint.
        """
        if self._complaint is not None:
            raise FailedAnswerError(self._complaint, is_whole=is_whole, request_id=request_id)
